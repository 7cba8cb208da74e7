"""Proposes thresholds for the confidence gate, from what a trained model made of development sentences.

    python scripts/calibrate_confidence.py development.csv

The file has a header and a line for each sentence: stt, nlu, margin (0..1, as `confidence_gate` of a message
tells them), right (1 when the classifier's intent was right, or when a person was right and any intent that
brings one was found; else 0) and perhaps kind: wish, short, person or other; wish when there is none.

The sentences must be neither trained nor tested on: thresholds that have seen the test set make its figures
worthless. Files under rasa_project/tests are refused.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from rasa_project.components.confidence_rules import Decision, Kind, Thresholds, decide  # noqa: E402

TESTS = ROOT / "rasa_project" / "tests"
NO_DIFFERENCE = 0.01  # share of the costs; thresholds that differ by less are equally good
FEWEST = 30  # sentences of a kind, below which its thresholds stay as they are: they would only fit the noise

# What a decision costs a caller, in annoyances: the one judgement in here. A wish answered wrong has to be
# noticed, said and done again; a check is a question more; asking again in vain is worse. A person who was
# needed and did not come is the worst; one who was not needed costs a transfer.
COSTS: Mapping[Kind, Mapping[tuple[Decision, bool], float]] = {
    Kind.WISH: {
        (Decision.ANSWER, True): 0, (Decision.ANSWER, False): 10,
        (Decision.CHECK, True): 1, (Decision.CHECK, False): 3,
        (Decision.REPHRASE, True): 4, (Decision.REPHRASE, False): 1,
    },
    Kind.SHORT: {
        (Decision.ANSWER, True): 0, (Decision.ANSWER, False): 4,
        (Decision.REPHRASE, True): 4, (Decision.REPHRASE, False): 1,
    },
    Kind.PERSON: {
        (Decision.ANSWER, True): 0, (Decision.ANSWER, False): 6,
        (Decision.REPHRASE, True): 10, (Decision.REPHRASE, False): 1,
    },
}  # fmt: skip
COSTS = {**COSTS, Kind.OTHER: COSTS[Kind.WISH]}

_TRUST = [step / 20 for step in range(2, 20)]
_MARGIN = [0.0, 0.05, 0.1, 0.2, 0.3]
_STT_WEIGHT = [0.0, 0.15, 0.3, 0.45, 0.6]


class RowError(ValueError):
    """The file is not what it should be; the message says where."""


@dataclass(frozen=True, slots=True)
class Row:
    """One development sentence, as the gate saw it."""

    stt: float
    nlu: float
    margin: float
    right: bool
    kind: Kind = Kind.WISH


def read(lines: Iterable[str]) -> list[Row]:
    """Rows of a CSV file. Raises RowError, naming the line."""
    table = csv.DictReader(lines)
    if not {"stt", "nlu", "margin", "right"} <= set(table.fieldnames or ()):
        raise RowError("the header must name stt, nlu, margin and right")
    rows = []
    for raw in table:
        try:
            stt, nlu, margin = (float(raw[key]) for key in ("stt", "nlu", "margin"))
            kind = Kind(raw.get("kind") or Kind.WISH)
        except (TypeError, ValueError) as error:
            raise RowError(f"line {table.line_num}: {error}") from error
        if not all(0 <= value <= 1 for value in (stt, nlu, margin)) or raw["right"] not in ("0", "1"):
            raise RowError(f"line {table.line_num}: figures are from 0 to 1, right is 0 or 1")
        rows.append(Row(stt, nlu, margin, raw["right"] == "1", kind))
    return rows


def cost(rows: Iterable[Row], at: Thresholds) -> float:
    """What all decisions on the rows cost together."""
    return math.fsum(
        COSTS[row.kind][decide(row.kind, row.stt, row.nlu, row.margin, at)[0], row.right] for row in rows
    )


def propose(rows: Sequence[Row], start: Thresholds | None = None) -> Thresholds:
    """The cheapest thresholds on the rows; of about equally cheap ones those nearest to ``start``.

    What costs the same within NO_DIFFERENCE would only fit the noise. Thresholds of a kind with fewer
    than FEWEST rows stay as in ``start``. Takes some seconds for 500 rows.
    """
    start = start or Thresholds()
    groups = {
        "wish": [row for row in rows if row.kind in (Kind.WISH, Kind.OTHER)],
        "short": [row for row in rows if row.kind is Kind.SHORT],
        "person": [row for row in rows if row.kind is Kind.PERSON],
    }
    groups = {name: group for name, group in groups.items() if len(group) >= FEWEST}
    if not groups:
        return start
    found = []
    for weight in _STT_WEIGHT:
        best = replace(start, stt_weight=weight)
        for name, group in groups.items():
            best = _nearest(list(_choices(name, best)), group, start)
        found.append(best)
    counted = [row for group in groups.values() for row in group]
    cheapest = min(cost(counted, at) for at in found)
    near = [at for at in found if cost(counted, at) <= cheapest * (1 + NO_DIFFERENCE)]
    return min(near, key=lambda at: (abs(at.stt_weight - start.stt_weight), cost(counted, at)))


def _nearest(choices: Sequence[Thresholds], rows: Sequence[Row], start: Thresholds) -> Thresholds:
    """Of the choices that cost about as little as the cheapest the one nearest to ``start``."""
    costs = [(cost(rows, at), at) for at in choices]
    most = min(paid for paid, _ in costs) * (1 + NO_DIFFERENCE)
    near = [(_distance(at, start), paid, place) for place, (paid, at) in enumerate(costs) if paid <= most]
    return choices[min(near)[2]]


def _choices(name: str, at: Thresholds) -> Iterator[Thresholds]:
    """Thresholds with every value for one group."""
    if name in ("short", "person"):
        for trust, margin in itertools.product(_TRUST, _MARGIN):
            yield replace(at, **{name: trust, f"{name}_margin": margin})
    else:
        trusts = itertools.combinations_with_replacement(_TRUST, 2)
        margins = list(itertools.combinations_with_replacement(_MARGIN, 2))
        for (check, answer), (check_margin, answer_margin) in itertools.product(trusts, margins):
            yield replace(
                at, answer=answer, answer_margin=answer_margin, check=check, check_margin=check_margin
            )


def _distance(at: Thresholds, start: Thresholds) -> float:
    names = Thresholds.__dataclass_fields__
    return math.fsum(abs(getattr(at, name) - getattr(start, name)) for name in names)


def report(rows: Sequence[Row], at: Thresholds) -> str:
    """The thresholds as lines for config.yml, and what they decide on the rows."""
    lines = [f"    {name}: {getattr(at, name):g}" for name in Thresholds.__dataclass_fields__]
    for kind in Kind:
        group = [row for row in rows if row.kind is kind]
        if not group:
            continue
        made = Counter((decide(row.kind, row.stt, row.nlu, row.margin, at)[0], row.right) for row in group)
        told = ", ".join(
            f"{decision.value} {made[decision, True]} right {made[decision, False]} wrong"
            for decision in Decision
        )
        few = "" if len(group) >= FEWEST else f" (fewer than {FEWEST}: thresholds kept)"
        lines.append(f"# {kind.value}, {len(group)} sentences{few}: {told}")
    return "\n".join(lines)


def main() -> int:
    """Read, propose, print; 1 with one clear line when the file cannot be used."""
    parser = argparse.ArgumentParser(description="Proposes thresholds for the confidence gate.")
    parser.add_argument("file", type=Path, help="CSV with stt, nlu, margin, right and perhaps kind")
    path = parser.parse_args().file.resolve()
    if path.is_relative_to(TESTS):
        print("calibrate: thresholds are never taken from the test sets; use development sentences")
        return 1
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = read(file)
    except (OSError, UnicodeDecodeError, RowError) as error:
        print(f"calibrate: {path.name}: {error}")
        return 1
    print(report(rows, propose(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
