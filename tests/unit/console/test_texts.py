from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import voicebot.console
from voicebot.call.handover import QUEUES, ROWS
from voicebot.call.outcome import Outcome
from voicebot.confirm.samples import KINDS
from voicebot.console.delivery_words import _CODES
from voicebot.console.pop import _COUNTED, _TALK
from voicebot.console.texts import LANGUAGES, texts
from voicebot.delivery.states import WORDS, Attempt
from voicebot.delivery.states import State as ConfirmationState
from voicebot.dialogue.intents import NOT_AN_ANSWER, PERSON, SIDE, WISHES
from voicebot.settings import ROOT
from voicebot.store.agents import AgentState, Role
from voicebot.store.confirmations import ALARMS
from voicebot.transfer.ports import LegOutcome
from voicebot.transfer.state import State

FOLDER = Path(voicebot.console.__file__).parent
NL, EN = (texts(language) for language in LANGUAGES)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_everything():
    assert NL.keys() ^ EN.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_says_something_and_has_the_same_places(language: str):
    for key in sorted(NL.keys()):
        text = texts(language).get(key)
        assert text.strip(), key
        assert text not in ("True", "False", "None"), key
        assert places(text) == places(NL.get(key)), key


def test_every_text_that_a_page_names_is_there():
    named: set[str] = set()
    for file in (*FOLDER.glob("templates/*.html"), *FOLDER.glob("**/*.py")):
        source = file.read_text()
        named |= set(re.findall(r"\bt\('([a-z_]+\.[A-Za-z0-9_.]+)'[,)]", source))
        named |= set(re.findall(r"say\(\)\(\"([a-z_]+\.[a-z_.]+)\"\)", source))
        named |= set(
            re.findall(r"\"((?:password|wrap_up|desk|live|problem|calls|users|sending)\.[a-z_.]+)\"", source)
        )
    assert len(named) > 100
    assert {
        name for name in named if not name.endswith((".", ".html", ".show", ".choose"))
    } - NL.keys() == set()


def test_every_name_that_is_shown_has_its_words():
    wanted = {
        "role": [*Role],
        "state": [*AgentState],
        "queue": QUEUES,
        "outcome": [*Outcome],
        "leg": [*LegOutcome],
        "transfer": [*State],
        "callback": ["open", "calling", "done", "dead", "held"],
        "confirmation": [*ConfirmationState],
        "attempt": [*Attempt],
        "report": [*WORDS],
        "alarm": ALARMS,
        "todo": ALARMS,
        "channel": ["sms", "email", "outbox"],
        "why": [*_CODES, "no_answer", "mail_later", "mail_refused", "other"],
        "why_written": ["conclusion", "callback", "agent", "resend"],
        "language": LANGUAGES,
        "kind": KINDS,
        "phase": ["assistant", "waiting", "offered", "agent"],
        "mood": ["calm", "irritated", "angry"],
        "reason": [row.rule_id for row in ROWS],
        "next": [row.rule_id for row in ROWS],
        "intent": [*WISHES, *PERSON, *SIDE, *NOT_AN_ANSWER, *_TALK],
        "tried": ["told", "done", "refused", "unknown", *_COUNTED.values()],
        "problem": ["400", "403", "404", "405", "413", "429", "500", "503"],
    }
    missing = [
        f"{group}.{name}"
        for group, names in wanted.items()
        for name in names
        if not NL.get(f"{group}.{name}")
    ]
    assert missing == []


def test_every_intent_slot_and_mood_rule_of_the_assistant_has_its_words():
    intents = re.findall(
        r"^  - ([a-z_]+)", (ROOT / "rasa_project/domain/intents.yml").read_text(), re.MULTILINE
    )
    rules = {
        rule for file in (ROOT / "rasa_project/components/phrases").glob("*.yaml")
        for rule in re.findall(r"- id: (F-\d\d)", file.read_text())
    }  # fmt: skip
    assert len(intents) > 40
    assert len(rules) > 10
    assert [name for name in intents if not NL.get(f"intent.{name}")] == []
    assert [rule for rule in rules if not NL.get(f"mood_rule.{rule}")] == []


def test_what_is_unknown_is_shown_as_it_is():
    assert NL.named("intent", "quite_new") == "quite_new"
    assert NL.named("intent", None) == ""
    with pytest.raises(KeyError):
        texts("kl")
    with pytest.raises(KeyError):
        NL("no.such")


def test_pages_name_no_other_house_and_hold_no_inline_script():
    for file in FOLDER.glob("templates/*.html"):
        source = file.read_text()
        assert "http://" not in source.replace("http://www.w3.org", ""), file.name
        assert "https://" not in source, file.name
        assert not re.search(r"\son[a-z]+=|\sstyle=|\|\s*safe|<style", source), file.name
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", source))


def test_scripts_and_styles_are_small():
    assert sum(file.stat().st_size for file in FOLDER.glob("static/*")) < 60_000
