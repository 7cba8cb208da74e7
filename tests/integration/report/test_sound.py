"""Recordings in a page: packed by a real encoder, read back by a real decoder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from tests.integration.report import world
from voicebot.audio import wav
from voicebot.report import peaks, sound


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    run = world.run(1)
    world.kept(run, tmp_path, sound=True)
    return tmp_path / str(run.calls[0].recording)


def test_opus_keeps_length_sides_and_places(recording: Path) -> None:
    original = wav.read(recording)
    packed = sound.opus(original)
    with av.open(BytesIO(packed)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    sides = np.concatenate(frames, axis=1)
    seconds = len(original.channels[0]) / 8000
    assert sides.shape[0] == 2 and sides.shape[1] / rate == pytest.approx(seconds, abs=0.05)
    assert (
        len(packed) < 6000 * seconds
    )  # bytes a second: 24 kbit/s and what Ogg adds, with room for a first second
    for side in (0, 1):  # what is loud in one is loud in the other, within 20 ms
        loud = np.frombuffer(peaks.peaks(original.channels[side]), dtype=np.uint8)
        width = round(rate / peaks.PER_SECOND)
        heard = np.abs(sides[side][: len(loud) * width - width]).reshape(-1, width).max(axis=1)
        assert np.corrcoef(loud[: len(heard)], np.sqrt(heard))[0, 1] > 0.9


def test_peaks_are_0_to_63_every_20_ms() -> None:
    assert peaks.peaks(b"\xff" * 1600) == bytes(10)
    assert peaks.peaks(b"\x00" * 161)[0] == 62 and len(peaks.peaks(b"\x00" * 161)) == 2
    assert peaks.peaks(b"") == b""


def test_an_address_leads_from_the_page_to_the_recording(tmp_path: Path) -> None:
    recording = tmp_path / "run 1" / "audio" / "a#b.wav"
    assert sound.beside(recording, tmp_path / "run 1" / "report.html") == "audio/a%23b.wav"
    assert sound.beside(recording, tmp_path / "shared" / "report.html") == "../run%201/audio/a%23b.wav"
