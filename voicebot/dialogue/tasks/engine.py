"""Leads a caller through a task: one turn in, what is said and remembered out. No Rasa types.

The order of a task is always the same: who is calling (once a call), whether it can be done at all, what
must be known, reading back what will change, doing it, answering. A question in between is left to the
rules and the task goes on; another wish takes the task's place.
"""

from __future__ import annotations

from collections.abc import Mapping

from voicebot.backoffice.port import Backoffice
from voicebot.call.replies import Expects
from voicebot.call.written import Channels
from voicebot.dialogue import intents
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.reading.digits import has_digits
from voicebot.dialogue.tasks import identify
from voicebot.dialogue.tasks.asking import LIMIT, ask, ask_again
from voicebot.dialogue.tasks.hours import HoursOf, usual_of
from voicebot.dialogue.tasks.identity import ORDER, POLICY, Identity
from voicebot.dialogue.tasks.meaning import is_mostly_value
from voicebot.dialogue.tasks.model import ALL_CHANNELS, Step, Task
from voicebot.dialogue.tasks.turn import AGREED, ANYTHING_ELSE, OFFERED, SPOKEN, WISH, Heard, Script
from voicebot.dialogue.tasks.way import Way
from voicebot.dialogue.tasks.yes_no import agrees, gives_up, yes_or_no

ABOUT_ORDER = "order_status"  # what a bare order number is about
WHICH_WISH = "Waarmee kan ik u helpen?"
ABOUT_POLICY = "Wat wilt u weten over uw polis?"
MISUNDERSTOOD = "Dan begreep ik u verkeerd."
OTHER_WORDS = f"{MISUNDERSTOOD} Kunt u het met andere woorden zeggen?"
FAILURES = 2  # in a row, then a person
REPEATED = "Dan vraag ik het nog eens."
CHANGING = "Dan pas ik het aan."


