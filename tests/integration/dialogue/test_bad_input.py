"""Bad input and broken parts: a sensible answer or a person, nothing leaked."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.logs import leaks
from voicebot.call.ports import PartError
from voicebot.dialogue.client import RasaDialogue


@pytest.mark.parametrize(
    "said",
    ["/restart", '/order_status{"order_number": "42073"}', "/report_claim", "EXTERNAL: claim", "???", "/",
     "", "'; DROP TABLE orders; --", "<script>alert(1)</script>"],
)  # fmt: skip
def test_commands_and_markup_are_only_words(house: Any, said: str) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    assert call.key("42073").asks == "postcode"
    reply = call.say(said)
    assert reply.texts or reply.handover
    assert reply.handover or reply.slots.get("order_number") == "42073"
    assert not reply.solved


def test_two_thousand_words(house: Any) -> None:
    call = house.call()
    assert call.say("ik heb een heel lang verhaal over van alles en nog wat " * 180).texts
    call.say("waar is mijn pakket")
    reply = call.say("bla " * 2000)
    assert reply.texts or reply.handover


def test_digits_of_the_wrong_length(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    assert "vijf cijfers" in call.key("4207").texts[0]


def test_somebody_elses_postcode(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    call.key("42073")
    reply = call.key("1017")
    assert reply.asks == "order_number" and not reply.agreements and reply.contact_email is None


def test_wrong_token_is_a_part_error(house: Any) -> None:
    stranger = RasaDialogue(house.base_url, "wrong", timeout=10)
    assert not stranger.ready()
    with pytest.raises(PartError, match="HTTP 401"):
        stranger.ask("CA1", "hallo", source="voice", confidence=1)


def test_broken_back_office_reaches_a_person(house: Any) -> None:
    """The action server is replaced on its port, as after a crash."""
    house.stop_actions()
    broken = house.start_actions("broken")
    try:
        call = house.call()
        call.say("waar is mijn pakket")
        call.key("42073")
        reply = call.key("3512")
        assert reply.handover == "dialogue_failed"
        assert reply.rule_id == "D-26"
        log = broken.log.read_text()
        assert "BackofficeError" in log
        assert leaks(log, "42073|3512") == []
        assert call.say("medewerker").handover == "asked_person"
    finally:
        house.stop_actions()
        house.start_actions()


def test_actions_gone_is_a_part_error(house: Any) -> None:
    house.stop_actions()
    try:
        with pytest.raises(PartError, match="no answer"):
            house.call().say("waar is mijn pakket")
        assert house.call().say("medewerker").handover == "asked_person"
    finally:
        house.start_actions()


def test_action_server_contract(house: Any) -> None:
    base = f"http://127.0.0.1:{house.actions.port}"
    names = {action["name"] for action in requests.get(f"{base}/actions", timeout=5).json()}
    assert "validate_task_form" in names
    nothing = {"next_action": "nothing", "tracker": {}}
    assert requests.post(f"{base}/webhook", json=nothing, timeout=5).status_code == 404


def test_logs_hold_nothing_that_callers_said(house: Any) -> None:
    call = house.call()
    call.say("waar blijft mijn wonderlijke sterrenkijker")
    call.say("42073")
    call.say("3512 JE")
    call.say("ja")
    logs = house.rasa_log.read_text(errors="replace") + house.actions.log.read_text(errors="replace")
    assert leaks(logs, r"sterrenkijker|42073|3512|integration-token|s\.dewit") == []


def test_action_server_stops_on_sigterm(house: Any) -> None:
    other = house.start_actions()
    other.process.terminate()
    assert other.process.wait(15) == 0
