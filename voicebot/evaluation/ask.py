"""`voicebot ask`: typed sentences answered by the trained assistant, to see what a new intent does.

Rasa and the actions are the real ones, on the demonstration's data and today's date. The call's own part is
left out: no sound, no disclosure, no transfer.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from voicebot.call.handover import TABLE
from voicebot.call.ports import Dialogue, PartError
from voicebot.call.replies import Expects, Reply
from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError

LOGS = Path("build/ask")


@click.command()
@click.argument("words", nargs=-1)
def ask(words: tuple[str, ...]) -> None:
    """Ask the bot a typed sentence, or without one have a conversation, a line a turn, until an empty line.

    Trains Rasa if something changed, and starts it with the actions (about half a minute).

    Shown of every turn: what the bot says, the intent with its confidence, the rule, what is asked next, what
    sends the call to a person, what was agreed."""
    from voicebot.dialogue.client import RasaDialogue
    from voicebot.dialogue.training import TrainingError, train
    from voicebot.evaluation.running import HouseError, rasa
    from voicebot.evaluation.understood import TIMEOUT
    from voicebot.runtime.signals import Stopped, stopped_by_signals

    settings = load_settings()
    lines = [" ".join(words)] if words else _typed()
    try:
        with stopped_by_signals():
            model = train(settings.cache_dir.resolve(), _tell)
            _tell("Starting Rasa and its actions (about half a minute) …")
            with rasa(model, LOGS, actions=True) as server:
                if not words:
                    _tell("Say something; an empty line ends the conversation.")
                dialogue = RasaDialogue(server.base_url, server.token, timeout=TIMEOUT)
                converse(dialogue, lines, click.echo)
    except (HouseError, TrainingError, PartError, OSError) as error:
        raise StartError(str(error)) from error
    except Stopped as stopped:
        _tell("Stopped.")
        sys.exit(stopped.exit_code)


def converse(dialogue: Dialogue, lines: Iterable[str], say: Callable[[str], None]) -> None:
    """Ask line after line, as one caller says them; a new call begins after one that ended.

    Raises PartError when the dialogue does not answer.
    """
    call_id = _new_call()
    for line in lines:
        reply = dialogue.ask(call_id, line, source="voice", confidence=1.0)
        for row in shown(reply):
            say(row)
        if reply.handover or reply.ends_call:
            say("  (here the call ends; what you say next begins another one)")
            call_id = _new_call()


def shown(reply: Reply) -> Iterator[str]:
    """The rows of one turn: what the bot says, then why, as a replay prints it."""
    row = TABLE[reply.handover] if reply.handover else None
    for text in (*reply.texts, *([row.say] if row and row.say else []), reply.notice, reply.offer):
        if text:
            yield f"bot         “{text}”"
    asks = f"  asks {reply.asks}" if reply.asks else ""
    if asks and reply.expects is not Expects.OPEN:
        keys = f", {reply.digits} key{'s' if reply.digits > 1 else ''}" if reply.digits else ""
        asks += f" ({reply.expects}{keys})"
    yield f"understood  {reply.intent}  {reply.intent_confidence:.2f}  rule {reply.rule_id}{asks}"
    if row:
        yield f"person      {row.condition}  rule {row.rule_id}  queue {row.queue}"
    for agreement in reply.agreements:
        reference = f" ({agreement.reference})" if agreement.reference else ""
        yield f"agreed      {agreement.kind}: {agreement.text}{reference}"
    if reply.also:
        yield f"next        “{reply.also}”, which the call asks by itself"


def _new_call() -> str:
    return f"ask-{uuid.uuid4().hex}"


def _typed() -> Iterator[str]:
    """Lines from the terminal, or from a pipe, up to an empty one."""
    prompt = "caller      " if sys.stdin.isatty() else ""
    while True:
        try:
            line = input(prompt).strip()
        except EOFError:
            return
        if not line:
            return
        if not prompt:
            click.echo(f"caller      “{line}”")
        yield line


def _tell(line: str) -> None:
    """Progress, apart from what the bot says."""
    click.echo(line, err=True)