class Engine:
    """Knows all tasks and the back office. Thread-safe: a turn's state is in its Script."""

    def __init__(
        self,
        backoffice: Backoffice,
        tasks: Mapping[str, Task],
        hours_of: HoursOf = usual_of,
        channels: Channels = ALL_CHANNELS,
    ) -> None:
        self._way = Way(backoffice, tasks, hours_of, channels)
        self._tasks = tasks
        self._by_house = {
            intent: task for task in tasks.values() if task.offer for intent in task.offer.openings
        }
        self._slots = tuple(dict.fromkeys(step.slot for task in tasks.values() for step in task.steps))

    def take(self, heard: Heard) -> Script:
        """Answer one turn. Raises BackofficeError."""
        script = Script(heard, self._slots)
        task = self._tasks.get(script.get(WISH) or "")
        if task:
            script.too_often = task.too_often
        if by_house := self._by_house.get(heard.intent):
            self._way.open_by_house(script, by_house)
        elif heard.returning and task is None:
            script.close()  # the rule that answered closed the task: a person takes over
        elif heard.requested is None or task is None:
            self._open(script)
        elif heard.returning:
            self._go_on(script, task)
        else:
            self._answer(script, task)
        return script

    # ── a task begins ─────────────────────────────────────────────────────────────────────────────────────

    def _open(self, script: Script) -> None:
        """The caller named a wish, or told a number out of the blue."""
        heard = script.heard
        if heard.intent in self._tasks:
            self._way.begin(script, self._tasks[heard.intent])
        elif heard.check_open and (verdict := self._verdict(heard)) is not None:
            self._checked_by_key(script, verdict)
        elif task := self._meant_by_number(heard):
            self._way.begin(script, task)
        elif ORDER.number.read(heard.said):
            self._way.begin(script, self._tasks[ABOUT_ORDER])
        elif POLICY.number.read(heard.said):
            identify.hear_early(script, POLICY)
            script.say(ABOUT_POLICY, Payload("D-09", asks="wish"))
        else:
            script.say(WHICH_WISH, Payload("D-09", asks="wish"))
            script.close()

    def _meant_by_number(self, heard: Heard) -> Task | None:
        """The task that 'klopt dat?' was about, when a number comes instead of yes."""
        told = any(identity.number.read(heard.said) for identity in (ORDER, POLICY))
        return self._tasks.get(heard.doubted or "") if told else None

    def _checked_by_key(self, script: Script, meant: bool) -> None:
        """Keys say yes or no to 'klopt dat?' while no task is open; spoken words reach their own rules."""
        if meant:
            script.accepts_check = True
        elif script.heard.failures + 1 >= FAILURES:
            script.hand_over("not_understood", "D-23")
        else:
            script.say(OTHER_WORDS, Payload("D-41", asks="wish", rejected=True))

    def _go_on(self, script: Script, task: Task) -> None:
        """After a rule has answered something else."""
        intent = script.heard.intent
        if intent in intents.CLOSING:
            script.close()
        elif intent in intents.QUESTION_STANDS:
            script.put(WISH, task.wish)  # nothing changes; Rasa wants to see that something was looked at
        else:
            script.put(WISH, task.wish)
            self._way.proceed(script, task)

    # ── the caller answers ────────────────────────────────────────────────────────────────────────────────

    def _answer(self, script: Script, task: Task) -> None:
        heard = script.heard
        script.put(WISH, task.wish)
        if task.upset and heard.mood:
            script.hand_over(task.upset, "D-27")
        elif heard.check_open and self._checked(script, task):
            return
        elif heard.requested == OFFERED:
            self._offered(script, task)
        elif task.objection and heard.requested == task.objection.slot:
            self._which_is_wrong(script, task, task.objection)
        elif task.identity and heard.requested == task.identity.check:
            self._identity_read_back(script, task, task.identity)
        elif heard.requested == AGREED:
            self._change_read_back(script, task)
        elif step := task.step(heard.requested):
            self._value(script, task, step)
        else:  # a task that the settings no longer know
            self._way.proceed(script, task)

    def _checked(self, script: Script, task: Task) -> bool:
        """An answer to 'U wilt ..., klopt dat?'; False when it is none."""
        heard = script.heard
        verdict = self._verdict(heard)
        if verdict is None or self._interrupts(heard.intent, task):
            return False
        if verdict:
            script.accepts_check = True
        else:
            script.say(MISUNDERSTOOD, Payload("D-41", rejected=True))
            self._way.proceed(script, task)
        return True

    def _verdict(self, heard: Heard) -> bool | None:
        return yes_or_no(heard.said.text, intent=heard.intent, keyed=heard.said.keyed)

    def _value(self, script: Script, task: Task, step: Step) -> None:
        """An answer to the question for a value, or something else."""
        heard = script.heard
        if self._counts(step, heard) and self._take(script, task, step):
            self._way.proceed(script, task)
        elif heard.intent in intents.PERSON or heard.intent in intents.SIDE:
            script.reject()
        elif not step.numeric and self._take(script, task, step):
            self._way.proceed(script, task)
        else:
            self._no_value(script, task, step)

    def _counts(self, step: Step, heard: Heard) -> bool:
        """Whether a value in this turn is believed whatever was understood besides."""
        if heard.intent in intents.PERSON:
            return step.numeric and is_mostly_value(heard.said.text)
        return step.numeric or step.sure

    def _take(self, script: Script, task: Task, step: Step) -> bool:
        if task.identity and step in task.identity.steps:
            return identify.hear_answer(script, task.identity, step)
        value = step.read(script.heard.said)
        if value is not None:
            script.put(step.slot, value)
        return value is not None

    def _no_value(self, script: Script, task: Task, step: Step) -> None:
        heard = script.heard
        # 'That is not what I said' to a question that was put twice is about the answer, not about the wish.
        misheard = heard.intent == "correction" and script.asked(step.slot) >= LIMIT
        if not misheard and self._turns_away(script, task):
            return
        loose = step.loose(heard.said) if step.loose else None
        if loose is not None:
            script.put(step.slot, loose)
            self._way.proceed(script, task)
            return
        plain = heard.intent in intents.NOT_AN_ANSWER or task.wish in (heard.intent, heard.checked)
        why = "" if plain else self._why_unreadable(step, heard)
        ask_again(script, step, why)

    def _why_unreadable(self, step: Step, heard: Heard) -> str:
        return step.length if step.length and has_digits(heard.said.text) else step.unreadable

    def _turns_away(self, script: Script, task: Task) -> bool:
        """Another wish, or something that a rule answers; whether it was."""
        heard = script.heard
        if heard.intent in self._tasks and heard.intent != task.wish:
            self._way.switch(script, self._tasks[heard.intent])
        elif heard.intent in intents.CLOSING | intents.SIDE or self._is_doubted(heard, task):
            script.reject()
        else:
            return False
        return True

    def _is_doubted(self, heard: Heard, task: Task) -> bool:
        """Whether the confidence gate doubts that something else is wanted; a rule asks."""
        return heard.intent == intents.CHECK and heard.checked not in (None, task.wish)

    def _interrupts(self, intent: str, task: Task) -> bool:
        """Whether the intent alone already says that something else is wanted."""
        return intent in intents.PERSON or (intent in self._tasks and intent != task.wish)

    # ── what was read back ────────────────────────────────────────────────────────────────────────────────

    def _identity_read_back(self, script: Script, task: Task, identity: Identity) -> None:
        heard = script.heard
        verdict = self._verdict(heard)
        if heard.intent in intents.PERSON and not is_mostly_value(heard.said.text):
            script.reject()
        elif verdict is not True and identify.corrections(script, identity):
            self._way.proceed(script, task)
        elif self._interrupts(heard.intent, task):
            self._turns_away(script, task)
        elif verdict:
            script.put(SPOKEN, None)
            self._way.proceed(script, task)
        elif verdict is False or heard.intent == "correction":
            identify.refuse(script, identity)
        elif not self._turns_away(script, task):
            self._way.proceed(script, task)

    def _change_read_back(self, script: Script, task: Task) -> None:
        heard = script.heard
        verdict = agrees(heard.said.text, intent=heard.intent, keyed=heard.said.keyed)
        if heard.intent in intents.PERSON:
            script.reject()
        elif heard.intent == "cancel" or (verdict is not True and gives_up(heard.said.text)):
            self._nothing_changed(script, task)
        elif verdict is not True and self._corrected(script, task):
            self._way.proceed(script, task)
        elif verdict is not True and task.objection and self._named_wrong(script, task.objection):
            self._refused(script, task)
        elif self._interrupts(heard.intent, task):
            self._turns_away(script, task)
        elif verdict:
            script.put(AGREED, "yes")
            self._way.proceed(script, task)
        elif verdict is False or heard.intent == "correction":
            self._refused(script, task)
        elif not self._turns_away(script, task):
            self._way.proceed(script, task)

    def _corrected(self, script: Script, task: Task) -> bool:
        """Take other values than those read back ('nee, zaterdag'); whether there were any."""
        found = False
        for step in task.steps:
            value, before = step.read(script.heard.said), script.get(step.slot)
            if value and before and step.amend:
                value = step.amend(before, value)
            if value and value != before:
                script.put(step.slot, value)
                found = True
        return found

    def _refused(self, script: Script, task: Task) -> None:
        """No to a change: what it consists of is asked again; without anything to ask, nothing is done."""
        if not task.steps:
            self._nothing_changed(script, task)
            return
        if task.objection:
            script.say(CHANGING, Payload("D-17", rejected=True))
            if slot := task.objection.read(script.heard.said):
                self._ask_anew(script, task, slot)
            else:
                ask(script, task.objection)
            return
        script.say(REPEATED, Payload("D-17", rejected=True))
        script.forget_answers()
        self._way.proceed(script, task)

    def _nothing_changed(self, script: Script, task: Task) -> None:
        script.say(task.given_up, Payload("D-19", rejected=True, expects=Expects.YES_NO, offer=ANYTHING_ELSE))
        script.close()

    def _named_wrong(self, script: Script, objection: Step) -> str | None:
        return objection.early(script.heard.said) if objection.early else None

    def _which_is_wrong(self, script: Script, task: Task, objection: Step) -> None:
        """After a mere no to what was read back: the value that is wrong, or the right one at once."""
        heard = script.heard
        if heard.intent in intents.PERSON:
            script.reject()
        elif heard.intent == "cancel" or gives_up(heard.said.text):
            self._nothing_changed(script, task)
        elif self._corrected(script, task):
            self._way.proceed(script, task)
        elif slot := objection.read(heard.said):
            self._ask_anew(script, task, slot)
        else:
            self._no_value(script, task, objection)

    def _ask_anew(self, script: Script, task: Task, slot: str) -> None:
        script.put(slot, None)
        script.put(AGREED, None)
        self._way.proceed(script, task)

    # ── what the house offered ────────────────────────────────────────────────────────────────────────────

    def _offered(self, script: Script, task: Task) -> None:
        """Yes, perhaps with a value, begins the task."""
        heard = script.heard
        verdict = self._verdict(heard)
        tells = any(step.early and step.early(heard.said) for step in task.steps)
        if heard.intent in intents.PERSON:
            script.reject()
        elif verdict is False or heard.intent == "cancel" or gives_up(heard.said.text):
            self._way.decline(script, task)
        elif verdict or tells or heard.intent == task.wish:
            script.requested = None
            self._way.begin(script, task)
        elif not self._turns_away(script, task):
            self._way.proceed(script, task)
