import hashlib
import json
import sys
from pathlib import Path

import pytest

from voicebot.speech import weights
from voicebot.speech.weights import WeightFile, WeightsError, model_path

BIG = bytes(range(256)) * 8


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with a model in two parts, in place of the real ones."""
    data = tmp_path / "site" / "toy_weights" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("")
    (data / "model.bin.part1").write_bytes(BIG[:1000])
    (data / "model.bin.part2").write_bytes(BIG[1000:])
    (data / "config.json").write_text("{}")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "toy_weights", raising=False)
    parts = tuple(("toy_weights", f"data/model.bin.part{number}") for number in (1, 2))
    config = WeightFile(
        "config.json", hashlib.sha256(b"{}").hexdigest(), (("toy_weights", "data/config.json"),)
    )
    model = WeightFile("model.bin", hashlib.sha256(BIG).hexdigest(), parts)
    monkeypatch.setattr(weights, "BASE", (model, config))
    return data


def test_base_is_joined_once_and_named_by_its_hash(package: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    folder = Path(model_path("base", tmp_path / "cache", lines.append))
    assert folder.parent == tmp_path / "cache" / "models"
    assert folder.name == f"whisper-base-{hashlib.sha256(BIG).hexdigest()[:12]}"
    assert (folder / "model.bin").read_bytes() == BIG
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert lines[-1].endswith("is ready")

    lines.clear()
    (package / "model.bin.part1").unlink()  # not needed any more
    assert model_path("base", tmp_path / "cache", lines.append) == str(folder)
    assert lines == []


@pytest.mark.parametrize("damage", ["truncated", "gone", "stamp"])
def test_a_damaged_folder_is_made_again(package: Path, tmp_path: Path, damage: str) -> None:
    folder = Path(model_path("base", tmp_path))
    if damage == "truncated":
        (folder / "model.bin").write_bytes(BIG[:-1])
    elif damage == "gone":
        (folder / "config.json").unlink()
    else:
        stamp = json.loads((folder / "verified.json").read_text())
        stamp["model.bin"]["sha256"] = "0" * 64
        (folder / "verified.json").write_text(json.dumps(stamp))
    lines: list[str] = []
    model_path("base", tmp_path, lines.append)
    assert "damaged" in lines[0]
    assert (folder / "model.bin").read_bytes() == BIG
    assert (folder / "config.json").read_text() == "{}"


def test_verify_finds_a_flipped_byte_of_the_same_size(package: Path, tmp_path: Path) -> None:
    folder = Path(model_path("base", tmp_path))
    (folder / "model.bin").write_bytes(BIG[:-1] + b"\0")
    model_path("base", tmp_path)
    assert (folder / "model.bin").read_bytes() != BIG
    lines: list[str] = []
    model_path("base", tmp_path, lines.append, verify=True)
    assert (folder / "model.bin").read_bytes() == BIG
    assert "model.bin has SHA-256" in lines[0]
    assert "made again" in lines[0]


def test_a_wrong_part_is_named_and_leaves_nothing_behind(package: Path, tmp_path: Path) -> None:
    (package / "model.bin.part2").write_bytes(b"\0" + BIG[1001:])
    with pytest.raises(WeightsError, match=r"model\.bin joined from .*part2 has SHA-256 .*make setup"):
        model_path("base", tmp_path / "cache")
    assert list((tmp_path / "cache" / "models").iterdir()) == []


def test_a_missing_part_is_named(package: Path, tmp_path: Path) -> None:
    (package / "model.bin.part2").unlink()
    with pytest.raises(WeightsError, match=r"model\.bin\.part2 is missing .*make setup"):
        model_path("base", tmp_path / "cache")


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = WeightFile("model.bin", "0" * 64, (("no_such_weights", "data/x"),))
    monkeypatch.setattr(weights, "BASE", (file,))
    with pytest.raises(WeightsError, match=r"no-such-weights .*not installed; run `make setup`"):
        model_path("base", tmp_path)


def test_a_cache_that_cannot_be_written_is_explained(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WeightsError, match="VOICEBOT_CACHE_DIR"):
        model_path("base", tmp_path / "file")


def test_a_folder_is_used_as_it_is_when_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(WeightsError, match=r"lacks tokenizer\.json"):
        model_path(str(tmp_path), tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    assert model_path(str(tmp_path), tmp_path) == str(tmp_path)


@pytest.mark.parametrize("setting", ["/no/such/folder", "./nope", "~/nope-at-all", ""])
def test_a_folder_that_is_not_there_is_no_model_name(setting: str, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="VOICEBOT_WHISPER_MODEL"):
        model_path(setting, tmp_path)


@pytest.mark.parametrize("name", ["small", "large-v3-turbo", "Systran/faster-whisper-small"])
def test_other_names_are_left_to_faster_whisper(name: str, tmp_path: Path) -> None:
    assert model_path(name, tmp_path) == name


def test_the_command_says_where_the_model_is_or_one_line_of_what_is_wrong(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert weights.main(["--model", "base", "--cache-dir", str(tmp_path / "cache")]) == 0
    assert "Whisper model: " in capsys.readouterr().out
    assert weights.main(["--model", "small", "--cache-dir", str(tmp_path / "cache")]) == 0
    assert "hub" in capsys.readouterr().out
    (folder,) = (tmp_path / "cache" / "models").iterdir()
    (folder / "model.bin").write_bytes(BIG[:-1] + b"\0")
    assert weights.main(["--model", "base", "--cache-dir", str(tmp_path / "cache"), "--quick"]) == 0
    assert "damaged" not in capsys.readouterr().out
    assert weights.main(["--model", "base", "--cache-dir", str(tmp_path / "cache")]) == 0
    out = capsys.readouterr().out
    assert "damaged (model.bin has SHA-256" in out and "Whisper model: " in out
    assert (folder / "model.bin").read_bytes() == BIG
    assert weights.main(["--model", "./nope"]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert errors[0].startswith("weights: error: ")


def test_the_command_names_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICEBOT_WHISPER_BEAM", "none")
    assert weights.main([]) == 1
    assert "VOICEBOT_WHISPER_BEAM" in capsys.readouterr().err
