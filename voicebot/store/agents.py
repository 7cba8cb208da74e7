"""The people who work with the console: who may log in, in which role, and whether they take calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.call.handover import QUEUES
from voicebot.phone_numbers import can_be_called
from voicebot.sip_addresses import can_be_rung
from voicebot.store.clock import utc_now
from voicebot.store.desk_models import Agent
from voicebot.store.engine import reading
from voicebot.store.errors import Refused, database_errors

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}", re.ASCII)
_NAME_LENGTH = 128
_PHONE_LENGTH = 64


class Role(StrEnum):
    """What somebody is; `voicebot.console.rights` says what each role may see and do."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    PRIVACY = "privacy"
    ADMIN = "admin"


class AgentState(StrEnum):
    """Whether an agent can be offered a call. Agents choose the first three, calls bring the others."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    PAUSE = "pause"
    BUSY = "busy"
    WRAP_UP = "wrap_up"


CHOSEN = (AgentState.AVAILABLE, AgentState.PAUSE, AgentState.OFFLINE)


class AgentProblem(ValueError):
    """These data cannot be an agent's; ``field`` names the one, the message (English) what it must be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Person:
    """What an administrator writes down of an agent. Raises AgentProblem for what cannot be.

    phone: E.164 or a sip: address, '' for somebody who takes no calls. queues: names of
    `voicebot.call.handover.QUEUES`.
    """

    login: str
    name: str
    role: Role
    phone: str = ""
    queues: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _LOGIN.fullmatch(self.login):
            raise AgentProblem(
                "login", "must have 2 to 64 small letters, digits, dots or dashes, and no dash or dot first"
            )
        if not self.name.strip() or len(self.name) > _NAME_LENGTH or not self.name.isprintable():
            raise AgentProblem("name", f"must be a name of at most {_NAME_LENGTH} characters")
        sip = len(self.phone) <= _PHONE_LENGTH and can_be_rung(self.phone)
        if self.phone and not sip and not can_be_called(self.phone):
            raise AgentProblem("phone", "must be a number as +31612345678, or an address as sip:name@host")
        unknown = [queue for queue in self.queues if queue not in QUEUES]
        if unknown:
            raise AgentProblem("queues", f"must be among: {', '.join(QUEUES)}")


@dataclass(frozen=True, slots=True)
class StoredAgent:
    """An agent as stored, without the password. Times are UTC. See `Agent` for the fields."""

    id: int
    login: str
    name: str
    role: Role
    phone: str
    queues: tuple[str, ...]
    state: AgentState
    state_since: datetime
    disabled: bool
    session_epoch: int


