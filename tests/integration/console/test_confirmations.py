from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.integration.console.conftest import Browser
from tests.integration.console.world import NOON, Clock, World, console_of
from voicebot.call.written import Channels
from voicebot.confirm.compose import Composer
from voicebot.confirm.mail_room import ComposerMailRoom
from voicebot.store.agents import Role
from voicebot.store.models import Call, Confirmation, OptOut

DEAD = {
    "state": "failed",
    "alarm": "failed",
    "channel": "sms",
    "address": "+31612345678",
    "masked": "+31 ••• 678",
    "text": "De Voorbeeldwinkel: uw bestelling komt morgen.",
}
SENT = DEAD | {"state": "delivered", "alarm": None}


@pytest.fixture
def anna(world: World, browser: Browser):
    agent = world.agent("anna", "Anna de Wit", state="available")
    browser.log_in("anna")
    return agent


def owed(world: World, caller: str = "+31612345678", **values) -> tuple[str, int]:
    call = world.call(caller)
    world.conclude(call)
    return call, world.confirmation(call, **values)


def rows(world: World, call: str) -> list[Confirmation]:
    with Session(world.engine, expire_on_commit=False) as session:
        return list(session.scalars(select(Confirmation).where(Confirmation.call_id == call)))


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert found, page
    return found[1]


def test_those_that_need_somebody_come_first(world: World, browser: Browser, clock: Clock, anna):
    _, first = owed(world, **DEAD, created_at=NOON - timedelta(hours=3))
    owed(world, **SENT)
    _, last = owed(world, state="uncertain", alarm="uncertain", channel="email", masked="j•••@voorbeeld.nl")
    page = browser.get("/confirmations").text
    order = [int(n) for n in re.findall(r'href="/console/confirmations/(\d+)"', page)]
    assert order == [first, last, 2]
    for words in (
        "Niet gelukt", "Heeft niemand bereikt", "+31 ••• 678", "3 uur", "Na het gesprek", "Onzeker",
        "j•••@voorbeeld.nl", "Aangekomen", "Vraagt aandacht (2)", "Aangekomen (1)",
    ):  # fmt: skip
        assert words in page, words
    assert "612345678" not in page
    only = browser.get("/confirmations?state=alarms").text
    assert [int(n) for n in re.findall(r'href="/console/confirmations/(\d+)"', only)] == [first, last]
    assert "Geen bevestigingen" in browser.get("/confirmations?state=declined").text
    assert browser.get("/confirmations?state=nonsense&page=x").status_code == 200


def test_many_come_in_pages(world: World, browser: Browser, anna):
    for _ in range(60):
        owed(world)
    first, second = browser.get("/confirmations").text, browser.get("/confirmations?page=1").text
    assert (first.count("<tr"), second.count("<tr")) == (51, 11)
    assert "page=1" in first
    assert "state=pending" in browser.get("/confirmations?state=pending").text


def test_the_navigation_counts_for_those_who_oversee(world: World, browser: Browser, app, anna):
    world.agent("sam", role=Role.SUPERVISOR)
    supervisor = Browser(app.test_client())
    supervisor.log_in("sam")
    assert 'id="alarms" hidden' in supervisor.get("/").text
    assert "note:alarms" not in supervisor.fetch("/snapshot").json["all"]["rows"]
    _, number = owed(world, **DEAD)
    assert 'id="alarms"><span>1</span><span class="hidden"> vraagt aandacht<' in supervisor.get("/calls").text
    assert supervisor.fetch("/snapshot").json["all"]["rows"]["note:alarms"] == {"count": 1}
    assert 'id="alarms"' not in browser.get("/").text
    supervisor.post(f"/confirmations/{number}/settled")
    assert 'id="alarms" hidden' in supervisor.get("/").text


