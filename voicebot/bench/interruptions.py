"""What stops the bot, or makes it answer, without a caller's word; and callers who cannot stop it: counted.

The bot gives one long answer in its own voice, in virtual time, while something sounds: a background, its own
echo, a listener's 'ja'. A stop is false when the bot does not go on by itself. Whisper is real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from audio_fixtures.background import BACKGROUNDS, echo, mix, television
from audio_fixtures.line import LINES, through
from audio_fixtures.voice import RATE, speak
from voicebot.audio.frames import FRAME_SECONDS, seconds, split
from voicebot.audio.vad import VoiceActivity
from voicebot.audio.wav import read
from voicebot.bench.cut_offs import answered
from voicebot.bench.figures import median
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.fakes import FakeDialogue
from voicebot.call.ports import Synthesizer, Transcriber
from voicebot.call.replies import Reply
from voicebot.call.rules import CallRules
from voicebot.evaluation.metrics import share
from voicebot.replay.virtual import Caller, Played, VirtualHouse, recording, speakerphone
from voicebot.settings import ROOT

RULES = CallRules("Dag.", "bench", idle=1000.0)
ANSWER = Reply(
    (
        "U kunt uw polis op elk moment opzeggen, met een opzegtermijn van een maand. "
        "Dat kan op de website, in de app, of met een brief aan ons postadres in Utrecht. "
        "Te veel betaalde premie krijgt u binnen veertien dagen terug op uw eigen rekening. "
        "Daarna krijgt u van ons een bevestiging, zodat u altijd kunt laten zien dat het geregeld is.",
    )
)
ANSWER_AT = 1.0  # stream seconds: the answer has begun
SOUNDS_FOR = 15.0  # seconds of a background under it; it lasts about 20 s
SETTLES = 12.0  # seconds after that in which the bot may go on
ALONE_SECONDS = 60.0  # of each background while the bot is silent (issue 4)
LOUD_TELEVISION_DBFS = -32.0  # 12 dB below a caller, right beside the telephone
ECHO_DB, ECHO_DELAYS = -20.0, (0.12, 0.18, 0.25)  # a speakerphone, issue 4
LISTENING = ("Ja.", "Hm.", "Oké.", "Ja ja.")
SAID_AT = (2.0, 6.5)  # seconds into the answer
CALLERS = (
    "barge_in/medewerker", "burglary/inbraak", "claim/schade", "complaint/klacht", "order_status/vraag",
    "order_status/nummer", "person_in_form/medewerker", "policy_question/vraag", "short_answer/bestelling",
    "short_answer/nee", "robot_question/vraag", "noisy_line/vraag",
)  # fmt: skip

Sounds = dict[str, Callable[[float, int], bytes]]
SOUNDS: Sounds = BACKGROUNDS | {"loud television": partial(television, level_dbfs=LOUD_TELEVISION_DBFS)}


@dataclass(frozen=True, slots=True)
class Case:
    """Something that sounds while the bot speaks. kind: as the figures name it. ends: stream seconds."""

    kind: str
    caller: Caller
    ends: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the bot's answer. stopped: how often. resumed: as often as it was stopped, and nobody
    was answered. silent: seconds from the first stop until it went on, None when it did not.
    """

    kind: str
    stopped: int
    resumed: bool
    silent: float | None


