"""What was agreed also comes in writing: where it goes, the caller's choice, or the reference once more.

By itself it is an SMS to the mobile number that calls, else an e-mail to the address on file. Only a caller
who has neither is asked, and only when something was arranged, not when something was merely told.
"""

from __future__ import annotations

import re

from voicebot.backoffice.port import BackofficeError
from voicebot.call.replies import INFORMATION, Agreement, Expects
from voicebot.call.written import UNCHOSEN, Channel, Written, way
from voicebot.dialogue.reading.aloud import mask_email, say_digits, say_phone
from voicebot.dialogue.tasks.model import Done, Offer, Said, Step, Task, Work
from voicebot.dialogue.tasks.numbers import OWN, told_number
from voicebot.phone_numbers import mobile

BY_SMS, BY_EMAIL, NOTHING = "confirm_by_sms", "confirm_by_email", "no_confirmation"

LAST = 3
"""Digits of a number that are told, so that only its owner knows it again."""
TICKET_DIGITS = 7

_ANOTHER = re.compile(r"\b(?:ander|andere|niet dit|niet op dit|niet naar dit)\b")


def notice(work: Work, done: Done) -> str:
    """Where the confirmation of this goes, as a sentence; '' when it goes nowhere by itself."""
    number, channel = _by_itself(work)
    if channel is Channel.SMS:
        told = work.values.get("callback_number")  # it was read back a moment ago
        return "U krijgt dit per sms." if told == OWN else f"U krijgt dit per sms, {_ending(number)}."
    if channel is Channel.EMAIL:
        return f"U krijgt dit per e-mail, op {mask_email(work.email)}."
    return "U krijgt dit per sms." if done.written else ""


def to_ask(work: Work, done: Done) -> bool:
    """Whether the caller must be asked where to write to."""
    arranged = any(agreement.kind not in INFORMATION for agreement in done.agreements)
    return arranged and not done.written and _by_itself(work)[1] is Channel.NONE


def goes_by_itself(work: Work) -> bool:
    """Whether there is a number or an address to write to without being told one."""
    return _by_itself(work)[1] is not Channel.NONE


def reference_told(agreements: tuple[Agreement, ...]) -> str:
    """The ticket of what was agreed last, to be read out again; '' when there is none."""
    tickets = [a.reference for a in agreements if a.reference and len(a.reference) == TICKET_DIGITS]
    return tickets[-1] if tickets else ""


def _by_itself(work: Work) -> tuple[str, Channel]:
    number = _calling(work)
    return number, way(UNCHOSEN, number or None, work.email or None, work.channels)


def _calling(work: Work) -> str:
    """The mobile number that calls, E.164, or ''; also when the database does not tell."""
    try:
        return mobile(work.backoffice.calling_number(work.call_id)) or ""
    except BackofficeError:  # what was arranged stands; that it comes in writing need not be said
        return ""


def _ending(number: str) -> str:
    return f"op het nummer dat eindigt op {say_digits(number[-LAST:])}"


# ── the caller wants an SMS ────────────────────────────────────────────────────────────


def _mobile(said: Said) -> str | None:
    number = told_number(said)
    return mobile(number) if number else None


NUMBER = Step(
    "written_number",
    "Wat is uw mobiele nummer?",
    "Toets het nummer zonder de eerste nul, met een hekje erachter, of zeg: medewerker.",
    _mobile,
    expects=Expects.DIGITS,
    unreadable="Ik heb geen mobiel nummer verstaan.",
    early=_mobile,
)


def _known(work: Work) -> dict[str, str]:
    return {NUMBER.slot: OWN} if _calling(work) and not _ANOTHER.search(work.said.lower()) else {}


def _read_back(work: Work) -> str:
    number = work.values[NUMBER.slot]
    return "" if number == OWN else f"Ik stuur de sms naar {say_phone(number)}"


def _by_sms(work: Work) -> Done:
    number = work.values[NUMBER.slot]
    where = _ending(_calling(work) if number == OWN else number)
    start = "U krijgt het per sms" if work.agreed else "Spreken we iets af, dan krijgt u een sms"
    chosen = Written(Channel.SMS, "" if number == OWN else number)
    return Done(f"{start}, {where}.", "D-72", solved=bool(work.agreed), written=chosen)


def _reference_again(work: Work) -> str:
    ticket = reference_told(work.agreed)
    return f"Uw kenmerk is {say_digits(ticket)}." if ticket else "Wat we hebben afgesproken, staat vast."


# ── the caller wants an e-mail, or nothing ────────────────────────────────────────────────────────────


def _by_email(work: Work) -> Done:
    if work.email:
        where = mask_email(work.email)
        text = f"U krijgt het per e-mail, op {where}."
        return Done(text, "D-72", solved=bool(work.agreed), written=Written(Channel.EMAIL))
    number, channel = _by_itself(work)
    other = "Een sms kan wel: zeg dan sms."
    if channel is Channel.SMS:
        other = f"U krijgt een sms, {_ending(number)}."
    return Done(f"Ik heb geen e-mailadres van u. {other}", "D-74", solved=False)


def _nothing(work: Work) -> Done:
    ticket = reference_told(work.agreed)
    again = f" {_reference_again(work)}" if ticket else ""
    text = f"Goed, ik stuur u geen bericht.{again}"
    return Done(text, "D-73", solved=bool(work.agreed), written=Written(Channel.NONE))


SMS = Task(
    BY_SMS,
    None,
    _by_sms,
    steps=(NUMBER,),
    read_back=_read_back,
    known=_known,
    side=True,
    given_up="Goed, ik stuur u geen bericht.",
    offer=Offer(
        {}, "Zal ik het u ook per sms sturen?", _reference_again, "D-73", Written(Channel.NONE), asking="D-71"
    ),
)
EMAIL = Task(BY_EMAIL, None, _by_email, side=True)
NONE = Task(NOTHING, None, _nothing, side=True)
TASKS = (SMS, EMAIL, NONE)
