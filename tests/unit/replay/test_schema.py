"""The JSON Schema and the strict reader agree on what a scenario is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.unit.replay.test_scenario import GOOD
from voicebot.audio import wav
from voicebot.replay import schema
from voicebot.replay.scenario import ScenarioError, load

FIXTURES = [
    file
    for file in sorted((Path(__file__).parents[3] / "audio_fixtures").glob("*.yaml"))
    if file.name != "recordings.yaml"
]
CHECK = Draft202012Validator(schema.schema())
STEP = """\
    draft: false
    intent: order_status
    rule: D-10
    slots: {order_number: '42073'}
    must_say: [nummer]
    must_not_say: [x]
    latency: 2.5
"""
END = """\
  slots: {a: b}
  rules: [D-10, O-03]
  latency: 4
  latency_median: 1.5
"""
FULL = GOOD.replace("    wer: 0.2\n", "    wer: 0.2\n" + STEP).replace("  wer: 0.5\n", "  wer: 0.5\n" + END)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    wav.write(tmp_path / "order" / "q.wav", [b"\x10" * 800])
    wav.write(tmp_path / "call.wav", [b"\x10" * 80000, b"\x20" * 80000])
    return tmp_path


def agree(folder: Path, text: str) -> bool:
    """Whether both take it; they must agree."""
    file = folder / "x.yaml"
    file.write_text(text, encoding="utf-8")
    by_schema = CHECK.is_valid(yaml.safe_load(text))
    try:
        load(file)
    except ScenarioError as error:
        assert not by_schema, f"the schema takes what the reader does not: {error}"
        return False
    assert by_schema, (
        f"the reader takes what the schema does not: {list(CHECK.iter_errors(yaml.safe_load(text)))}"
    )
    return True


def test_it_is_a_schema_and_committed_as_it_is() -> None:
    Draft202012Validator.check_schema(schema.schema())
    assert schema.FILE.read_text(encoding="utf-8") == schema.text()


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_every_recorded_call_fits(file: Path) -> None:
    assert list(CHECK.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))) == []


def test_both_take_everything_that_there_is(folder: Path) -> None:
    assert agree(folder, GOOD)
    assert agree(folder, FULL)
    stretch = FULL.replace("say: order/q.wav", "say: {from: 1.5, to: 3}").replace(
        "tags:", "recording: call.wav\ntags:"
    )
    assert agree(folder, stretch)


def _mutations() -> list[tuple[str, str]]:
    """Every key misspelt, every key without a value, wrong types."""
    keys = sorted({line.split(":")[0].strip("- ") for line in FULL.splitlines() if ":" in line})
    wrong = [(f"{key}:", f"{key}x:") for key in keys if key != "say"]
    return [
        *wrong,
        ("wer: 0.2", "wer: much"),
        ("when: during_disclosure", "when: sometime"),
        ("wait: 2.5", "wait: 0"),
        ("draft: false", "draft: perhaps"),
        ("latency: 4", "latency: 0"),
        ("confirmed: true", "confirmed: 3"),
        ("[solved, callback]", "[]"),
        ("[solved, callback]", "happy"),
        ("at: 12", "at: 12\n    when: bot_done"),
        ('"42073#"', '"4 2"'),
        ('"+31600000001"', '"0612"'),
        ("  - hang_up", "  - hang up"),
        ("  - wait: 2.5", "  - wait: 2.5\n    keys: '1'"),
        ("name: order", "name: ''"),
    ]


@pytest.mark.parametrize(("old", "new"), _mutations(), ids=lambda text: text.replace("\n", " "))
def test_both_refuse_the_same(folder: Path, old: str, new: str) -> None:
    assert old in FULL
    assert not agree(folder, FULL.replace(old, new, 1))


def _known(part: dict[str, Any]) -> set[str]:
    return set(part["properties"])


def test_the_reader_knows_no_other_keys(folder: Path) -> None:
    """What it says that it knows, when it meets a key that it does not, stands in the schema."""
    top = schema.schema()
    say, *_ = top["properties"]["steps"]["items"]["anyOf"][1:]
    for text, part in (
        (FULL + "other: 1\n", top),
        (FULL.replace("    rule: D-10", "    other: 1\n    rule: D-10"), say),
        (FULL + "  other: 1\n", top["properties"]["expect"]),
    ):
        (folder / "x.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(ScenarioError, match=r"has no key 'other'; it knows (.*)$") as caught:
            load(folder / "x.yaml")
        told = set(str(caught.value).rpartition("it knows ")[2].split(", "))
        assert told == _known(part) or told | {"recording"} == _known(part)
