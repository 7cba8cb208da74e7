from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.console.conftest import Browser
from tests.integration.console.world import NOON, Clock, World
from voicebot.console.rights import TABLE, Right
from voicebot.store.agents import Role
from voicebot.store.wrapups import Due, Written


@pytest.fixture
def anna(world: World, browser: Browser):
    agent = world.agent("anna", "Anna de Wit", state="available")
    browser.log_in("anna")
    return agent


FORM = {"disposition": "solved", "promise": "Wij bellen u morgen."}


def test_a_promise_gets_a_date_and_an_owner(world: World, browser: Browser, anna, finished: str):
    noor = world.agent("noor", "Noor el Amrani")
    form = browser.fetch("/desk").text
    assert "Noor el Amrani" in form
    assert 'name="due_day"' in form
    form = FORM | {"due_day": "2026-11-24", "due_time": "12:30", "owner": str(noor.id)}
    assert browser.post(f"/calls/{finished}/wrap-up", form).status_code == 303
    (kept,) = world.app_parts.wrap_ups.of_call(finished)
    assert kept.written == Written(
        "solved", "", "Wij bellen u morgen.", due=Due(datetime(2026, 11, 24, 11, 30, tzinfo=UTC), noor.id)
    )
    page = browser.get(f"/calls/{finished}").text
    assert "Noor el Amrani doet dit uiterlijk 12:30" in page
    assert 'value="2026-11-24"' in page  # the form to change it
    assert 'value="12:30"' in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"due_day": "gisteren"}, "Vul een dag in"),
        ({"due_day": "2026-11-25", "due_time": "kwart"}, "Vul een dag in"),
        ({"due_day": "2026-11-24", "due_time": "11:59"}, "al voorbij"),
        ({"due_day": "0001-01-01"}, "al voorbij"),
        ({"due_day": "9999-12-31", "due_time": "23:59", "owner": "999"}, "Kies iemand anders"),
        ({"due_day": "2026-11-25", "promise": ""}, "Schrijf op wat u belooft"),
    ],
)
def test_what_is_wrong_with_a_date_is_said_and_nothing_typed_is_lost(
    world: World, browser: Browser, finished: str, form: dict, words: str
):
    answer = browser.fetch(f"/calls/{finished}/wrap-up", FORM | {"notes": "lang verhaal"} | form)
    assert answer.status_code == 400
    assert words in answer.text
    assert "lang verhaal" in answer.text
    assert f'value="{form["due_day"]}"' in answer.text
    assert world.promises.made == []
    assert world.app_parts.wrap_ups.of_call(finished) == ()


def test_without_a_time_it_is_due_at_the_end_of_the_day_there(world: World, browser: Browser, finished: str):
    browser.post(f"/calls/{finished}/wrap-up", FORM | {"due_day": "2026-11-25"})
    (kept,) = world.app_parts.wrap_ups.of_call(finished)
    assert kept.written.due.at == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def test_a_form_may_be_kept_again_after_its_date(world: World, browser: Browser, clock: Clock, finished: str):
    form = FORM | {"due_day": "2026-11-24", "due_time": "12:30"}
    browser.post(f"/calls/{finished}/wrap-up", form)
    clock.ahead(minutes=40)
    browser.log_in("anna")
    assert browser.post(f"/calls/{finished}/wrap-up", form | {"notes": "later"}).status_code == 303
    assert browser.post(f"/calls/{finished}/wrap-up", form | {"due_time": "12:31"}).status_code == 400


def promised(world: World, author, owner, text: str, due: datetime) -> str:
    call = world.call("+31612345678")
    console_parts = world.app_parts
    console_parts.wrap_ups.save(call, author.id, Written("solved", "", text, due=Due(due, owner.id)))
    return call


