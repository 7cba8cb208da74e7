"""Signs of life of processes on other machines, through the database that they share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, String, delete, func, insert, select, type_coerce, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Base, UtcDateTime


class Beat(Base):
    """When a kind of process was last known to work, by the database's clock."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Heartbeat:
    """One name's sign of life; any number of processes may give it. Thread- and process-safe.

    Only the database's clock is asked, so that the machines' own may differ.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._name = name

    def beat(self) -> None:
        """Say that it works now. Raises PartError."""
        again = update(Beat).where(Beat.name == self._name).values(at=func.now()).returning(Beat.name)
        with database_errors("heartbeat"):
            with Session(self._engine) as session, session.begin():
                if session.scalar(again) is not None:
                    return
            try:
                with Session(self._engine) as session, session.begin():
                    session.execute(insert(Beat).values(name=self._name, at=func.now()))
            except IntegrityError:
                pass  # another process was faster, in this moment: that is as good

    def stop(self) -> None:
        """It ends in order: nobody has to wait to see that it is gone. Raises PartError."""
        with database_errors("end heartbeat"), Session(self._engine) as session, session.begin():
            session.execute(delete(Beat).where(Beat.name == self._name))

    def age(self) -> float | None:
        """Seconds since the last beat, exact to a second; None when there never was one. Raises PartError."""
        question = select(Beat.at, type_coerce(func.now(), UtcDateTime)).where(Beat.name == self._name)
        with database_errors("read heartbeat"), Session(self._reading) as session:
            row = session.execute(question).one_or_none()
            return None if row is None else max(0.0, (row[1] - row[0]).total_seconds())
