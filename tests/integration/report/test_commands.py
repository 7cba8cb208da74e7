"""`voicebot report` and `voicebot compare` on runs on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from tests.integration.report import world
from voicebot.cli import cli
from voicebot.report.running import after_replay

NEWEST, MIDDLE, OLDEST = "20261125T101502Z", "20261125T091502Z", "20261125T081502Z"


def voicebot(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(cli, [str(word) for word in words])


def test_report_writes_a_page_with_the_trend_of_the_folder(folder: Path) -> None:
    done = voicebot("report", folder / NEWEST)
    assert done.exit_code == 0, done.output
    html = (folder / NEWEST / "report.html").read_text()
    assert OLDEST in html and MIDDLE in html and 'id="changes-title"' not in html


def test_report_packs_sound_only_when_asked(folder: Path) -> None:
    sizes = {}
    for name, words in (("beside", ()), ("inside", ("--audio",)), ("shared", ("--redact",))):
        done = voicebot("report", folder / NEWEST / "result.json", *words, "-o", folder / f"{name}.html")
        assert done.exit_code == 0, done.output
        sizes[name] = (folder / f"{name}.html").stat().st_size
    assert sizes["shared"] < sizes["beside"] < sizes["inside"]
    assert voicebot("report", folder / NEWEST, "--audio", "--redact").exit_code == 2


def test_compare_shows_what_changed_and_its_code_says_whether_a_call_broke(folder: Path) -> None:
    better = voicebot("compare", folder / OLDEST, folder / NEWEST, "--html", folder / "compared.html")
    assert "fixed" in better.output and "word error rate" in better.output and "95 % limits" in better.output
    assert 'id="changes-title"' in (folder / "compared.html").read_text()
    worse = voicebot("compare", folder / NEWEST, folder / OLDEST)
    assert worse.exit_code == 1 and "broken" in worse.output
    same = voicebot("compare", folder / NEWEST, folder / NEWEST)
    assert same.exit_code == 0 and "8 of 8 calls that both runs played went exactly as before" in same.output


def test_compare_takes_the_versions_on_a_line(tmp_path: Path) -> None:
    run = world.originals(8)
    failed = replace(run.calls[0].checks[0], passed=False)
    gsm = [
        replace(one, checks=(failed,)) for each in run.calls for one in [world.version(each, "gsm", "gsm")]
    ]
    plain = [world.version(each, "plain") for each in run.calls]
    before = world.kept(run, tmp_path / "20261125T081502Z")
    after = world.kept(replace(run, calls=(*plain, *gsm)), tmp_path / "20261125T091502Z")
    detour = voicebot("compare", before, after)
    assert detour.exit_code == 0 and "8 of 8 calls that both runs played" in detour.output
    assert "8 of them stand beside their original" in detour.output
    page = tmp_path / "gsm.html"
    costs = voicebot("compare", before, after, "--line", "codec=gsm", "--html", page)
    assert costs.exit_code == 1 and "0 of 8 versions" in costs.output
    assert "order_00--gsm  (beside order_00)" in costs.output and "worse" in costs.output
    assert "on ‘codec=gsm’ beside the originals of 20261125T081502Z" in page.read_text()
    assert "(beside order_00)" in page.read_text()
    inside = voicebot("compare", after, after, "--line", "gsm")
    assert inside.exit_code == 1 and "(beside order_00--plain)" in inside.output
    for words, told in (
        ((before, after, "--line", "amr"), "there are plain, gsm"),
        ((after, before, "--line", "gsm"), "no version at all"),
        (("--bisect", "order_00", "--line", "gsm"), "leave --bisect out"),
    ):
        done = voicebot("compare", *words)
        assert done.exit_code == 2 and told in done.output and "Traceback" not in done.output


@pytest.mark.parametrize(
    ("damage", "told"),
    [("{", "result.json"), ('{"format": 1}', "replay again"), (None, "cannot be read")],
)
def test_a_result_that_cannot_be_read_is_one_clear_message(
    folder: Path, damage: str | None, told: str
) -> None:
    file = folder / NEWEST / "result.json"
    if damage is None:
        file.unlink()
    else:
        file.write_text(damage)
    for done in (voicebot("report", folder / NEWEST), voicebot("compare", folder / OLDEST, folder / NEWEST)):
        assert done.exit_code == 2 and told in done.output and "Traceback" not in done.output


def test_compare_needs_two_runs_or_a_call(folder: Path) -> None:
    for words in ((), (folder / OLDEST,), (folder / OLDEST, folder / NEWEST, "--bisect", "order_01")):
        assert voicebot("compare", *words).exit_code == 2


def test_bisect_names_what_is_missing(folder: Path) -> None:
    assert "there is no run" in voicebot("compare", "--bisect", "order_01", "--in", folder / "none").output
    near = voicebot("compare", "--bisect", "order", "--in", folder)
    assert near.exit_code == 2 and "no run has a call 'order'; there is order_01" in near.output
    unknown = voicebot(
        "compare", "--bisect", "order_01", "--in", folder
    )  # of revisions that git does not have
    assert unknown.exit_code == 0 and "Left out, their revision is not in this repository" in unknown.output


def test_a_replay_ends_with_its_page_and_what_changed(folder: Path) -> None:
    with Console(record=True, width=200, quiet=False) as console:
        after_replay(folder / NEWEST, folder / MIDDLE, console)
    told = console.export_text()
    assert f"Compared with {MIDDLE}" in told and "Report: " in told
    assert 'id="changes-title"' in (folder / NEWEST / "report.html").read_text()


def test_an_unreadable_earlier_run_is_not_in_the_trend(folder: Path) -> None:
    (folder / MIDDLE / "result.json").write_text("{}")
    world.kept(world.run(8), folder / "20261125T111502Z")  # a later run is none of the past
    assert voicebot("report", folder / NEWEST).exit_code == 0
    html = (folder / NEWEST / "report.html").read_text()
    assert OLDEST in html and MIDDLE not in html and "20261125T111502Z" not in html
