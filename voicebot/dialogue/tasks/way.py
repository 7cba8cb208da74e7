"""The way through one task: who is calling, what must be known, reading back, doing it, answering."""

from __future__ import annotations

from collections.abc import Mapping

from voicebot.backoffice.port import Backoffice, NotPossible, Order, Policy, Reason
from voicebot.call.replies import Expects
from voicebot.call.written import Channels, Written
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.reading.product import find_product
from voicebot.dialogue.tasks import identify, in_writing
from voicebot.dialogue.tasks.asking import ask, ask_again, ask_whether
from voicebot.dialogue.tasks.hours import HoursOf, usual_of
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.meaning import speaks_for_another, starts_over
from voicebot.dialogue.tasks.model import ALL_CHANNELS, Done, Task, Work
from voicebot.dialogue.tasks.refusals import refusal
from voicebot.dialogue.tasks.turn import AGREED, ANYTHING_ELSE, OFFERED, PAUSED, WISH, Script


class Way:
    """Begins tasks and takes them one step further. Every method may raise BackofficeError."""

    def __init__(
        self,
        backoffice: Backoffice,
        tasks: Mapping[str, Task],
        hours_of: HoursOf = usual_of,
        channels: Channels = ALL_CHANNELS,
    ) -> None:
        self._channels = channels
        self._backoffice = backoffice
        self._tasks = tasks
        self._hours_of = hours_of

    def open_by_house(self, script: Script, task: Task) -> None:
        """Say why, and ask whether the caller wants it; whatever was open is dropped.

        Raises ValueError for a task without an offer.
        """
        if task.offer is None:
            raise ValueError(f"{task.wish} is never offered")
        script.forget_answers()
        script.put(PAUSED, None)
        script.put(WISH, task.wish)
        text, rule_id = task.offer.openings[script.heard.intent](self._work(script, task))
        script.say(text, Payload(rule_id))
        script.requested = OFFERED
        self.proceed(script, task)

    def decline(self, script: Script, task: Task) -> None:
        """The caller does not want what the house offered."""
        script.say(task.given_up, Payload("D-19"))
        if task.offer:
            script.say(
                task.offer.declined(self._work(script, task)),
                Payload(
                    task.offer.rule_id,
                    expects=Expects.YES_NO,
                    offer=ANYTHING_ELSE,
                    written=task.offer.written,
                ),
            )
        script.close()

    def begin(self, script: Script, task: Task) -> None:
        """Take everything that the sentence with the wish tells already."""
        said = script.heard.said
        script.forget_answers()
        script.put(WISH, task.wish)
        if task.upset and script.heard.mood:
            script.hand_over(task.upset, "D-27")
            return
        if task.public and (done := task.public(said)):
            self._finish(script, task, done, self._work(script, task))
            return
        if task.identity is POLICY and speaks_for_another(said.text):
            # Number and birth date are easily known to family: a person asks whether it is allowed.
            script.hand_over("asked_person", "D-29")
            return
        if task.identity:
            if starts_over(said.text):
                identify.forget(script, task.identity)
            product = task.product or find_product(said.text)
            if identify.about_another(script, task.identity, product, self._backoffice):
                identify.forget_number(script, task.identity)  # the same caller: the birth date holds
            identify.hear_early(script, task.identity)
        for step in task.steps:
            if step.early and (value := step.early(said)):
                script.put(step.slot, value)
        if task.known:
            for slot, value in task.known(self._work(script, task)).items():
                if not script.get(slot):
                    script.put(slot, value)
        self.proceed(script, task)

    def switch(self, script: Script, task: Task) -> None:
        """Another wish while a task is open."""
        current = script.get(WISH)
        script.put(PAUSED, (script.get(PAUSED) or current) if task.side else None)
        self.begin(script, task)

    def proceed(self, script: Script, task: Task) -> None:
        """Ask the next thing, or do it."""
        script.too_often = task.too_often
        if script.requested == OFFERED and task.offer:
            ask_whether(script, OFFERED, task.offer.question, task.offer.asking)
            return
        record = None
        if task.identity:
            record = identify.identified(script, task.identity, self._backoffice)
            if record is None:
                return
        work = self._work(script, task, record)
        try:
            if task.check:
                task.check(work)
            for step in task.steps:
                if step.slot not in work.values:
                    ask(script, step)
                    return
            if task.read_back and not script.get(AGREED) and (clause := task.read_back(work)):
                ask_whether(script, AGREED, clause)
                return
            done = task.fulfil(work)
        except NotPossible as problem:
            if self._asks_again(script, task, problem.reason):
                return
            done = refusal(task, problem.reason)
        self._finish(script, task, done, work)

    def _work(self, script: Script, task: Task, record: Order | Policy | None = None) -> Work:
        heard = script.heard
        values = {step.slot: value for step in task.steps if (value := script.get(step.slot))}
        return Work(
            self._backoffice,
            heard.call_id,
            heard.said.now,
            record,
            values,
            self._hours_of(heard.queue),
            heard.said.text,
            (record.customer_email if record else None) or heard.email,
            heard.agreed,
            self._channels,
        )

    def _asks_again(self, script: Script, task: Task, reason: Reason) -> bool:
        """Whether another value would do; then it is asked."""
        slot = task.asks_again.get(reason)
        step = task.step(slot) if slot and script.get(slot) else None
        if step is None:
            return False
        script.put(step.slot, None)
        script.put(AGREED, None)
        ask_again(script, step, task.refusals[reason])
        return True

    def _finish(self, script: Script, task: Task, done: Done, work: Work) -> None:
        if done.handover:
            script.hand_over(done.handover, done.rule_id)
            return
        for slot, value in done.values.items():
            script.put(slot, value)
        paused = self._tasks.get(script.get(PAUSED) or "")
        tell = bool(done.agreements) and not script.heard.told and not script.heard.returning
        notice = in_writing.notice(work, done) if tell else ""
        script.say(
            done.text,
            Payload(
                done.rule_id,
                agreements=done.agreements,
                solved=done.solved,
                expects=Expects.YES_NO,
                offer=ANYTHING_ELSE if done.offers else "",
                contact_email=work.record.customer_email if work.record else None,
                notice=notice,
                written=self._written(work, done),
            ),
        )
        if tell and not paused and in_writing.to_ask(work, done):
            self._ask_where(script)
            return
        if paused:
            script.put(PAUSED, None)
            script.put(WISH, paused.wish)
            self.proceed(script, paused)
        else:
            script.close()

    def _written(self, work: Work, done: Done) -> Written | None:
        """The choice that goes with it; what a task itself knows counts where nothing else is known."""
        return None if done.agreements and in_writing.goes_by_itself(work) else done.written

    def _ask_where(self, script: Script) -> None:
        """It cannot be written to anybody yet: whether an SMS is wanted."""
        task = self._tasks[in_writing.BY_SMS]
        script.forget_answers()
        script.put(WISH, task.wish)
        script.requested = OFFERED
        self.proceed(script, task)
