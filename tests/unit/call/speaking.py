"""A caller who speaks, for tests: drafts and opinions of them come when the test says so."""

from __future__ import annotations

from tests.unit.call.driver import World
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.ledger import Kind

LONG = b"\x55" * 32000  # 4 s


def rules_of(world: World) -> list[str]:
    return [entry.rule_id for entry in world.ledger(Kind.DECISION)]


def draft(world: World, text: str, *, rejected: str | None = None) -> list[do.Command]:
    """The newest draft's text comes."""
    command = world.of(do.Transcribe)[-1]
    return world.give(ev.TranscriptReady, command.turn_id, text, 0.9, rejected, "base", command.draft)


def prepared(
    world: World,
    *,
    whole: bool | None = None,
    sure: bool = True,
    complete: float | None = None,
    story: bool = False,
) -> list[do.Command]:
    """What the dialogue thinks of it comes."""
    command = world.of(do.PrepareDialogue)[-1]
    return world.give(ev.DialoguePrepared, command.turn_id, command.draft, whole, sure, complete, story)


def answers(world: World, text: str = "Die komt morgen tussen tien en twaalf uur bij u aan.") -> None:
    """The caller asked something, and the bot is speaking."""
    world.say("Waar is mijn bestelling?")
    world.reply(text)
    world.synthesize_all()


def claims(world: World, *, story: bool = False) -> None:
    """The caller says a whole sentence and pauses for 0.3 s; its text is there, and what it means."""
    world.frames(0.8, voiced=True)
    world.frames(0.3)
    draft(world, "Ik wil een schade melden.")
    prepared(world, complete=0.9, story=story)
