from tests.integration.console.world import claim_story
from tests.unit.console.test_pop import stored, understood
from voicebot.call.ports import PartError
from voicebot.console.pop import pop
from voicebot.console.telling import Telling, told


def test_an_agent_hears_what_else_it_was_about_and_how_the_caller_is():
    assert told(pop(stored(claim_story()), ())) == (
        "Het ging ook over: eigen risico. Daar is al antwoord op gegeven. De klant is herkend. "
        "De klant is geïrriteerd."
    )


def test_what_the_rule_says_already_is_not_said_again():
    assert told(pop([understood("H-10", "report_claim")], ())) == ""


def test_several_wishes_are_listed_and_open_ones_are_not_called_answered():
    ledger = [
        understood("D-13", "order_status"),
        understood("D-10", "policy_end"),
        understood("D-10", "inform"),
    ]
    assert told(pop(ledger, ())) == "Het ging ook over: waar is mijn bestelling en einde van de polis."


def test_nothing_personal_is_said():
    values = {"order_number": "42073", "postcode": "3512JE", "order_known": "yes"}
    text = told(pop([understood("D-13", "order_status", **values)], ()))
    assert "42073" not in text and "3512" not in text


def test_without_the_database_the_rule_alone_is_told():
    class Gone:
        def ledger(self, call_id: str) -> None:
            raise PartError("down")

    assert Telling(Gone())("CA1") == ""
