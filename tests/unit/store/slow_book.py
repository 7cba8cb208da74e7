"""Books that are slow or fail, as told."""

import threading
import time
from collections.abc import Callable

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus, Conclusion, PartError

SOLVED = Conclusion(Outcome.SOLVED, "O-01")


def entry(number: int) -> LedgerEntry:
    return LedgerEntry(float(number), Kind.DECISION, "H-01")


class SlowBook:
    """Holds every write until `gate` opens; fails as often as told."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.failures: list[Exception] = []
        self.late_failures: list[Exception] = []  # of all but `record`
        self.outcomes: dict[str, Conclusion] = {}
        self.events: list[tuple[str, object]] = []

    def open_call(self, call_id: str, caller: str, called: str) -> str:
        return f"token of {call_id}"

    def claim_stream(self, call_id: str, token: str) -> bool:
        return token == f"token of {call_id}"

    def record(self, call_id: str, entry: LedgerEntry) -> None:
        self.gate.wait(10)
        if self.failures:
            raise self.failures.pop(0)
        self.events.append((call_id, entry.at))

    def conclude(self, call_id: str, conclusion: Conclusion) -> bool:
        self.fail()
        self.events.append((call_id, conclusion.outcome))
        return self.outcomes.setdefault(call_id, conclusion) is conclusion

    def status(self, call_id: str) -> CallStatus | None:
        self.events.append((call_id, "status"))
        if call_id == "CA-unknown":
            return None
        known = self.outcomes.get(call_id)
        if known is None:
            return CallStatus(call_id, None, None, None)
        return CallStatus(call_id, known.outcome, known.queue, None, known.rule_id)

    def to_person(self, call_id: str, rule_id: str) -> None:
        self.fail()
        self.events.append((call_id, "person"))

    def to_callback(self, call_id: str, rule_id: str) -> str:
        self.fail()
        self.events.append((call_id, "callback"))
        return "1234567"

    def fail(self) -> None:
        if self.late_failures:
            raise self.late_failures.pop(0)


def eventually(check: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


class Gone(SlowBook):
    """No outcome can be stored until `back` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.back = threading.Event()
        self.tries = 0

    def fail(self) -> None:
        self.tries += 1
        if not self.back.is_set():
            raise PartError("the database is locked")
