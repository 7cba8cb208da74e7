"""`python -m voicebot.replay.example FOLDER`: a small invented run, to look at what a result holds.

Four calls: one that went as it must, one with failed expectations, one with a barge-in, one whose line broke.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

from voicebot.audio import wav
from voicebot.audio.codec import pcm16_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE, SILENCE_BYTE
from voicebot.replay import result_file
from voicebot.replay.results import (
    FORMAT,
    CallResult,
    Checked,
    Cleared,
    Draft,
    Entry,
    Event,
    Latency,
    Mark,
    Models,
    Run,
    Said,
    ScenarioFacts,
    Span,
    Spoken,
    Turn,
    Wall,
    Written,
)

_DISCLOSURE = "Goedendag. U spreekt met de digitale assistent van De Voorbeeldwinkel, een computer."
_QUESTION = "Ik wil graag weten waar mijn bestelling blijft."


def example() -> Run:
    """The run."""
    models = Models(
        "base int8 beam=5 window=10/15/30s",
        "gmw/nl, rate 150",
        "example.tar.gz",
        "0" * 64,
        "1" * 40,
        False,
        "2" * 64,
        {"vad_aggressiveness": 2, "patience": 1.0},
    )
    calls = (
        _call("order_status", heard=_QUESTION, errors=0, outcome="solved"),
        _call(
            "order_status_noisy",
            heard="Ik wil waar mijn bestelling blijft.",
            errors=2,
            outcome="handed_over",
            noise="babble",
            line="gsm",
        ),
        _call("order_barge_in", heard=_QUESTION, errors=0, outcome="solved", cut=True),
        _call(
            "order_lost", heard="", errors=8, outcome=None, problem="the bot neither speaks nor ends the call"
        ),
    )
    return Run(FORMAT, "virtual", 1.0, "2026-11-25T10:00:00+01:00", models, ("disclosure_first",), calls)


def write(folder: Path) -> Path:
    """The run with its recordings in a folder. Raises OSError."""
    run = example()
    for call in run.calls:
        caller = _tone([said.span for said in call.said], call.seconds, 220.0)
        bot = _tone([spoken.span for spoken in call.spoken], call.seconds, 330.0)
        wav.write(folder / str(call.recording), [caller, bot])
    whole = dict.fromkeys((call.id for call in run.calls), 1.5)
    wall = Wall(
        FORMAT, "2026-11-25T08:15:02+00:00", "2026-11-25T08:15:08+00:00", 6.0, 31.0, 2, "2 × example", whole
    )
    result_file.save_wall(wall, folder)
    return result_file.save(run, folder)


def _call(
    name: str,
    *,
    heard: str,
    errors: int,
    outcome: str | None,
    cut: bool = False,
    problem: str | None = None,
    noise: str = "",
    line: str = "",
) -> CallResult:
    asked, answered = Span(6.9, 9.6), Span(10.61, 15.4)
    latency = Latency(0.46, 0.0, 0.04, 0.03, 0.53)
    said = Said(
        9,
        "say",
        _QUESTION,
        "order_status/vraag.wav",
        asked,
        heard,
        8,
        errors,
        0.2,
        False,
        "order_status",
        (1,),
    )
    turn = Turn(
        1,
        "voice",
        Span(7.02, 9.5),
        10.3,
        heard,
        0.84,
        None if heard else "no_speech",
        "T-03",
        2,
        9.96,
        "order_status" if heard else None,
        0.97,
        {"wish": "order_status"},
        "order_number",
        "D-11",
        latency if heard else None,
        (Draft(1, 8.2, 1.2, False, True), Draft(2, 9.74, 2.6, False, False, heard)),
    )
    answer = "Dat zoek ik voor u op. Wat is uw bestelnummer?"
    spoken = [Spoken(_DISCLOSURE, Span(0.01, 5.8), True, _DISCLOSURE, True)]
    if heard:
        until = answered if not cut else Span(answered.start, 12.3)
        spoken.append(Spoken(answer, until, not cut, answer if not cut else "Dat zoek ik voor u op."))
    understood = Entry(
        10.34,
        "understood",
        "D-11",
        "example.tar.gz",
        {"turn": 1, "intent": "order_status", "confidence": 0.97},
    )
    rate = errors / 8
    checks = (
        Checked("disclosure", "disclosure proven heard", True),
        Checked(
            "transcript",
            f"heard: {_QUESTION}",
            rate <= 0.2,
            f"word error rate {rate:.2f}, allowed 0.20",
            9,
            0,
            6.9,
        ),
        Checked("outcome", "outcome: solved", outcome == "solved", f"found: {outcome or 'none stored'}", 12),
        Checked("never", "never: personal data before identification", True),
    )
    return CallResult(
        id=name,
        key=name.ljust(64, "0"),
        seconds=18.0,
        said=(said,),
        vad=(asked,),
        turns=(turn,),
        scenario=ScenarioFacts(
            name, f"{name}.yaml", "Asks where an order is.", ("order",), "mbrola nl2", noise, line
        ),
        spoken=tuple(spoken),
        marks=(Mark(5.82, "1"), *(() if cut else (Mark(15.42, "2"),))),
        cleared=(Cleared(12.3, 0.4, "speech"),) if cut else (),
        line=(Event(0.0, "stream"), Event(18.0, "hang_up")),
        ledger=(understood,),
        outcome=outcome,
        rule="O-03" if outcome == "solved" else None,
        queue=None,
        ticket=None,
        written=(Written("sent", "outbox", "Bestelling 42073 komt morgen."),) if outcome == "solved" else (),
        checks=checks,
        problem=problem,
        recording=f"audio/{name}.wav",
    )


def _tone(spans: list[Span], seconds: float, hertz: float) -> bytes:
    sound = bytearray(SILENCE_BYTE * round(seconds * SAMPLE_RATE))
    for span in spans:
        first, last = round(span.start * SAMPLE_RATE), round(span.end * SAMPLE_RATE)
        samples = (
            int(6000 * math.sin(2 * math.pi * hertz * at / SAMPLE_RATE) * math.sin(math.pi * at / 1600) ** 2)
            for at in range(last - first)
        )
        sound[first:last] = pcm16_to_mulaw(
            b"".join(value.to_bytes(2, "little", signed=True) for value in samples)
        )
    return bytes(sound)


if __name__ == "__main__":
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else "build/replay/20261125T081502Z")))
