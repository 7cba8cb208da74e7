"""A run as one page that loads nothing from anywhere: figures as HTML, each call packed until it is opened.

Everything that callers said or Whisper heard is escaped here, or set as text by the page's own script. The
page's policy (CSP) lets only that script run, known by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pydantic import TypeAdapter

from voicebot.audio.wav import WavError
from voicebot.replay.results import CallResult, Run, Wall
from voicebot.report import peaks, redaction, rule_texts, sound
from voicebot.report.changes import CallChange
from voicebot.report.compare import Comparison, revision
from voicebot.report.groups import confusions, groupings, latency_parts, matrix
from voicebot.report.pairs import errors, latencies
from voicebot.report.trend import Point, figures, quantile

Sound = Literal["beside", "inside", "none"]

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = (
    "uPlot.iife.min.js",
    "base.js",
    "charts.js",
    "timeline.js",
    "conversation.js",
    "call.js",
    "app.js",
)
_STYLES = ("uPlot.min.css", "report.css")
_SPREAD = (0.5, 0.9, 0.95, 1.0)
_MOST_POINTS = 400  # of a curve: more than a screen has pixels for
_CALLS: TypeAdapter[CallResult] = TypeAdapter(CallResult)
_CHANGES: TypeAdapter[CallChange] = TypeAdapter(CallChange)


@dataclass(frozen=True, slots=True)
class Report:
    """What a page tells. folder: of the run, where its recordings are. points: the trend, this run last."""

    run: Run
    name: str
    folder: Path
    points: Sequence[Point]
    wall: Wall | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A call in the list of calls."""

    call: CallResult
    place: int
    failed: Sequence[str]
    wer: float | None
    slowest: float | None
    change: CallChange | None


@dataclass(frozen=True, slots=True)
class Page:
    """The page; missing: recordings that could not be used, with why."""

    html: str
    missing: Sequence[str] = field(default_factory=tuple)


SHOWN_CHANGES = 12  # calls that went differently, worst first; more are folded away, or they bury the list


def render(report: Report, path: Path, *, audio: Sound = "beside", redact: bool = False) -> Page:
    """The page as it will stand at ``path``.

    audio: recordings by their relative address, packed into the page, or left out. redact: for sharing, see
    `redaction`; then without recordings.
    """
    changes = {change.id: change for change in report.comparison.changes} if report.comparison else {}
    run = report.run
    if redact:
        run, changes, audio = redaction.redacted(run), {}, "none"
    missing: list[str] = []
    packed = [
        _packed(call, report.folder, path, audio, changes.get(call.id), missing, silent=redact)
        for call in run.calls
    ]
    environment = Environment(
        loader=PackageLoader("voicebot.report", "."), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(percent=_percent, seconds=_seconds, signed=_signed)
    script = _joined(_SCRIPTS)
    style = _joined(_STYLES)
    wanted, found, counts = matrix(run.calls)
    html = environment.get_template("page.html.j2").render(
        run=run,
        name=report.name,
        wall=report.wall,
        revision=revision(run),
        figures=figures(run.calls),
        points=report.points,
        rows=[_row(place, call, changes.get(call.id)) for place, call in enumerate(run.calls)],
        groupings=groupings(run.calls, report.points),
        confusions=confusions(run.calls),
        wanted=wanted,
        found=found,
        counts=counts,
        spread=[
            ("whole answer" if part == "total" else part, [quantile(values, share) for share in _SPREAD])
            for part, values in latency_parts(run.calls).items()
        ],
        comparison=None if redact else report.comparison,
        shown_changes=SHOWN_CHANGES,
        redacted=redact,
        packed=packed,
        data=_json(_data(report, run)),
        script=Markup(script),  # noqa: S704 - our own files
        style=Markup(style),  # noqa: S704
        script_hash=_hash(script),
        style_hash=_hash(style),
    )
    return Page(html, missing)


def _packed(
    call: CallResult,
    folder: Path,
    page: Path,
    audio: Sound,
    change: CallChange | None,
    missing: list[str],
    *,
    silent: bool,
) -> str:
    """A call's data: JSON, deflated, base64. A recording that is not there leaves the call without waves."""
    data: dict[str, Any] = _CALLS.dump_python(call, mode="json")
    data |= {"peaks": [], "audio": "", "change": change and _CHANGES.dump_python(change, mode="json")}
    if call.recording and not silent:
        recording = folder / call.recording
        try:
            data["peaks"] = [base64.b64encode(side).decode() for side in peaks.read(recording)]
            if audio != "none":
                data["audio"] = (
                    sound.inside(recording) if audio == "inside" else sound.beside(recording, page)
                )
        except WavError as error:
            missing.append(str(error))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    packer = zlib.compressobj(9, wbits=-15)
    return base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()


def _row(place: int, call: CallResult, change: CallChange | None) -> _Row:
    wrong, words = errors(call)
    failed = [check.name for check in call.checks if not check.passed]
    return _Row(
        call, place, failed, wrong / words if words else None, max(latencies(call), default=None), change
    )


def _data(report: Report, run: Run) -> dict[str, Any]:
    """What the page's script needs before a call is opened."""
    rules = sorted({rule for call in run.calls for rule in rule_texts.used(call)})
    return {
        "rules": rule_texts.explained(rules),
        "calls": [{"id": call.id, "passed": call.passed} for call in run.calls],
        "mode": run.mode,
        "trend": [
            {
                "name": point.name,
                "revision": point.revision,
                "passed": point.figures.passed / point.figures.calls if point.figures.calls else None,
                "wer": point.figures.wer,
                "intents": point.figures.intents_right,
                "median": point.figures.median,
                "p95": point.figures.p95,
            }
            for point in report.points
        ],
        "latency": {part: _curve(values) for part, values in latency_parts(run.calls).items()},
        "answers": sum(len(latencies(call)) for call in run.calls),
    }


def _curve(ordered: Sequence[float]) -> tuple[list[float], list[float]]:
    """Sorted seconds, each once, and the share of values that do not exceed them; at most `_MOST_POINTS`."""
    steps = {value: (place + 1) / len(ordered) for place, value in enumerate(ordered)}
    points = list(steps.items())
    if len(points) > _MOST_POINTS:
        step = (len(points) - 1) / (_MOST_POINTS - 1)
        points = [points[round(place * step)] for place in range(_MOST_POINTS)]
    return [value for value, _ in points], [round(share, 4) for _, share in points]


def _json(value: Mapping[str, Any]) -> Markup:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no "<" is left in it


def _joined(names: Iterable[str]) -> str:
    return "\n" + "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _percent(value: float | None, digits: int = 0) -> str:
    return "–" if value is None else f"{100 * value:.{digits}f} %"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"


def _signed(value: float, unit: str) -> str:
    return f"{value:+.2f} s" if unit == "seconds" else f"{100 * value:+.1f} points"
