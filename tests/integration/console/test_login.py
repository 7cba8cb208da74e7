from __future__ import annotations

import logging

import pytest
from flask import Flask

from tests.integration.console.conftest import Browser
from tests.integration.console.world import PASSWORD, Clock, World, console_of
from voicebot.console.passwords import TooManyLogIns, make_hash
from voicebot.store.agents import AgentState, Role


@pytest.fixture(autouse=True)
def anna(world: World):
    return world.agent("anna", "Anna de Wit")


def test_without_a_log_in_every_page_leads_to_it(app: Flask, browser: Browser):
    for path in ("/", "/calls", "/callbacks", "/users", "/calls/CA1", "/desk", "/snapshot", "/password"):
        answer = browser.get(path)
        assert answer.status_code == 303, path
        assert answer.location.startswith("/console/login")
    assert browser.fetch("/snapshot").status_code == 401
    assert browser.client.get("/console/stream", headers={"Accept": "text/event-stream"}).status_code == 401


def test_logging_in_and_out(browser: Browser):
    answer = browser.log_in("Anna")
    assert (answer.status_code, answer.location) == (303, "/console/")
    assert "Anna de Wit" in browser.get("/").text
    copied = browser.client.get_cookie("voicebot_console", path="/console")
    assert browser.post("/logout").location == "/console/login"
    assert browser.get("/").status_code == 303
    # a copy of the cookie is worth nothing either
    browser.client.set_cookie("voicebot_console", copied.value, path="/console")
    assert browser.get("/").status_code == 303


def test_the_page_that_was_asked_for_comes_after_the_log_in(browser: Browser):
    assert browser.get("/calls?ticket=1").location == "/console/login?next=/calls?ticket%3D1"
    assert browser.log_in("anna", next="/calls?ticket=1").location == "/console/calls?ticket=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb"])
def test_nobody_is_sent_elsewhere(browser: Browser, elsewhere: str):
    assert browser.log_in("anna", next=elsewhere).location == "/console/"


def test_a_wrong_password_an_unknown_login_and_a_disabled_user_look_the_same(world: World, browser: Browser):
    world.agents.disable(world.agent("bea").id)
    pages = [browser.log_in("anna", "wrong"), browser.log_in("nobody", "wrong"), browser.log_in("bea")]
    assert {page.status_code for page in pages} == {401}
    texts = [page.text.replace(browser.token, "") for page in pages]
    assert all("horen niet bij elkaar" in text for text in texts)


def test_the_cookie_is_kept_from_scripts_and_other_pages(browser: Browser):
    cookie = browser.log_in("anna").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/console" in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_secure_where_the_house_is(world: World):
    app = world.app(public_url="https://bot.example.nl")
    answer = app.test_client().get("/console/login")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/login", "/logout", "/state", "/language", "/password", "/alive"])
def test_a_form_without_its_token_is_refused(browser: Browser, path: str):
    browser.log_in("anna")
    for token in ("", "made-up"):
        answer = browser.post(path, {"state": "available"}, token=token)
        assert answer.status_code == 400, path
    assert "te lang open" in answer.text


def test_another_agents_token_is_refused(app: Flask, world: World, browser: Browser):
    world.agent("bea")
    other = Browser(app.test_client())
    browser.log_in("anna")
    other.log_in("bea")
    assert browser.post("/state", {"state": "available"}, token=other.token).status_code == 400
    assert browser.post("/state", {"state": "available"}).status_code == 303


def test_guessing_is_slowed_down_but_the_right_password_is_not_counted(browser: Browser):
    for _ in range(12):
        assert browser.log_in("anna").status_code == 303
        browser.post("/logout")
    statuses = [browser.log_in("anna", "wrong").status_code for _ in range(11)]
    assert statuses[:10] == [401] * 10
    assert statuses[10] == 429
    answer = browser.log_in("anna")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Te vaak geprobeerd" in answer.text


def test_a_flood_is_turned_away(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    def crowded(*_: str) -> bool:
        raise TooManyLogIns

    monkeypatch.setattr("voicebot.console.passwords.matches", crowded)
    answer = browser.log_in("anna")
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)


