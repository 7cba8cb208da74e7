"""The web app with fakes behind it: health tells the truth."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from voicebot.bootstrap import WebHouse
from voicebot.call.fakes import FakeBook, FakeDialogue, FakeSynthesizer, FakeTranscriber
from voicebot.call.rules import CallRules
from voicebot.runtime.pool import WorkPool
from voicebot.runtime.session import Parts
from voicebot.settings import Settings
from voicebot.telephony.config import TelephonyConfig
from voicebot.web import create_app


def broken() -> bool:
    raise OSError("the database's disk is gone")


@pytest.fixture
def works() -> dict[str, bool]:
    return {"rasa": True, "disk": True}


@pytest.fixture
def client(works: dict[str, bool]) -> FlaskClient:
    pools = [WorkPool(name, 1, 1) for name in ("hear", "decide", "speak")]
    synthesizer = FakeSynthesizer()
    rules = CallRules(disclosure="Computer.", disclosure_version="v1")
    house = WebHouse(
        parts=Parts(rules, FakeTranscriber(), FakeDialogue(), synthesizer, FakeBook(), *pools),
        telephony=TelephonyConfig("https://bot.example.nl", "secret"),
        synthesizer=synthesizer,
        checks={"rasa": lambda: works["rasa"], "disk": lambda: works["disk"] or broken()},
        close=lambda: None,
    )
    return create_app(Settings(), house).test_client()


def test_ready_when_every_part_answers(client: FlaskClient):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["parts"]) == (200, {"rasa": True, "disk": True})


@pytest.mark.parametrize("part", ["rasa", "disk"])
def test_not_ready_names_the_part_that_is_missing(client: FlaskClient, works: dict[str, bool], part: str):
    works[part] = False
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"][part] is False
    assert client.get("/healthz").status_code == 200


def test_the_carrier_s_routes_are_there_and_closed_to_strangers(client: FlaskClient):
    assert client.post("/twilio/voice", data={"CallSid": "CA1"}).status_code == 403


def test_ready_names_its_house_so_that_another_is_not_taken_for_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("VOICEBOT_INSTANCE", "this one")
    assert client.get("/readyz").json["instance"] == "this one"


def test_a_process_that_stops_is_not_ready(client: FlaskClient):
    client.application.extensions["drain"].run(lambda: None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "stopping")
