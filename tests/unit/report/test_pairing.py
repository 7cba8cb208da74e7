"""Which calls of two runs stand side by side: by name, plain versions and originals, versions on a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.integration.report import world
from voicebot.degrade.copies import versions
from voicebot.degrade.recipe import parse
from voicebot.replay.assemble import facts
from voicebot.replay.results import CallResult, Run
from voicebot.replay.scenario import load
from voicebot.report import compare_text
from voicebot.report.changes import changed
from voicebot.report.compare import Comparison, compare
from voicebot.report.pairing import Pairing, PairingError, by_name, on_line
from voicebot.settings import ROOT

RUN = world.originals(12)
ORIGINALS = RUN.calls


def run(*calls: CallResult | Iterable[CallResult]) -> Run:
    flat = [one for each in calls for one in ([each] if isinstance(each, CallResult) else each)]
    return replace(RUN, calls=tuple(flat))


def worse(call: CallResult) -> CallResult:
    """The call when nothing of it was heard."""
    said = tuple(replace(one, heard="", errors=one.words) for one in call.said)
    checks = tuple(replace(one, passed=one.topic != "transcript") for one in call.checks)
    return replace(call, said=said, checks=checks)


def names(found: Pairing) -> list[tuple[str, str]]:
    return [(pair.before.id, pair.after.id) for pair in found.pairs]


def told(found: Comparison) -> str:
    console = Console(record=True, file=StringIO(), width=400)
    compare_text.show(console, found)
    return console.export_text()


PLAIN = tuple(world.version(one, "plain") for one in ORIGINALS)
GSM = tuple(world.version(one, "gsm", "gsm") for one in ORIGINALS)


def test_a_plain_version_stands_beside_its_original_in_both_directions() -> None:
    forth, back = by_name(RUN, run(PLAIN)), by_name(run(PLAIN), RUN)
    assert names(forth) == [(one.id, f"{one.id}--plain") for one in ORIGINALS]
    assert names(back) == [(f"{one.id}--plain", one.id) for one in ORIGINALS]
    for found in (forth, back):
        assert not found.new and not found.gone and not found.clashes


def test_nothing_is_changed_where_the_detour_changes_nothing() -> None:
    found = compare(RUN, run(PLAIN))
    assert (found.calls, found.same, found.changes, found.besides) == (12, 12, (), 12)
    assert not any(rate.news for rate in found.rates)
    assert "12 of 12 calls" in told(found) and "12 of them stand beside their original" in told(found)


def test_what_the_detour_changes_is_told_with_the_original_it_is_compared_with() -> None:
    found = compare(RUN, run(map(worse, PLAIN)))
    change = found.changes[0]
    assert (change.id, change.verdict, change.against) == ("order_00--plain", "broken", "order_00")
    assert not change.other_scenario  # its recordings lie elsewhere, and that is all
    news = {rate.name: rate for rate in found.rates if rate.news}
    assert news["calls as they must be"].difference.p == pytest.approx(2 / 2**12)
    assert not news["word error rate"].better
    assert "order_00--plain  (beside order_00)" in told(found)


def test_other_versions_are_nobodys_pair_by_name() -> None:
    found = by_name(RUN, run(PLAIN[0], GSM[0]))
    assert names(found) == [("order_00", "order_00--plain")]
    assert [one.id for one in found.new] == ["order_00--gsm"]
    assert [one.id for one in found.gone] == [one.id for one in ORIGINALS[1:]]


def test_repeats_pair_with_repeats() -> None:
    second = replace(PLAIN[0], id="order_00--plain#2", scenario=replace(PLAIN[0].scenario, nth=2))
    again = replace(ORIGINALS[0], id="order_00#2", scenario=replace(ORIGINALS[0].scenario, nth=2))
    assert names(by_name(run(ORIGINALS[0], again), run(PLAIN[0], second))) == [
        ("order_00", "order_00--plain"),
        ("order_00#2", "order_00--plain#2"),
    ]
    assert names(by_name(run(ORIGINALS[0]), run(second))) == []


def test_a_version_that_the_house_broke_off_still_has_its_pair() -> None:
    lost = replace(
        PLAIN[0], problem="its worker died", said=(),
        scenario=replace(PLAIN[0].scenario, tags=(), base="", noise="", line=""),
    )  # fmt: skip
    assert names(by_name(RUN, run(lost))) == [("order_00", "order_00--plain")]


def test_a_name_goes_before_a_version_and_that_is_said_once() -> None:
    both = run(ORIGINALS, PLAIN)
    for found, alone in ((by_name(RUN, both), "new"), (by_name(both, RUN), "gone")):
        assert names(found) == [(one.id, one.id) for one in ORIGINALS]
        assert [one.id for one in getattr(found, alone)] == [one.id for one in PLAIN]
    said = told(compare(RUN, both))
    assert said.count("would pair with one") == 1
    assert "order_00--plain (order_00 is in both runs)" in said and "and 8 more" in said


def test_in_two_runs_of_both_every_call_has_its_own_name() -> None:
    both = run(ORIGINALS, PLAIN)
    found = by_name(both, both)
    assert len(found.pairs) == 24 and not found.clashes


def test_two_that_would_pair_with_one_pair_with_none() -> None:
    twin = replace(PLAIN[0], id="copy", scenario=replace(PLAIN[0].scenario, name="copy"))
    found = by_name(RUN, run(PLAIN[0], twin))
    assert names(found) == [] and [one.id for one in found.new] == ["order_00--plain", "copy"]
    said = told(compare(RUN, run(PLAIN[0], twin)))
    assert "order_00--plain and copy (all with order_00)" in said


# ── versions on a line ────────────────────────────────────────────────────────────────────────────────────


def test_versions_on_a_line_stand_beside_originals() -> None:
    hum = tuple(world.version(one, "hum-10", noise="hum-10") for one in ORIGINALS)
    found = on_line(RUN, run(PLAIN, GSM, hum), "gsm")
    assert names(found) == [(one.id, f"{one.id}--gsm") for one in ORIGINALS]
    assert not found.new and not found.gone
    assert names(on_line(RUN, run(PLAIN, GSM, hum), "hum=10"))[0] == ("order_00", "order_00--hum-10")


def test_without_originals_their_plain_versions_will_do_also_of_the_same_run() -> None:
    both = run(PLAIN, GSM)
    found = on_line(both, both, "gsm")
    assert names(found) == [(f"{one.id}--plain", f"{one.id}--gsm") for one in ORIGINALS]
    assert not found.new and not found.gone


def test_an_original_goes_before_its_plain_version() -> None:
    found = on_line(run(PLAIN, ORIGINALS), run(GSM), "gsm")
    assert names(found) == [(one.id, f"{one.id}--gsm") for one in ORIGINALS] and not found.gone


def test_what_a_line_costs_is_told_with_its_significance() -> None:
    found = compare(RUN, run(PLAIN, map(worse, GSM)), line="gsm")
    assert (found.calls, found.line) == (12, "gsm")
    news = {rate.name: rate for rate in found.rates if rate.news}
    assert news["calls as they must be"].difference.p == pytest.approx(2 / 2**12)
    assert "versions on 'gsm' beside their originals" in told(found)
    same = told(compare(RUN, run(GSM), line="gsm"))
    assert "12 of 12 versions went exactly as the call beside them" in same


def test_versions_and_originals_without_the_other_are_new_and_gone() -> None:
    found = on_line(run(ORIGINALS[:2]), run(GSM[1:3]), "gsm")
    assert names(found) == [("order_01", "order_01--gsm")]
    assert [one.id for one in found.new] == ["order_02--gsm"]
    assert [one.id for one in found.gone] == ["order_00"]


def test_a_recipe_goes_before_all_that_is_on_such_a_line() -> None:
    noisy = world.version(ORIGINALS[0], "babble-10_gsm", "gsm", "babble-10")
    assert names(on_line(RUN, run(GSM[0], noisy), "gsm")) == [("order_00", "order_00--gsm")]
    for written in ("babble-10_gsm", "babble=10+codec=gsm", "codec=gsm+babble=10"):
        assert names(on_line(RUN, run(GSM[0], noisy), written)) == [("order_00", "order_00--babble-10_gsm")]
    assert names(on_line(RUN, run(noisy), "gsm")) == [("order_00", "order_00--babble-10_gsm")]


def test_two_versions_of_one_call_on_the_same_line_are_refused_in_one_message() -> None:
    two = [
        world.version(one, f"babble-{snr}_gsm", "gsm", f"babble-{snr}")
        for one in ORIGINALS
        for snr in (20, 5)
    ]
    with pytest.raises(PairingError) as refused:
        on_line(RUN, run(two), "gsm")
    message = str(refused.value)
    assert "order_00--babble-20_gsm and order_00--babble-5_gsm would both pair with order_00" in message
    assert "and so it is with 11 other calls" in message and "--line babble-20_gsm" in message


def test_a_line_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(PairingError, match=r"no version on 'amr'.*there are plain, gsm"):
        on_line(RUN, run(PLAIN, GSM), "amr")
    with pytest.raises(PairingError, match="no version at all"):
        on_line(run(GSM), RUN, "gsm")


def test_changes_of_a_pairing_are_those_of_its_pairs() -> None:
    assert [one.verdict for one in changed(on_line(RUN, run(GSM[:1]), "gsm"))] == ["gone"] * 11


def test_what_degrade_writes_is_what_is_paired(tmp_path: Path) -> None:
    original = ROOT / "audio_fixtures" / "order_status.yaml"
    made = list(versions(original, (parse("plain"), parse("babble=10+codec=gsm")), tmp_path, seed=1))
    before, *after = (
        replace(ORIGINALS[0], id=scenario.name, scenario=facts(scenario, 1, ""))
        for scenario in map(load, (original, *(one.path for one in made)))
    )
    assert names(by_name(run(before), run(after))) == [("order_status", "order_status--plain")]
    found = on_line(run(before), run(after), "codec=gsm+babble=10")
    assert names(found) == [("order_status", "order_status--babble-10_gsm")]
