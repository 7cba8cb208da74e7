"""Logging in and out, the own password, the language."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from voicebot.console import access, forms, language, passwords, situation
from voicebot.console.house import house
from voicebot.console.language import say
from voicebot.store.agents import StoredAgent

log = logging.getLogger(__name__)

WRONG = 401
BY_ADDRESS = "10 per minute;60 per hour"
# By login as well, from wherever: slow enough for a guesser with many addresses, and an agent whose login
# somebody else wears out waits for at most so long.
BY_LOGIN = "20 per 15 minutes"


def blueprint(limiter: Limiter) -> Blueprint:
    """The pages; ``limiter`` slows down whoever guesses passwords (only wrong tries count)."""
    pages = Blueprint("login", __name__)

    @pages.get("/login")
    @access.for_all
    def form() -> ResponseReturnValue:
        """The form."""
        return render_template("login.html", next=request.args.get("next", ""), wrong=False)

    @pages.post("/login")
    @access.for_all
    @limiter.limit(BY_ADDRESS, deduct_when=_was_wrong)
    @limiter.limit(BY_LOGIN, key_func=_login, deduct_when=_was_wrong)
    def log_in() -> ResponseReturnValue:
        """Log in; the same answer for an unknown login, a wrong password and a disabled user."""
        agent = _checked(_login(), request.form.get("password", ""))
        if agent is None:
            log.warning("console: a log-in failed")
            return render_template("login.html", next=request.form.get("next", ""), wrong=True), WRONG
        access.log_in(agent)
        log.info("console: agent %d logged in", agent.id)
        return forms.back("board.show")

    @pages.post("/logout")
    @access.for_users
    def log_out() -> ResponseReturnValue:
        """End the session; no more calls are offered, also not after one that is going on."""
        parts, agent = house().parts, access.me()
        parts.agents.leave(agent.id)
        mine = situation.of_agent(house().hub.look().snapshot, agent.id)
        if mine is not None and mine.offer_id:
            parts.desk.decline(mine.offer_id, agent.id)
        access.log_out()
        return redirect(url_for("login.form"), 303)

    @pages.post("/language")
    @access.for_all
    def choose_language() -> ResponseReturnValue:
        """Dutch or English from now on."""
        language.choose(request.form.get("language", ""))
        return forms.back("board.show")

    @pages.post("/alive")
    @access.for_users
    def alive() -> ResponseReturnValue:
        """Somebody clicks and types on a page that asks for nothing."""
        return "", 204

    @pages.get("/password")
    @access.for_users
    def password() -> ResponseReturnValue:
        """The form for another password."""
        return render_template("password.html", problem=None)

    @pages.post("/password")
    @access.for_users
    @limiter.limit(BY_LOGIN, key_func=lambda: f"own:{access.me().id}", deduct_when=_was_wrong)
    def change_password() -> ResponseReturnValue:
        """Change the own password; other browsers are logged out."""
        agent = access.me()
        new = request.form.get("new", "")
        if _checked(agent.login, request.form.get("old", "")) is None:
            return render_template("password.html", problem="password.wrong"), WRONG
        if new != request.form.get("again", ""):
            return render_template("password.html", problem="password.differs"), 400
        try:
            passwords.check(new, agent.login)
        except passwords.PasswordProblem as problem:
            return render_template("password.html", problem=problem.key), 400
        agents = house().parts.agents
        agents.set_password(agent.id, passwords.make_hash(new))
        again = agents.by_id(agent.id)
        if again is not None:
            access.log_in(again)
        log.info("console: agent %d changed their password", agent.id)
        return render_template("message.html", title=say()("password.title"), text=say()("password.changed"))

    return pages


def _login() -> str:
    return request.form.get("login", "").strip().lower()[:64]


def _was_wrong(answer: Response) -> bool:
    return answer.status_code == WRONG


def _checked(login: str, password: str) -> StoredAgent | None:
    """The agent if login and password belong together; takes as long when there is no such login."""
    agents = house().parts.agents
    found = agents.credentials(login)
    agent, known = found or (None, passwords.nobodys())
    right = passwords.matches(known, password[: passwords.LONGEST + 1])
    if agent is None or agent.disabled or not right:
        return None
    if passwords.outdated(known):
        agents.rehash(agent.id, passwords.make_hash(password))
    return agent