def test_many_addresses_guess_one_login_no_faster(world: World):
    client = Browser(world.app(proxies=1).test_client())
    client.get("/login")
    statuses = [
        client.post(
            "/login",
            {"login": "anna", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        ).status_code
        for n in range(21)
    ]
    assert statuses == [401] * 20 + [429]


def test_a_session_that_lies_idle_ends(browser: Browser, clock: Clock):
    browser.log_in("anna")
    clock.ahead(minutes=29)
    assert browser.get("/").status_code == 200
    clock.ahead(minutes=29)
    assert browser.fetch("/snapshot").status_code == 200  # the page asks by itself: nobody is there
    clock.ahead(minutes=2)
    assert browser.get("/").status_code == 303


def test_a_session_does_not_end_during_a_call(world: World, browser: Browser, clock: Clock, anna):
    browser.log_in("anna")
    transfer = world.wait(world.call())
    world.desk.accept(world.offer(transfer, anna), anna.id)
    clock.ahead(minutes=50)
    assert browser.get("/").status_code == 200
    world.hang_up(transfer)
    clock.ahead(minutes=50)
    assert browser.get("/").status_code == 200


def test_who_waits_for_a_call_is_not_asked_for_a_password_when_it_comes(
    world: World, browser: Browser, clock: Clock, anna
):
    browser.log_in("anna")
    browser.fetch("/state", {"state": "available"})
    clock.ahead(minutes=50)
    world.offer(world.wait(world.call()), anna)
    assert 'data-kind="offer"' in browser.fetch("/desk").text


def test_who_logs_out_declines_what_is_offered_and_is_gone_after_a_call(world: World, browser: Browser, anna):
    browser.log_in("anna")
    browser.fetch("/state", {"state": "available"})
    offer = world.offer(world.wait(world.call()), anna)
    browser.post("/logout")
    assert world.desk.asked == [("decline", offer, anna.id)]
    assert world.agents.by_id(anna.id).state is AgentState.OFFLINE
    browser.log_in("anna")
    browser.fetch("/state", {"state": "available"})
    world.desk.accept(world.offer(world.wait(world.call()), anna), anna.id)
    browser.post("/logout")
    assert world.agents.by_id(anna.id).state is AgentState.OFFLINE


def test_a_session_ends_after_a_working_day(browser: Browser, clock: Clock):
    browser.log_in("anna")
    for _ in range(24):
        clock.ahead(minutes=29)
        assert browser.get("/").status_code == 200
    clock.ahead(minutes=29)
    assert browser.get("/").status_code == 303


def test_a_session_of_the_future_is_none(browser: Browser, clock: Clock):
    clock.ahead(days=1)
    browser.log_in("anna")
    clock.ahead(days=-1)
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        lambda world, anna: world.agents.disable(anna.id),
        lambda world, anna: world.agents.set_password(anna.id, make_hash("een heel ander wachtwoord")),
        lambda world, anna: world.agents.end_sessions(anna.id),
    ],
)
def test_sessions_end_at_once(world: World, browser: Browser, anna, change):
    browser.log_in("anna")
    change(world, anna)
    assert browser.get("/").status_code == 303


def test_a_cookie_signed_with_another_key_is_worth_nothing(world: World, app: Flask):
    theirs = Browser(world.app(secret_key="another").test_client())
    theirs.log_in("anna")
    cookie = theirs.client.get_cookie("voicebot_console", path="/console")
    ours = Browser(app.test_client())
    ours.client.set_cookie("voicebot_console", cookie.value, path="/console")
    assert ours.get("/").status_code == 303


