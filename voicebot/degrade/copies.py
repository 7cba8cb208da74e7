"""Writes the versions of recordings and of whole scenarios, their YAML's comments kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from voicebot.audio import files, wav
from voicebot.degrade.effects import Source, degrade
from voicebot.degrade.recipe import Recipe
from voicebot.replay.scenario import Scenario, load

NOT_SCENARIOS = ("recordings.yaml",)


@dataclass(frozen=True, slots=True)
class Made:
    """One version: the file, its recipe, how many recordings went through it."""

    path: Path
    recipe: Recipe
    recordings: int


def inputs(paths: Sequence[Path]) -> list[Path]:
    """Recordings and scenarios, those of folders in the order of their names."""
    return [file for path in paths for file in (sorted(_inside(path)) if path.is_dir() else [path])]


def versions(path: Path, recipes: Sequence[Recipe], out: Path, seed: int) -> Iterator[Made]:
    """Make all versions of one recording or scenario in ``out``.

    Of a stereo recording (caller left, bot right) both sides are written, the caller's changed. Raises
    WavError and ScenarioError, which name the file, and OSError.
    """
    if path.suffix not in (".yaml", ".yml"):
        recording = files.read(path)
        for recipe in recipes:
            to = out / f"{path.stem}--{recipe.name}.wav"
            caller = degrade(Source(*recording.channels), recipe, seed)
            wav.write(to, [caller, *recording.channels[1:]], mulaw=True)
            yield Made(to, recipe, 1)
        return
    scenario = load(path)
    for recipe in recipes:
        yield _scenario(scenario, recipe, out, seed)


def _scenario(scenario: Scenario, recipe: Recipe, out: Path, seed: int) -> Made:
    name = f"{scenario.name}--{recipe.name}"
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # no line of the original is folded
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(scenario.path.read_text(encoding="utf-8"))
    document["name"] = name
    tags = document.get("tags") or []
    known = [str(tag) for tag in ([tags] if isinstance(tags, str) else tags)]
    kept = [tag for tag in known if not tag.startswith(("noise:", "line:", "degraded:", "from:"))]
    document["tags"] = [*kept, f"from:{scenario.name}", *recipe.tags]
    written = 0
    for step, entry in zip(scenario.steps, document["steps"], strict=True):
        if step.audio:
            file = f"{name}/{Path(step.file).stem}.wav"
            wav.write(out / file, [degrade(Source(step.audio), recipe, seed)], mulaw=True)
            entry["say"] = file
            written += 1
    path = out / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(document, stream)
    return Made(path, recipe, written)


def _inside(folder: Path) -> Iterator[Path]:
    """Scenarios, or where there are none the recordings."""
    scenarios = [file for file in folder.glob("*.yaml") if file.name not in NOT_SCENARIOS]
    yield from scenarios or (file for file in folder.iterdir() if file.suffix.lower() in files.SUFFIXES)
