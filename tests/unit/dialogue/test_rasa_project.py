"""The Rasa project and the code agree: intents are answered, actions exist, payloads are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.unit.dialogue.house import FORM, PROJECT, TODAY, files, responses, rules, slots
from voicebot.backoffice.fakes import demo_backoffice
from voicebot.call.handover import TABLE
from voicebot.dialogue import intents
from voicebot.dialogue.actions.server import build_actions
from voicebot.dialogue.payload import parse
from voicebot.dialogue.rule_ids import RULES
from voicebot.dialogue.tasks.catalogue import TASKS
from voicebot.dialogue.tasks.identity import IDENTITIES
from voicebot.dialogue.tasks.turn import AGREED, PAUSED, SPOKEN, WISH

DIALOGUE = Path(__file__).parents[3] / "voicebot" / "dialogue"


def declared(kind: str) -> list[str]:
    return [name for file in files("domain") for name in (file.get(kind) or [])]


def test_every_intent_has_its_rule():
    assert set(rules()) == set(declared("intents")) | {intents.FALLBACK}


def test_every_rule_ends_in_something_that_exists():
    built = {action.name() for action in build_actions(demo_backoffice(TODAY))}
    assert built == set(declared("actions"))
    assert set(rules().values()) <= built | set(responses()) | {FORM}
    assert set(responses()) <= set(rules().values())


def test_the_stories_expect_what_the_rules_do():
    """`rasa test` runs them with the trained model; here only that none is older than the rules."""
    for story in yaml.safe_load((PROJECT / "tests" / "test_stories.yml").read_text("utf-8"))["stories"]:
        first, then = story["steps"][:2]
        if "active_loop" not in first:
            assert then["action"] == rules()[first["intent"]], story["story"]


def test_every_task_opens_the_form():
    assert set(TASKS) == intents.TASK_WISHES
    assert {intent for intent, action in rules().items() if action == FORM} == (
        intents.TASK_WISHES | set(intents.HOUSE.values()) | {"inform"}
    )


def test_every_intent_that_brings_a_person_does():
    for intent, condition in intents.PERSON.items():
        (said,) = responses()[rules()[intent]]
        assert parse(said["custom"]).handover == condition and condition in TABLE
    brings = {name for name, said in responses().items() if said[0].get("custom", {}).get("handover")}
    assert brings == {rules()[intent] for intent in intents.PERSON}


def test_everything_that_the_engine_leaves_to_rules_has_one():
    assert intents.SIDE | intents.CLOSING | {intents.CHECK} <= set(rules())
    assert not (intents.SIDE | intents.CLOSING) & intents.TASK_WISHES


def test_every_slot_stands_in_the_domain_and_nothing_else():
    wanted = {WISH, PAUSED, SPOKEN, AGREED}
    for identity in IDENTITIES:
        wanted |= {identity.known, *(step.slot for step in identity.steps)}
    for task in TASKS.values():
        wanted |= {step.slot for step in task.steps}
    assert wanted == set(slots())


@pytest.mark.parametrize("name", sorted(responses()))
def test_every_response_has_a_valid_payload(name: str):
    for said in responses()[name]:
        assert parse(said["custom"]).rule_id in RULES


def test_every_rule_id_is_explained_and_used():
    sources = [*DIALOGUE.rglob("*.py"), *(PROJECT / "domain").rglob("*.yml")]
    used = {
        rule_id
        for path in sources
        if path.name != "rule_ids.py"
        for rule_id in re.findall(r"\bD-\d\d\b", path.read_text(encoding="utf-8"))
    }
    assert used == set(RULES)


def test_the_confidence_gate_knows_the_same_intents():
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    (gate,) = (part for part in config["pipeline"] if part["name"].endswith("ConfidenceGate"))
    assert set(gate["wishes"]) == intents.WISHES
    assert set(gate["persons"]) == set(intents.PERSON)
    assert {"affirm", "deny", "inform"} <= set(gate["short_intents"])
    assert gate["keyed_intent"] == "inform"
