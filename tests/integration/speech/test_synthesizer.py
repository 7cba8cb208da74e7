import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voicebot.audio.codec import mulaw_to_floats
from voicebot.audio.frames import FRAME_BYTES, seconds
from voicebot.call.delivery import Delivery
from voicebot.call.ports import PartError
from voicebot.settings import DISCLOSURE
from voicebot.speech.prompt_cache import CachedSynthesizer
from voicebot.speech.synthesizer import SpeechSynthesizer

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def speech() -> Iterator[SpeechSynthesizer]:
    synthesizer = SpeechSynthesizer(seconds=1.5)
    yield synthesizer
    synthesizer.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def gone_within(pid: int, limit: float) -> bool:
    until = time.monotonic() + limit
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def test_the_disclosure_sounds_fit_for_a_telephone(speech: SpeechSynthesizer) -> None:
    mulaw = speech.synthesize(DISCLOSURE.replace("{company}", "De Voorbeeldwinkel"), fixed=True)
    samples = mulaw_to_floats(mulaw, 8000)
    assert len(mulaw) % FRAME_BYTES == 0
    assert 8 < seconds(mulaw) < 25
    assert 0.55 < np.abs(samples).max() < 0.72
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / 8000)
    assert power[(hertz > 300) & (hertz < 3400)].sum() > 0.95 * power.sum()
    assert np.abs(samples[:8]).max() < 0.02  # no click at the start


def test_the_same_words_last_the_same_again_and_again(speech: SpeechSynthesizer) -> None:
    lengths = [seconds(speech.synthesize("Goedendag. Waarmee kan ik u helpen?")) for _ in range(12)]
    assert max(lengths) - min(lengths) <= 0.04


def test_faster_is_shorter_and_half_the_volume_is_half_the_peak() -> None:
    text = "Uw bestelling komt morgen."
    sounds = []
    for rate, volume in ((120, 1.0), (200, 0.5)):
        synthesizer = SpeechSynthesizer(rate=rate, volume=volume)
        sounds.append(synthesizer.synthesize(text))
        assert f"rate {rate}" in synthesizer.identity
        synthesizer.close()
    slow, fast = sounds
    assert len(fast) < 0.8 * len(slow)
    levels = [np.abs(mulaw_to_floats(sound, 8000)).max() for sound in sounds]
    assert levels[1] == pytest.approx(levels[0] / 2, abs=0.03)


def test_slower_is_longer_and_louder_is_as_long(speech: SpeechSynthesizer) -> None:
    text = "Wat is uw bestelnummer? U kunt de vijf cijfers zeggen of intoetsen."
    plain, slower, slowest, louder = (
        speech.synthesize(text, delivery=way)
        for way in (Delivery(), Delivery(slower=1), Delivery(slower=2), Delivery(louder=1))
    )
    assert seconds(plain) * 1.1 < seconds(slower) and seconds(slower) * 1.1 < seconds(slowest)
    assert seconds(louder) == pytest.approx(seconds(plain), abs=0.04)
    assert seconds(speech.synthesize(text)) == pytest.approx(seconds(plain), abs=0.04)


def test_numbers_are_spoken_as_digits(speech: SpeechSynthesizer) -> None:
    written, said = "Bestelnummer 42073.", "Bestelnummer vier twee, nul zeven drie."
    assert abs(seconds(speech.synthesize(written)) - seconds(speech.synthesize(said))) <= 0.04


@pytest.mark.parametrize("text", ["", " ... ", "\n"])
def test_nothing_to_say_is_an_error(speech: SpeechSynthesizer, text: str) -> None:
    with pytest.raises(PartError, match="nothing to say"):
        speech.synthesize(text)


