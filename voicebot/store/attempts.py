"""Attempts to send, and what is reported of them. Thread- and process-safe.

Who sends marks the attempt as going first, and no other run may: an attempt that is going when a worker died
went out, or did not, and is never simply sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.call.ports import Message
from voicebot.delivery.deciding import BACK_OFF, Next, after_attempt
from voicebot.delivery.states import REPORTED, WORDS, Attempt, State, after
from voicebot.store.clock import utc_now
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Confirmation, ConfirmationAttempt, DeliveryEvent, OptOut
from voicebot.store.outbound import last_attempt, tried_of

# Confirmations that a report may still move.
_OPEN_TO_REPORTS = frozenset({State.SENT, State.UNCERTAIN, State.DELIVERED, State.WAITING})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An attempt with its message. number: of the confirmation; key: the same for all its attempts.

    since: when the attempt may have left the house, None for not yet. owned_for: seconds for which another
    run has it. written_at: the message's date.
    """

    attempt_id: int
    confirmation_id: int
    key: str
    channel: str
    message: Message
    language: str
    state: Attempt
    message_id: str | None
    written_at: datetime
    since: datetime | None
    owned_for: float
    looks: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a confirmation; None in ``next`` when another run was faster."""

    next: Next | None
    channel: str
    state: Attempt
    code: int | None


class SqlAttempts:
    """Implements `voicebot.delivery.ports.Reports` too. Every method may raise PartError.

    look_again, back_off: seconds, see `voicebot.delivery.deciding`.
    """

    def __init__(
        self,
        engine: Engine,
        now: Callable[[], datetime] = utc_now,
        *,
        look_again: float = 45.0,
        back_off: tuple[float, ...] = BACK_OFF,
    ) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now
        self._look_again = look_again
        self.back_off = back_off

    def outgoing(self, attempt_id: int) -> Outgoing:
        """The attempt and its message, as they are stored now."""
        with database_errors("attempt"), Session(self._reading) as session:
            row = session.get_one(ConfirmationAttempt, attempt_id)
            of = session.get_one(Confirmation, row.confirmation_id)
            held = (row.owned_until - self._now()).total_seconds() if row.owned_until else 0.0
            return Outgoing(
                attempt_id=row.id,
                confirmation_id=of.id,
                key=f"{of.call_id}.{of.reason}",
                channel=row.channel,
                message=Message(of.address or "", of.text or "", of.subject or "", of.html or ""),
                language=of.language,
                state=Attempt(row.state),
                message_id=row.message_id,
                written_at=of.written_at or row.started_at,
                since=row.going_at,
                owned_for=max(0.0, held),
                looks=row.looks,
            )

    def going(self, attempt_id: int, owner: str, seconds: float) -> bool:
        """From here on it may have left the house; False when another run has it, or it went already."""
        now = self._now()
        return self._if(
            attempt_id,
            Attempt.READY,
            state=Attempt.GOING,
            owner=owner,
            owned_until=now + timedelta(seconds=seconds),
            going_at=now,
        )

    def let_go(self, attempt_id: int) -> None:
        """Its sending is over without an answer: others may look what became of it."""
        self._if(attempt_id, Attempt.GOING, owned_until=None)

    def surely_not(self, attempt_id: int) -> bool:
        """It surely never left the house, so it may go (again)."""
        return self._if(attempt_id, Attempt.GOING, state=Attempt.READY, owned_until=None, going_at=None)

    def looked(self, attempt_id: int) -> None:
        """The carrier was asked for it and could not tell."""
        more = update(ConfirmationAttempt).where(ConfirmationAttempt.id == attempt_id)
        with database_errors("look"), Session(self._engine) as session, session.begin():
            session.execute(more.values(looks=ConfirmationAttempt.looks + 1))

    def record(
        self,
        attempt_id: int,
        state: Attempt,
        message_id: str | None = None,
        code: int | None = None,
        error: str | None = None,
    ) -> Attempt:
        """What became of it, as far as that is more than is known already; its state then.

        False news (a message id that another attempt has) is not taken: Refused.
        """
        with database_errors("record attempt"), Session(self._engine) as session, session.begin():
            row = session.get_one(ConfirmationAttempt, attempt_id, with_for_update=True)
            row.message_id = row.message_id or message_id
            if (new := after(Attempt(row.state), (state,))) != row.state:
                row.state, row.code, row.error, row.changed_at = new, code, error, self._now()
            return Attempt(row.state)

    def taken(self, message_ids: tuple[str, ...]) -> frozenset[str]:
        """Those of these messages that belong to an attempt already."""
        mine = select(ConfirmationAttempt.message_id).where(ConfirmationAttempt.message_id.in_(message_ids))
        with database_errors("known messages"), Session(self._reading) as session:
            return frozenset(one for one in session.scalars(mine) if one)

    def settle(self, attempt_id: int, run_id: str, look_again: float | None = None) -> Settled:
        """Decide what follows the attempt, once for each run. look_again: seconds, for one that is going."""
        with database_errors("settle confirmation"), Session(self._engine) as session, session.begin():
            mine = select(ConfirmationAttempt.confirmation_id).where(ConfirmationAttempt.id == attempt_id)
            row = session.get_one(Confirmation, session.scalar(mine), with_for_update=True)
            # Read after the lock: a report that came meanwhile left it to us to heed it.
            attempt = session.get_one(ConfirmationAttempt, attempt_id)
            next_ = None
            if row.state == State.SENDING and row.run_id == run_id:
                next_ = self._apply(session, row, attempt, look_again)
            return Settled(next_, attempt.channel, Attempt(attempt.state), attempt.code)

    def report(self, attempt_id: int, message_id: str, status: str, code: int | None) -> bool:
        """See `Reports.report`."""
        word = WORDS.get(status)
        with database_errors("report"):
            try:
                with Session(self._engine) as session, session.begin():
                    attempt = session.get(ConfirmationAttempt, attempt_id, with_for_update=True)
                    if attempt is None:
                        return False
                    session.add(
                        DeliveryEvent(
                            attempt_id=attempt_id,
                            message_id=message_id,
                            status=status[:16],
                            code=code,
                            at=self._now(),
                        )
                    )
                    session.flush()
                    self._reported(session, attempt, message_id, word, code)
            except IntegrityError:
                return True  # told before
        return True

    def silent(self, seconds: float) -> tuple[int, ...]:
        """SMS attempts that were accepted that long ago, without a last word of the carrier."""
        before = self._now() - timedelta(seconds=seconds)
        question = (
            select(ConfirmationAttempt.id)
            .join(Confirmation, Confirmation.id == ConfirmationAttempt.confirmation_id)
            .where(
                ConfirmationAttempt.channel == "sms",
                ConfirmationAttempt.state.in_((Attempt.QUEUED, Attempt.SENT)),
                ConfirmationAttempt.changed_at < before,
                Confirmation.state == State.SENT,
                Confirmation.alarm.is_(None),
            )
        )
        with database_errors("silent attempts"), Session(self._reading) as session:
            return tuple(session.scalars(question.order_by(ConfirmationAttempt.id).limit(50)))

    def no_report(self, attempt_id: int) -> bool:
        """The carrier's last word has not come: a person should know."""
        mine = select(ConfirmationAttempt.confirmation_id).where(ConfirmationAttempt.id == attempt_id)
        alarm = (
            update(Confirmation)
            .where(
                Confirmation.id == mine.scalar_subquery(),
                Confirmation.state == State.SENT,
                Confirmation.alarm.is_(None),
            )
            .values(alarm="no_report")
            .returning(Confirmation.id)
        )
        with database_errors("missing report"), Session(self._engine) as session, session.begin():
            return session.scalar(alarm) is not None

    def opt_out(self, number: str, source: str = "stop") -> None:
        """See `Reports.opt_out`. source: 'stop' or 'carrier'."""
        with database_errors("opt-out"), Session(self._engine) as session, session.begin():
            self._opt_out(session, number, source)

    def opt_in(self, number: str) -> None:
        """See `Reports.opt_in`."""
        lifted = update(OptOut).where(OptOut.number == number, OptOut.lifted_at.is_(None))
        with database_errors("opt-in"), Session(self._engine) as session, session.begin():
            session.execute(lifted.values(lifted_at=self._now()))

    def _if(self, attempt_id: int, was: Attempt, **values: object) -> bool:
        moving = (
            update(ConfirmationAttempt)
            .where(ConfirmationAttempt.id == attempt_id, ConfirmationAttempt.state == was)
            .values(changed_at=self._now(), **values)
            .returning(ConfirmationAttempt.id)
        )
        with database_errors("move attempt"), Session(self._engine) as session, session.begin():
            return session.scalar(moving) is not None

    def _reported(
        self,
        session: Session,
        attempt: ConfirmationAttempt,
        message_id: str,
        word: Attempt | None,
        code: int | None,
    ) -> None:
        row = session.get_one(Confirmation, attempt.confirmation_id, with_for_update=True)
        if attempt.message_id not in (None, message_id):
            row.alarm, row.handled_at = "doubled", None
            return
        attempt.message_id = message_id
        if word is None or (new := after(Attempt(attempt.state), (word,))) == attempt.state:
            return
        attempt.state, attempt.code, attempt.changed_at = new, code, self._now()
        session.flush()
        last = last_attempt(session, row.id)
        if last and last.id == attempt.id and row.state in _OPEN_TO_REPORTS:
            self._apply(session, row, attempt, None)
        elif new is Attempt.DELIVERED and row.state == State.FAILED:
            row.state, row.alarm = State.DELIVERED, None

    def _apply(
        self,
        session: Session,
        row: Confirmation,
        attempt: ConfirmationAttempt,
        look_again: float | None,
    ) -> Next:
        now = self._now()
        wait = self._look_again if look_again is None else look_again
        next_ = after_attempt(tried_of(session, row.id), look_again=wait, back_off=self.back_off)
        row.state, row.message_id = next_.state, attempt.message_id
        row.error = attempt.error
        row.round += 1  # a workflow of this round finds that it has nothing to do any more
        row.next_try = now + timedelta(seconds=next_.wait) if next_.state == State.WAITING else None
        row.finished_at = None if next_.state == State.WAITING else row.finished_at or now
        if next_.alarm:
            row.alarm, row.handled_at, row.handled_by = next_.alarm, None, None
        elif attempt.state in REPORTED and row.alarm in ("no_report", "uncertain", "stuck"):
            row.alarm = None  # what was not known is known now
        if next_.stop and row.address:
            self._opt_out(session, row.address, "carrier")
        return next_

    def _opt_out(self, session: Session, number: str, source: str) -> None:
        known = session.get(OptOut, number, with_for_update=True)
        if known is None:
            session.add(OptOut(number=number, at=self._now(), source=source))
        elif known.lifted_at is not None:
            known.lifted_at, known.at, known.source = None, self._now(), source
