"""Tasks and their steps as data: what must be known for a wish, how it is asked, how it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from voicebot.backoffice.port import Backoffice, Order, Policy, Reason
from voicebot.call.replies import Agreement, Expects
from voicebot.call.written import Channels, Written
from voicebot.dialogue.tasks.hours import OpenOn, usual_hours

if TYPE_CHECKING:
    from voicebot.dialogue.tasks.identity import Identity

# Kinds of answer that consist of digits or spelled letters: what was read in one is hardly ever a mistake.
NUMERIC = frozenset({Expects.DIGITS, Expects.POSTCODE, Expects.DATE, Expects.SPELLING})


@dataclass(frozen=True, slots=True)
class Said:
    """What a caller said in one turn. keyed: on the keypad. now: the callers' time, with its zone."""

    text: str
    keyed: bool
    now: datetime

    @property
    def today(self) -> date:
        """The callers' day."""
        return self.now.date()


ALL_CHANNELS = Channels()
Reader = Callable[[Said], str | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is asked. There are two questions: nothing is asked a third time.

    slot: where the value is kept, as text. second: must offer the keypad or a person. read: the value in what
    was said, None when there is no sure reading. aloud: the value as it is read back. digits: how many keys
    complete the answer. unreadable: said before the second question. length: digits that the value has, to
    be told to somebody who says another number of them. sure: the value is a word that means nothing else,
    so that it counts whatever intent was understood. early: reads it in the sentence that opens the task.
    loose: reads it in words that mean nothing else either. amend: the value after a correction, out of the
    old and the new one, where a new one may leave something out.
    """

    slot: str
    first: str
    second: str
    read: Reader
    aloud: Callable[[str], str] = str
    expects: Expects = Expects.OPEN
    digits: int | None = None
    unreadable: str = "Dat heb ik niet goed verstaan."
    length: str = ""
    sure: bool = False
    early: Reader | None = None
    loose: Reader | None = None
    amend: Callable[[str, str], str] | None = None

    @property
    def numeric(self) -> bool:
        """Whether the value is told in digits or letters."""
        return self.expects in NUMERIC


@dataclass(frozen=True, slots=True)
class Work:
    """What a task has at hand. record: the identified order or policy. values: by slot.

    now: the callers' time. open_on: when people are there who could call back. said: the caller's words of
    this turn. email: the address on file, '' before identification. agreed: everything agreed in this call
    before. channels: by which confirmations can go.
    """

    backoffice: Backoffice
    call_id: str
    now: datetime
    record: Order | Policy | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    open_on: OpenOn = usual_hours
    said: str = ""
    email: str = ""
    agreed: tuple[Agreement, ...] = ()
    channels: Channels = ALL_CHANNELS

    @property
    def today(self) -> date:
        """The callers' day."""
        return self.now.date()

    @property
    def order(self) -> Order:
        """The identified order."""
        if not isinstance(self.record, Order):
            raise TypeError("this task works on an order")
        return self.record

    @property
    def policy(self) -> Policy:
        """The identified policy."""
        if not isinstance(self.record, Policy):
            raise TypeError("this task works on a policy")
        return self.record


@dataclass(frozen=True, slots=True)
class Done:
    """How a task ended. text: spoken Dutch, the answer first. handover: a condition instead of an answer.

    solved: the wish was answered. offers: more help is offered after it. values: slots that changed with it.
    written: how the caller wants the confirmation; beside agreements only where it goes nowhere by itself.
    """

    text: str
    rule_id: str
    agreements: tuple[Agreement, ...] = ()
    solved: bool = True
    offers: bool = True
    handover: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """How the house itself opens a task (nobody is free, or there): the caller is asked first.

    openings: what is said before the question, and its rule id, by the intent that opens it. question: for
    yes or no. declined: what is said after ``Task.given_up`` to a no, and rule_id why. written: how the
    confirmation is wanted after a no, None when a no tells nothing of that. asking: the question's rule id.
    """

    openings: Mapping[str, Callable[[Work], tuple[str, str]]]
    question: str
    declined: Callable[[Work], str]
    rule_id: str
    written: Written | None = None
    asking: str = "D-16"


@dataclass(frozen=True, slots=True)
class Task:
    """One wish.

    identity: what must be known of the caller first, None for what anybody may know. fulfil: carries it out;
    may raise NotPossible or BackofficeError, as may ``check``, which is asked before the caller has to answer
    anything in vain. read_back: what will be changed, as a clause before 'klopt dat?'; '' or None when
    nothing changes. public: an answer without identification to some wordings, or None. refusals: what a
    caller hears for each reason that the back office can give. asks_again: reasons that another value would
    take away, with that value's slot. upset: the condition for an annoyed caller. product: the only insurance
    that this can be about. side: an interlude; the task that was open goes on after it. known: values that
    need not be asked, before anything is. objection: asks which value is wrong, after a mere no to what was
    read back; its own value is that one's slot. given_up: what is said when nothing shall be done after all.
    too_often: the condition instead of a third question. offer: the house may open it.
    """

    wish: str
    identity: Identity | None
    fulfil: Callable[[Work], Done]
    steps: tuple[Step, ...] = ()
    check: Callable[[Work], object] | None = None
    read_back: Callable[[Work], str] | None = None
    public: Callable[[Said], Done | None] | None = None
    refusals: Mapping[Reason, str] = field(default_factory=dict)
    asks_again: Mapping[Reason, str] = field(default_factory=dict)
    upset: str | None = None
    product: str | None = None
    side: bool = False
    known: Callable[[Work], Mapping[str, str]] | None = None
    objection: Step | None = None
    given_up: str = "Goed, dan verander ik niets."
    too_often: str = "asked_too_often"
    offer: Offer | None = None

    def step(self, slot: str | None) -> Step | None:
        """The step that asks for this slot, the identity's among them."""
        steps = (*(self.identity.steps if self.identity else ()), *self.steps)
        return next((step for step in steps if step.slot == slot), None)

    @property
    def questions(self) -> tuple[Step, ...]:
        """Everything that it may ask besides the identity."""
        return (*self.steps, self.objection) if self.objection else self.steps
