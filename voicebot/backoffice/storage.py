"""Records and requests in voicebot's own database; a change and its note are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from voicebot.backoffice.changes import REFERRED, Change, Insured, Made, new_reference, repeated
from voicebot.backoffice.port import BackofficeError, NotPossible, Order, Policy, Reason
from voicebot.backoffice.rows import order_of, policy_of, put_order, put_policy
from voicebot.store import models
from voicebot.store.engine import drawn, reading

Row = TypeVar("Row", models.Order, models.Policy)


class DatabaseStorage:
    """Implements `voicebot.backoffice.changes.Storage`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)

    def order(self, number: str) -> Order | None:
        """See `Storage.order`."""
        with _errors("the orders cannot be read"), Session(self._reading) as session:
            row = _find(session, models.Order, number)
            return None if row is None else order_of(row)

    def insured(self, number: str) -> Insured | None:
        """See `Storage.insured`."""
        with _errors("the policies cannot be read"), Session(self._reading) as session:
            row = _find(session, models.Policy, number)
            if row is None or row.customer.birth_date is None:
                return None
            return Insured(policy_of(row), row.customer.birth_date)

    def change_order(self, change: Change, rule: Callable[[Order], Order]) -> str:
        """See `Storage.change_order`."""
        return self._once(change, models.Order, lambda row: put_order(row, rule(order_of(row))))

    def change_policy(self, change: Change, rule: Callable[[Policy], Policy]) -> str:
        """See `Storage.change_policy`."""
        return self._once(change, models.Policy, lambda row: put_policy(row, rule(policy_of(row))))

    def _once(self, change: Change, model: type[Row], put: Callable[[Row], None]) -> str:
        with _errors(f"a change ({change.kind}) cannot be stored"):
            try:
                return self._attempt(change, model, put)
            except IntegrityError:  # another process took the same reference, or its place, at this moment
                return self._attempt(change, model, put)

    def _attempt(self, change: Change, model: type[Row], put: Callable[[Row], None]) -> str:
        with Session(self._engine) as session, session.begin():
            # Locked, so that a retry that overtakes waits and then sees what was made.
            row = session.scalar(select(model).where(model.number == change.target).with_for_update())
            if row is None:
                raise NotPossible(Reason.UNKNOWN)
            made = _made(session, change)
            if again := repeated(change, made):
                return again.reference
            put(row)
            reference = None
            if change.kind in REFERRED:
                reference = new_reference(
                    lambda candidate: _taken(session, candidate),
                    lambda below: drawn(session.get_bind(), below),
                )
            session.add(
                models.Request(
                    call_id=change.call_id,
                    kind=change.kind.value,
                    target=change.target,
                    nth=len(made),
                    data=dict(change.data),
                    reference=reference,
                    created_at=datetime.now(UTC),
                )
            )
            return reference or ""


def _find(session: Session, model: type[Row], number: str) -> Row | None:
    return session.scalar(select(model).options(joinedload(model.customer)).where(model.number == number))


def _made(session: Session, change: Change) -> list[Made]:
    question = (
        select(models.Request)
        .where(
            models.Request.call_id == change.call_id,
            models.Request.kind == change.kind.value,
            models.Request.target == change.target,
        )
        .order_by(models.Request.nth)
    )
    return [Made(row.data, row.reference or "") for row in session.scalars(question)]


def _taken(session: Session, reference: str) -> bool:
    return session.scalar(select(models.Request.id).where(models.Request.reference == reference)) is not None


@contextmanager
def _errors(failing: str) -> Iterator[None]:
    """Turn what a database raises into BackofficeError, whose message holds nothing that was stored."""
    try:
        yield
    except (SQLAlchemyError, ValueError) as error:
        # ValueError: a status that this version does not know, or text that the driver cannot write.
        raise BackofficeError(f"{failing}: {type(error).__name__}") from error