def test_odd_text_is_spoken_and_leaves_no_files(speech: SpeechSynthesizer) -> None:
    before = set(Path(tempfile.gettempdir()).glob("voicebot-speech-*"))
    for text in ("a\ud800b", "<speak>hallo</speak>", "één\0twee", "“Ja”, zei hij… 😀", "woord " * 400):
        assert len(speech.synthesize(text)) >= FRAME_BYTES
    assert set(Path(tempfile.gettempdir()).glob("voicebot-speech-*")) <= before


def test_an_unknown_voice_names_those_that_exist() -> None:
    with pytest.raises(PartError, match=r"'klingon' \(VOICEBOT_VOICE\) does not exist; Dutch ones: .*gmw/nl"):
        SpeechSynthesizer(voice="klingon")


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_a_dead_or_hanging_process_is_replaced(speech: SpeechSynthesizer, blow: signal.Signals) -> None:
    assert speech.ready()
    pid = speech.pid
    assert pid is not None
    os.kill(pid, blow)
    assert seconds(speech.synthesize("Een ogenblik.")) > 0.4
    assert speech.pid != pid
    assert not alive(pid)


def test_ready_notices_a_hanging_process_and_starts_another(speech: SpeechSynthesizer) -> None:
    pid = speech.pid
    assert speech.ready()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert not speech.ready()
    assert speech.ready()
    assert not alive(pid)


def test_two_failures_are_a_part_error() -> None:
    synthesizer = SpeechSynthesizer(seconds=0.0)
    with pytest.raises(PartError, match="failed twice"):
        synthesizer.synthesize("Hallo.")
    synthesizer.close()


def test_a_terminal_signal_to_the_group_does_not_cut_off_the_last_words(speech: SpeechSynthesizer) -> None:
    pid = speech.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    assert speech.synthesize("Tot ziens.")
    assert speech.pid == pid


def test_many_threads_get_their_own_words(speech: SpeechSynthesizer) -> None:
    texts = ["Ja.", "Dat is een veel langere zin dan de andere zin."] * 4
    alone = {text: seconds(speech.synthesize(text)) for text in set(texts)}
    lengths: list[tuple[str, float]] = []
    threads = [
        threading.Thread(target=lambda text=text: lengths.append((text, seconds(speech.synthesize(text)))))
        for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lengths) == len(texts)
    assert all(abs(length - alone[text]) <= 0.04 for text, length in lengths)


def test_closing_leaves_no_process_and_takes_no_more() -> None:
    synthesizer = SpeechSynthesizer()
    pid = synthesizer.pid
    assert pid is not None
    synthesizer.close()
    synthesizer.close()
    assert not alive(pid)
    assert synthesizer.pid is None
    assert not synthesizer.ready()
    with pytest.raises(PartError, match="closed"):
        synthesizer.synthesize("Hallo.")


def test_the_process_dies_with_its_parent() -> None:
    script = (
        "import os\nfrom voicebot.speech.synthesizer import SpeechSynthesizer\n"
        "s = SpeechSynthesizer()\nprint(s.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert gone_within(int(parent.stdout), 5)


def test_fixed_prompts_come_from_disk_without_a_process(speech: SpeechSynthesizer, tmp_path: Path) -> None:
    first = CachedSynthesizer(speech, tmp_path).synthesize("Een ogenblik alstublieft.", fixed=True)
    closed = SpeechSynthesizer()
    closed.close()
    assert CachedSynthesizer(closed, tmp_path).synthesize("Een ogenblik alstublieft.", fixed=True) == first


def test_afresh_the_same_text_gives_the_same_bytes_whatever_was_said_before() -> None:
    first, other = "Wat is uw bestelnummer?", "Uw bestelling komt morgen, tussen tien en twaalf uur."
    sounds = []
    for texts in ((first, other, first), (other, first)):
        voice = SpeechSynthesizer(afresh=True, seconds=30.0)
        try:
            sounds += [voice.synthesize(text) for text in texts if voice.ready()]
        finally:
            voice.close()
    assert sounds[0] == sounds[2] == sounds[4]
    assert sounds[1] == sounds[3]