class Stage:
    """Where the cases are played: a house with a long answer."""

    def __init__(self, ear: Transcriber, synthesizer: Synthesizer, hearing: Callable[[bytes], float]) -> None:
        """``hearing``: seconds that the text of some sound takes."""
        self._house = VirtualHouse(ear, FakeDialogue(default=ANSWER), synthesizer, hearing)

    def answer(self, case: Case) -> Outcome:
        """The case over the bot's answer. Raises what the parts raise."""
        played = self._play(case.caller, case.ends + SETTLES)
        stops = [at for at, _ in played.times(do.StopPlayback)]
        resumes = [entry.at for entry in played.entries if entry.rule_id == "B-04"]
        taken = answered(played) + [entry.at for entry in played.entries if entry.rule_id.startswith("H-")]
        silent = resumes[0] - stops[0] if stops and resumes else None
        return Outcome(
            case.kind,
            len(stops),
            len(resumes) >= len(stops) and not taken,
            None if silent is None else round(silent, 2),
        )

    def cut_off_after(self, said: bytes, delay: float | None) -> float | None:
        """Seconds from a caller's first voiced frame over the answer to the bot's silence; None: it spoke on.

        ``delay``: of the bot's echo behind it, None for none.
        """
        begins = ANSWER_AT + SAID_AT[0]
        caller = recording(said, begins)
        played = self._play(
            caller if delay is None else _with_echo(caller, delay), begins + seconds(said) + 1
        )
        first = begins + first_voiced(said)
        stops = [at for at, _ in played.times(do.StopPlayback) if at > first]
        return round(stops[0] - first, 3) if stops else None

    def alone(self, sound: bytes) -> dict[str, int]:
        """What a background brings about while the bot is silent."""
        house = VirtualHouse(
            self._house.transcriber, FakeDialogue(), self._house.synthesizer, self._house.hearing
        )
        played = house.play(RULES, recording(sound, 2.0), 2.0 + seconds(sound) + 3.0)
        asked = [command for _, command in played.times(do.AskDialogue)]
        people = [entry for entry in played.entries if entry.rule_id.startswith("H-")]
        return {
            "turns": len(asked),
            "unclear": len(answered(played)) - len(asked),
            "to_person": len(people),
            "transcripts": len(played.times(do.Transcribe)),
        }

    def _play(self, caller: Caller, length: float) -> Played:
        keys = [ev.KeyPressed(0.1, key) for key in "1#"]
        return self._house.play(RULES, caller, length, keys)


def cases() -> Iterator[Case]:
    """Everything that must not stop the bot for good. Raises VoiceError without espeak-ng and MBROLA."""
    for name, make in SOUNDS.items():
        for seed in (1, 2, 3):
            sound = make(SOUNDS_FOR, seed)
            yield Case(name, recording(sound, ANSWER_AT), ANSWER_AT + SOUNDS_FOR)
    for delay in ECHO_DELAYS:
        yield Case("echo", _with_echo(recording(b""), delay), ANSWER_AT + SOUNDS_FOR)
    for number, text in enumerate(LISTENING):
        for at in SAID_AT:
            sound = through(speak(text, pitch=45 + 5 * number), RATE, LINES["good"], number)
            begins = ANSWER_AT + at
            yield Case("listening", recording(sound, begins), begins + seconds(sound))


def callers() -> list[bytes]:
    """Callers who mean it. Raises WavError."""
    return [read(ROOT / "audio_fixtures" / f"{name}.wav").mono for name in CALLERS]


def first_voiced(said: bytes) -> float:
    """Seconds to the first frame that webrtcvad (mode 2) calls voiced. Raises StopIteration without any."""
    vad = VoiceActivity(2)
    return next(number for number, frame in enumerate(split(said)) if vad.voiced(frame)) * FRAME_SECONDS


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Rates over all cases, and by kind."""
    kinds = dict.fromkeys(one.kind for one in outcomes)
    false = sum(not one.resumed for one in outcomes)
    return {
        "false_barge_in_rate": round(share(false, len(outcomes)), 4) if outcomes else None,
        "stopped_rate": round(share(sum(one.stopped > 0 for one in outcomes), len(outcomes)), 4),
        "false_barge_ins": {kind: _of([one for one in outcomes if one.kind == kind]) for kind in kinds},
    }


def _of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    silent = [one.silent for one in outcomes if one.silent is not None]
    return {
        "cases": len(outcomes),
        "stopped": sum(one.stopped > 0 for one in outcomes),
        "not_resumed": sum(not one.resumed for one in outcomes),
        "silent_s": median(silent),
        "silent_max_s": max(silent, default=None),
    }


def missed(after: Iterable[float | None]) -> dict[str, Any]:
    """Callers whom the bot did not let speak, and how soon it fell silent for the others."""
    listed = list(after)
    heard = [one for one in listed if one is not None]
    return {
        "callers": len(listed),
        "missed": len(listed) - len(heard),
        "after_s": median(heard),
        "after_max_s": max(heard, default=None),
    }


def _with_echo(caller: Caller, delay: float) -> Caller:
    return speakerphone(caller, delay, lambda said, bot: mix(said, echo(bot, 0.0, ECHO_DB)))
