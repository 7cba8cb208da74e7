"""A run's figures under flat names, as build/bench.json keeps them. Pure.

Two runs are compared by these names: keep them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from voicebot.bench.figures import median, spread, word_error_rate
from voicebot.bench.turns import TurnTime
from voicebot.evaluation.metrics import percentile

PARTS = ("silence", "hearing", "dialogue", "speech", "playback")
HOLDS_P95_S = 1.5  # above this p95 a number of calls is too many

# name → (bar, whether less is better). Those of issue 4.
BARS: dict[str, tuple[float, bool]] = {
    "one_call.p50_s": (0.60, True),
    "one_call.p95_s": (1.10, True),
    "ten_calls.p95_s": (1.5, True),
    "calls_at_once": (10, False),
    "cut_off_rate": (0.02, True),
}
LACKING = ("calls_at_once", "wer", "cut_off_rate", "false_barge_in_rate", "stock_ratio")  # None if unmeasured


@dataclass(frozen=True, slots=True)
class Level:
    """One number of callers: its latencies and what went wrong. Holds: see `holds`."""

    callers: int
    p50_s: float | None
    p95_s: float | None
    n: int
    refused: int
    failed: int
    lost: int

    @property
    def broken(self) -> bool:
        """Whether somebody was refused, failed or left waiting: no matter of chance."""
        return bool(self.refused or self.failed or self.lost)

    @property
    def holds(self) -> bool:
        """Whether so many callers are served well: nothing broken, p95 within bounds."""
        return not self.broken and self.p95_s is not None and self.p95_s <= HOLDS_P95_S


def latencies(prefix: str, turns: Sequence[TurnTime]) -> dict[str, Any]:
    """Percentiles, by voice and by energy, the split into parts, and the turns that have no latency."""
    measured = [turn.latency for turn in turns if turn.latency is not None]
    by_energy = [turn.latency_loud for turn in turns if turn.latency_loud is not None]
    found: dict[str, Any] = {f"{prefix}.{key}": value for key, value in spread(measured).items()}
    found |= {
        f"{prefix}.{key[:-2]}_by_energy_s": value for key, value in spread(by_energy).items() if key != "n"
    }
    found[f"{prefix}.early"] = sum(turn.early for turn in turns)
    found[f"{prefix}.talked_over"] = sum(turn.talked_over for turn in turns)
    found[f"{prefix}.lost"] = sum(turn.lost for turn in turns)
    found[f"{prefix}.parts"] = parts(turns)
    return found


def parts(turns: Iterable[TurnTime]) -> dict[str, Any] | None:
    """Spread of each part, and transcriptions begun a turn; None when the house told of none."""
    told = [turn.parts for turn in turns if turn.parts is not None]
    if not told:
        return None
    split: dict[str, Any] = {name: spread(getattr(one, name) for one in told) for name in PARTS}
    return split | {"drafts_a_turn": round(sum(one.drafts for one in told) / len(told), 2)}


def level(callers: int, turns: Sequence[TurnTime], refused: int, failed: int) -> Level:
    """What one number of callers showed."""
    measured = [turn.latency for turn in turns if turn.latency is not None]
    return Level(
        callers,
        round(percentile(measured, 50), 3) if measured else None,
        round(percentile(measured, 95), 3) if measured else None,
        len(measured),
        refused,
        failed,
        sum(turn.lost for turn in turns),
    )


def most(levels: Iterable[Level]) -> int:
    """The largest number of callers that held, before it broke or was too slow twice running; 0: none did.

    Once is forgiven: a few callers have so few turns that one slow turn is their p95.
    """
    found, slow = 0, 0
    for one in sorted(levels, key=lambda one: one.callers):
        slow = 0 if one.holds else slow + 1
        if one.broken or slow == 2:
            break
        found = one.callers if one.holds else found
    return found


def heard(turns: Sequence[TurnTime]) -> float | None:
    """Word error rate of what the house heard."""
    return word_error_rate([(turn.text, turn.heard) for turn in turns])


def barge_in(turns: Iterable[TurnTime]) -> dict[str, Any]:
    """From the 240 ms of voice that the rule wants, over the bot, to `clear`; and from their beginning."""
    turns = list(turns)
    clears = [turn.clear_after for turn in turns if turn.clear_after is not None]
    return {
        "barge_in_to_clear_s": median(clears),
        "barge_in_to_clear_max_s": round(max(clears), 3) if clears else None,
        "barge_in_to_clear_n": len(clears),
        "first_voice_to_clear_s": median([turn.clear for turn in turns if turn.clear is not None]),
    }


def rows(turns: Iterable[TurnTime]) -> list[dict[str, Any]]:
    """Every turn, for whoever asks why one was late; seconds to the millisecond, without our own clock."""
    return [_rounded(asdict(turn)) for turn in turns]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            out[key] = _rounded(value)
        elif key != "ended":
            out[key] = round(value, 3) if isinstance(value, float) else value
    return out
