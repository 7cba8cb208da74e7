"""The caller wants to be called back, or the house offers it: when, on which number, under which ticket."""

from __future__ import annotations

import re

from voicebot.backoffice.port import NotPossible, Reason
from voicebot.call.replies import Agreement, Expects
from voicebot.call.written import Channel, Written
from voicebot.dialogue.intents import HOUSE
from voicebot.dialogue.reading.aloud import say_digits, say_phone
from voicebot.dialogue.reading.moment import SOON, Moment, find_moment
from voicebot.dialogue.tasks.callback_words import clock, when_spoken, when_written
from voicebot.dialogue.tasks.facts import knowledge
from voicebot.dialogue.tasks.hours import next_opening, slot_for
from voicebot.dialogue.tasks.model import Done, Offer, Said, Step, Task, Work
from voicebot.dialogue.tasks.numbers import OWN, told_number
from voicebot.dialogue.tasks.words import on_day
from voicebot.dialogue.tone import MAX_WORDS
from voicebot.phone_numbers import mobile

WISH = "ask_callback"

LAST = 3
"""Digits of a number that are told, so that only its owner knows it again."""
SOON_KEY = "1"

_OWN = re.compile(
    r"\b(?:dit|ditzelfde|hetzelfde|mijn eigen|huidige) nummer\b|\bwaar(?:mee)? ik (?:nu )?(?:mee )?bel\b"
)
_NOT = re.compile(r"\b(?:niet|geen|ander|andere)\b")
_NUMBER = re.compile(r"\b(?:nummer|telefoonnummer|telefoon|mobiel|mobiele)\b")
_TIME = re.compile(r"\b(?:tijd|tijdstip|dag|datum|moment|uur|later|eerder|vroeger|keer|dagdeel)\b")
_OTHERWISE = re.compile(
    r"\b(?:nee|ander|andere|anders|liever|niet|verkeerd|fout|later|eerder|vroeger|wijzig\w*|verander\w*)\b"
)


def _when(said: Said) -> str | None:
    if said.keyed:
        return str(SOON) if said.text.strip() == SOON_KEY else None
    found = find_moment(said.text, said.now)
    return str(found) if found else None


def _when_early(said: Said) -> str | None:
    found = None if said.keyed else find_moment(said.text, said.now, opening=True)
    return str(found) if found else None


def _amended(before: str, later: str) -> str:
    return str(Moment.parse(before).amended(Moment.parse(later)))


def _number(said: Said) -> str | None:
    if told := told_number(said):
        return told
    text = said.text.lower()
    return OWN if _OWN.search(text) and not _NOT.search(text) else None


def _wrong(said: Said) -> str | None:
    """The slot of the value that is called wrong."""
    if said.keyed:
        return {"1": WHEN.slot, "2": NUMBER.slot}.get(said.text.strip())
    number, when = _NUMBER.search(said.text.lower()), _TIME.search(said.text.lower())
    if bool(number) is bool(when):
        return None
    return NUMBER.slot if number else WHEN.slot


def _wrong_in_passing(said: Said) -> str | None:
    return _wrong(said) if not said.keyed and _OTHERWISE.search(said.text.lower()) else None


WHEN = Step(
    "callback_when",
    "Wanneer zullen wij u bellen? Zo snel mogelijk, of op een dag en tijd die u kiest?",
    "Noem een dag en een dagdeel, of toets 1 voor zo snel mogelijk.",
    _when,
    digits=1,
    unreadable="Ik heb de tijd niet goed verstaan.",
    sure=True,
    early=_when_early,
    amend=_amended,
)
NUMBER = Step(
    "callback_number",
    "Op welk nummer kunnen wij u bellen?",
    "Toets het nummer zonder de eerste nul, met een hekje erachter, of zeg: medewerker.",
    _number,
    expects=Expects.DIGITS,
    unreadable="Ik heb het nummer niet goed verstaan.",
    length="Een telefoonnummer heeft tien cijfers.",
    early=told_number,
)
WRONG = Step(
    "callback_wrong",
    "Wat moet er anders, de tijd of het nummer?",
    "Voor de tijd toetst u 1, voor het nummer toetst u 2.",
    _wrong,
    digits=1,
    unreadable="",
    early=_wrong_in_passing,
)


