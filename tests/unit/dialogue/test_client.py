"""The Rasa client against a small HTTP server that answers as Rasa does, or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from voicebot.call.ports import PartError
from voicebot.call.replies import Expects
from voicebot.dialogue.client import RasaDialogue
from voicebot.dialogue.reading.email import find_email
from voicebot.dialogue.wire import NOTHING_SAID


class FakeRasa:
    """Answers by path; ``answers`` can be replaced. Remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.status = 200
        self.intents = {"adres": ("change_address", 0.9), "pakket": ("order_status", 0.9)}
        self.answer: Any = [
            {"text": "Wat is uw polisnummer?"},
            {"custom": {"rule_id": "D-10", "asks": "policy_number"}},
        ]
        self.parsed: dict[str, Any] = {"intent": {"name": "change_address", "confidence": 0.9}}
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _answer(self, body: Any) -> None:
                path = self.path.split("?")[0]
                fake.asked.append((path, body))
                content = json.dumps(fake.respond(path, body)).encode()
                self.send_response(fake.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def respond(self, path: str, body: Any) -> Any:
        if path == "/status":
            return {"model_file": "models/abc.tar.gz"}
        if path == "/model/parse":
            found = next(
                (intent for word, intent in self.intents.items() if word in body["text"]), (None, 0.0)
            )
            complete = 0.2 if body["text"].endswith("mijn") else 0.9
            return {
                "intent": dict(zip(("name", "confidence"), found, strict=True)),
                "completeness": complete,
            }
        if path.endswith("/tracker"):
            return {
                "slots": {"wish": "change_address"},
                "events": [{"event": "user", "parse_data": self.parsed}],
            }
        return self.answer

    def sent(self) -> list[str]:
        return [body["message"] for path, body in self.asked if path == "/webhooks/rest/webhook"]


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    thread = threading.Thread(target=fake.server.serve_forever, daemon=True)
    thread.start()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


def test_one_wish(rasa: FakeRasa):
    reply = RasaDialogue(rasa.url).ask("CA1", "Adres wijzigen.", source="voice", confidence=0.9)
    assert (reply.asks, reply.wish, reply.also, reply.corrects, reply.mood) == (
        "policy_number", "change_address", None, False, (),
    )  # fmt: skip
    assert rasa.sent() == ["adres wijzigen"]
    assert not [path for path, _ in rasa.asked if path == "/model/parse"]


def test_two_wishes(rasa: FakeRasa):
    said = "Ik wil mijn adres wijzigen, en waar blijft mijn pakket?"
    reply = RasaDialogue(rasa.url).ask("CA1", said, source="voice", confidence=0.9)
    assert rasa.sent() == ["ik wil mijn adres wijzigen"]
    assert reply.also and reply.also.startswith("waar blijft mijn pakket")


def test_keys_are_never_taken_apart(rasa: FakeRasa):
    RasaDialogue(rasa.url).ask("CA1", "42073", source="keys", confidence=1.0)
    assert rasa.sent() == ["42073"]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("j.jansen@ziggo.nl", "j.jansen@ziggo.nl"),
        ("Mijn adres is jan@bedrijf.nl.", "jan@bedrijf.nl"),
        ("Nee, ik bedoel J.de-Vries75@gmail.com", "j.de-vries75@gmail.com"),
        ("josé@ziggo.nl", "jose@ziggo.nl"),
    ],
)
def test_a_written_address_keeps_its_signs(rasa: FakeRasa, said: str, address: str):
    RasaDialogue(rasa.url).ask("CA1", said, source="voice", confidence=0.9)
    (sent,) = rasa.sent()
    assert "apenstaartje" in sent and find_email(sent) == address


def test_a_correction_is_taken_off(rasa: FakeRasa):
    reply = RasaDialogue(rasa.url).ask(
        "CA1", "Nee, ik bedoel mijn adres wijzigen", source="voice", confidence=0.9
    )
    assert reply.corrects and rasa.sent() == ["mijn adres wijzigen"]


def test_the_mood_is_passed_on(rasa: FakeRasa):
    rasa.parsed["frustration"] = {"rules": ["F-02"], "words": 2, "weight": 2}
    reply = RasaDialogue(rasa.url).ask("CA1", "adres wijzigen", source="voice", confidence=0.9)
    assert reply.mood == ("F-02",)


@pytest.mark.parametrize("said", ["", "...", "woord " * 2000, "x" * 100_000])
def test_odd_texts_are_bounded(rasa: FakeRasa, said: str):
    RasaDialogue(rasa.url).ask("CA1", said, source="voice", confidence=0.1)
    (sent,) = rasa.sent()
    assert 0 < len(sent) <= 1000 and (sent == NOTHING_SAID or said[:5].strip() in sent)