def test_everybody_sees_what_is_theirs_and_supervisors_all(world: World, browser: Browser, app, anna):
    noor = world.agent("noor", "Noor")
    world.agent("sam", role=Role.SUPERVISOR)
    promised(world, anna, anna, "De mijne.", NOON + timedelta(minutes=30))
    promised(world, anna, noor, "De hare, te laat.", NOON - timedelta(minutes=30))
    promised(world, anna, anna, "Morgen pas.", NOON + timedelta(days=1))
    world.callback(world.call(), due_from=NOON + timedelta(minutes=20), due_until=NOON + timedelta(hours=2))
    board = browser.get("/").text
    assert "De mijne." in board
    assert "Terugbellen: " in board
    assert "12:20 – 14:00" in board
    assert "De hare" not in board
    assert "Morgen pas." not in board
    assert "Morgen pas." in browser.get("/callbacks").text
    supervisor = Browser(app.test_client())
    supervisor.log_in("sam")
    due = supervisor.fetch("/due").text
    assert due.index("De hare, te laat.") < due.index("Terugbellen: ") < due.index("De mijne.")
    assert "van Noor" in due
    stream = browser.fetch("/snapshot").json["all"]["rows"]["note:due"]
    assert (stream["count"], stream["late"]) == (3, 1)
    assert f'data-sign="{stream["sign"]}"' in due
    assert "hare" not in str(browser.fetch("/snapshot").json)


def test_done_and_not_done_after_all(world: World, browser: Browser, anna):
    call = promised(world, anna, anna, "De mijne.", NOON + timedelta(minutes=30))
    path = f"/promises/{world.app_parts.follow_ups.soon()[0].number}/done"
    assert "De mijne." not in browser.fetch(path, {}).text
    assert browser.post(path, {"next": "/callbacks"}).location == "/console/callbacks"  # twice is once
    page = browser.get("/callbacks").text
    assert "gedaan" in page
    assert "Toch niet gedaan" in page
    assert "De mijne." in browser.fetch(path, {"undo": "1"}).text
    rules = [entry.rule_id for entry in world.app_parts.calls.ledger(call)]
    assert rules[-2:] == ["A-02", "A-03"]


def test_a_callback_made_by_hand(world: World, browser: Browser, anna):
    call = world.call("+31612345678")
    world.callback(call, state="dead", tries=3)
    assert "Niet bereikt" in browser.get("/").text
    assert "Zelf gebeld" in browser.get("/callbacks").text
    assert browser.post(f"/callbacks/{call}/done", {"next": "//evil"}).location == "/console/callbacks"
    assert "Zelf gebeld" not in browser.get("/callbacks").text
    assert 'id="due"' in browser.fetch("/due").text
    assert "Niet bereikt" not in browser.fetch("/due").text


def test_who_only_reads_settles_nothing(world: World, app):
    anna = world.agent("anna")
    call = promised(world, anna, anna, "De mijne.", NOON)
    for role in (Role.PRIVACY, Role.ADMIN):
        world.agent(role.value, role=role)
        browser = Browser(app.test_client())
        browser.log_in(role.value)
        assert browser.post("/promises/1/done").status_code == 403
        assert browser.post(f"/callbacks/{call}/done").status_code == 403
        assert browser.fetch("/due").status_code == 403
        assert "De mijne." not in browser.get("/").text
    assert "De mijne." not in browser.get("/callbacks").text  # an administrator


def test_without_the_right_to_callbacks_the_board_tells_no_number_and_no_promise(
    world: World, browser: Browser, anna, monkeypatch: pytest.MonkeyPatch
):
    promised(world, anna, anna, "De mijne.", NOON)
    assert "De mijne." in browser.get("/").text and "06 12345678" in browser.get("/").text
    monkeypatch.setitem(TABLE, Role.AGENT, TABLE[Role.AGENT] - {Right.CALLBACKS})
    for page in (browser.get("/"), browser.fetch("/due")):
        assert page.status_code == 200
        assert "De mijne." not in page.text and "12345678" not in page.text
