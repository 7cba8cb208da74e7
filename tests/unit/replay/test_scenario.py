from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio import wav
from voicebot.call.outcome import Outcome
from voicebot.replay.scenario import Does, ScenarioError, When, load

GOOD = """\
name: order
description: Asks where an order is.
caller: "+31600000001"
tags: [order, line]
steps:
  - say: order/q.wav
    text: Waar is mijn bestelling?
    wer: 0.2
    when: during_disclosure
  - keys: "42073#"
  - wait: 2.5
  - say: order/q.wav
    text: Ja.
    at: 12
  - hang_up
expect:
  outcome: [solved, callback]
  queue: schade
  intents: [order_status]
  must_say: [morgen]
  must_not_say: [gisteren]
  confirmation: [42073]
  confirmed: true
  interrupted: false
  disclosure_heard: false
  wer: 0.5
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    wav.write(tmp_path / "order" / "q.wav", [b"\x10" * 800])
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "order.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_everything(folder: Path) -> None:
    scenario = load(written(folder, GOOD))
    assert (scenario.name, scenario.caller, scenario.tags) == ("order", "+31600000001", ("order", "line"))
    say, keys, wait, late, bye = scenario.steps
    assert (say.does, say.when, say.text, say.file, say.wer) == (
        Does.SAY,
        When.DURING_DISCLOSURE,
        "Waar is mijn bestelling?",
        "order/q.wav",
        0.2,
    )
    assert say.audio == b"\x10" * 800
    assert say.line == 6
    assert (keys.does, keys.text, keys.when) == (Does.KEYS, "42073#", When.BOT_DONE)
    assert (wait.does, wait.seconds, wait.when) == (Does.WAIT, 2.5, When.AT_ONCE)
    assert (late.when, late.at) == (When.AT, 12.0)
    assert (bye.does, bye.line) == (Does.HANG_UP, 15)
    expect = scenario.expect
    assert expect.outcome == (Outcome.SOLVED, Outcome.CALLBACK)
    assert (expect.queue, expect.wer, expect.intents) == ("schade", 0.5, ("order_status",))
    assert (expect.must_say, expect.must_not_say, expect.confirmation) == (
        ("morgen",),
        ("gisteren",),
        ("42073",),
    )
    assert (expect.confirmed, expect.interrupted, expect.disclosure_heard) == (True, False, False)


def test_most_can_be_left_out(folder: Path) -> None:
    text = "name: n\ndescription: d\ncaller: '+31600000001'\nsteps: []\nexpect: {outcome: solved}\n"
    scenario = load(written(folder, text))
    assert (scenario.steps, scenario.tags, scenario.expect.queue) == ((), (), None)
    assert (scenario.expect.disclosure_heard, scenario.expect.confirmed) == (True, None)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("name: order\n", "", 1, "a scenario needs `name`; add it"),
        ("name: order", "name: ''", 1, "name must be a text that is not empty"),
        ("name: order", "name: [a]", 1, "name must be a text"),
        ("tags:", "tag:", 4, "a scenario has no key 'tag'; it knows caller, description"),
        ("name: order", "name: a\nname: b", 2, "'name' stands twice"),
        ('"+31600000001"', "31600000001", 3, "caller must be a number such as"),
        ("[order, line]", "[order, [line]]", 4, "tags must be a list of texts"),
        ("steps:\n", "steps: {}\nnot:\n", 5, "steps must be a list"),
        ("    wer: 0.2", "    wer: much", 8, "wer is a number from 0 to 10, not 'much'"),
        ("wer: 0.2", "loud: true", 8, "a step has no key 'loud'"),
        ("during_disclosure", "sometime", 9, "when is one of bot_done, at_once"),
        ("    at: 12", "    at: 12\n    when: bot_done", 15, "not both"),
        ("order/q.wav\n    text: Waar", "order/gone.wav\n    text: Waar", 6, "gone.wav: cannot be read"),
        ("    text: Ja.\n", "", 12, "a step needs `text`"),
        ('"42073#"', '"12 34"', 10, "keys are 0-9"),
        ("wait: 2.5", "wait: -1", 11, "wait is a number from 0.02 to 600"),
        ("wait: 2.5", "wait: nan", 11, "wait is a number"),
        ("wait: 2.5", "text: hm", 11, "a step does one thing"),
        ("wait: 2.5", "wait: 2.5\n    keys: '1'", 11, "a step does one thing"),
        ("  - wait: 2.5", "  - listen", 11, "a step must be keys with values"),
        ("[solved, callback]", "happy", 17, "outcome is one .or a list. of solved"),
        ("[solved, callback]", "[]", 17, "outcome is one"),
        ("[morgen]", "['(']", 20, "'\\(' in must_say is no regular expression"),
        ("confirmed: true", "confirmed: maybe", 23, "confirmed is true or false"),
        ("queue: schade", "cue: schade", 18, "expect has no key 'cue'"),
        ("name: order", "? [a]\n: b\nname: order", 1, "a key of a scenario must be a word"),
        ("name: order", "name: a: b", 1, "this is no YAML"),
    ],
)
def test_errors_name_file_line_and_remedy(folder: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    with pytest.raises(ScenarioError, match=words) as caught:
        load(written(folder, GOOD.replace(old, new, 1)))
    assert str(caught.value).startswith(f"{folder / 'order.yaml'}:{line}: ")


@pytest.mark.parametrize("text", ["", "- a", "just words", "[" * 1100])
def test_what_is_no_scenario_at_all(folder: Path, text: str) -> None:
    with pytest.raises(ScenarioError, match=r"order\.yaml:\d+: "):
        load(written(folder, text))


def test_files_that_cannot_be_read(folder: Path) -> None:
    with pytest.raises(ScenarioError, match="name an existing scenario"):
        load(folder / "none.yaml")
    path = folder / "latin.yaml"
    path.write_bytes(b"name: \xe9\xff")
    with pytest.raises(ScenarioError, match="save it as UTF-8"):
        load(path)


@given(at=st.integers(0, len(GOOD)), damage=st.text(max_size=4), length=st.integers(0, 12))
def test_damage_gives_a_scenario_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, at: int, damage: str, length: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz" / "order.yaml"
    wav.write(path.parent / "order" / "q.wav", [b"\x10" * 160])
    try:
        path.write_text(GOOD[:at] + damage + GOOD[at + length :], encoding="utf-8")
    except UnicodeEncodeError:
        return
    try:
        assert load(path).name
    except ScenarioError as error:
        assert str(path) in str(error)
