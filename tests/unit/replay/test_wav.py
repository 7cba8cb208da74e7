import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio import wav

SOUND = bytes(range(256)) * 2


@given(st.binary(min_size=1, max_size=700), st.booleans())
def test_mono_comes_back(sound: bytes, mulaw: bool) -> None:
    back = wav.parse(wav.encode([sound], mulaw=mulaw)).mono
    # μ-law has two zeros; linear samples keep only one of them.
    assert back == (sound if mulaw else sound.replace(b"\x7f", b"\xff"))


@given(st.binary(min_size=1, max_size=300), st.binary(max_size=300), st.booleans())
def test_stereo_keeps_sides_apart_and_fills_the_shorter(left: bytes, right: bytes, mulaw: bool) -> None:
    back = wav.parse(wav.encode([left, right], mulaw=mulaw))
    longest = max(len(left), len(right))
    for got, given_ in zip(back.channels, (left, right), strict=True):
        want = given_ + b"\xff" * (longest - len(given_))
        assert got == (want if mulaw else want.replace(b"\x7f", b"\xff"))


@given(st.binary(max_size=200))
def test_any_bytes_give_sound_or_one_clear_error(data: bytes) -> None:
    with pytest.raises(wav.WavError):
        wav.parse(data)


@given(st.integers(0, 60), st.binary(min_size=1, max_size=4))
def test_a_damaged_header_gives_sound_or_one_clear_error(at: int, damage: bytes) -> None:
    data = bytearray(wav.encode([SOUND]))
    data[at : at + len(damage)] = damage
    try:
        assert wav.parse(bytes(data)).channels
    except wav.WavError as error:
        assert str(error)


@given(st.integers(0, 44 + 2 * len(SOUND) - 1))
def test_every_cut_is_noticed(length: int) -> None:
    with pytest.raises(wav.WavError):
        wav.parse(wav.encode([SOUND])[:length])


def header(tag: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16) -> bytes:
    return b"fmt " + struct.pack("<IHHIIHH", 16, tag, channels, rate, 0, 0, bits)


def file(*parts: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 4 + sum(map(len, parts))) + b"WAVE" + b"".join(parts)


DATA = b"data" + struct.pack("<I", 4) + b"\0\0\0\0"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (file(header(rate=16000), DATA), "16000 Hz"),
        (file(header(tag=3, bits=32), DATA), "format 3 with 32 bits"),
        (file(header(channels=6), DATA), "6 channels"),
        (file(header(), b"data" + struct.pack("<I", 0)), "no sound"),
        (file(header()), "no sound"),
        (file(DATA), "no format"),
        (file(b"fmt " + struct.pack("<I", 2) + b"\0\0", DATA), "too short"),
        (file(header(), b"data" + struct.pack("<I", 9) + b"\0\0"), "cut off"),
        (file(header(), b"data" + struct.pack("<I", 3) + b"\0\0\0\0"), "middle of a sample"),
        (b"ID3 an mp3 file", "not a WAV"),
    ],
)
def test_says_what_is_wrong(data: bytes, words: str) -> None:
    with pytest.raises(wav.WavError, match=words):
        wav.parse(data)


def test_unknown_parts_are_passed_over() -> None:
    extra = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    assert wav.parse(file(extra, header(), extra, DATA)).mono == b"\xff\xff"


def test_two_channels_are_no_callers_recording() -> None:
    with pytest.raises(wav.WavError, match="two channels"):
        _ = wav.parse(wav.encode([b"a", b"b"])).mono


@pytest.mark.parametrize("channels", [[], [b""], [b"a", b"b", b"c"]])
def test_refuses_to_write_what_is_no_telephone_sound(channels: list[bytes]) -> None:
    with pytest.raises(wav.WavError):
        wav.encode(channels)


def test_files(tmp_path) -> None:
    path = tmp_path / "new" / "call.wav"
    wav.write(path, [SOUND], mulaw=True)
    assert wav.read(path).mono == SOUND
    path.write_bytes(b"RIFF")
    with pytest.raises(wav.WavError, match=r"call\.wav: not a WAV"):
        wav.read(path)
    with pytest.raises(wav.WavError, match=r"gone\.wav: cannot be read"):
        wav.read(tmp_path / "gone.wav")
