"""A story without a house: what is checked, and what a reader sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus
from voicebot.replay import report
from voicebot.replay.checks import check
from voicebot.replay.player import Said
from voicebot.replay.scenario import Does, Expect, Scenario, Step, When
from voicebot.replay.story import Story
from voicebot.replay.timeline import Timeline, What


@dataclass(frozen=True)
class Row:
    at: float
    kind: str
    rule_id: str
    data: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    state: str = "sent"
    channel: str | None = "outbox"
    text: str | None = "Bestelling 42073 is onderweg."


SAY = Step(Does.SAY, When.BOT_DONE, 6, text="Waar is mijn bestelling?", file="q.wav", audio=b"\x10" * 160)
KEYS = Step(Does.KEYS, When.BOT_DONE, 8, text="42073#")
EXPECT = Expect(
    (Outcome.SOLVED,),
    queue="orders",
    intents=("order_status", "deny"),
    must_say=("KOMT morgen",),
    must_not_say=("gisteren",),
    confirmation=("42073",),
    confirmed=True,
    interrupted=True,
)
SCENARIO = Scenario(Path("x.yaml"), "x", "Asks [bold]politely[/].", "+31600000001", (), (SAY, KEYS), EXPECT)


def story() -> Story:
    line = Timeline()
    line.add(0.1, What.BOT, until=4.0)
    said = line.add(5.0, What.CALLER, SAY.text, until=6.5, data="q.wav")
    line.add(9.0, What.CLEARED, data="1.20")
    for at, key in ((9.0, "4"), (9.2, "2"), (20.0, "0")):
        line.add(at, What.KEY, key)
    line.add(21.0, What.STREAM_CLOSED)
    turn = {"text": "waar is mijn bestelling", "source": "voice", "confidence": 0.8, "rejected": None}
    entries = (
        Row(4.0, "disclosure", "C-01", {"text": "Goedendag.", "version": "v1", "heard": True}),
        Row(7.2, "caller_turn", "T-03", turn | {"started_at": 5.1, "ended_at": 6.4}),
        Row(
            7.9, "understood", "D-10", {"intent": "order_status", "confidence": 0.97, "slot.postcode": "3512"}
        ),
        Row(9.0, "decision", "B-03", {"by": "key"}),
        Row(7.9, "timing", "L-01", {"turn": 1, "silence": 0.5, "hearing": 0.1, "total": 0.62, "drafts": 1}),
        Row(
            9.0,
            "bot_turn",
            "B-02",
            {"text": "Wat is uw nummer?", "heard": False, "heard_text": "Wat is", "started_at": 8.0},
        ),
        Row(9.0, "bot_turn", "B-02", {"text": "Toetsen mag.", "heard": False, "started_at": 9.5}),
        Row(9.9, "caller_turn", "T-03", {"text": "42073", "source": "keys", "started_at": 9, "ended_at": 9}),
        Row(12.0, "bot_turn", "B-01", {"text": "Hij komt morgen.", "heard": True, "started_at": 10.0}),
        Row(13.0, "understood", "D-06", {"intent": "deny"}),
        Row(20.0, "outcome", "O-03", {"outcome": "solved"}),
    )
    status = CallStatus("CA", Outcome.SOLVED, "orders", None)
    return Story(line, (Said(SAY, said),), entries, (Written(),), status)


def failed(told: Story, scenario: Scenario = SCENARIO) -> list[str]:
    return [result.name for result in check(scenario, told) if not result.passed]


def test_a_good_call_passes_all_checks() -> None:
    assert failed(story()) == []
    assert len(check(SCENARIO, story())) == 13


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("disclosure", "disclosure proven heard"),
        ("caller_turn", "heard: Waar is mijn bestelling?"),
        ("caller_turn", "keyed: 42073#"),
        ("understood", "understood: order_status, deny"),
        ("bot_turn", "bot said: KOMT morgen"),
        ("outcome", "the ledger holds the ending"),
    ],
)
def test_every_part_of_the_ledger_is_needed(kind: str, name: str) -> None:
    told = story()
    assert name in failed(replace(told, entries=[entry for entry in told.entries if entry.kind != kind]))


def test_what_was_cut_off_was_begun_but_not_heard() -> None:
    expect = replace(EXPECT, must_say=("wat is uw nummer",), must_not_say=("wat is uw nummer",))
    assert failed(story(), replace(SCENARIO, expect=expect)) == [
        "bot said: wat is uw nummer",
        "bot did not say: wat is uw nummer",
    ]


def test_intents_count_in_their_order() -> None:
    expect = replace(EXPECT, intents=("deny", "order_status"))
    assert failed(story(), replace(SCENARIO, expect=expect)) == ["understood: deny, order_status"]


def test_the_end_the_paper_and_the_line_are_looked_at() -> None:
    told = story()
    assert failed(replace(told, status=None)) == ["outcome: solved", "queue: orders"]
    assert failed(replace(told, confirmations=())) == ["confirmed in writing", "confirmation says: 42073"]
    assert failed(replace(told, problem="x")) == ["the line: nothing against the carrier's rules"]
    told.timeline.add(1.0, What.PROBLEM, "31951")
    assert failed(told) == ["the line: nothing against the carrier's rules"]


def test_what_could_not_be_said_is_missed() -> None:
    assert failed(replace(story(), said=())) == ["everything was said"]


def test_a_refused_turn_was_not_heard() -> None:
    told = story()
    entries = [
        replace(entry, data={**entry.data, "rejected": "unclear"}) if entry.at == 7.2 else entry
        for entry in told.entries
    ]
    assert failed(replace(told, entries=entries)) == ["heard: Waar is mijn bestelling?"]


def test_a_reader_sees_the_whole_call_in_order() -> None:
    console = Console(record=True, width=100, file=StringIO())
    told = story()
    report.show(console, SCENARIO, told, check(SCENARIO, told))
    text = console.export_text()
    wanted = [
        "x: Asks [bold]politely[/].",
        "0:00.1  bot           “Goedendag.”  [disclosure v1, proven heard]",
        "0:05.0  caller        “Waar is mijn bestelling?”  [q.wav, heard with 0% errors]",
        "0:07.2    heard       “waar is mijn bestelling”  0.80",
        "0:07.9    understood  order_status  0.97  rule D-10  [postcode 3512]",
        "0:07.9    answered    in 0.62 s (silence 0.50, hearing 0.10, dialogue 0.00, speech 0.00)",
        "“Wat is uw nummer?”  [cut off after “Wat is”]",
        "0:09.0  bot           “Toetsen mag.”  [cut off]",
        "caller        keys 42",
        "rule B-03  by key",
        "keyed       42073",
        "“Hij komt morgen.”",
        "keys 0",
        "Answered once: in 0.62 s",
        "the bot ends the stream",
        "Ended: solved (rule O-03), queue orders",
        "Confirmation (outbox, sent):",
        "Bestelling 42073 is onderweg.",
        "✓ bot interrupted",
    ]
    missing = [part for part in wanted if part not in text]
    assert missing == []


def test_a_reader_sees_what_went_wrong() -> None:
    told = replace(story(), status=None, entries=(), confirmations=())
    told.timeline.add(1.0, What.PROBLEM, "31951: broken")
    console = Console(record=True, width=100, file=StringIO())
    report.show(console, SCENARIO, told, check(SCENARIO, told))
    text = console.export_text()
    assert "31951: broken" in text
    assert "Ended: no outcome stored (rule -)" in text
    assert "✗ outcome: solved  (found: none stored)" in text
