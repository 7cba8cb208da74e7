import pytest

from voicebot.audio.frames import FRAME_BYTES, seconds
from voicebot.call.ports import NotWanted, PartError, Synthesizer, Transcriber, Transcript
from voicebot.speech.fakes import FakeSynthesizer, FakeTranscriber


def test_the_transcriber_follows_its_script() -> None:
    unclear = Transcript("", 0.0, "unclear", "fake")
    fake = FakeTranscriber(["Ja.", unclear, PartError("gone")])
    port: Transcriber = fake
    assert port.transcribe(b"12", "hint").text == "Ja."
    assert port.transcribe(b"") is unclear
    with pytest.raises(PartError, match="gone"):
        port.transcribe(b"")
    assert port.transcribe(b"").rejected == "no_speech"
    assert fake.heard[0] == (2, "hint")


def test_the_transcriber_gives_up_and_takes_several_turns() -> None:
    port: Transcriber = FakeTranscriber(["een", "twee"])
    with pytest.raises(NotWanted):
        port.transcribe(b"", wanted=lambda: False)
    assert [heard.text for heard in port.transcribe_batch([b"1", b"2"])] == ["een", "twee"]
    assert port.window(b"1") == port.window(b"2" * 80000)


def test_the_synthesizer_takes_its_time_a_character() -> None:
    fake = FakeSynthesizer(50)
    port: Synthesizer = fake
    sound = port.synthesize("tien tekens"[:10], fixed=True)
    assert seconds(sound) == 0.5
    assert len(port.synthesize("")) == FRAME_BYTES
    assert fake.said == [("tien teken", True), ("", False)]
    assert fake.ready()
    fake.broken = True
    with pytest.raises(PartError):
        port.synthesize("x")
