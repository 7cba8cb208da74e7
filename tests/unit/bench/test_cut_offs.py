"""A turn is cut off when it is answered, or not understood, before its last sound."""

from __future__ import annotations

import pytest

from voicebot.audio.frames import SILENCE_FRAME
from voicebot.audio.wav import read
from voicebot.bench.cut_offs import THANKS, Asker, Verdict, figures, judge
from voicebot.bench.edges import edges
from voicebot.bench.pauses import PausedTurn, Pieces
from voicebot.call.fakes import FakeDialogue, FakeTranscriber
from voicebot.call.ports import Transcript
from voicebot.call.replies import Expects
from voicebot.settings import ROOT

RECORDED = read(ROOT / "audio_fixtures" / "short_answer" / "bestelling.wav").mono
EDGES = edges(RECORDED)
WORD = RECORDED[EDGES.first * 160 : (EDGES.last_loud + 1) * 160]  # without the silence around it


def turn(pause: float, expects: Expects = Expects.OPEN, where: str = "word") -> PausedTurn:
    """A word twice, with a pause between."""
    frames = round(pause / 0.02)
    sound = SILENCE_FRAME * 10 + WORD + SILENCE_FRAME * frames + WORD + SILENCE_FRAME * 200
    ends = 0.2 + 2 * len(WORD) / 8000 + pause
    return PausedTurn(Pieces(expects, ("een,", "twee."), (pause,), where), "good", sound, 0.2, ends)


def verdict(one: PausedTurn, *texts: str, opinion: FakeDialogue | None = None) -> Verdict:
    return judge(one, FakeTranscriber(list(texts)), lambda _: 0.2, opinion)


def test_a_short_pause_is_no_end():
    seen = verdict(turn(0.2), "Waar blijft mijn bestelling?")
    assert seen.cut is None
    assert seen.decided == pytest.approx(0.5, abs=0.15)
    assert seen.heard == ("Waar blijft mijn bestelling?",)
    assert not seen.to_person


def test_a_long_pause_is():
    seen = verdict(turn(2.0), "Waar blijft mijn bestelling?")
    assert seen.cut == pytest.approx(2.0 - 0.5 + len(WORD) / 8000, abs=0.25)
    assert seen.decided is not None
    assert len(seen.heard) == 2


def test_what_is_cut_just_before_the_caller_goes_on_is_mended():
    seen = verdict(turn(0.9), "Waar blijft", "mijn bestelling?")
    assert seen.cut is not None
    assert seen.mended
    assert not verdict(turn(3.0), "Waar blijft", "mijn bestelling?").mended


def test_to_be_told_that_one_was_not_understood_cuts_off_too():
    class Unclear(FakeTranscriber):
        def transcribe(self, mulaw: bytes, *_: object) -> Transcript:
            return Transcript("mompel", 0.0, "unclear", "fake")

    seen = judge(turn(2.5), Unclear(), lambda _: 0.2, None)
    assert seen.cut is not None


def test_a_request_for_a_person_is_no_cut_off():
    seen = verdict(turn(2.0), "Ik wil een medewerker.")
    assert seen.cut is None
    assert seen.to_person


def test_the_dialogues_opinion_counts():
    unsure = FakeDialogue(sure=False)
    assert verdict(turn(0.9), "Waar blijft mijn bestelling?").cut is not None
    assert verdict(turn(0.9), "Waar blijft mijn bestelling?", opinion=unsure).cut is None
    assert unsure.prepared


def test_a_whole_number_ends_at_once_and_one_that_is_begun_does_not():
    begun = verdict(turn(1.5, Expects.DIGITS, "group"), "vier twee", "vier twee nul zeven drie")
    assert begun.cut is None
    assert begun.decided == pytest.approx(0.4, abs=0.15)


def test_a_turn_that_nobody_hears_is_never_decided():
    assert verdict(turn(0.2), "").decided is None


def test_the_asker_asks_once_and_thanks():
    asker = Asker(Expects.DIGITS, None)
    assert asker.ask("c", "1", source="keys", confidence=1.0).digits == 5
    assert asker.ask("c", "12", source="voice", confidence=1.0).texts == (THANKS,)
    assert asker.prepare("c", "12345", expects=Expects.DIGITS, digits=5).whole


def test_the_figures_are_counted_by_question_pause_and_line():
    made = [
        Verdict(turn(0.2), None, 0.5, False, ()),
        Verdict(turn(0.4, Expects.YES_NO), None, 0.3, False, ()),
        Verdict(turn(3.0), 1.2, 0.6, False, ()),
        Verdict(turn(0.8), 1.0, 0.6, False, (), mended=True),
        Verdict(turn(0.6), None, None, True, ()),
    ]
    found = figures(made)
    assert found["cut_off_rate"] == 0.4
    low, high = found["cut_off_interval"]
    assert low < 0.4 < high
    detail = found["cut_offs"]
    assert (detail["turns"], detail["to_person_before_the_end"], detail["never_decided"]) == (5, 1, 0)
    assert (detail["mended"], detail["not_mended_rate"]) == (1, 0.2)
    assert detail["by_question"]["open"]["cut"] == 2
    assert detail["by_question"]["open"]["mended"] == 1
    assert detail["by_question"]["open"]["decided"]["p50_s"] == 0.5
    assert set(detail["by_longest_pause"]) == {
        "below 0.3 s",
        "below 0.5 s",
        "below 0.7 s",
        "below 1.2 s",
        "longer",
    }
    assert detail["by_line"]["good"]["turns"] == 5
    assert figures([])["cut_off_rate"] is None
