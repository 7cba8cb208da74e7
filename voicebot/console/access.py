"""Who is logged in: signed sessions that end by themselves, and what every page demands."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TypeVar, cast

from flask import abort, current_app, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from voicebot.console.house import house
from voicebot.console.rights import Right, may
from voicebot.store.agents import AgentState, StoredAgent


class Open(Enum):
    """Pages without a right of their own."""

    ALL = auto()
    LOGGED_IN = auto()


View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_NOTED_EVERY = 60  # seconds: how exactly the last sign of life of a person is kept
# Who waits for a call has nothing to click, and must not be asked for a password when it comes; who is gone
# is paused after two calls (`store.transfer_changes`).
_AT_WORK = (AgentState.AVAILABLE, AgentState.BUSY, AgentState.WRAP_UP)


def needs(right: Right, *, passive: bool = False) -> Callable[[View], View]:
    """A page for those who have this right. passive: the page asks by itself, no person is behind it."""

    def mark(view: View) -> View:
        view.__dict__.update(console_right=right, console_passive=passive)
        return view

    return mark


def for_all(view: View) -> View:
    """A page that needs no log-in."""
    view.__dict__["console_right"] = Open.ALL
    return view


def for_users(view: View) -> View:
    """A page for everybody who is logged in."""
    view.__dict__["console_right"] = Open.LOGGED_IN
    return view


def me() -> StoredAgent:
    """Who is logged in. Only on pages that need it."""
    return cast(StoredAgent, g.agent)


def may_i(right: Right) -> bool:
    """Whether somebody is logged in who has this right."""
    return g.get("agent") is not None and may(g.agent.role, right)


def log_in(agent: StoredAgent) -> None:
    """Begin a session, in place of whatever this browser had."""
    language = session.get("language")
    session.clear()
    now = _now()
    session.update(agent=agent.id, epoch=agent.session_epoch, since=now, seen=now)
    if language:
        session["language"] = language


def log_out() -> None:
    """End the agent's sessions, in all browsers: a signed cookie that was copied must not live on."""
    house().parts.agents.end_sessions(me().id)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def seconds_left() -> float:
    """How long this log-in lasts at most."""
    return max(0.0, float(session["since"] + house().config.session_hours * 3600 - _now()))


def guard() -> ResponseReturnValue | None:
    """Before every request: who it is, and whether they may. A page that says nothing is for nobody."""
    g.agent = _agent()
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static":
        return None  # nothing there, or a file that everybody may have
    wanted = getattr(view, "console_right", None)
    if wanted is Open.ALL:
        return None
    if g.agent is None:
        return _to_log_in()
    if not getattr(view, "console_passive", False):
        _note_life()
    if wanted is not Open.LOGGED_IN and not (isinstance(wanted, Right) and may(g.agent.role, wanted)):
        abort(403)
    return None


def wants_json() -> bool:
    """Whether a script asks, not a person who follows a link."""
    return request.headers.get("X-Requested-With") == "fetch" or request.accept_mimetypes.best in (
        "application/json",
        "text/event-stream",
    )


def _agent() -> StoredAgent | None:
    kept = [session.get(name) for name in ("agent", "epoch", "since", "seen")]
    if not all(isinstance(value, int) for value in kept):
        return None
    agent_id, epoch, since, seen = cast(list[int], kept)
    config, now = house().config, _now()
    if not since <= now < since + config.session_hours * 3600:
        return None
    agent = house().parts.agents.by_id(agent_id)
    if agent is None or agent.disabled or agent.session_epoch != epoch:
        return None
    if now >= seen + config.idle_minutes * 60 and agent.state not in _AT_WORK:
        return None
    return agent


def _note_life() -> None:
    now = _now()
    if now - session["seen"] >= _NOTED_EVERY:
        session["seen"] = now


def _to_log_in() -> ResponseReturnValue:
    if wants_json():
        return jsonify(error="log in", login=url_for("login.form")), 401
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("login.form", next=back if back not in ("", "/") else None), 303)


def _now() -> int:
    return int(house().parts.now().timestamp())