def test_one_with_all_that_happened(world: World, browser: Browser, anna, caplog):
    attempts = [
        {
            "state": "refused",
            "code": 421,
            "error": "the server closes",
            "channel": "email",
            "masked": "j•••@x.nl",
        },
        {"state": "undelivered", "code": 30003, "error": "code 30003", "masked": "+31 ••• 678"},
    ]
    call, number = owed(world, **DEAD, attempts=attempts)
    with caplog.at_level("INFO"):
        page = browser.get(f"/confirmations/{number}").text
    for words in (
        "Heeft niemand bereikt", "De telefoon stond uit", "Bel de klant", "uw bestelling komt morgen",
        "Niet afgeleverd", "De mailserver nam het bericht nu niet aan", "code 30003", "Opnieuw versturen",
        "Afgehandeld", f"/console/calls/{call}",
    ):  # fmt: skip
        assert words in page, words
    assert "the server closes" not in page  # English, for those who see the evidence
    assert f"read confirmation {number}" in caplog.text
    assert browser.get("/confirmations/999").status_code == 404
    assert browser.get("/confirmations/99999999999999999999").status_code == 404


def test_words_that_were_erased(world: World, browser: Browser, anna):
    values = SENT | {"address": None, "text": None, "agreements": [], "erased_at": NOON}
    _, number = owed(world, **values)
    page = browser.get(f"/confirmations/{number}").text
    assert "gewist op 12:00" in page
    assert "+31 ••• 678" in page
    assert "Opnieuw versturen" not in page
    assert browser.get(f"/confirmations/{number}/resend").status_code == 404


def test_dealt_with_once_and_by_whom(world: World, browser: Browser, app, anna):
    world.agent("sam", "Sam", role=Role.SUPERVISOR)
    call, number = owed(world, **DEAD)
    assert browser.post(f"/confirmations/{number}/settled").location == f"/console/confirmations/{number}"
    supervisor = Browser(app.test_client())
    supervisor.log_in("sam")
    supervisor.post(f"/confirmations/{number}/settled")
    page = supervisor.get(f"/confirmations/{number}").text
    assert "Anna de Wit, 12:00" in page
    assert "Wat te doen" not in page
    noted = [(e.rule_id, dict(e.data)) for e in world.app_parts.calls.ledger(call) if e.rule_id == "A-12"]
    assert noted == [("A-12", {"agent": anna.id, "confirmation": number})]


def test_sending_again_to_the_same_address(world: World, browser: Browser, anna, caplog):
    call, number = owed(world, **DEAD)
    page = browser.get(f"/confirmations/{number}/resend").text
    assert "+31 ••• 678" in page
    check = browser.post(f"/confirmations/{number}/resend", {"to": "usual"}).text
    assert "uw bestelling komt morgen" in check
    assert len(rows(world, call)) == 1
    key = key_of(check)
    with caplog.at_level("INFO"):
        answers = [
            browser.post(f"/confirmations/{number}/resend", {"to": "usual", "key": key}) for _ in range(2)
        ]
    assert {answer.location for answer in answers} == {f"/console/confirmations/{number + 1}"}
    first, again = rows(world, call)
    assert (again.state, again.resend_of, again.agent_id) == ("pending", number, anna.id)
    assert (first.handled_by, first.handled_at) == (anna.id, NOON)
    assert f"agent {anna.id} had confirmation {again.id} resent" in caplog.text
    page = browser.get(f"/confirmations/{again.id}").text
    assert "Opnieuw – Anna de Wit" in page
    assert f"bevestiging {number}" in page
    rules = [e.rule_id for e in world.app_parts.calls.ledger(call) if e.rule_id[0] == "A"]
    assert rules == ["A-10"]


