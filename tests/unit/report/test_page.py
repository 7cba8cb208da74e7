"""The page itself: what callers said cannot become part of it, and it names nothing outside of itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.integration.report import world
from voicebot.replay.results import Run
from voicebot.report.compare import compare
from voicebot.report.page import SHOWN_CHANGES, Report, render
from voicebot.report.trend import trend

HERE = Path("nowhere")
SILENT = replace(
    world.run(8, seed=3, wrong=0.2),
    calls=tuple(replace(call, recording=None) for call in world.run(8, seed=3, wrong=0.2).calls),
)


class Elements(HTMLParser):
    """Collects start tags, and the text of scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._script = tag == "script"
        if self._script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[-1] += data


def page(run: Run, before: Run | None = None, *, redact: bool = False) -> str:
    points = trend(run, "20261125T081502Z", [])
    found = compare(before, run) if before else None
    return render(
        Report(run, "20261125T081502Z", HERE, points, None, found), HERE / "report.html", redact=redact
    ).html


def parsed(html: str) -> Elements:
    elements = Elements()
    elements.feed(html)
    return elements


def unpacked(html: str, place: int) -> dict:
    packed = re.search(rf'id="c{place}">([^<]*)<', html)
    assert packed
    return json.loads(zlib.decompress(base64.b64decode(packed[1]), wbits=-15))


def hostile(run: Run) -> Run:
    return replace(run, calls=(world.hostile(run.calls[0]), *run.calls[1:]))


def test_hostile_texts_stay_texts() -> None:
    tame, wild = parsed(page(SILENT, SILENT)), parsed(page(hostile(SILENT), SILENT))
    assert [tag for tag, _ in wild.tags].count("script") == [tag for tag, _ in tame.tags].count("script")
    assert not [tag for tag, _ in wild.tags if tag == "img"]
    assert unpacked(page(hostile(SILENT)), 0)["said"][0]["text"] == world.HOSTILE


def test_only_the_pages_own_script_may_run() -> None:
    elements = parsed(page(SILENT))
    policy = next(
        a["content"] for tag, a in elements.tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy
    script = base64.b64encode(hashlib.sha256(elements.scripts[-1].encode()).digest()).decode()
    assert f"script-src 'sha256-{script}'" in policy and "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [a for _, a in elements.tags if any(name.startswith("on") or name == "style" for name in a)]


def test_nothing_is_loaded_from_anywhere() -> None:
    for tag, attributes in parsed(page(SILENT)).tags:
        for name in ("src", "href", "action", "srcset"):
            address = attributes.get(name)
            assert address is None or address.startswith(("#", "data:")), (tag, address)


def test_a_call_is_whole_in_the_page() -> None:
    data = unpacked(page(SILENT), 2)
    assert data["id"] == SILENT.calls[2].id and data["peaks"] == [] and data["audio"] == ""
    assert len(data["ledger"]) == len(SILENT.calls[2].ledger)


def test_a_missing_recording_leaves_the_rest_and_is_named() -> None:
    run = world.run(1)
    found = render(Report(run, "x", HERE, trend(run, "x", [])), HERE / "report.html")
    assert len(found.missing) == 1 and "cannot be read" in found.missing[0]
    assert unpacked(found.html, 0)["audio"] == ""


def test_redacted() -> None:
    html = page(SILENT, SILENT, redact=True)
    assert "redacted for sharing" in html
    for place in range(len(SILENT.calls)):
        assert "42073" not in json.dumps(unpacked(html, place))
    assert "tweeënveertig" not in html and 'id="changes-title"' not in html


def test_a_run_without_a_trend_says_which_runs_would_make_one() -> None:
    assert "has half of these calls or more, played in virtual time too" in page(SILENT)
    assert "played in real time too" in page(replace(SILENT, mode="real"))


@pytest.mark.parametrize(
    "run", [replace(SILENT, calls=(), skipped=()), replace(SILENT, calls=SILENT.calls[:1])]
)
def test_small_runs_make_a_page_too(run: Run) -> None:
    assert "</html>" in page(run, SILENT)


def test_of_many_calls_that_went_differently_the_worst_stand_open_and_the_rest_is_folded_away() -> None:
    before = world.run(60, seed=1, wrong=0.2)
    run = world.run(60, seed=2, wrong=0.2)
    changed = [change for change in compare(before, run).changes if not change.only_latency]
    html = page(run, before)
    open_ones, folded = html.split(f"{len(changed) - SHOWN_CHANGES} more calls that went differently")
    assert len(changed) > SHOWN_CHANGES
    assert open_ones.count('class="card change') == SHOWN_CHANGES
    assert folded.split("</details>")[0].count('class="card change') == len(changed) - SHOWN_CHANGES
    assert 'class="card change broken' in open_ones
    assert "more calls that went differently" not in page(SILENT, world.run(8, seed=1, wrong=0.2))
