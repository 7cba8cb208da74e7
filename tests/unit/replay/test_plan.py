"""Which calls are played, and that what cannot be used is named while the rest is played."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from voicebot.audio import wav
from voicebot.replay.plan import Chosen, Plan, plan

TEXT = """\
name: {name}
description: Asks {name} politely.
caller: "+31600000001"
tags: [{tag}]
steps:
  - say: q.wav
    text: Ja.
expect: {{outcome: solved}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    wav.write(tmp_path / "q.wav", [b"\x10" * 800])
    for name, tag in (("order", "a"), ("claim", "a, b"), ("robot", "b")):
        (tmp_path / f"{name}.yaml").write_text(TEXT.format(name=name, tag=tag))
    return tmp_path


def planned(folder: Path, chosen: Chosen = Chosen(), common: bytes = b"") -> Plan:  # noqa: B008
    return plan([folder], chosen, common=common)


def names(folder: Path, **chosen: object) -> list[str]:
    return [job.id for job in planned(folder, Chosen(**chosen)).jobs]  # type: ignore[arg-type]


def test_all_of_a_folder_sorted_and_each_once(folder: Path) -> None:
    assert names(folder) == ["claim", "order", "robot"]
    assert len(plan([folder, folder / "order.yaml"], Chosen(), common=b"").jobs) == 3
    (folder / "more").mkdir()
    (folder / "more" / "x.yml").write_text(TEXT.format(name="x", tag="c").replace("q.wav", "../q.wav"))
    assert [job.file for job in planned(folder).jobs][-2:] == ["more/x.yml", "order.yaml"] or "x" in names(
        folder
    )


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"words": ("ORD",)}, ["order"]),
        ({"words": ("asks robot", "claim")}, ["claim", "robot"]),
        ({"tags": ("a",)}, ["claim", "order"]),
        ({"tags": ("a", "b")}, ["claim"]),
        ({"names": frozenset({"robot", "gone"})}, ["robot"]),
        ({"words": ("claim",), "repeat": 3}, ["claim", "claim#2", "claim#3"]),
        ({"names": frozenset({"claim#2"}), "repeat": 3}, ["claim#2"]),
    ],
)
def test_some_of_them(folder: Path, chosen: dict[str, object], found: list[str]) -> None:
    assert names(folder, **chosen) == found


def test_a_key_is_of_all_that_a_call_comes_from(folder: Path) -> None:
    def keys(common: bytes = b"") -> list[str]:
        return [job.key for job in planned(folder, Chosen(repeat=2), common).jobs]

    first = keys()
    assert len(set(first)) == 6
    assert keys() == first
    assert not set(keys(b"other code")) & set(first)
    wav.write(folder / "q.wav", [b"\x11" * 800])
    assert not set(keys()) & set(first)
    digest = planned(folder).digest
    (folder / "robot.yaml").unlink()
    assert planned(folder).digest != digest


def _huge(path: Path) -> None:
    """A header that promises an hour; the file has none of it."""
    wav.write(path, [b"\x10" * 800])
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 2 * 8000 * 3600)
    path.write_bytes(bytes(data))


def _rate(path: Path) -> None:
    """4 kHz."""
    wav.write(path, [b"\x10" * 800])
    data = bytearray(path.read_bytes())
    at = data.index(b"fmt ") + 12
    data[at : at + 4] = struct.pack("<I", 4000)
    path.write_bytes(bytes(data))


def _long(path: Path) -> None:
    wav.write(path, [b"\xff" * (8000 * 901)], mulaw=True)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-300]), "the file is cut off"),
        (lambda path: path.write_bytes(b""), "the file is empty"),
        (_rate, "the rate is 4000 Hz"),
        (_huge, "the file is cut off"),
        (_long, "the file lasts 901 s"),
        (lambda path: path.unlink(), "cannot be read"),
        (lambda path: wav.write(path, [b"\x10" * 800, b"\x20" * 800]), "two channels"),
    ],
    ids=["truncated", "empty", "rate", "huge header", "long", "missing", "stereo"],
)
def test_a_bad_recording_is_named_with_file_and_line_and_the_rest_is_played(
    folder: Path, spoil: object, words: str
) -> None:
    wav.write(folder / "bad.wav", [b"\x10" * 800])
    spoil(folder / "bad.wav")  # type: ignore[operator]
    (folder / "bad.yaml").write_text(TEXT.format(name="bad", tag="a").replace("q.wav", "bad.wav"))
    todo = planned(folder)
    assert [job.id for job in todo.jobs] == ["claim", "order", "robot"]
    (skipped,) = todo.skipped
    assert skipped.file == "bad.yaml"
    assert f"{folder / 'bad.yaml'}:6: " in skipped.problem
    assert words in skipped.problem


def test_bad_scenarios_and_the_same_name_twice(folder: Path) -> None:
    (folder / "a_bad.yaml").write_text(TEXT.format(name="bad", tag="a") + "colour: red\n")
    (folder / "twice.yaml").write_text(TEXT.format(name="order", tag="a"))
    (folder / "huge.yaml").write_text("# " + "x" * 1_000_001)
    todo = planned(folder)
    assert [job.id for job in todo.jobs] == ["claim", "order", "robot"]
    unknown, huge, twice = todo.skipped
    assert "a_bad.yaml:9: a scenario has no key 'colour'" in unknown.problem
    assert "larger than" in huge.problem
    assert "the name 'order' is that of order.yaml too" in twice.problem
