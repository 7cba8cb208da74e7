from __future__ import annotations

import pytest

from tests.integration.console.conftest import Browser
from tests.integration.console.world import PASSWORD, World
from voicebot.store.agents import Role


@pytest.fixture(autouse=True)
def bert(world: World, browser: Browser):
    agent = world.agent("bert", role=Role.ADMIN)
    browser.log_in("bert")
    return agent


FORM = {
    "login": "Cees", "name": "Cees Smit", "role": "agent", "phone": "+31 6 1234 5678",
    "queues": ["polis", "schade"], "password": PASSWORD,
}  # fmt: skip


def test_a_user_is_made_and_may_log_in(world: World, browser: Browser, app):
    assert browser.post("/users", FORM).location == "/console/users"
    cees = world.agents.by_login("cees")
    assert cees is not None
    assert (cees.phone, cees.queues, cees.role) == ("+31612345678", ("schade", "polis"), Role.AGENT)
    assert "Cees Smit" in browser.get("/users").text
    assert Browser(app.test_client()).log_in("cees").status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"login": "bert"}, "bezet"),
        ({"login": "-x"}, "bezet of kan niet"),
        ({"login": "é"}, "bezet of kan niet"),
        ({"name": " "}, "Geef een naam"),
        ({"role": "god"}, "Kies een rol"),
        ({"phone": "112"}, "Geef een nummer"),
        ({"phone": "sip:a b@c"}, ""),
        ({"phone": 'sip:a"b@c'}, "Geef een nummer"),
        ({"queues": ["bar"]}, "Kies groepen"),
        ({"password": "kort"}, "12 tot 256"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(browser: Browser, change: dict, words: str):
    answer = browser.post("/users", FORM | change)
    if not words:
        assert answer.status_code == 303  # spaces in a number are ours to drop
        return
    assert answer.status_code == 400
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text or "queues" in change
    assert PASSWORD not in answer.text


def test_a_user_is_changed(world: World, browser: Browser, bert):
    cees = world.agent("cees")
    page = browser.get(f"/users/{cees.id}").text
    assert "Cees" in page
    form = {"name": "Cees S.", "role": "supervisor", "phone": "", "queues": ["orders"]}
    assert browser.post(f"/users/{cees.id}", form).status_code == 303
    now = world.agents.by_id(cees.id)
    assert (now.name, now.role, now.phone, now.queues) == ("Cees S.", Role.SUPERVISOR, "", ("orders",))
    assert now.session_epoch == cees.session_epoch + 1
    assert browser.post(f"/users/{cees.id}", form | {"phone": "x"}).status_code == 400
    own = browser.post(f"/users/{bert.id}", {"name": "Bert", "role": "agent"})
    assert (own.status_code, "eigen rol" in own.text) == (400, True)
    assert browser.get("/users/999").status_code == 404


def test_passwords_and_access(world: World, browser: Browser, app, bert):
    cees = world.agent("cees")
    theirs = Browser(app.test_client())
    theirs.log_in("cees")
    assert browser.post(f"/users/{cees.id}/password", {"password": "kort"}).status_code == 400
    assert browser.post(f"/users/{cees.id}/password", {"password": "een ander lang woord"}).status_code == 303
    assert theirs.get("/").status_code == 303
    assert theirs.log_in("cees", "een ander lang woord").status_code == 303
    browser.post(f"/users/{cees.id}/disable")
    assert theirs.get("/").status_code == 303
    assert theirs.log_in("cees", "een ander lang woord").status_code == 401
    browser.post(f"/users/{cees.id}/disable")
    assert theirs.log_in("cees", "een ander lang woord").status_code == 303
    assert browser.post(f"/users/{bert.id}/disable").status_code == 403


def test_nobody_else_may(world: World, app):
    world.agent("sam", role=Role.SUPERVISOR)
    browser = Browser(app.test_client())
    browser.log_in("sam")
    for path in ("/users", "/users/1", "/users/1/password", "/users/1/disable"):
        assert browser.post(path, FORM).status_code == 403