@pytest.mark.parametrize(
    ("typed", "channel", "address"),
    [("06 8765 4321", "sms", "+31687654321"), ("sanne@voorbeeld.nl", "email", "sanne@voorbeeld.nl")],
)
def test_sending_again_to_another_address(world: World, browser: Browser, anna, typed, channel, address):
    call, number = owed(world, **SENT)
    assert "al verstuurd" in browser.get(f"/confirmations/{number}/resend").text
    form = {"to": "other", "address": typed}
    key = key_of(browser.post(f"/confirmations/{number}/resend", form).text)
    browser.post(f"/confirmations/{number}/resend", form | {"key": key})
    again = rows(world, call)[1]
    assert {"sms": "+31 ••• 321", "email": "s•••@voorbeeld.nl"}[channel] in browser.get(
        f"/confirmations/{again.id}"
    ).text
    assert (again.wish_channel, again.wish_address) == (channel, address)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("020 123 456 789 12", "geen mobiel nummer"),
        ("a b@c.nl", "geen mobiel nummer"),
        ("06 8765 4321", "STOP"),
    ],
)
def test_an_address_that_cannot_be(world: World, browser: Browser, anna, typed: str, words: str):
    call, number = owed(world, **DEAD)
    with Session(world.engine) as session, session.begin():
        session.add(OptOut(number="+31687654321", at=NOON, source="stop"))
    form = {"to": "other", "address": typed, "key": "0" * 32}
    answer = browser.post(f"/confirmations/{number}/resend", form)
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{typed}"' in answer.text
    assert len(rows(world, call)) == 1


def test_who_sent_stop_is_not_asked_for_the_usual_way(world: World, browser: Browser, anna):
    call, number = owed(world, **DEAD)
    for path in (f"/confirmations/{number}", f"/calls/{call}"):
        assert "stuurde STOP" not in browser.get(path).text
    with Session(world.engine) as session, session.begin():
        session.add(OptOut(number="+31612345678", at=NOON, source="stop"))
    for path in (f"/confirmations/{number}", f"/calls/{call}"):
        assert "stuurde STOP" in browser.get(path).text
    assert "STOP" in browser.get(f"/confirmations/{number}/resend").text
    assert browser.post(f"/confirmations/{number}/resend", {"to": "usual"}).status_code == 400


def test_one_that_is_on_its_way_is_not_sent_again(world: World, browser: Browser, anna):
    _, number = owed(world, state="sending")
    assert browser.get(f"/confirmations/{number}/resend").status_code == 404
    call, other = owed(world, **DEAD)
    key = key_of(browser.post(f"/confirmations/{other}/resend", {"to": "usual"}).text)
    world.confirmation(call, state="sending")
    assert browser.post(f"/confirmations/{other}/resend", {"to": "usual", "key": key}).status_code == 404


def test_writing_one(world: World, browser: Browser, anna):
    call = world.call("+31612345678")
    assert f"/console/calls/{call}/confirmation" in browser.get(f"/calls/{call}").text
    browser.get(f"/calls/{call}/confirmation")
    form = {"text": "Wij sturen morgen een expert.", "to": "usual"}
    size = browser.fetch(f"/calls/{call}/confirmation/size", form).text
    assert "Wij sturen morgen een expert." in size
    assert "1 sms, " in size
    check = browser.post(f"/calls/{call}/confirmation", form).text
    assert "1 sms, " in check
    assert "06 12345678" in check
    assert rows(world, call) == []
    sent = form | {"key": key_of(check)}
    places = {browser.post(f"/calls/{call}/confirmation", sent).location for _ in range(2)}
    (row,) = rows(world, call)
    assert places == {f"/console/confirmations/{row.id}"}
    assert (row.state, row.agent_id, row.agreements[0]["text"]) == (
        "pending",
        anna.id,
        "Wij sturen morgen een expert.",
    )
    back = browser.post(f"/calls/{call}/confirmation", sent | {"change": "1"})
    assert "Wij sturen morgen een expert.</textarea>" in back.text


@pytest.mark.parametrize(
    ("caller", "form", "words"),
    [
        ("+31612345678", {"text": " "}, "Schrijf op wat u hebt afgesproken"),
        ("+31612345678", {"text": "x" * 300}, "meer dan twee sms"),
        ("anonymous", {"text": "Hallo."}, "Geen nummer of adres bekend"),
        ("anonymous", {"text": "Hallo.", "to": "other", "address": "zomaar"}, "geen mobiel nummer"),
    ],
)
def test_what_cannot_be_written(world: World, browser: Browser, anna, caller: str, form: dict, words: str):
    call = world.call(caller)
    answer = browser.post(f"/calls/{call}/confirmation", {"to": "usual", "key": "0" * 32} | form)
    assert answer.status_code == 400
    assert words in answer.text
    assert rows(world, call) == []
    assert browser.post(f"/calls/{call}/confirmation", {"text": "x" * 301}).status_code == 400


