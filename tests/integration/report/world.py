"""Invented runs of any size, from a seed: what callers say, noise, mistakes, barge-ins, and recordings."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

from voicebot.audio import wav
from voicebot.audio.codec import pcm16_to_mulaw
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
    Skipped,
    Span,
    Spoken,
    Turn,
    Wall,
    Written,
)

DISCLOSURE = (
    "Goedendag. U spreekt met de digitale assistent van De Voorbeeldwinkel, een computer. Ik help u met "
    "bestellingen en vragen over uw polis. Wilt u liever een mens? Zeg dan: medewerker, of druk op de nul."
)
TALK = (  # what is said, intent, rule, what the bot answers
    ("Ik wil graag weten waar mijn bestelling blijft.", "order_status", "D-10", "Wat is uw bestelnummer?"),
    ("tweeënveertig, nul, drieënzeventig", "inform", "D-10", "En wat is uw postcode?"),
    (
        "vijfendertig twaalf, Johan Eduard",
        "inform",
        "D-16",
        "Ik zoek bestelling 4 2 0 7 3, postcode 3 5 1 2 J E.",
    ),
    ("Ja, dat is goed.", "affirm", "D-13", "Uw bestelling komt morgen, tussen 10 en 12 uur."),
    ("Nee, dank u wel.", "deny", "D-06", "Bedankt voor het bellen. Tot ziens."),
)
HEARD = (
    "Ik wil graag weten waar mijn bestelling blijft.",
    "42 0 73.",
    "3512 JE.",
    "Ja, dat is goed.",
    "Nee, dank u wel.",
)
WORDS = (8, 1, 4, 4, 4)
NOISES = ("", "babble", "hum", "clipping")
LINES = ("plain", "gsm", "loss")
SPEAKERS = tuple(f"speaker {number}" for number in range(1, 13))
WHISPER = "base int8 beam=5 window=10/15/30s"
HOSTILE = "</script><script>window.broken = 1</script><img src=x onerror='window.broken = 1'>"


def run(
    count: int, *, seed: int = 1, wrong: float = 0.08, revision: str = "a" * 40, whisper: str = WHISPER
) -> Run:
    """A run of ``count`` calls; about so many of a call's utterances are heard wrongly."""
    chance = random.Random(seed)
    models = Models(
        whisper,
        "gmw/nl, rate 150",
        "20261120-101500.tar.gz",
        "0" * 64,
        revision,
        False,
        "2" * 64,
        {"vad_aggressiveness": 2, "patience": 1.0},
    )
    calls = tuple(call(place, chance, wrong) for place in range(count))
    skipped = (Skipped("cut_off.yaml", "cut_off.yaml:4: vraag.wav: the file is cut off; copy it again"),)
    return Run(
        FORMAT, "virtual", 1.0, "2026-11-25T10:00:00+01:00", models, ("disclosure_first",), calls, skipped
    )


