"""Sounds over the bot's speech that mean nothing: whether they cut it off, and whether it then goes on.

In virtual time (`voicebot.replay.virtual`) with the real ear and the real voice; only the dialogue is a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from audio_fixtures.background import BACKGROUNDS, echo, mix, television
from audio_fixtures.line import LINES, through
from audio_fixtures.voice import RATE, speak
from voicebot.audio.frames import FRAME_SECONDS, seconds
from voicebot.bench.script import KEYS, Script, rules
from voicebot.call import commands as do
from voicebot.call.ports import Synthesizer, Transcriber
from voicebot.call.replies import Reply
from voicebot.replay.virtual import Caller, VirtualHouse, recording, speakerphone

ANSWER = Reply(  # about 20 s, no question in it
    (
        "U kunt uw polis op elk moment opzeggen, met een opzegtermijn van een maand. "
        "Dat kan op de website, in de app, of met een brief aan ons postadres in Utrecht. "
        "Te veel betaalde premie krijgt u binnen veertien dagen terug op uw eigen rekening. "
        "Daarna krijgt u van ons een bevestiging, zodat u altijd kunt laten zien dat het geregeld is.",
    )
)
STARTS = (4.0, 7.5, 11.0)  # stream seconds, within the answer
BACK_CHANNELS = ("Ja.", "Hm.", "Oké.")
ECHO_DELAYS = (0.12, 0.18, 0.25)  # seconds; issue 4
OVER_SECONDS = 10.0
CALL_SECONDS = 45.0  # the answer twice, in case that it begins again
PHANTOM_SECONDS = 60.0
LOUD_TELEVISION = "television_loud"
LOUD_DBFS = -32.0  # in the same room as the caller, turned up: for the record, no bar


@dataclass(frozen=True, slots=True)
class Trial:
    """One sound over the answer. stopped: it cut the bot off. resumed: afterwards the bot said the rest."""

    name: str
    stopped: bool
    resumed: bool


def trials(whisper: Transcriber, voice: Synthesizer, seed: int) -> Iterator[Trial]:
    """Each background, the bot's echo at each delay, and each back-channel at three moments.

    Raises VoiceError without MBROLA.
    """
    silence = recording(b"")
    for name, make in BACKGROUNDS.items():
        yield _trial(name, whisper, voice, recording(make(OVER_SECONDS, seed), STARTS[0]))
    for delay in ECHO_DELAYS:
        caller = speakerphone(silence, delay, lambda said, bot: mix(said, echo(bot, 0.0)))
        yield _trial(f"echo {round(delay * 1000)} ms", whisper, voice, caller)
    for number, word in enumerate(BACK_CHANNELS):
        for start in STARTS:
            sound = through(speak(word, pitch=40 + 10 * number), RATE, LINES["good"], seed)
            yield _trial(f"{word} {start} s", whisper, voice, recording(sound, start))


def phantom_turns(whisper: Transcriber, voice: Synthesizer, seed: int) -> dict[str, float]:
    """Turns that reach the dialogue from 60 s of each background while the bot is silent, by its name."""
    kinds: dict[str, Callable[[float, int], bytes]] = dict(BACKGROUNDS)
    kinds[LOUD_TELEVISION] = partial(television, level_dbfs=LOUD_DBFS)
    found = {}
    for name, make in kinds.items():
        house = VirtualHouse(whisper, Script(Reply(("Goed.",))), voice)
        sound = recording(make(PHANTOM_SECONDS, seed), STARTS[0])
        played = house.play(rules(), sound, STARTS[0] + PHANTOM_SECONDS + 3.0)
        found[name] = float(len(played.times(do.AskDialogue)))
    return found


def _trial(name: str, whisper: Transcriber, voice: Synthesizer, caller: Caller) -> Trial:
    script = Script(ANSWER)
    played = VirtualHouse(whisper, script, voice).play(rules(), caller, CALL_SECONDS, KEYS)
    stops = [at for at, _ in played.times(do.StopPlayback)]
    plays = [at for at, _ in played.times(do.Play)]
    spoke_on = not stops or plays[-1] > stops[-1]
    return Trial(name, bool(stops), bool(stops) and spoke_on and script.turns == 0)
