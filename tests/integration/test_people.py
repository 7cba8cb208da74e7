"""The desk and the console as the house wires them: who can be rung, and what a blind transfer carries."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from flask import Flask

from voicebot import people
from voicebot.bootstrap import database, telephony_config
from voicebot.console.app import mount
from voicebot.settings import Settings
from voicebot.store.agents import Person, Role, SqlAgents
from voicebot.store.book import SqlCallBook
from voicebot.telephony.no_carrier import NoCarrier
from voicebot.transfer.ports import CarrierError, Where
from voicebot.transfer.queue_file import DEFAULT, QueuesError

RING = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_number": "+31850000000"}


def settings(folder: Path, **more: object) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/voicebot.sqlite3", public_url="https://bot.example.nl", **more
    )


@pytest.mark.parametrize(
    ("changed", "rings"),
    [
        ({}, True),
        ({"twilio_account_sid": ""}, False),
        ({"twilio_auth_token": ""}, False),
        ({"twilio_number": "Voorbeeld"}, False),  # a sender's name takes no calls
        ({"twilio_number": ""}, False),
    ],
)
def test_agents_are_rung_only_from_a_number_of_the_account(tmp_path: Path, changed: dict, rings: bool):
    assert people.can_ring(settings(tmp_path, **(RING | changed))) is rings


def test_without_a_number_every_ring_is_refused_for_good():
    with pytest.raises(CarrierError, match="VOICEBOT_TWILIO_ACCOUNT_SID") as refused:
        NoCarrier().ring_agent("o", "+31612345678", seconds=20)
    assert refused.value.final


def test_a_wrong_line_of_the_queues_is_named_at_the_start(tmp_path: Path):
    file = tmp_path / "queues.yaml"
    lines = DEFAULT.read_text().replace("patience: 120", "patience: 3").splitlines()
    file.write_text("\n".join(lines))
    line = 1 + next(number for number, text in enumerate(lines) if "patience: 3" in text.split("#")[0])
    with pytest.raises(QueuesError, match=rf"queues\.yaml:{line}: patience"):
        people.queues(settings(tmp_path, queues_file=str(file)))


def test_callbacks_are_promised_in_the_hours_of_their_own_queue(tmp_path: Path):
    file = tmp_path / "queues.yaml"
    text = DEFAULT.read_text().replace("holidays: none ", "holidays: NL ")
    text = text.replace("closed: [] ", "closed: [2026-11-27] ")
    own = "  schade:\n    hours:\n      thursday: [10:00-12:00, 13:00-15:00]\n      friday: 10:00-12:00\n"
    file.write_text(text.replace("  schade:\n", own, 1))
    hours_of = people.callback_hours(settings(tmp_path, queues_file=str(file)))
    wednesday, thursday, friday = (date(2026, 11, day) for day in (25, 26, 27))
    assert hours_of("schade")(wednesday) == ()
    assert hours_of("schade")(thursday) == ((time(10), time(12)), (time(13), time(15)))
    assert hours_of("schade")(friday) == ()  # closed by the owner
    assert hours_of("schade")(date(2026, 12, 25)) == ()  # a Friday, and Christmas
    assert hours_of("orders")(thursday) == hours_of("")(thursday) == ((time(0), time(23, 59)),)
    assert hours_of("orders")(friday) == ()


def test_a_house_without_a_file_of_queues_promises_its_usual_hours(tmp_path: Path):
    hours_of = people.callback_hours(settings(tmp_path))
    assert (
        hours_of("schade")(date(2026, 11, 25)) == hours_of("")(date(2026, 11, 25)) == ((time(8), time(18)),)
    )


def test_a_blind_transfer_carries_a_link_that_the_console_reads(tmp_path: Path):
    file = tmp_path / "queues.yaml"
    text = DEFAULT.read_text()
    file.write_text(
        text.replace("  algemeen:\n", "  algemeen:\n    blind: sip:balie@pbx.example;transport=tls\n")
    )
    house = settings(tmp_path, queues_file=str(file), **RING)
    engine, links = database(house), people.story_links(house)
    call_id = "CA" + "1" * 32
    SqlCallBook(engine).open_call(call_id, "+31612345678", "+31850000000")
    SqlAgents(engine).create(Person("jan", "Jan", Role.AGENT, "+31611111111", ("algemeen",)), "hash")
    desk = people.handovers(house, engine, telephony_config(house), links).desk
    desk.request(call_id, rule_id="H-01", queue="algemeen", priority=3, summary="Wants a person.")
    placed = desk.caller_arrived(call_id)
    assert placed.where is Where.BLIND
    assert placed.address == "sip:balie@pbx.example;transport=tls"
    link = dict(placed.context)["link"]
    assert link.startswith("https://bot.example.nl/console/story/")
    app = Flask("house")
    mount(app, people.console(house, engine, desk, links))
    client = app.test_client()
    answer = client.get(link)
    assert answer.status_code == 200
    assert client.get(link[:-2] + "xx").status_code == 404
