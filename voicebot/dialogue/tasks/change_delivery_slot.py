"""This order on another day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from voicebot.backoffice import rules
from voicebot.backoffice.port import Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.reading.aloud import say_day
from voicebot.dialogue.reading.dates import find_day
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Said, Step, Task, Work
from voicebot.dialogue.tasks.words import day_written

# In the sentence that names the wish, only the day after such a word is the wanted one ('morgen kan ik niet,
# liever zaterdag').
_WANTED = re.compile(r"\b(?:naar|liever|liefst|in plaats daarvan|wel op|dan op|verzetten op|pas op)\b")


def _day(said: Said) -> str | None:
    found = None if said.keyed else find_day(said.text, said.today)
    return found.isoformat() if found else None


def _wanted_day(said: Said) -> str | None:
    *_, wanted = _WANTED.split(said.text.lower())
    if wanted == said.text.lower():
        return None
    found = find_day(wanted, said.today)
    return found.isoformat() if found else None


DAY = Step(
    "delivery_day",
    "Op welke dag wilt u uw bestelling?",
    "Noem een dag, bijvoorbeeld zaterdag, of zeg: medewerker.",
    _day,
    lambda day: say_day(date.fromisoformat(day)),
    unreadable="Ik heb de dag niet goed verstaan.",
    early=_wanted_day,
)


def _check(work: Work) -> None:
    chosen = work.values.get(DAY.slot)
    day = date.fromisoformat(chosen) if chosen else work.today + timedelta(days=1)
    rules.rescheduled(work.order, day, work.today)


def _read_back(work: Work) -> str:
    return f"Ik verzet de bezorging naar {DAY.aloud(work.values[DAY.slot])}"


def _fulfil(work: Work) -> Done:
    order, day = work.order, date.fromisoformat(work.values[DAY.slot])
    work.backoffice.change_delivery_day(order.number, day, call_id=work.call_id)
    agreement = Agreement(
        "delivery_day_changed",
        f"We hebben de bezorging van bestelling {order.number} verzet. "
        f"De nieuwe bezorgdag is {day_written(day)}.",
        order.number,
    )
    return Done(
        f"Uw bestelling komt nu op {say_day(day)}. Het tijdstip is nog niet bekend.", "D-32", (agreement,)
    )


TASK = Task(
    "change_delivery_slot",
    ORDER,
    _fulfil,
    steps=(DAY,),
    check=_check,
    read_back=_read_back,
    asks_again={Reason.BAD_DAY: DAY.slot},
    refusals={Reason.BAD_DAY: "Op die dag kunnen we niet bezorgen."},
)