def _known(work: Work) -> dict[str, str]:
    return {NUMBER.slot: OWN} if work.backoffice.calling_number(work.call_id) else {}


def _check(work: Work) -> None:
    when = work.values.get(WHEN.slot)
    if when and not (moment := Moment.parse(when)).soon:
        slot_for(moment, work.now, work.open_on)
    if work.values.get(NUMBER.slot) == OWN and not work.backoffice.calling_number(work.call_id):
        raise NotPossible(Reason.INVALID)


def _last_digits(work: Work) -> str:
    number = work.values[NUMBER.slot]
    return (work.backoffice.calling_number(work.call_id) if number == OWN else number)[-LAST:]


def _read_back(work: Work) -> str:
    """A number that was told is read back whole, the caller's own by its end."""
    number = work.values[NUMBER.slot]
    when = when_spoken(Moment.parse(work.values[WHEN.slot]), work.now, work.open_on)
    ending = f"op het nummer dat eindigt op {say_digits(_last_digits(work))}"
    if number != OWN:
        whole = f"Een medewerker belt u {when}, op nummer {say_phone(number)}"
        if len(whole.split()) <= MAX_WORDS:
            return whole
    return f"Een medewerker belt u {when}, {ending}"


def _fulfil(work: Work) -> Done:
    number, moment = work.values[NUMBER.slot], Moment.parse(work.values[WHEN.slot])
    slot = None if moment.soon else slot_for(moment, work.now, work.open_on)
    ticket = work.backoffice.request_callback(
        work.call_id,
        "" if number == OWN else number,
        slot.start if slot else None,
        slot.end if slot else None,
    )
    when = when_written(slot, work.now, work.open_on)
    promise = f"belt u terug {when}" if slot else f"belt u {when} terug"
    agreement = Agreement(
        "callback",
        f"Een medewerker {promise}, op het nummer dat eindigt op {_last_digits(work)}.",
        ticket,
    )
    # To a number that was told for this the promise goes, where nothing else is known.
    told = mobile(number) if number != OWN else None
    return Done(
        f"Dat is afgesproken. Uw kenmerk is {say_digits(ticket)}.",
        "D-50",
        (agreement,),
        written=Written(Channel.SMS, told) if told else None,
    )


def _nobody_free(work: Work) -> tuple[str, str]:
    return "Er is nu geen medewerker vrij.", "D-63"


def _closed(work: Work) -> tuple[str, str]:
    opens = next_opening(work.now, work.open_on)
    if opens is None:
        return "Wij zijn nu gesloten.", "D-64"
    day = on_day(opens.date(), work.today)
    day = f"{day[0].upper()}{day[1:]}{',' if ',' in day else ''}"
    return f"Wij zijn nu gesloten. {day} zijn wij er vanaf {clock(opens)} uur.", "D-64"


def _reached(_: Work) -> str:
    return knowledge().entry("openingstijden").text


TASK = Task(
    WISH,
    None,
    _fulfil,
    steps=(WHEN, NUMBER),
    check=_check,
    read_back=_read_back,
    refusals={
        Reason.PAST: "Dat kan vandaag niet meer.",
        Reason.CLOSED: "Dan zijn wij gesloten.",
        Reason.BAD_DAY: "Zo ver vooruit kan ik niets afspreken.",
        Reason.INVALID: "Ik zie uw nummer niet.",
    },
    asks_again={
        Reason.PAST: WHEN.slot,
        Reason.CLOSED: WHEN.slot,
        Reason.BAD_DAY: WHEN.slot,
        Reason.INVALID: NUMBER.slot,
    },
    known=_known,
    objection=WRONG,
    given_up="Goed, dan bellen wij u niet terug.",
    too_often="callback",
    offer=Offer(
        {HOUSE["nobody_free"]: _nobody_free, HOUSE["closed"]: _closed},
        "Zal ik u laten terugbellen?",
        _reached,
        "D-65",
    ),
)
