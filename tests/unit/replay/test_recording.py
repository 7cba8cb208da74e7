from pathlib import Path

from voicebot.audio import wav
from voicebot.replay import recording
from voicebot.replay.carrier import PhoneCall
from voicebot.replay.timeline import Timeline


def test_the_caller_is_left_and_the_bot_right(tmp_path: Path) -> None:
    call = PhoneCall("CA", Timeline(), b"\x10" * 160, b"\x20" * 320)
    path = recording.save(call, tmp_path / "calls" / "one.wav")
    assert path is not None
    assert wav.read(path).channels == (b"\x10" * 160 + b"\xff" * 160, b"\x20" * 320)


def test_a_call_without_sound_leaves_no_file(tmp_path: Path) -> None:
    assert recording.save(PhoneCall("CA", Timeline()), tmp_path / "one.wav") is None
    assert list(tmp_path.iterdir()) == []
