from pathlib import Path

import pytest

from voicebot.call.delivery import NORMAL, Delivery
from voicebot.call.ports import PartError
from voicebot.speech.fakes import FakeSynthesizer
from voicebot.speech.prompt_cache import CachedSynthesizer


def test_a_fixed_prompt_is_spoken_once_even_by_another_process(tmp_path: Path) -> None:
    inner = FakeSynthesizer()
    cached = CachedSynthesizer(inner, tmp_path / "prompts")
    first = cached.synthesize("Goedendag.", fixed=True)
    assert cached.synthesize("Goedendag.", fixed=True) == first
    assert CachedSynthesizer(inner, tmp_path / "prompts").synthesize("Goedendag.", fixed=True) == first
    assert inner.said == [("Goedendag.", True)]
    assert first == FakeSynthesizer().synthesize("Goedendag.")


def test_what_is_said_to_one_caller_is_not_kept(tmp_path: Path) -> None:
    inner = FakeSynthesizer()
    cached = CachedSynthesizer(inner, tmp_path / "prompts")
    for _ in range(2):
        cached.synthesize("Uw pakket komt morgen.")
    assert len(inner.said) == 2
    assert not (tmp_path / "prompts").exists()
    assert cached._recent == {}


def test_another_voice_has_its_own_prompts_and_the_same_words_share_one(tmp_path: Path) -> None:
    one, other = FakeSynthesizer(), FakeSynthesizer(30)
    other.identity = "faster tone"
    long = CachedSynthesizer(one, tmp_path).synthesize("Dag.", fixed=True)
    assert CachedSynthesizer(other, tmp_path).synthesize("Dag.", fixed=True) != long
    cached = CachedSynthesizer(one, tmp_path)
    assert cached.synthesize("Kies  1.", fixed=True) == cached.synthesize("Kies 1.", fixed=True)
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 500])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    inner = FakeSynthesizer()
    sound = CachedSynthesizer(inner, tmp_path).synthesize("Dag.", fixed=True)
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert CachedSynthesizer(inner, tmp_path).synthesize("Dag.", fixed=True) == sound
    assert file.read_bytes() == whole
    assert len(inner.said) == 2


def test_a_folder_that_cannot_be_used_costs_no_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert CachedSynthesizer(FakeSynthesizer(), tmp_path / "file").synthesize("Dag.", fixed=True)


def test_a_file_that_cannot_be_replaced_leaves_no_scratch(tmp_path: Path) -> None:
    cached = CachedSynthesizer(FakeSynthesizer(), tmp_path)
    cached.synthesize("Dag.", fixed=True)
    [file] = tmp_path.iterdir()
    file.unlink()
    (file / "in the way").mkdir(parents=True)
    fresh = CachedSynthesizer(FakeSynthesizer(), tmp_path)
    assert fresh.synthesize("Dag.", fixed=True)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_memory_is_bounded_to_the_last_used(tmp_path: Path) -> None:
    cached = CachedSynthesizer(FakeSynthesizer(), tmp_path, in_memory=2)
    for text in ("een", "twee", "een", "drie"):
        cached.synthesize(text, fixed=True)
    assert len(cached._recent) == 2
    for file in tmp_path.iterdir():
        file.unlink()
    cached.synthesize("een", fixed=True)
    assert list(tmp_path.iterdir()) == []


def test_failures_are_not_kept_and_state_is_passed_on(tmp_path: Path) -> None:
    inner = FakeSynthesizer()
    cached = CachedSynthesizer(inner, tmp_path)
    inner.broken = True
    assert not cached.ready()
    with pytest.raises(PartError):
        cached.synthesize("Dag.", fixed=True)
    inner.broken = False
    assert cached.ready()
    assert cached.synthesize("Dag.", fixed=True)
    cached.close()
    assert inner.closed


def test_a_slower_prompt_is_another_one(tmp_path: Path) -> None:
    inner = FakeSynthesizer()
    cached = CachedSynthesizer(inner, tmp_path)
    for way in (NORMAL, Delivery(slower=1), Delivery(slower=1), Delivery(louder=1)):
        cached.synthesize("Goedendag.", fixed=True, delivery=way)
    assert len(inner.said) == 3
