"""What a replay found, as it is kept: one `result.json` a run, its recordings beside it.

    build/replay/<run>/result.json  `Run`: everything about the calls. Played in virtual time, the same
                                    input gives the same bytes.
    build/replay/<run>/wall.json    `Wall`: when it ran and how long it took; differs each time
    build/replay/<run>/audio/*.wav  both sides of a call, 8 kHz 16 bit stereo: the caller left, the bot right
    build/replay/<run>/junit.xml    the expectations, for a build server

<run> is the UTC time of its start, so that names sort by time ('20261125T081502Z'). `result_file.load` reads
a run strictly: what does not fit raises ResultError, which names the file and the field. All times are stream
seconds: 0 is the beginning of the media stream. Rates are 0..1.

To build on this without a replay: `python -m voicebot.replay.example FOLDER` writes a run of a few invented
calls (a passed one, a failed one, a barge-in, a lost line) with recordings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pydantic import ConfigDict

FORMAT = 1  # raise when a reader of the format before would misread it

Value = str | int | float | bool | None
Mode = Literal["virtual", "real"]
Topic = Literal[
    "line", "disclosure", "transcript", "keys", "intent", "slots", "rule", "said", "interrupted", "latency",
    "outcome", "queue", "confirmation", "never",
]  # fmt: skip

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a call, in stream seconds."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Models:
    """What the calls were played with: differs this, a difference of two runs may come from it.

    whisper, voice: names with what bears on their output. rasa: the trained model's file; rasa_inputs:
    SHA-256 of what it was trained from. revision: the git commit, '' outside of git; dirty: the code is not
    as committed there. code: SHA-256 over the code and texts that bear on a call. settings: those that bear
    on one.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    whisper: str
    voice: str
    rasa: str
    rasa_inputs: str
    revision: str
    dirty: bool
    code: str
    settings: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScenarioFacts:
    """Of the scenario. file: its YAML, relative to the folder that was given. speaker, noise, line: what the
    recording is of, for grouping; '' when the scenario does not say. base: the scenario that it was made from
    by degrading or repeating, '' when it is none of these. nth: 1, or more with `--repeat`. sha256: over the
    YAML and its recordings alone.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    name: str
    file: str
    description: str
    tags: tuple[str, ...] = ()
    speaker: str = ""
    noise: str = ""
    line: str = ""
    base: str = ""
    nth: int = 1
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the caller did: a step of the scenario that was played.

    does: 'say' or 'keys'. text: what the recording says, or the keys. heard: what the house made of it, its
    accepted turns joined. words, errors: of the word error rate, after `voicebot.replay.words`; allowed: the
    rate that passes. draft: its transcript was not checked by a person. intent: the one expected of it, None
    when the scenario does not say. turns: ids of the house's turns that lie over it. step: its line in the
    YAML.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    step: int
    does: Literal["say", "keys"]
    text: str
    file: str
    span: Span
    heard: str
    words: int
    errors: int
    allowed: float
    draft: bool = False
    intent: str | None = None
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A transcription that was asked for while or after the caller spoke. at: when; seconds: of sound in it.

    dropped: the caller went on, nobody waited for it. final: the turn was taken to be over already. text:
    what Whisper made of it, None when nobody looked.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    number: int
    at: float
    seconds: float
    final: bool
    dropped: bool
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Latency:
    """Where an answer's time went, in seconds from the caller's last voiced sound to the bot's first.

    In virtual time hearing, dialogue and speech are fixed delays (`voicebot.replay.virtual`), silence is
    real.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    silence: float
    hearing: float
    dialogue: float
    speech: float
    total: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as the house had it. source: 'voice' or 'keys'. span: of the caller's sound in it.

    rejected: why its text was not used, None when it was. decided_at: when it was taken to be over, None when
    nothing was said to it. commit: the number of the draft whose text was used. rule_turn: the rule by which
    it was used or not (T-…). What the dialogue made of it is None, empty or 0 when it was not asked: intent,
    confidence (of the intent), slots, asks (the slot that the answer asks for), rule (D-…). drafts: only in
    virtual time.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    id: int
    source: Literal["voice", "keys"]
    span: Span
    at: float
    text: str
    heard_confidence: float
    rejected: str | None
    rule_turn: str
    commit: int
    decided_at: float | None = None
    intent: str | None = None
    confidence: float = 0.0
    slots: Mapping[str, Value] = field(default_factory=dict)
    asks: str | None = None
    rule: str | None = None
    latency: Latency | None = None
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that the bot began to say. heard: proven by the carrier's mark; heard_text: as much of it as
    was heard. disclosure: it is the disclosure.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    text: str
    span: Span
    heard: bool
    heard_text: str
    disclosure: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """The carrier returned a mark."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    at: float
    name: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The bot's sound was dropped; seconds: how much was still to be played in the carrier's buffer.

    by: 'speech' or 'key' when the caller interrupted (a barge-in, rule B-03), '' when the house stopped
    itself.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    at: float
    seconds: float
    by: Literal["speech", "key", ""]


@dataclass(frozen=True, slots=True)
class Event:
    """Something on the line that is in none of the other lists; what: a value of `timeline.What`."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    at: float
    what: str
    text: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger, as stored."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    at: float
    kind: str
    rule: str
    model: str
    data: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Written:
    """A confirmation. channel: how it went, None until it was written."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    state: str
    channel: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One expectation. name: stable over runs, so that runs can be compared by it. detail: what was found.

    line: in the scenario's YAML (0: it stands in no line, as with a rule for all calls). said: index in
    `CallResult.said` of what it is about, None for the call. at: where in the call to look, None: nowhere.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    topic: Topic
    name: str
    passed: bool
    detail: str = ""
    line: int = 0
    said: int | None = None
    at: float | None = None


@dataclass(frozen=True, slots=True)
class CallResult:
    """One replayed call.

    id: unique in the run and the same in every run: the scenario's name, '#2' behind it for a repeat. key:
    SHA-256 of everything that it came from. seconds: length of its stream. vad: where voice activity was
    found in the caller's sound. rule: by which the call has its outcome. problem: why the scenario was not
    played to its end. recording: file beside the result, None without sound.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    id: str
    key: str
    scenario: ScenarioFacts
    seconds: float
    said: tuple[Said, ...]
    vad: tuple[Span, ...]
    turns: tuple[Turn, ...]
    spoken: tuple[Spoken, ...]
    marks: tuple[Mark, ...]
    cleared: tuple[Cleared, ...]
    line: tuple[Event, ...]
    ledger: tuple[Entry, ...]
    outcome: str | None
    rule: str | None
    queue: str | None
    ticket: str | None
    written: tuple[Written, ...]
    checks: tuple[Checked, ...]
    problem: str | None = None
    recording: str | None = None

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return all(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that could not be used. problem: says file, line where there is one, and what to do."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class Run:
    """One replay. speed: of real time. now: the frozen local time of the calls, ISO 8601, '' in real time.

    never: names of the rules for all calls that were checked. source: the files and folders as they were
    named on the command line.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    format: int
    mode: Mode
    speed: float
    now: str
    models: Models
    never: tuple[str, ...]
    calls: tuple[CallResult, ...]
    skipped: tuple[Skipped, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Wall:
    """What differs each time. started, finished: UTC, ISO 8601. seconds: wall time of the calls alone; whole:
    with the start of the parts. machine: '2 × model'. calls: wall seconds by call id.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    format: int
    started: str
    finished: str
    seconds: float
    whole: float
    workers: int
    machine: str
    calls: Mapping[str, float] = field(default_factory=dict)