def test_where_it_goes_with_the_houses_own_mail_room(world: World, app, browser: Browser, anna):
    console_of(app).parts.mail = ComposerMailRoom(Composer("De Voorbeeldwinkel"), Channels())
    landline = world.call("+31201234567", told=False)
    assert "Geen nummer of adres bekend" in browser.get(f"/calls/{landline}/confirmation").text
    with Session(world.engine) as session, session.begin():
        session.get_one(Call, landline).contact_email = "sanne@voorbeeld.nl"
    assert "s•••@voorbeeld.nl" in browser.get(f"/calls/{landline}/confirmation").text
    mobile = world.call("+31612345678", told=False)
    long = "Wij sturen morgen een expert. " * 9
    form = {"text": long.strip(), "to": "usual"}
    assert "meer dan twee sms" in browser.post(f"/calls/{mobile}/confirmation", form).text
    check = browser.post(f"/calls/{mobile}/confirmation", {"text": "Wij bellen maandag €5.", "to": "usual"})
    assert "Wij bellen maandag €5." in check.text
    assert re.search(r"[12] sms, \d+ tekens", check.text)
    by_mail = {"text": long.strip(), "to": "other", "address": "sanne@voorbeeld.nl"}
    assert browser.post(f"/calls/{mobile}/confirmation", by_mail).status_code == 200
    bad = {"text": "x", "to": "other", "address": "sanne@"}
    assert browser.post(f"/calls/{mobile}/confirmation", bad).status_code == 400


def test_how_messages_look(world: World, app, browser: Browser, anna):
    console_of(app).parts.mail = ComposerMailRoom(Composer("De Voorbeeldwinkel"), Channels())
    page = browser.get("/samples")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Waar de bestelling is" in page.text
    frames = re.findall(r'<iframe class="mail" sandbox src="/console([^"]+)"', page.text)
    mail = browser.get(frames[0])
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = mail.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "<html" in mail.text
    english = browser.get("/samples?kind=callback&language=en").text
    assert '<option value="callback" selected>' in english
    assert re.search(r"[12] sms, \d+ tekens", english)
    assert browser.get("/samples?kind=made-up&language=kl").status_code == 200
    assert browser.get("/samples/made-up/nl/mail").status_code == 404
    assert "frame-src" not in browser.get("/").headers["Content-Security-Policy"]


def test_the_mail_of_a_confirmation_is_shown_as_it_was_sent(world: World, browser: Browser, anna):
    html = "<html><body><script>window.hurt=1</script>Dag</body></html>"
    _, number = owed(world, **SENT | {"channel": "email", "subject": "Uw bestelling", "html": html})
    assert f'src="/console/confirmations/{number}/mail"' in browser.get(f"/confirmations/{number}").text
    mail = browser.get(f"/confirmations/{number}/mail")
    assert mail.text == html
    assert "sandbox" in mail.headers["Content-Security-Policy"]
    _, other = owed(world)
    assert browser.get(f"/confirmations/{other}/mail").status_code == 404


def test_who_may(world: World, app):
    call, number = owed(world, **DEAD)
    for role, sees, sends, looks in (
        (Role.AGENT, 200, 200, 200),
        (Role.SUPERVISOR, 200, 200, 200),
        (Role.PRIVACY, 200, 403, 200),
        (Role.ADMIN, 403, 403, 200),
    ):
        world.agent(f"x-{role}", role=role)
        browser = Browser(app.test_client())
        browser.log_in(f"x-{role}")
        for path in ("/confirmations", f"/confirmations/{number}"):
            assert browser.get(path).status_code == sees, (role, path)
        for path in (f"/confirmations/{number}/resend", f"/calls/{call}/confirmation"):
            assert browser.get(path).status_code == sends, (role, path)
            assert browser.post(path, {"text": "Hallo", "to": "usual"}).status_code == sends, (role, path)
        assert browser.get("/samples").status_code == looks
        if sends == 403:
            assert browser.post(f"/confirmations/{number}/settled").status_code == 403
            assert "Opnieuw versturen" not in browser.get(f"/confirmations/{number}").text
