import dataclasses
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.hints import HINTS
from voicebot.call.replies import Expects
from voicebot.speech.gate import (
    NO_SPEECH,
    UNCLEAR,
    Evidence,
    compression_ratio,
    echoes,
    invented,
    judge,
    loops,
    polite,
)
from voicebot.speech.transcriber import DEFAULT_PROMPT

PROMPT = "Bestelnummer, postcode, polis, schade melden, medewerker."


def heard(
    text: str,
    no_speech: float = 0.02,
    logprob: float = -0.3,
    tokens: int = 6,
    seconds: float = 2.0,
    prompt: str = PROMPT,
) -> Evidence:
    return Evidence(text, no_speech, logprob, tokens, seconds, prompt)


@pytest.mark.parametrize(
    "text",
    [
        "Ja.",
        "Nee, nee, nee.",
        "Medewerker.",
        "Schade melden.",
        "Mijn bestelnummer is 42073.",
        "0 0 0 0 0 0",
        "MUZIEK. Ik wil een medewerker.",
    ],
)
def test_answers_of_callers_pass(text: str) -> None:
    assert judge(heard(text)) is None


@pytest.mark.parametrize("text", ["Ho, ho, ho, ho!", "Beek, beek, beek!", "BAM!", "Woef woef woef"])
def test_a_dog_is_nobody(text: str) -> None:
    assert judge(heard(text, logprob=-0.7)) == NO_SPEECH
    assert judge(heard(text, logprob=-0.3)) is None  # Whisper is sure of it: somebody says so


@pytest.mark.parametrize(
    "text",
    ["Nee, nee, nee!", "Acht, acht, acht.", "HELP!", "0 0 0", "Schade, schade, schade.", "Ho, wacht!", "WA!"],
)
def test_what_people_say_again_is_no_dog(text: str) -> None:
    assert judge(heard(text, logprob=-0.7)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ... ",
        "MUZIEK.",
        "MUZIE",
        "ZANG, ZANG",
        "[Muziek]",
        "*** *** ***",
        "♪♪",
        "Ondertiteld door de Omroep",
        "Ondertitels ingediend door de Amara.org gemeenschap",
        "TV Gelderland 2021",
        "Bedankt voor het kijken!",
    ],
)
def test_inventions_are_no_speech_however_sure_whisper_is(text: str) -> None:
    assert judge(heard(text, no_speech=0.0, logprob=-0.01)) == NO_SPEECH


def test_probable_silence_is_no_speech_unless_whisper_is_sure_of_its_words() -> None:
    assert judge(heard("Goedemorgen!", no_speech=0.61, logprob=-0.5)) == NO_SPEECH
    assert judge(heard("Goedemorgen!", no_speech=0.61, logprob=-0.39)) is None
    assert judge(heard("Goedemorgen!", no_speech=0.6, logprob=-0.5)) is None


@pytest.mark.parametrize(
    "doubtful",
    [
        heard("Ik speel er niet op", logprob=-1.01),
        heard("Ik speel er niet op", logprob=math.nan),
        heard("deel " * 5),
        heard("nog een clip " * 5),
        heard("Zeg dat je dat je op", tokens=26, seconds=2.0),
        heard("Mijn bestelnummer is 6 1 8 5 9", prompt=f"{PROMPT} Mijn bestelnummer is 6 1 8 5 9."),
    ],
)
def test_doubtful_words_are_unclear_from_speech_and_no_speech_from_noise(doubtful: Evidence) -> None:
    assert judge(doubtful) == UNCLEAR
    noisy = dataclasses.replace(doubtful, no_speech_prob=0.4)
    assert judge(noisy) == NO_SPEECH


@pytest.mark.parametrize("hint", [*HINTS.values()])
def test_what_whisper_is_told_to_expect_may_be_said(hint: str) -> None:
    """'Nee, dank u.' stands in a hint, and callers say it; only an example's number must not be believed."""
    for sentence in hint.rstrip(".").split(". "):
        expected = UNCLEAR if len(re.sub(r"\D", "", sentence)) >= 3 else None
        assert judge(heard(sentence, prompt=f"{DEFAULT_PROMPT} {hint}")) == expected


