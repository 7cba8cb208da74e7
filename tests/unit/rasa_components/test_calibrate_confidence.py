"""Thresholds out of development figures."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from rasa_project.components.confidence_rules import Kind, Thresholds
from scripts.calibrate_confidence import FEWEST, ROOT, Row, RowError, cost, propose, read, report

HEADER = "stt,nlu,margin,right,kind"


def rows(number: int, kind: Kind = Kind.WISH) -> list[Row]:
    """Right ones at 0.7 and above, wrong ones below, with a margin to match."""
    dice = random.Random(1)
    made = []
    for _ in range(number):
        right = dice.random() < 0.8
        nlu = dice.uniform(0.7, 1.0) if right else dice.uniform(0.1, 0.65)
        made.append(Row(dice.uniform(0.4, 1.0), nlu, nlu / 2, right, kind))
    return made


def test_proposes_what_parts_right_from_wrong():
    sample = rows(120)
    start = Thresholds(answer=0.2, check=0.1)
    found = propose(sample, start)
    assert cost(sample, found) == 0 or cost(sample, found) < 0.2 * cost(sample, start)
    assert 0.6 <= found.answer <= 0.75 or found.answer_margin >= 0.3


def test_kinds_have_their_own_and_few_rows_change_nothing():
    assert propose(rows(FEWEST - 1)) == Thresholds()
    assert propose([]) == Thresholds()
    found = propose(rows(80, Kind.PERSON))
    assert (found.answer, found.check, found.short) == (0.6, 0.35, 0.4)
    assert cost(rows(80, Kind.PERSON), found) <= cost(rows(80, Kind.PERSON), Thresholds())


def test_report_is_configuration_and_figures():
    told = report(rows(40) + rows(5, Kind.SHORT), Thresholds())
    assert "    answer: 0.6\n" in told and "# wish, 40 sentences: answer" in told
    assert "# short, 5 sentences (fewer than 30: thresholds kept)" in told


def test_reads_a_file():
    assert read([HEADER, "0.5,0.6,0.1,1,person", "1,1,1,0,"]) == [
        Row(0.5, 0.6, 0.1, True, Kind.PERSON),
        Row(1, 1, 1, False, Kind.WISH),
    ]
    assert read(["stt,nlu,margin,right", "0.5,0.6,0.1,1"]) == [Row(0.5, 0.6, 0.1, True)]


@pytest.mark.parametrize(
    "lines",
    [
        [], ["a,b"], [HEADER, "x,1,1,1,wish"], [HEADER, "2,1,1,1,wish"], [HEADER, "1,1,1,yes,wish"],
        [HEADER, "1,1,1,1,wishes"], [HEADER, "1"], [HEADER, "nan,1,1,1,wish"],
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused(lines: list[str]):
    with pytest.raises(RowError):
        read(lines)


def run(path: Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, str(ROOT / "scripts" / "calibrate_confidence.py"), str(path)]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_command(tmp_path: Path):
    sheet = tmp_path / "development.csv"
    sheet.write_text(f"{HEADER}\n0.8,0.9,0.5,1,wish\n", encoding="utf-8")
    done = run(sheet)
    assert done.returncode == 0 and "stt_weight: 0.3" in done.stdout
    missing = run(tmp_path / "none.csv")
    assert missing.returncode == 1 and missing.stdout.startswith("calibrate: none.csv")
    refused = run(ROOT / "rasa_project" / "tests" / "none.csv")
    assert refused.returncode == 1 and "never taken from the test sets" in refused.stdout
