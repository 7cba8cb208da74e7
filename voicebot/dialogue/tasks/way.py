"""The way through one task: who is calling, what must be known, reading back, doing it, answering."""

from __future__ import annotations

from collections.abc import Mapping

from voicebot.backoffice.port import Backoffice, NotPossible, Reason
from voicebot.call.replies import Expects
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.reading.product import find_product
from voicebot.dialogue.tasks import identify
from voicebot.dialogue.tasks.asking import ask, ask_again, ask_whether
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.meaning import speaks_for_another, starts_over
from voicebot.dialogue.tasks.model import Done, Task, Work
from voicebot.dialogue.tasks.refusals import refusal
from voicebot.dialogue.tasks.turn import AGREED, ANYTHING_ELSE, PAUSED, WISH, Script


class Way:
    """Begins tasks and takes them one step further. Every method may raise BackofficeError."""

    def __init__(self, backoffice: Backoffice, tasks: Mapping[str, Task]) -> None:
        self._backoffice = backoffice
        self._tasks = tasks

    def begin(self, script: Script, task: Task) -> None:
        """Take everything that the sentence with the wish tells already."""
        said = script.heard.said
        script.forget_answers()
        script.put(WISH, task.wish)
        if task.upset and script.heard.mood:
            script.hand_over(task.upset, "D-27")
            return
        if task.public and (done := task.public(said)):
            self._finish(script, task, done)
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
        self.proceed(script, task)

    def switch(self, script: Script, task: Task) -> None:
        """Another wish while a task is open."""
        current = script.get(WISH)
        script.put(PAUSED, (script.get(PAUSED) or current) if task.side else None)
        self.begin(script, task)

    def proceed(self, script: Script, task: Task) -> None:
        """Ask the next thing, or do it."""
        record = None
        if task.identity:
            record = identify.identified(script, task.identity, self._backoffice)
            if record is None:
                return
        heard = script.heard
        values = {step.slot: value for step in task.steps if (value := script.get(step.slot))}
        work = Work(self._backoffice, heard.call_id, heard.said.today, record, values)
        try:
            if task.check:
                task.check(work)
            for step in task.steps:
                if step.slot not in values:
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
        self._finish(script, task, done, email=record.customer_email if record else None)

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

    def _finish(self, script: Script, task: Task, done: Done, email: str | None = None) -> None:
        if done.handover:
            script.hand_over(done.handover, done.rule_id)
            return
        for slot, value in done.values.items():
            script.put(slot, value)
        script.say(
            done.text,
            Payload(
                done.rule_id,
                agreements=done.agreements,
                solved=done.solved,
                expects=Expects.YES_NO,
                offer=ANYTHING_ELSE if done.offers else "",
                contact_email=email,
            ),
        )
        paused = self._tasks.get(script.get(PAUSED) or "")
        if paused:
            script.put(PAUSED, None)
            script.put(WISH, paused.wish)
            self.proceed(script, paused)
        else:
            script.close()