class SqlAgents:
    """Agents on a database. Thread- and process-safe; every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def create(self, person: Person, password_hash: str) -> StoredAgent:
        """Enter an agent, who is offline at first. Raises AgentProblem when the login is taken."""
        now = self._now()
        agent = Agent(
            login=person.login,
            name=person.name,
            password_hash=password_hash,
            role=person.role.value,
            phone=person.phone,
            queues=list(person.queues),
            state=AgentState.OFFLINE.value,
            state_since=now,
            created_at=now,
            disabled=False,
            session_epoch=0,
        )
        try:
            with database_errors("create agent"), Session(self._engine) as session, session.begin():
                session.add(agent)
                session.flush()
                return _agent(agent)
        except Refused as error:
            if isinstance(error.__cause__, IntegrityError):
                raise AgentProblem("login", "is taken: choose another one") from error
            raise

    def all(self) -> tuple[StoredAgent, ...]:
        """All agents by name, disabled ones last."""
        question = select(Agent).order_by(Agent.disabled, Agent.name, Agent.id)
        with database_errors("agents"), Session(self._reading) as session:
            return tuple(_agent(row) for row in session.scalars(question))

    def by_id(self, agent_id: int) -> StoredAgent | None:
        """The agent, or None."""
        with database_errors("agent"), Session(self._reading) as session:
            row = session.get(Agent, agent_id)
            return None if row is None else _agent(row)

    def by_login(self, login: str) -> StoredAgent | None:
        """The agent, or None. Capitals do not matter."""
        found = self.credentials(login)
        return None if found is None else found[0]

    def credentials(self, login: str) -> tuple[StoredAgent, str] | None:
        """The agent with the hash of their password, or None. Capitals in the login do not matter."""
        with database_errors("credentials"), Session(self._reading) as session:
            row = session.scalar(select(Agent).where(Agent.login == login.lower()))
            return None if row is None else (_agent(row), row.password_hash)

    def change(self, agent_id: int, person: Person) -> bool:
        """Write down other data; the login stays. False for an unknown id.

        A new role ends all sessions, and no more calls are offered until its holder says so.
        """
        with database_errors("change agent"), Session(self._engine) as session, session.begin():
            row = session.scalar(select(Agent).where(Agent.id == agent_id).with_for_update())
            if row is None:
                return False
            if row.role != person.role.value:
                row.session_epoch += 1
                row.state, row.state_since, row.wrap_until = AgentState.OFFLINE.value, self._now(), None
            row.name, row.role, row.phone = person.name, person.role.value, person.phone
            row.queues = list(person.queues)
            return True

    def set_password(self, agent_id: int, password_hash: str) -> bool:
        """A new password, which ends all sessions. False for an unknown id."""
        return self._set(agent_id, password_hash=password_hash, session_epoch=Agent.session_epoch + 1)

    def rehash(self, agent_id: int, password_hash: str) -> bool:
        """The same password, hashed with newer parameters."""
        return self._set(agent_id, password_hash=password_hash)

    def end_sessions(self, agent_id: int) -> bool:
        """Log out everywhere."""
        return self._set(agent_id, session_epoch=Agent.session_epoch + 1)

    def disable(self, agent_id: int) -> bool:
        """No log-in any more, all sessions end, no more calls."""
        return self._set(
            agent_id,
            disabled=True,
            session_epoch=Agent.session_epoch + 1,
            state=AgentState.OFFLINE.value,
            state_since=self._now(),
            wrap_until=None,
        )

    def enable(self, agent_id: int) -> bool:
        """May log in again, with the password of before."""
        return self._set(agent_id, disabled=False)

    def choose_state(self, agent_id: int, state: AgentState) -> bool:
        """The agent's own choice, one of CHOSEN; False while a call keeps them busy, or disabled.

        Choosing what is already so changes nothing, the time since then included. Raises ValueError for a
        state that cannot be chosen.
        """
        if state not in CHOSEN:
            raise ValueError(f"{state} is not for an agent to choose")
        with database_errors("agent's state"), Session(self._engine) as session, session.begin():
            row = session.scalar(select(Agent).where(Agent.id == agent_id).with_for_update())
            if row is None or row.disabled or row.state == AgentState.BUSY.value:
                return False
            if row.state != state.value:
                row.state, row.state_since, row.wrap_until = state.value, self._now(), None
            return True

    def leave(self, agent_id: int) -> bool:
        """Offline from now on, also after a call that is going on. False for an unknown id."""
        return self._set(agent_id, state=AgentState.OFFLINE.value, state_since=self._now(), wrap_until=None)

    def _set(self, agent_id: int, **values: object) -> bool:
        change = update(Agent).where(Agent.id == agent_id).values(**values).returning(Agent.id)
        with database_errors("change agent"), Session(self._engine) as session, session.begin():
            return session.scalar(change) is not None


def queues_of(names: Sequence[str]) -> tuple[str, ...]:
    """Queues in the house's order, each once. Raises AgentProblem for unknown ones."""
    unknown = [name for name in names if name not in QUEUES]
    if unknown:
        raise AgentProblem("queues", f"must be among: {', '.join(QUEUES)}")
    return tuple(queue for queue in QUEUES if queue in names)


def _agent(row: Agent) -> StoredAgent:
    return StoredAgent(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        phone=row.phone,
        queues=tuple(row.queues),
        state=AgentState(row.state),
        state_since=row.state_since,
        disabled=row.disabled,
        session_epoch=row.session_epoch,
    )
