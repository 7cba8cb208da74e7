"""Who may log in: for administrators."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voicebot.console import access, forms, passwords
from voicebot.console.house import house
from voicebot.console.rights import Right
from voicebot.store.agents import AgentProblem, Person, Role, StoredAgent, queues_of

log = logging.getLogger(__name__)


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("users", __name__)

    @pages.get("/users")
    @access.needs(Right.USERS)
    def show() -> ResponseReturnValue:
        """All users, and the form for another one."""
        return _list({})

    @pages.post("/users")
    @access.needs(Right.USERS)
    def add() -> ResponseReturnValue:
        """Make a user."""
        password = request.form.get("password", "")
        try:
            person = _person(forms.text("login", 64).lower())
            passwords.check(password, person.login)
            agent = house().parts.agents.create(person, passwords.make_hash(password))
        except AgentProblem as problem:
            return _list({problem.field: f"users.problem.{problem.field}"}), 400
        except passwords.PasswordProblem as problem:
            return _list({"password": problem.key}), 400
        log.info("console: agent %d made user %d", access.me().id, agent.id)
        return redirect(url_for("users.show"), 303)

    @pages.get("/users/<int:agent_id>")
    @access.needs(Right.USERS)
    def edit(agent_id: int) -> ResponseReturnValue:
        """One user's form."""
        return _form(_found(agent_id), {})

    @pages.post("/users/<int:agent_id>")
    @access.needs(Right.USERS)
    def change(agent_id: int) -> ResponseReturnValue:
        """Change name, role, telephone and queues."""
        agent = _found(agent_id)
        try:
            person = _person(agent.login)
        except AgentProblem as problem:
            return _form(agent, {problem.field: f"users.problem.{problem.field}"}), 400
        if agent.id == access.me().id and person.role is not agent.role:
            return _form(agent, {"role": "users.problem.own_role"}), 400
        house().parts.agents.change(agent_id, person)
        log.info("console: agent %d changed user %d", access.me().id, agent_id)
        return redirect(url_for("users.show"), 303)

    @pages.post("/users/<int:agent_id>/password")
    @access.needs(Right.USERS)
    def password(agent_id: int) -> ResponseReturnValue:
        """A new password for somebody who lost theirs."""
        agent, new = _found(agent_id), request.form.get("password", "")
        try:
            passwords.check(new, agent.login)
        except passwords.PasswordProblem as problem:
            return _form(agent, {"password": problem.key}), 400
        house().parts.agents.set_password(agent_id, passwords.make_hash(new))
        log.info("console: agent %d set the password of user %d", access.me().id, agent_id)
        return redirect(url_for("users.show"), 303)

    @pages.post("/users/<int:agent_id>/disable")
    @access.needs(Right.USERS)
    def disable(agent_id: int) -> ResponseReturnValue:
        """No log-in any more, or again; not of oneself."""
        agent = _found(agent_id)
        if agent.id == access.me().id:
            abort(403)
        agents = house().parts.agents
        if agent.disabled:
            agents.enable(agent_id)
        else:
            agents.disable(agent_id)
        log.info("console: agent %d switched user %d", access.me().id, agent_id)
        return redirect(url_for("users.show"), 303)

    return pages


def _person(login: str) -> Person:
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        raise AgentProblem("role", "must be a role") from None
    return Person(
        login=login,
        name=forms.text("name", 200),
        role=role,
        phone=forms.text("phone", 64).replace(" ", ""),
        queues=queues_of(request.form.getlist("queues")),
    )


def _found(agent_id: int) -> StoredAgent:
    agent = house().parts.agents.by_id(agent_id)
    if agent is None:
        abort(404)
    return agent


def _list(problems: dict[str, str]) -> str:
    return render_template(
        "users.html",
        users=house().parts.agents.all(),
        problems=problems,
        typed=request.form,
        roles=list(Role),
    )


def _form(agent: StoredAgent, problems: dict[str, str]) -> str:
    return render_template("user.html", user=agent, problems=problems, typed=request.form, roles=list(Role))
