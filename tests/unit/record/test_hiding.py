"""Personal words go from the text and from the sound; what is still heard makes all of it silent."""

from __future__ import annotations

from voicebot.audio.frames import SILENCE_BYTE
from voicebot.record.hiding import clean
from voicebot.speech.words import Word

SOUND = bytes(range(1, 101)) * 400  # 5 s


class Script:
    """Hears what it is told, and the next time the next."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.heard: list[bytes] = []

    def words(self, mulaw: bytes) -> list[Word]:
        self.heard.append(mulaw)
        words = self.texts.pop(0).split()
        return [Word(number * 0.5, number * 0.5 + 0.4, word) for number, word in enumerate(words)]


def silent(audio: bytes, start: float, end: float) -> bool:
    part = audio[round(start * 8000) : round(end * 8000)]
    return part == SILENCE_BYTE * len(part)


def test_nothing_personal_stays_as_it_is():
    hears = Script("Waar is mijn pakket?")
    made = clean(SOUND, hears)
    assert (made.text, made.audio, made.spans, len(hears.heard)) == ("Waar is mijn pakket?", SOUND, (), 1)


def test_only_the_words_and_a_little_around_them_go():
    made = clean(SOUND, Script("Hallo mijn naam is Jansen en ik wil", "Hallo mijn naam is en ik wil"))
    assert made.text == "Hallo mijn naam is [naam] en ik wil"
    assert made.spans == ((1.75, 2.7),)
    assert silent(made.audio, 1.75, 2.7) and len(made.audio) == len(SOUND)
    assert made.audio[:14000] == SOUND[:14000] and made.audio[21600:] == SOUND[21600:]


def test_at_the_beginning_and_the_end_all_of_it_goes():
    made = clean(SOUND, Script("42073 is het en ook nog 3512", "is het en ook nog"))
    assert made.text == "[nummer] is het en ook nog [nummer]"
    assert made.spans[0][0] == 0.0 and made.spans[-1][1] == 5.0


def test_what_is_heard_all_the_same_makes_it_all_silent():
    for again in ("Hallo mijn naam is Jansen en ik", "Hallo 42073 ik"):
        made = clean(SOUND, Script("Hallo mijn naam is Jansen en ik wil", again))
        assert made.whole
        assert made.text == "[antwoord]"
        assert silent(made.audio, 0, 5)


def test_an_answer_to_a_personal_question_is_silent_without_listening_again():
    hears = Script("die twee vier")
    made = clean(SOUND, hears, "Wat is uw bestelnummer?")
    assert made.whole and made.text == "[nummer]" and silent(made.audio, 0, 5)
    assert len(hears.heard) == 1
