"""`voicebot users`: who may log in to the console."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError

if TYPE_CHECKING:
    from voicebot.store.agents import SqlAgents, StoredAgent

_ROLES = ("agent", "supervisor", "privacy", "admin")


@click.group()
def users() -> None:
    """Who may log in to the console."""


@users.command()
@click.argument("login")
@click.option("--name", default="", help="As colleagues see it.  [default: the login]")
@click.option("--role", type=click.Choice(_ROLES), default="agent", show_default=True)
@click.option(
    "--phone", default="", help="Number (+31612345678) or sip: address that calls ring; empty: no calls."
)
@click.option(
    "--queue", "queues", multiple=True, help="Queue whose calls are offered; may be repeated.  [default: all]"
)
def add(login: str, name: str, role: str, phone: str, queues: tuple[str, ...]) -> None:
    """Make a user. The password is asked for, or read from standard input."""
    from voicebot.call.handover import QUEUES
    from voicebot.console.passwords import make_hash
    from voicebot.store.agents import AgentProblem, Person, Role, queues_of

    agents = _agents()
    takes = role in ("agent", "supervisor")
    try:
        person = Person(
            login=login.lower(),
            name=name or login,
            role=Role(role),
            phone=phone.replace(" ", ""),
            queues=queues_of(queues or (QUEUES if takes else ())),
        )
        if agents.by_login(person.login):
            raise AgentProblem("login", "is taken: choose another one")
        agent = agents.create(person, make_hash(_password(person.login)))
    except AgentProblem as problem:
        raise click.ClickException(f"{problem.field} {problem}") from None
    click.echo(f"{agent.login} may log in as {agent.role}.")


@users.command("list")
def show() -> None:
    """All users: login, role, telephone, queues."""
    for agent in _agents().all():
        off = "  (disabled)" if agent.disabled else ""
        phone = agent.phone or "no telephone"
        click.echo(f"{agent.login}  {agent.role}  {agent.name}  {phone}  {', '.join(agent.queues)}{off}")


@users.command()
@click.argument("login")
def password(login: str) -> None:
    """Set a user's password, which ends their sessions. It is asked for, or read from standard input."""
    from voicebot.console.passwords import make_hash

    agents = _agents()
    agent = _found(agents, login)
    agents.set_password(agent.id, make_hash(_password(agent.login)))
    click.echo(f"{agent.login} has a new password; other sessions ended.")


@users.command()
@click.argument("login")
@click.option("--undo", is_flag=True, help="Let them log in again.")
def disable(login: str, undo: bool) -> None:
    """No log-in any more, no calls; all sessions end."""
    agents = _agents()
    agent = _found(agents, login)
    if undo:
        agents.enable(agent.id)
        click.echo(f"{agent.login} may log in again.")
    else:
        agents.disable(agent.id)
        click.echo(f"{agent.login} may not log in any more.")


def _agents() -> SqlAgents:
    from voicebot.store.agents import SqlAgents
    from voicebot.store.engine import make_engine
    from voicebot.store.errors import StoreError
    from voicebot.store.migrate import upgrade

    try:
        engine = make_engine(load_settings().database_url)
        upgrade(engine)
    except StoreError as error:
        raise StartError(str(error)) from error
    return SqlAgents(engine)


def _found(agents: SqlAgents, login: str) -> StoredAgent:
    agent = agents.by_login(login)
    if agent is None:
        raise click.ClickException(f"there is no user {login!r}; `voicebot users list` shows all")
    return agent


def _password(login: str) -> str:
    """Asked twice at a terminal, else the first line of standard input. No argument: others see those."""
    from voicebot.console.passwords import PasswordProblem, check

    if sys.stdin.isatty():
        found = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        found = sys.stdin.readline().rstrip("\r\n")
    try:
        check(found, login)
    except PasswordProblem as problem:
        raise click.ClickException(f"the password {problem}") from None
    return found