def test_a_failure_is_a_part_error_that_tells_nothing(rasa: FakeRasa):
    rasa.status = 500
    with pytest.raises(PartError, match="HTTP 500") as failed:
        RasaDialogue(rasa.url, "secret").ask("CA1", "adres wijzigen", source="voice", confidence=0.9)
    assert "secret" not in str(failed.value) and "adres" not in str(failed.value)


@pytest.mark.parametrize("answer", [[], {}, "x", [{"custom": {"rule_id": "D-01", "nonsense": 1}}]])
def test_nonsense_is_a_part_error(rasa: FakeRasa, answer: object):
    rasa.answer = answer
    with pytest.raises(PartError):
        RasaDialogue(rasa.url).ask("CA1", "adres wijzigen", source="voice", confidence=0.9)


def test_nobody_there():
    dialogue = RasaDialogue("http://127.0.0.1:9", timeout=1)
    assert not dialogue.ready()
    with pytest.raises(PartError, match="cannot be reached"):
        dialogue.ask("CA1", "hallo", source="voice", confidence=1.0)


def test_what_can_be_known_ahead_changes_no_conversation(rasa: FakeRasa):
    client = RasaDialogue(rasa.url)
    made = client.prepare("CA1", "Ik wil mijn adres wijzigen.", expects=Expects.OPEN, digits=None)
    assert (made.whole, made.sure) == (None, True)
    assert {path for path, _ in rasa.asked} == {"/model/parse"}
    number = client.prepare("CA1", "42 0 73 voor mijn pakket", expects=Expects.DIGITS, digits=5)
    assert number.whole is True


def test_how_complete_a_turn_is_shows_in_its_last_wish(rasa: FakeRasa):
    client = RasaDialogue(rasa.url)
    both = "ik wil mijn adres wijzigen en waar is mijn pakket"
    for text, complete in ((both, 0.9), (f"{both} en mijn", 0.2), ("ik wil graag mijn", 0.2)):
        assert client.prepare("CA1", text, expects=Expects.OPEN, digits=None).complete == complete


@pytest.mark.parametrize(
    ("intent", "story"),
    [("report_claim", True), ("complain", True), ("ask_person", False), ("thanks", False)],
)
def test_what_a_person_will_hear_of_is_a_story(rasa: FakeRasa, intent: str, story: bool):
    rasa.intents = {"schade": (intent, 0.9)}
    made = RasaDialogue(rasa.url).prepare("CA1", "Het gaat om schade.", expects=Expects.OPEN, digits=None)
    assert made.story is story


@pytest.mark.parametrize("intent", ["nlu_fallback", "nlu_check", "out_of_scope", None])
def test_it_is_not_sure_of_what_it_would_ask_again(rasa: FakeRasa, intent: str | None):
    rasa.intents = {"fiets": (intent, 0.4)}
    client = RasaDialogue(rasa.url)
    assert not client.prepare("CA1", "Iets met een fiets", expects=Expects.OPEN, digits=None).sure


def test_two_wishes_that_were_taken_apart_ahead_are_not_taken_apart_again(rasa: FakeRasa):
    client = RasaDialogue(rasa.url)
    text = "ik wil mijn adres wijzigen en waar is mijn pakket"
    client.prepare("CA1", text, expects=Expects.OPEN, digits=None)
    rasa.asked.clear()
    reply = client.ask("CA1", text, source="voice", confidence=0.9)
    assert reply.also
    assert "/model/parse" not in [path for path, _ in rasa.asked]
    client.prepare("CA1", text, expects=Expects.OPEN, digits=None)
    client.forget("CA1")
    client.ask("CA1", text, source="voice", confidence=0.9)
    assert "/model/parse" in [path for path, _ in rasa.asked]


def test_a_conversation_is_opened_before_its_first_turn(rasa: FakeRasa):
    RasaDialogue(rasa.url).begin("CA 1")
    assert [path for path, _ in rasa.asked] == ["/conversations/CA%201/tracker", "/model/parse"]
    assert rasa.sent() == []


def test_the_house_itself_is_heard_as_a_command(rasa: FakeRasa):
    rasa.parsed = {"intent": {"name": "house_closed", "confidence": 1.0}}
    reply = RasaDialogue(rasa.url).ask("CA1", "closed", source="system", confidence=1.0, queue="schade")
    assert rasa.sent() == ["/house_closed"]
    assert (reply.intent, reply.wish, reply.asks) == (None, None, "policy_number")
    (message,) = [body for path, body in rasa.asked if path == "/webhooks/rest/webhook"]
    assert message["metadata"] == {"source": "system", "confidence": 1.0, "queue": "schade"}
    with pytest.raises(ValueError, match="house"):
        RasaDialogue(rasa.url).ask("CA1", "restart", source="system", confidence=1.0)


@pytest.mark.parametrize("source", ["voice", "keys"])
def test_callers_never_give_a_command(rasa: FakeRasa, source: str):
    RasaDialogue(rasa.url).ask("CA1", "/house_nobody_free", source=source, confidence=1.0)
    assert rasa.sent() == ["house nobody free"]