def call(place: int, chance: random.Random, wrong: float) -> CallResult:
    """One call of a minute, five answers long."""
    base = f"order_{place // 4 + 1:02}"
    noise, line = NOISES[place % 4], LINES[place % 3]
    name = f"{base}--{noise}" if noise else base
    said, turns, spoken, marks, cleared, ledger = [], [], [], [], [], []
    at = 0.02
    spoken.append(Spoken(DISCLOSURE, Span(at, 13.4), True, DISCLOSURE, True))
    marks.append(Mark(13.42, "1"))
    ledger.append(
        Entry(13.42, "disclosure", "C-01", "", {"text": DISCLOSURE, "version": "2026-11-1", "heard": True})
    )
    at = 14.6
    for number, (text, intent, rule, answer) in enumerate(TALK, 1):
        end = at + 0.6 + 0.055 * len(text)
        bad = chance.random() < wrong * (2.5 if noise else 0.6)
        heard = " ".join(HEARD[number - 1].split()[1:-1]) if bad else HEARD[number - 1]
        errors = (WORDS[number - 1] + 1) // 2 if bad else 0
        found = (
            chance.choice(("policy_question", "out_of_scope", "order_change"))
            if bad and chance.random() < 0.6
            else intent
        )
        silence = round(0.45 + chance.random() * 0.5, 2)
        late = Latency(silence, 0.3, 0.04, 0.01, round(silence + 0.35, 2))
        refused = "low_confidence" if bad and not heard else None
        said.append(
            Said(
                8 + 3 * number,
                "say",
                text,
                f"{base}/{number}.wav",
                Span(at, round(end, 2)),
                heard,
                WORDS[number - 1],
                errors,
                0.3,
                False,
                intent,
                (number,),
            )
        )
        drafts = (
            Draft(1, round(end - 0.4, 2), 1.6, False, True),
            Draft(2, round(end + 0.3, 2), round(end - at, 2), True, False, heard),
        )
        slots = {
            "wish": "order_status",
            **({"order_number": "42073"} if number > 1 else {}),
            **({"postcode": "3512JE"} if number > 2 else {}),
        }
        turns.append(
            Turn(
                number,
                "voice",
                Span(round(at + 0.1, 2), round(end - 0.1, 2)),
                round(end + late.total - 0.1, 2),
                heard,
                round(0.5 + chance.random() / 2, 3),
                refused,
                "T-02" if refused else "T-03",
                2,
                round(end + silence, 2),
                found,
                round(0.7 + chance.random() * 0.3, 3),
                slots,
                "order_number" if number == 1 else None,
                rule,
                late,
                drafts,
            )
        )
        begin = round(end - 0.1 + late.total, 2)
        until = round(begin + 0.4 + 0.06 * len(answer), 2)
        cut = place % 7 == 3 and number == 2
        if cut:
            until = round(begin + 1.6, 2)
            cleared.append(Cleared(until, 1.3, "speech"))
        spoken.append(Spoken(answer, Span(begin, until), not cut, answer if not cut else "En wat is uw"))
        if not cut:
            marks.append(Mark(until, str(number + 1)))
        ledger += [
            Entry(
                round(end, 2),
                "caller_turn",
                "T-03",
                WHISPER,
                {
                    "turn": number,
                    "text": heard,
                    "confidence": 0.81,
                    "source": "voice",
                    "started_at": at,
                    "ended_at": round(end, 2),
                    "rejected": refused,
                },
            ),
            Entry(
                begin,
                "understood",
                rule,
                "20261120-101500.tar.gz",
                {
                    "turn": number,
                    "intent": found,
                    "confidence": 0.97,
                    **{f"slot.{key}": value for key, value in slots.items()},
                },
            ),
            Entry(begin, "timing", "L-01", "", {"silence": silence, "hearing": 0.3, "total": late.total}),
            Entry(
                until,
                "bot_turn",
                "B-02" if cut else "B-01",
                "",
                {"text": answer, "heard": not cut, "heard_text": answer},
            ),
        ]
        at = round(until + 0.9, 2)
    ledger.append(Entry(at, "decision", "F-31", "", {"turn": 5, "level": "calm"}))
    spans = tuple(Span(round(one.span.start + 0.1, 2), round(one.span.end - 0.1, 2)) for one in said)
    failed = [one for one in said if one.errors]
    outcome = "solved" if len(failed) < 2 else "handed_over"
    checks = [Checked("disclosure", "disclosure proven heard", True, at=0.02)]
    for number, one in enumerate(said):
        rate = one.errors / one.words
        checks.append(
            Checked(
                "transcript",
                f"heard: {one.text}",
                rate <= 0.3,
                f"word error rate {rate:.2f}, allowed 0.30",
                one.step,
                number,
                one.span.start,
            )
        )
        found = turns[number].intent
        checks.append(
            Checked(
                "intent",
                f"intent: {one.intent}",
                found == one.intent,
                f"found: {found}",
                one.step,
                number,
                one.span.start,
            )
        )
    checks.append(Checked("outcome", "outcome: solved", outcome == "solved", f"found: {outcome}", 30))
    checks.append(Checked("never", "never: personal data before identification", True))
    text = "De Voorbeeldwinkel: u sprak met ons. Bestelling 42073 is onderweg. Kenmerk: 2117360."
    return CallResult(
        id=name,
        key=f"{place:064x}",
        scenario=ScenarioFacts(
            name,
            f"{name}.yaml",
            "Asks where an order is.",
            ("order", f"noise:{noise or 'none'}"),
            SPEAKERS[place // 4 % len(SPEAKERS)],
            noise or "none",
            line,
            base if noise else "",
        ),
        seconds=round(at + 1, 2),
        said=tuple(said),
        vad=spans,
        turns=tuple(turns),
        spoken=tuple(spoken),
        marks=tuple(marks),
        cleared=tuple(cleared),
        line=(Event(0.0, "stream"), Event(round(at + 1, 2), "hang_up")),
        ledger=tuple(ledger),
        outcome=outcome,
        rule="O-03" if outcome == "solved" else "H-30",
        queue=None if outcome == "solved" else "algemeen",
        ticket=None,
        written=(Written("sent", "outbox", text),),
        checks=tuple(checks),
        recording=f"audio/{name}.wav",
    )


def originals(count: int) -> Run:
    """A run of ``count`` calls in which everything went well, each of an origin of its own."""
    clean = run(count, seed=5, wrong=0.0)
    names = [f"order_{place:02}" for place in range(count)]
    calls = (
        replace(one, id=name, scenario=replace(one.scenario, name=name, tags=("order",), base="", line=""))
        for name, one in zip(names, clean.calls, strict=True)
    )
    return replace(clean, calls=tuple(calls))


def version(of: CallResult, recipe: str, line: str = "plain", noise: str = "none") -> CallResult:
    """The call as `voicebot degrade` makes it, heard as well as the original."""
    name = f"{of.scenario.name}--{recipe}"
    tags = ("order", f"from:{of.scenario.name}", f"noise:{noise}", f"line:{line}", f"degraded:{recipe}")
    facts = replace(of.scenario, name=name, base=of.scenario.name, tags=tags, line=line, noise=noise)
    said = tuple(replace(one, file=f"{name}/{one.file.rpartition('/')[2]}") for one in of.said)
    return replace(of, id=of.id.replace(of.scenario.name, name), scenario=facts, said=said)


def hostile(one: CallResult) -> CallResult:
    """The call, with text in it that tries to become part of the page."""
    said = replace(one.said[0], text=HOSTILE, heard=f"{HOSTILE} x")
    checks = (*one.checks, Checked("said", f"bot said: {HOSTILE}", False, HOSTILE, 9, 0, 15.0))
    facts = replace(one.scenario, description=HOSTILE, tags=(HOSTILE,))
    return replace(one, scenario=facts, said=(said, *one.said[1:]), checks=checks, problem=HOSTILE)


def kept(run: Run, folder: Path, *, sound: bool = False) -> Path:
    """The run on disk; ``sound``: with recordings that hum where somebody speaks."""
    result_file.save_wall(
        Wall(
            FORMAT,
            "2026-11-25T08:15:02+00:00",
            "2026-11-25T08:19:08+00:00",
            246.0,
            271.0,
            2,
            "2 × example",
            {},
        ),
        folder,
    )
    if sound:
        for one in run.calls:
            wav.write(
                folder / str(one.recording),
                [
                    _hum([said.span for said in one.said], one.seconds, 220),
                    _hum([spoken.span for spoken in one.spoken], one.seconds, 330),
                ],
            )
    return result_file.save(run, folder).parent


def _hum(spans: list[Span], seconds: float, hertz: int) -> bytes:
    sound = bytearray(b"\xff" * round(seconds * 8000))
    piece = _second(hertz)
    for span in spans:
        first, length = round(span.start * 8000), round((span.end - span.start) * 8000)
        sound[first : first + length] = (piece * (length // len(piece) + 1))[:length]
    return bytes(sound)


@cache
def _second(hertz: int) -> bytes:
    wave = (math.sin(2 * math.pi * hertz * at / 8000) * abs(math.sin(at / 700)) for at in range(8000))
    return pcm16_to_mulaw(b"".join(int(9000 * one).to_bytes(2, "little", signed=True) for one in wave))