def test_an_echo_where_perhaps_nobody_spoke_is_no_speech() -> None:
    assert judge(heard("Postcode, polis, schade melden", no_speech=0.4)) == NO_SPEECH
    assert judge(heard("Postcode, polis, schade melden")) is None
    assert judge(heard("Tot de volgende keer.", no_speech=0.4)) == NO_SPEECH
    assert judge(heard("Tot de volgende keer.")) is None


def test_a_text_that_compresses_too_well_is_doubted() -> None:
    text = "dat was het, en toen, en dan ook. " * 3 + "dat was het, en toen, en dan ook nog. " * 3
    assert compression_ratio(text) > 2.4
    assert judge(heard(text, tokens=60, seconds=12)) == UNCLEAR


def test_small_helpers_at_their_edges() -> None:
    assert not loops(["nee", "nee", "nee", "nee"])
    assert loops(["nee", "nee", "nee", "nee", "nee"])
    assert loops(["goed", "zo"] * 5)
    assert not loops([])
    assert echoes(["a", "b", "c"], ["x", "a", "b", "c", "y"])
    assert not echoes(["a", "b"], ["x", "a", "b", "c", "y"])
    assert not echoes(["a", "c", "b"], ["x", "a", "b", "c", "y"])
    assert polite(["tot", "de", "volgende", "keer"])
    assert not invented("De muziek stond te hard in het restaurant")


evidence = st.builds(
    Evidence,
    text=st.text(max_size=200),
    no_speech_prob=st.floats(0, 1),
    avg_logprob=st.floats(-20, 0),
    tokens=st.integers(0, 448),
    seconds=st.floats(0.1, 30),
    prompt=st.text(max_size=60),
)


@given(evidence)
def test_any_evidence_gets_a_verdict_and_only_believable_text_passes(piece: Evidence) -> None:
    verdict = judge(piece)
    assert verdict in (None, NO_SPEECH, UNCLEAR)
    if verdict is None:
        assert any(character.isalnum() for character in piece.text)
        assert piece.avg_logprob >= -1.0
        assert piece.no_speech_prob <= 0.6 or piece.avg_logprob >= -0.4
        assert piece.tokens < 8 + 9 * piece.seconds


@given(evidence, st.floats(0, 1))
def test_more_silence_never_makes_a_refused_text_acceptable(piece: Evidence, more: float) -> None:
    louder = Evidence(
        piece.text,
        max(piece.no_speech_prob, more),
        piece.avg_logprob,
        piece.tokens,
        piece.seconds,
        piece.prompt,
    )
    if judge(piece) is not None:
        assert judge(louder) is not None


def test_the_prompt_recited_over_a_television_is_no_request_for_a_person() -> None:
    text = "Bestelnummer, postcode, polisnummer, schade melden, klacht, eigen risico, medewerker."
    assert judge(heard(text, logprob=-0.2, tokens=24, seconds=6.0, prompt=DEFAULT_PROMPT)) == UNCLEAR
    assert judge(heard(text, 0.5, -0.2, 24, 6.0, DEFAULT_PROMPT)) == NO_SPEECH
    assert judge(heard("Ik wil een schade melden, medewerker.", prompt=DEFAULT_PROMPT)) is None
    late = "Stel je een polisnummer, schade melden, klacht, eigen risico, medewerker."
    assert judge(heard(late, logprob=-0.5, tokens=24, seconds=6.0, prompt=DEFAULT_PROMPT)) == UNCLEAR


def test_an_address_that_begins_as_its_example_is_no_recital() -> None:
    prompt = f"{DEFAULT_PROMPT} {HINTS[Expects.SPELLING]}"
    said = "Het adres is p punt jansen apenstaartje voorbeeld punt nl."
    assert judge(heard(said, logprob=-0.3, tokens=20, seconds=6.0, prompt=prompt)) is None


@pytest.mark.parametrize("text", ["Lekker.", "Dankjewel.", "Goedemiddels. Goedemiddels."])
def test_what_whisper_doubts_twice_nobody_said(text: str) -> None:
    """Of a television: it may be no speech, and the words are as unsure."""
    assert judge(heard(text, 0.40, -0.99, 5, 0.9)) == NO_SPEECH
    assert judge(heard(text, 0.40, -0.6, 5, 0.9)) is None
    assert judge(heard(text, 0.1, -0.99, 5, 0.9)) is None
