"""The action server on the demonstration's records: `serve_actions.py demo|broken PORT`.

It is always ten in the morning of a Tuesday. Every call comes from one mobile number, but those whose id says
that it is hidden. People for complaints are there on working days from one to five.
"""

import sys
from datetime import date, datetime, time

from voicebot.backoffice.fakes import demo_backoffice
from voicebot.backoffice.today import CALLERS_ZONE
from voicebot.dialogue.actions.server import serve
from voicebot.dialogue.tasks.hours import OpenOn, Period, usual_hours

NOW = datetime(2026, 11, 24, 10, 7, tzinfo=CALLERS_ZONE)
MOBILE = "+31612345678"


def afternoons(day: date) -> tuple[Period, ...]:
    return ((time(13), time(17)),) if usual_hours(day) and day.weekday() < 5 else ()


def hours_of(queue: str) -> OpenOn:
    return afternoons if queue == "klachten" else usual_hours


if __name__ == "__main__":
    kind, port = sys.argv[1:]
    office = demo_backoffice(
        NOW.date(), broken=kind == "broken", calling=lambda call_id: "" if "hidden" in call_id else MOBILE
    )
    serve(office, "127.0.0.1", int(port), now=lambda: NOW, hours_of=hours_of)
