"""Which calls a replay plays: scenarios found, read, chosen and numbered; what cannot be used is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicebot.replay.assemble import call_id
from voicebot.replay.results import FORMAT, Models, Skipped
from voicebot.replay.scenario import Scenario, ScenarioError, load

_SUFFIXES = ("*.yaml", "*.yml")
_NO_SCENARIOS = frozenset({"recordings.yaml"})  # the list from which the fixtures' recordings are made


@dataclass(frozen=True, slots=True)
class Job:
    """One call to be played. key: SHA-256 of all that it comes from; sha256: of the scenario and its
    recordings alone; file: as it was named, for people.
    """

    path: Path
    file: str
    name: str
    nth: int
    key: str
    sha256: str = ""

    @property
    def id(self) -> str:
        """The call's id in its run."""
        return call_id(self.name, self.nth)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of the scenarios. words: any of them stands in name or description. tags: all of them are there.

    names: only these calls (by id), None: all. repeat: how often each.
    """

    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    names: frozenset[str] | None = None
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls to play, in order, and the input that cannot be used."""

    jobs: tuple[Job, ...]
    skipped: tuple[Skipped, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all keys: another plan has another one."""
        return hashlib.sha256("\n".join(f"{job.id} {job.key}" for job in self.jobs).encode()).hexdigest()


def plan(paths: Iterable[Path], chosen: Chosen, *, common: bytes) -> Plan:
    """Read all scenarios in files and folders. ``common``: what the calls have in common, for their keys."""
    jobs: list[Job] = []
    skipped: list[Skipped] = []
    names: dict[str, str] = {}
    for path, file in _files(paths):
        try:
            scenario = load(path)
        except ScenarioError as error:
            skipped.append(Skipped(file, str(error)))
            continue
        if scenario.name in names:
            problem = (
                f"{path}:1: the name {scenario.name!r} is that of {names[scenario.name]} too; change one"
            )
            skipped.append(Skipped(file, problem))
            continue
        names[scenario.name] = file
        if not _is_chosen(scenario, chosen):
            continue
        sha256 = _content(scenario)
        for nth in range(1, chosen.repeat + 1):
            key = hashlib.sha256(common + f"\0{nth}\0{sha256}".encode()).hexdigest()
            job = Job(path, file, scenario.name, nth, key, sha256)
            if chosen.names is None or job.id in chosen.names:
                jobs.append(job)
    return Plan(tuple(jobs), tuple(skipped))


def common(models: Models, now: str, rules: Sequence[Path]) -> bytes:
    """What bears on every call of a run: its models, its time, the rules for all calls. Raises OSError."""
    told = (str(FORMAT), models.whisper, models.voice, models.rasa_inputs, models.code, now,
            *(f"{name}={value}" for name, value in sorted(models.settings.items())))  # fmt: skip
    return b"\0".join([*(text.encode() for text in told), *(path.read_bytes() for path in rules)])


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file once, with its name relative to the folder that was given."""
    seen = set()
    for given in paths:
        found = (
            sorted(file for suffix in _SUFFIXES for file in given.rglob(suffix))
            if given.is_dir()
            else [given]
        )
        for file in found:
            if file.name not in _NO_SCENARIOS and file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, (file.relative_to(given).as_posix() if given.is_dir() else file.name)


def _is_chosen(scenario: Scenario, chosen: Chosen) -> bool:
    text = f"{scenario.name} {scenario.description}".lower()
    worded = not chosen.words or any(word.lower() in text for word in chosen.words)
    return worded and set(chosen.tags) <= set(scenario.tags)


def _content(scenario: Scenario) -> str:
    digest = hashlib.sha256()
    for file in scenario.files:
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
