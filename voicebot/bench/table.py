"""A run on the terminal: each figure against its bar, and two runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from voicebot.bench.figures import ratio
from voicebot.bench.results import BARS, PARTS

SHOWN = (
    ("one_call.p50_s", "Answer, one call, p50, s"),
    ("one_call.p95_s", "Answer, one call, p95, s"),
    ("one_call.max_s", "Answer, one call, slowest, s"),
    ("one_call.n", "  turns"),
    ("one_call.p50_by_energy_s", "  p50 from the last loud frame, s"),
    ("one_call.p95_by_energy_s", "  p95 from the last loud frame, s"),
    ("one_call.early", "  spoken into by the bot"),
    ("one_call.lost", "  never answered"),
    ("ten_calls.p50_s", "Answer, ten calls, p50, s"),
    ("ten_calls.p95_s", "Answer, ten calls, p95, s"),
    ("ten_calls.max_s", "Answer, ten calls, slowest, s"),
    ("ten_calls.n", "  turns"),
    ("ten_calls.lost", "  never answered"),
    ("ten_calls.refused", "  calls refused"),
    ("ten_calls.failed", "  calls failed"),
    ("calls_at_once", "Calls at once"),
    ("barge_in_to_clear_s", "240 ms of voice over the bot → clear, s"),
    ("first_voice_to_clear_s", "First voice over the bot → clear, s"),
    ("cut_off_rate", "Turns cut off"),
    ("false_barge_in_rate", "False interruptions, not resumed"),
    ("stopped_rate", "  stopped for a moment"),
    ("wer", "Word error rate, recorded calls"),
    ("wer_alone", "  our transcriber alone"),
    ("stock_wer", "  stock faster-whisper"),
    ("our_median_s", "A turn heard, our median, s"),
    ("stock_median_s", "  stock median, s"),
    ("stock_ratio", "  stock / ours"),
    ("memory.rest_mb", "Web process at rest, MB"),
    ("memory.mb_a_call", "  a call adds, MB"),
    ("carrier_late_p99_s", "Carrier's frames late, p99, s"),
    ("one_call.others_share", "Others' share of the machine, one call"),
    ("ten_calls.others_share", "  ten calls"),
)


def show(console: Console, found: Mapping[str, Any]) -> None:
    """Print the figures against their bars, and where the time of a turn goes."""
    table = Table(title="The house in real time", title_justify="left")
    for column in ("", "figure", "bar"):
        table.add_column(column, justify="left" if not column else "right")
    for key, name in SHOWN:
        if key in found:
            table.add_row(name, _styled(key, found[key]), _bar(key))
    console.print(table)
    for prefix, title in (("one_call", "one call"), ("ten_calls", "ten calls")):
        if split := found.get(f"{prefix}.parts"):
            console.print(_parts(split, title))


def compare(console: Console, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Print two runs side by side, with new / old."""
    table = Table(title="Two runs", title_justify="left")
    for column in ("", _name(old), _name(new), "new / old", "bar"):
        table.add_column(column, justify="left" if not column else "right")
    for key, name in SHOWN:
        before, after = old.get(key), new.get(key)
        if before is not None or after is not None:
            change = ratio(after, before)
            table.add_row(name, _text(before), _styled(key, after), _text(change), _bar(key))
    for prefix in ("one_call", "ten_calls"):
        for part in PARTS:
            before, after = _part(old, prefix, part), _part(new, prefix, part)
            if before is not None or after is not None:
                name = f"{prefix.replace('_', ' ')}: {part}, p50, s"
                table.add_row(name, _text(before), _text(after), _text(ratio(after, before)), "")
    console.print(table)
    for key in ("machine", "settings"):
        for name in sorted({*old.get(key, {}), *new.get(key, {})} - {"load_before"}):
            was, now = old.get(key, {}).get(name), new.get(key, {}).get(name)
            if was != now:
                console.print(f"{key}: {name} was {was}, is {now}", style="yellow", markup=False)


def passes(key: str, value: float | None) -> bool | None:
    """Whether a figure meets its bar; None without a bar or a figure."""
    if key not in BARS or value is None:
        return None
    bar, less = BARS[key]
    return value <= bar if less else value >= bar


def _parts(split: Mapping[str, Any], title: str) -> Table:
    table = Table(title=f"Where the time goes, {title}, seconds", title_justify="left")
    for column in ("", "p50", "p95", "max", "mean"):
        table.add_column(column, justify="left" if not column else "right")
    for part in PARTS:
        figures = split[part]
        table.add_row(part, *(_text(figures[key]) for key in ("p50_s", "p95_s", "max_s", "mean_s")))
    table.caption = f"{split['silence']['n']} turns, {split['drafts_a_turn']} transcriptions begun a turn"
    return table


def _part(found: Mapping[str, Any], prefix: str, part: str) -> float | None:
    value = ((found.get(f"{prefix}.parts") or {}).get(part) or {}).get("p50_s")
    return None if value is None else float(value)


def _name(found: Mapping[str, Any]) -> str:
    return f"{found.get('revision', '?')} {str(found.get('date', ''))[:16]}"


def _styled(key: str, value: float | None) -> str:
    passed = passes(key, value)
    return _text(value) if passed is None else f"[{'green' if passed else 'bold red'}]{_text(value)}[/]"


def _bar(key: str) -> str:
    if key not in BARS:
        return ""
    bar, less = BARS[key]
    return f"{'≤' if less else '≥'} {bar:g}"


def _text(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
