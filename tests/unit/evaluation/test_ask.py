"""`voicebot ask`: what is printed of a turn, and where one call ends and the next begins."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from voicebot.call.fakes import FakeDialogue
from voicebot.call.handover import TABLE
from voicebot.call.replies import Agreement, Expects, Reply
from voicebot.dialogue import training
from voicebot.dialogue.training import TrainingError
from voicebot.evaluation import ask
from voicebot.start_error import StartError


def test_an_answer_stands_with_its_intent_and_rule() -> None:
    reply = Reply(
        ("Verzenden is gratis.", "Ook naar België."), intent="shipping_cost", intent_confidence=0.987,
        rule_id="D-62", notice="U krijgt dit per sms.", offer="Kan ik nog iets voor u doen?",
    )  # fmt: skip
    assert list(ask.shown(reply)) == [
        "bot         “Verzenden is gratis.”",
        "bot         “Ook naar België.”",
        "bot         “U krijgt dit per sms.”",
        "bot         “Kan ik nog iets voor u doen?”",
        "understood  shipping_cost  0.99  rule D-62",
    ]


@pytest.mark.parametrize(
    ("expects", "digits", "shown"),
    [
        (Expects.OPEN, None, "asks order_number"),
        (Expects.DIGITS, 5, "asks order_number (digits, 5 keys)"),
        (Expects.YES_NO, 1, "asks order_number (yes_no, 1 key)"),
        (Expects.POSTCODE, None, "asks order_number (postcode)"),
    ],
)
def test_the_open_question(expects: Expects, digits: int | None, shown: str) -> None:
    reply = Reply(("Wat is uw bestelnummer?",), asks="order_number", expects=expects, digits=digits)
    assert list(ask.shown(reply))[-1].endswith(f"rule D-00  {shown}")


def test_a_hand_over_says_what_the_caller_hears_then_and_by_which_row() -> None:
    row = TABLE["asked_person"]
    assert list(ask.shown(Reply((), intent="person", intent_confidence=1.0, handover="asked_person"))) == [
        f"bot         “{row.say}”",
        "understood  person  1.00  rule D-00",
        f"person      asked_person  rule {row.rule_id}  queue {row.queue}",
    ]


def test_agreements_and_a_second_wish() -> None:
    told = Agreement("order_status", "Bestelling 42073 is onderweg.", "42073")
    agreed = (told, Agreement("email", "U krijgt een e-mail."))
    assert list(ask.shown(Reply(("Ja.",), agreements=agreed, also="en mijn polis")))[-3:] == [
        "agreed      order_status: Bestelling 42073 is onderweg. (42073)",
        "agreed      email: U krijgt een e-mail.",
        "next        “en mijn polis”, which the call asks by itself",
    ]


class Calls(FakeDialogue):
    """Notes which call each sentence belongs to."""

    def ask(self, call_id: str, text: str, *, source: str, confidence: float, queue: str = "") -> Reply:
        self.begun.append(call_id)
        return super().ask(call_id, text, source=source, confidence=confidence, queue=queue)


@pytest.mark.parametrize("ends", [Reply((), handover="asked_person"), Reply(("Dag.",), ends_call=True)])
def test_after_the_end_of_a_call_another_one_begins(ends: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(["first", "second"])
    monkeypatch.setattr(ask, "_new_call", lambda: next(names))
    dialogue = Calls(answers={"dag": ends})
    rows: list[str] = []
    ask.converse(dialogue, ["hallo", "dag", "hallo"], rows.append)
    assert dialogue.begun == ["first", "first", "second"]
    assert sum("here the call ends" in row for row in rows) == 1


def test_a_missing_set_up_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise TrainingError("rasa_project/.venv is missing: run `make setup` to build it.")

    monkeypatch.setattr(training, "train", missing)
    done = CliRunner().invoke(ask.ask, ["hallo"])
    assert isinstance(done.exception, StartError)
    assert "run `make setup`" in str(done.exception)
