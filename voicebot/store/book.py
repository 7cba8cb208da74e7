"""The stored calls: what the carrier's webhooks and the running calls write down."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.call.handover import ROWS, row_for
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.store import evidence, wanted
from voicebot.store.clock import utc_now
from voicebot.store.errors import database_errors
from voicebot.store.models import Call
from voicebot.store.owed import confirm, confirm_callback, owed
from voicebot.store.persons import left_alone, note_rung
from voicebot.store.promised_dates import remind
from voicebot.store.reader import CallReader
from voicebot.store.tickets import callback_for, locked, referenced

# Outcomes that a caller who is still on the line proves wrong (None: it never got one).
_GONE = (None, Outcome.SOLVED.value, Outcome.CALLER_LEFT.value)
# Who was left alone longer ago than this gets no callback any more: nobody expects it.
_EXPECTED = timedelta(days=7)


class SqlCallBook(CallReader):
    """The call book on a database; implements `voicebot.call.ports.CallBook`. Thread- and process-safe."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(engine)
        self._engine = engine
        self._now = now

    def open_call(self, call_id: str, caller: str, called: str) -> str:
        """Enter a call (again, if the carrier repeats itself); returns a fresh one-time stream token.

        The tokens given before no longer work; only the SHA-256 of this one is stored. Raises PartError.
        """
        token = secrets.token_urlsafe(32)
        with database_errors("open call"):
            if not self._renew(call_id, token):
                try:
                    self._enter(call_id, caller, called, token)
                except IntegrityError:  # the carrier's repeat was entered at the same moment
                    if not self._renew(call_id, token):
                        raise
        return token

    def claim_stream(self, call_id: str, token: str) -> bool:
        """Whether ``token`` is the call's latest and was not used before; using it up.

        False as well for a call that has its outcome: nothing said in it could be concluded.
        Raises PartError.
        """
        claim = (
            update(Call)
            .where(
                Call.id == call_id,
                Call.token_hash == _digest(token),
                Call.token_claimed.is_(False),
                Call.outcome.is_(None),
            )
            .values(token_claimed=True)
            .returning(Call.id)
        )
        with database_errors("claim stream"), Session(self._engine) as session, session.begin():
            return session.scalar(claim) is not None

    def record(self, call_id: str, entry: LedgerEntry) -> None:
        """Store one ledger entry, in order; a turn is stored as such too. Raises PartError."""
        with database_errors("record"), Session(self._engine) as session, session.begin():
            evidence.append(session, call_id, entry, self._now())

    def conclude(self, call_id: str, conclusion: Conclusion) -> bool:
        """Store the outcome and the confirmation it owes, once; False when the call had an outcome already.

        An outcome that the ledger does not hold yet is entered there too (invariant 8). A callback gets its
        ticket; one that was arranged in the call becomes its outcome. Of a call that was reopened, what is
        known of the hand-over that failed stays, for the person who calls back. Raises PartError.
        """
        now = self._now()
        ending = {"outcome": conclusion.outcome.value, "rule_id": conclusion.rule_id, "ended_at": now}
        closing = (
            update(Call).where(Call.id == call_id, Call.outcome.is_(None)).values(**ending).returning(Call.id)
        )
        with database_errors("conclude"), Session(self._engine) as session, session.begin():
            if session.scalar(closing) is None:
                locked(session, call_id)  # Refused for an unknown one
                return False
            if not evidence.has_outcome(session, call_id):
                data: dict[str, str | None] = {"outcome": conclusion.outcome.value}
                evidence.append_outcome(session, call_id, conclusion.rule_id, data, now)
            call = session.get_one(Call, call_id)
            _describe(call, conclusion)
            callback = wanted.settle(session, call, conclusion.outcome, now)
            if callback is None and conclusion.outcome is Outcome.CALLBACK:
                callback = callback_for(session, call, conclusion.rule_id, now)
            agreements = owed(conclusion, call, callback)
            if agreements:
                referenced(session, call)
                confirm(session, call_id, agreements, now, conclusion.written)
                remind(session, call_id, agreements, now)
            if callback and call.outcome == Outcome.CALLBACK.value:
                confirm_callback(session, call, callback, now)  # where its answer never reached the call
        return True

    def reopen(self, call_id: str, rule_id: str) -> str:
        """No person came: the call has no outcome any more, and its stream is opened again.

        Noted in the ledger by ``rule_id``; returns a fresh one-time stream token. Raises PartError.
        """
        token, now = secrets.token_urlsafe(32), self._now()
        with database_errors("reopen"), Session(self._engine) as session, session.begin():
            call = locked(session, call_id)
            was, call.outcome, call.ended_at = call.outcome, None, None
            call.token_hash, call.token_claimed = _digest(token), False
            session.flush()
            last = evidence.last_moment(session, call_id)
            evidence.append(session, call_id, LedgerEntry(last, Kind.DECISION, rule_id, {"was": was}), now)
        return token

    def to_person(self, call_id: str, rule_id: str) -> None:
        """A person is rung for the caller, who is on the line: noted in the ledger. Raises PartError.

        An outcome by which the caller had gone becomes that of ``rule_id``, a rule of the hand-over table
        (FAILED_TO_HUMAN by H-94); the ledger keeps both. Idempotent.
        """
        now = self._now()
        with database_errors("person"), Session(self._engine) as session, session.begin():
            call = locked(session, call_id)
            if call.outcome in _GONE:
                row = next(row for row in ROWS if row.rule_id == rule_id)
                was, call.outcome, call.rule_id = call.outcome, row.outcome.value, rule_id
                call.queue, call.priority, call.summary = row.queue, row.priority, row.summary
                call.ended_at = call.ended_at or now
                session.flush()
                data = {"outcome": call.outcome, "was": was}
                evidence.append_outcome(session, call_id, rule_id, data, now)
            note_rung(session, call, now)

    def to_callback(self, call_id: str, rule_id: str) -> str:
        """No person could be reached: the outcome becomes CALLBACK; returns its ticket.

        Confirmed in writing (see `owed.confirm_callback`). Idempotent: a second call returns the same ticket.
        Raises PartError.
        """
        now = self._now()
        with database_errors("callback"), Session(self._engine) as session, session.begin():
            call = locked(session, call_id)
            if call.outcome == Outcome.CALLBACK.value:
                return callback_for(session, call, rule_id, now).ticket
            callback = wanted.to_callback(session, call, rule_id, now)
            confirm_callback(session, call, callback, now)
            return callback.ticket

    def unfinished(self, older_than_seconds: float) -> tuple[str, ...]:
        """Calls without an outcome in which nothing was recorded for that long: their process died."""
        before = self._now() - timedelta(seconds=older_than_seconds)
        question = select(Call.id).where(Call.outcome.is_(None), Call.seen_at < before)
        with database_errors("unfinished calls"), Session(self._reading) as session:
            return tuple(session.scalars(question.order_by(Call.started_at)))

    def left_alone(self, older_than_seconds: float) -> tuple[str, ...]:
        """Calls that failed to a person that long ago, without anybody being rung: the carrier never asked.

        Our server stopped, or the caller hung up meanwhile: which of the two is not known. Raises PartError.
        """
        now = self._now()
        question = left_alone(now - _EXPECTED, now - timedelta(seconds=older_than_seconds))
        with database_errors("calls left alone"), Session(self._reading) as session:
            return tuple(session.scalars(question))

    def fail_unfinished(self, older_than_seconds: float) -> int:
        """Have called back whom no webhook brings to a person any more (invariant 5); returns how many.

        Unfinished calls fail to a person first (rule H-94), so that the ledger tells why; calls left alone
        did so already. Raises PartError.
        """
        row, nobody = row_for("stream_failed"), row_for("nobody_free")
        lost = Conclusion(Outcome.FAILED_TO_HUMAN, row.rule_id, row.queue, row.priority, row.summary)
        unfinished = [c for c in self.unfinished(older_than_seconds) if self.conclude(c, lost)]
        callers = (*unfinished, *self.left_alone(older_than_seconds))
        for call_id in callers:
            self.to_callback(call_id, nobody.rule_id)
        return len(callers)

    def _renew(self, call_id: str, token: str) -> bool:
        renewal = (
            update(Call)
            .where(Call.id == call_id)
            .values(token_hash=_digest(token), token_claimed=False)
            .returning(Call.id)
        )
        with Session(self._engine) as session, session.begin():
            return session.scalar(renewal) is not None

    def _enter(self, call_id: str, caller: str, called: str, token: str) -> None:
        now = self._now()
        with Session(self._engine) as session, session.begin():
            session.add(
                Call(
                    id=call_id,
                    caller=caller,
                    called=called,
                    token_hash=_digest(token),
                    started_at=now,
                    seen_at=now,
                )
            )


def _digest(token: str) -> str:
    # Surrogates (a hostile stream) are bytes like any other here.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _describe(call: Call, conclusion: Conclusion) -> None:
    """What a person reads of the call: what an earlier hand-over told stays, unless there is another one."""
    call.contact_email = conclusion.contact_email or call.contact_email
    taken_over = conclusion.outcome in (Outcome.HANDED_OVER, Outcome.FAILED_TO_HUMAN)
    if taken_over or call.queue is None:
        call.queue, call.priority = conclusion.queue, conclusion.priority
        call.summary = conclusion.summary