def test_without_a_key_one_is_made_and_said(world: World, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        apps = [world.app(secret_key="") for _ in range(2)]
    assert "VOICEBOT_SECRET_KEY is not set" in caplog.text
    keys = {console_of(app).config.secret_key for app in apps}
    assert keys == {""}
    browser = Browser(apps[0].test_client())
    browser.log_in("anna")
    cookie = browser.client.get_cookie("voicebot_console", path="/console")
    other = Browser(apps[1].test_client())
    other.client.set_cookie("voicebot_console", cookie.value, path="/console")
    assert other.get("/").status_code == 303


def test_the_own_password(world: World, app: Flask, browser: Browser):
    elsewhere = Browser(app.test_client())
    elsewhere.log_in("anna")
    browser.log_in("anna")
    new = "kers appel peer pruim"

    def change(old: str, new: str, again: str | None = None):
        return browser.post("/password", {"old": old, "new": new, "again": new if again is None else again})

    assert "klopt niet" in change("wrong", new).text
    assert "niet hetzelfde" in change(PASSWORD, new, "other").text
    assert "12 tot 256" in change(PASSWORD, "kort").text
    assert "gebruikersnaam" in change(PASSWORD, "anna anna anna anna").text
    assert "vijf verschillende" in change(PASSWORD, "abababababababab").text
    assert "is gewijzigd" in change(PASSWORD, new).text
    assert browser.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert Browser(app.test_client()).log_in("anna").status_code == 401
    assert Browser(app.test_client()).log_in("anna", new).status_code == 303


def test_both_languages(browser: Browser):
    assert browser.get("/login").text.count("Wachtwoord")
    english = browser.get("/login", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="en">' in english.text
    browser.post("/language", {"language": "en"})
    assert "Password" in browser.get("/login").text
    browser.log_in("anna")
    assert "Waiting" in browser.get("/").text  # the choice outlives the log-in
    browser.post("/language", {"language": "kl"})
    assert "Waiting" in browser.get("/").text


def test_every_answer_tells_the_browser_what_to_refuse(browser: Browser):
    browser.log_in("anna")
    for path in ("/login", "/", "/nothing-here", "/static/console.css"):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert browser.get("/").headers["Cache-Control"] == "no-store"
    assert "max-age=31536000" in browser.get("/static/console.css").headers["Cache-Control"]


def test_what_goes_wrong_is_a_page_of_the_console(world: World, browser: Browser, monkeypatch):
    browser.log_in("anna")
    for path, status, words in (
        ("/nothing-here", 404, "bestaat niet"),
        ("/calls/CA-unknown", 404, "bestaat niet"),
        ("/users", 403, "mag deze pagina niet zien"),
        ("/logout", 405, "niet worden gevraagd"),
    ):
        answer = browser.get(path)
        assert (answer.status_code, words in answer.text) == (status, True), path
        assert "De Voorbeeldwinkel" in answer.text
    assert browser.fetch("/users").json == {
        "error": "U mag deze pagina niet zien. Denkt u van wel? Vraag het uw beheerder."
    }
    assert browser.post("/state", {"state": "x" * 70_000}).status_code == 413


def test_a_page_that_breaks_or_has_no_database(browser: Browser, app: Flask, monkeypatch, caplog):
    from voicebot.call.ports import PartError

    browser.log_in("anna")
    parts = console_of(app).parts

    def gone(*_: object) -> None:
        raise PartError("database failed")

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(parts.search, "callbacks", gone)
    assert browser.get("/callbacks").status_code == 503
    monkeypatch.setattr(parts.search, "callbacks", broken)
    answer = browser.get("/callbacks")
    assert answer.status_code == 500
    assert "a bug" not in answer.text
    monkeypatch.setattr(parts.agents, "by_id", gone)
    answer = browser.get("/")
    assert answer.status_code == 503
    assert "Gesprekken gaan door" in answer.text


def test_the_console_keeps_out_of_the_way_of_the_rest(app: Flask):
    @app.post("/twilio/voice")
    def voice():
        return "ok"

    client = app.test_client()
    answer = client.post("/twilio/voice")
    assert answer.text == "ok"
    assert "Content-Security-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert client.get("/nothing").status_code == 404


def test_roles(world: World, app: Flask):
    call = world.call()
    pages = {
        "/": "board",
        f"/calls/{call}": "call",
        "/calls": "calls",
        "/callbacks": "callbacks",
        "/users": "users",
    }
    may = {}
    for role in Role:
        if role is not Role.AGENT:
            world.agent(role.value, role=role)
        browser = Browser(app.test_client())
        browser.log_in("anna" if role is Role.AGENT else role.value)
        may[role] = {name for path, name in pages.items() if browser.get(path).status_code == 200}
        if "ledger" not in may[role] and "Alle beslissingen" in browser.get(f"/calls/{call}").text:
            may[role].add("ledger")
        if browser.post("/state", {"state": "pause"}).status_code == 303:
            may[role].add("take")
    reads = {"board", "call", "calls", "callbacks"}
    assert may == {
        Role.AGENT: reads | {"take"},
        Role.SUPERVISOR: reads | {"take", "ledger"},
        Role.PRIVACY: reads | {"ledger"},
        Role.ADMIN: {"board", "users"},
    }


def test_a_page_that_forgot_to_say_who_may_see_it_is_for_nobody(world: World):
    from voicebot.console.app import make_console
    from voicebot.console.config import ConsoleConfig
    from voicebot.console.fakes import FakeMailRoom
    from voicebot.console.house import Parts
    from voicebot.store.recordings import Recordings

    kept = Recordings(world.recordings, 14)
    parts = Parts.on(world.engine, world.desk, world.promises, FakeMailRoom(), kept, now=world.clock)
    console = make_console(ConsoleConfig(secret_key="k"), parts)
    for rule in console.url_map.iter_rules():
        view = console.view_functions[rule.endpoint]
        assert rule.endpoint == "static" or hasattr(view, "console_right"), rule
