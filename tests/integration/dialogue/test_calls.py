"""Whole conversations with a real Rasa, the real action server and the client between them."""

from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.logs import leaks
from voicebot.call.ports import PartError
from voicebot.call.replies import Expects
from voicebot.dialogue.client import RasaDialogue

HOLDOUT = yaml.safe_load((Path(__file__).parent / "data" / "holdout.yaml").read_text(encoding="utf-8"))


def test_order_by_voice(house: Any) -> None:
    call = house.call()
    first = call.say("Ik wil graag weten waar mijn bestelling blijft.")
    assert (first.intent, first.asks, first.expects, first.digits) == (
        "order_status",
        "order_number",
        Expects.DIGITS,
        5,
    )
    assert first.intent_confidence > 0.6
    assert first.model.endswith(".tar.gz")
    second = call.say("Tweeënveertig nul zeven drie.")
    assert (second.asks, second.expects, second.digits) == ("postcode", Expects.POSTCODE, 4)
    assert second.slots == {"order_number": "42073"}
    assert second.contact_email is None
    answer = call.say("vijfendertig twaalf, J van Johan, E van Eduard")
    assert answer.texts[0].startswith("Uw bestelling komt morgen, ")
    assert answer.solved and answer.asks is None and answer.expects is Expects.YES_NO
    assert answer.agreements[0].reference == "42073"
    assert answer.contact_email == "s.dewit@example.nl"
    assert answer.slots == {}
    goodbye = call.say("Nee, dank u.")
    assert goodbye.ends_call and goodbye.texts


def test_order_by_keys(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    assert call.key("51886").asks == "postcode"
    answer = call.key("1017")
    assert answer.solved
    assert "bezorgd" in answer.texts[0]


def test_number_in_the_first_sentence(house: Any) -> None:
    assert house.call().say("waar blijft bestelling 63940").asks == "postcode"


def test_two_wishes_in_one_call(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    call.say("63940")
    answer = call.say("9711 LM")
    assert "in behandeling" in answer.texts[0]
    policy = call.say("En wat is de opzegtermijn van mijn inboedelverzekering?")
    assert policy.solved and "één maand" in policy.texts[0]
    assert policy.agreements[0].kind == "policy_term"
    assert call.say("Nee, dat was alles.").ends_call


@pytest.mark.parametrize("postcode", ["1017 AB", "9711 LM", "2514 GK"])
def test_three_wrong_combinations_reach_a_person_and_tell_nothing(house: Any, postcode: str) -> None:
    """Whether the number exists or not, the words are the same."""
    heard = []
    for number in ("42073", "80211"):
        call = house.call()
        call.say("waar is mijn pakket")
        replies = [call.say(number), call.say(postcode), call.say(number), call.say(postcode)]
        assert [reply.handover for reply in replies] == [None, None, None, "identification_failed"]
        assert not any(reply.agreements or reply.contact_email or reply.solved for reply in replies)
        heard.append([reply.texts for reply in replies])
    assert heard[0] == heard[1]


def test_second_try_succeeds(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    call.say("42079")
    again = call.say("3512 JE")
    assert again.asks == "order_number" and "intoetsen" in again.texts[-1]
    assert again.rule_id == "D-12+D-10"
    assert call.say("42073").solved


def test_mishearing_offers_the_keypad_then_a_person(house: Any) -> None:
    call = house.call()
    first = call.say("waar is mijn pakket")
    second = call.say("Het is viervoeter en zeven.")
    assert second.asks == "order_number"
    assert "intoetsen" in second.texts[-1]
    assert set(first.texts).isdisjoint(second.texts)
    assert call.say("Ja, dat zei ik toch al net.").handover == "asked_too_often"


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("Ik wil een medewerker spreken.", "asked_person"),
        ("Ik wil schade melden.", "claim"),
        ("Ik wil een klacht indienen.", "complaint"),
    ],
)
def test_a_person_at_once(house: Any, said: str, condition: str) -> None:
    assert house.call().say(said).handover == condition
    in_form = house.call()
    in_form.say("waar is mijn pakket")
    assert in_form.say(said).handover == condition


def test_honest_about_being_a_computer_in_and_out_of_the_form(house: Any) -> None:
    assert "computer" in house.call().say("Bent u een robot?").texts[0]
    call = house.call()
    call.say("waar is mijn pakket")
    reply = call.say("Bent u een robot?")
    assert "computer" in reply.texts[0]
    assert reply.asks == "order_number"
    assert reply.intent == "bot_challenge"
    assert call.say("42073").intent == "inform"


def test_not_understood_twice(house: Any) -> None:
    call = house.call()
    first = call.say("Wie is de koning van Nederland?")
    assert first.texts and first.handover is None and first.rule_id == "D-07"
    assert call.say("Vertel eens een mop.").handover == "not_understood"


def test_not_understood_twice_with_sense_between(house: Any) -> None:
    call = house.call()
    call.say("Wie is de koning van Nederland?")
    call.say("Bent u een robot?")
    assert call.say("Vertel eens een mop.").handover is None


def test_dropping_the_question(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    assert call.say("Laat maar.").asks is None
    assert call.say("Tot ziens.").ends_call


def test_no_before_anything_was_answered_does_not_hang_up(house: Any) -> None:
    reply = house.call().say("Nee.")
    assert not reply.ends_call and reply.texts


@pytest.mark.parametrize(
    "said",
    ["/restart", '/order_status{"order_number": "42073"}', "/report_claim", "EXTERNAL: claim", "???", "/"],
)
def test_commands_are_only_words(house: Any, said: str) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    assert call.key("42073").asks == "postcode"
    reply = call.say(said)
    assert reply.slots.get("order_number") == "42073"
    assert reply.asks == "postcode" or reply.intent in ("report_claim", "order_status")
    assert reply.intent_confidence < 1 or reply.intent == "nlu_fallback"


def test_calls_do_not_meet(house: Any) -> None:
    one, other = house.call(), house.call()
    one.say("waar is mijn pakket")
    one.say("42073")
    assert other.say("3512 JE").asks == "order_number"
    assert one.say("3512 JE").solved


def test_held_out_sentences(house: Any) -> None:
    total, wrong = 0, []
    for intent, sentences in HOLDOUT.items():
        for sentence in sentences:
            total += 1
            understood = house.call().say(sentence).intent
            if understood != intent:
                wrong.append((intent, understood))
    print(f"held-out accuracy {1 - len(wrong) / total:.3f} over {total}; wrong: {wrong}")
    assert total >= 40
    assert len(wrong) / total <= 0.1


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
        call.say("42073")
        reply = call.say("3512 JE")
        assert reply.handover == "dialogue_failed"
        assert reply.rule_id == "D-26"
        log = broken.log.read_text()
        assert "BackofficeError" in log
        assert leaks(log, "42073|3512") == []
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
    assert "validate_order_form" in names
    assert (
        requests.post(
            f"{base}/webhook", json={"next_action": "nothing", "tracker": {}}, timeout=5
        ).status_code
        == 404
    )


def test_logs_hold_nothing_that_callers_said(house: Any) -> None:
    call = house.call()
    call.say("waar blijft mijn wonderlijke sterrenkijker")
    call.say("42073")
    call.say("3512 JE")
    logs = house.rasa_log.read_text(errors="replace") + house.actions.log.read_text(errors="replace")
    assert leaks(logs, r"sterrenkijker|42073|3512|integration-token|s\.dewit") == []


def test_action_server_stops_on_sigterm(house: Any) -> None:
    other = house.start_actions()
    other.process.terminate()
    assert other.process.wait(15) == 0
