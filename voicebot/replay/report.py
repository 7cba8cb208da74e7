"""Prints a replayed call: the conversation with times, how it ended, the checks."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from voicebot.call.ledger import Kind
from voicebot.replay.checks import error_rate, heard_text
from voicebot.replay.player import Said
from voicebot.replay.results import Checked
from voicebot.replay.scenario import Does, Scenario
from voicebot.replay.story import Entry, Story, Value, number
from voicebot.replay.timeline import Moment, What

PARTS = ("silence", "hearing", "dialogue", "speech")  # of an answer's time, as `voicebot.call.pace` has them

Row = tuple[float, str, str, str]  # stream seconds, who, what, style

_ON_THE_LINE = {
    What.CLEARED: ("line", "the bot stops", "magenta"),
    What.CALLER_HANGS_UP: ("caller", "hangs up", "cyan"),
    What.STREAM_CLOSED: ("line", "the bot ends the stream", "magenta"),
    What.DIAL: ("line", "a person is called", "magenta"),
    What.PLAY: ("line", "a recorded prompt is played", "magenta"),
    What.SAY: ("line", "the carrier's voice says", "magenta"),
    What.HANG_UP: ("line", "the call ends", "magenta"),
    What.PROBLEM: ("problem", "", "bold red"),
}


def show(console: Console, scenario: Scenario, story: Story, results: Sequence[Checked]) -> None:
    """Print everything about one call."""
    console.print()
    console.print(Text(f"{scenario.name}: {scenario.description}", style="bold"))
    table = Table(box=None, show_header=False, padding=(0, 1), expand=False)
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for at, who, what, style in sorted(_rows(story), key=lambda row: row[0]):
        table.add_row(f"{int(at // 60)}:{at % 60:04.1f}", Text(who, style=style), Text(what, style=style))
    console.print(table)
    _show_ending(console, story)
    for result in results:
        mark = Text("✓ ", style="green") if result.passed else Text("✗ ", style="bold red")
        detail = f"  ({result.detail})" if result.detail else ""
        console.print(mark + Text(result.name) + Text(detail, style="dim"))


def _rows(story: Story) -> Iterator[Row]:
    for said in story.said:
        if said.step.does is Does.SAY:
            yield _said_row(story, said)
    yield from _key_rows(story.timeline.of(What.KEY))
    for moment in story.timeline.moments:
        if moment.what in _ON_THE_LINE:
            who, what, style = _ON_THE_LINE[moment.what]
            yield moment.at, who, f"{what} {moment.text}".strip(), style
    first = story.timeline.of(What.BOT)
    for entry in story.entries:
        row = _entry_row(entry, first[0].at if first else 0.0)
        if row:
            yield row


def _said_row(story: Story, said: Said) -> Row:
    rate = error_rate(said.step.text, heard_text(story, said))
    return (
        said.moment.at,
        "caller",
        f"“{said.step.text}”  [{said.step.file}, heard with {rate:.0%} errors]",
        "cyan",
    )


def _key_rows(keys: Sequence[Moment]) -> Iterator[Row]:
    """Keys pressed within two seconds stand on one line."""
    group: list[Moment] = []
    for key in [*keys, None]:
        if group and (key is None or key.at - group[-1].at > 2.0):
            yield group[0].at, "caller", "keys " + "".join(one.text for one in group), "cyan"
            group = []
        if key is not None:
            group.append(key)


def _entry_row(entry: Entry, disclosed_at: float) -> Row | None:
    data = entry.data
    text = str(data.get("text", ""))
    match entry.kind:
        case Kind.DISCLOSURE:
            proof = "proven heard" if data.get("heard") is True else "not proven heard"
            return disclosed_at, "bot", f"“{text}”  [disclosure {data.get('version')}, {proof}]", "green"
        case Kind.BOT_TURN:
            began = min(number(data.get("started_at")), entry.at)
            return began, "bot", f"“{text}”{_cut(data)}", "green"
        case Kind.CALLER_TURN if data.get("source") == "keys":
            return entry.at, "  keyed", text, "yellow"
        case Kind.CALLER_TURN:
            heard = f"“{text}”  {number(data.get('confidence')):.2f}"
            refused = f"  refused: {data.get('rejected')}" if data.get("rejected") else ""
            return entry.at, "  heard", heard + refused, "yellow"
        case Kind.UNDERSTOOD:
            sure = f"{number(data.get('confidence')):.2f}"
            slots = ", ".join(f"{key[5:]} {value}" for key, value in data.items() if key.startswith("slot."))
            asks = f"  asks {data.get('asks')}" if data.get("asks") else ""
            what = f"{data.get('intent')}  {sure}  rule {entry.rule_id}{asks}" + (
                f"  [{slots}]" if slots else ""
            )
            return entry.at, "  understood", what, "yellow"
        case Kind.TIMING:
            parts = ", ".join(f"{part} {number(data.get(part)):.2f}" for part in PARTS)
            return entry.at, "  answered", f"in {number(data.get('total')):.2f} s ({parts})", "yellow"
        case Kind.OUTCOME:
            return None  # shown at the end
        case _:
            facts = ", ".join(f"{key} {value}" for key, value in data.items())
            return entry.at, f"  {entry.kind}", f"rule {entry.rule_id}  {facts}", "yellow"


def _cut(data: Mapping[str, Value]) -> str:
    """What a reader must know of a speech that was not heard to its end."""
    if data.get("heard") is True:
        return ""
    heard = data.get("heard_text")
    return f"  [cut off after “{heard}”]" if heard else "  [cut off]"


def _show_ending(console: Console, story: Story) -> None:
    status = story.status
    outcome = status.outcome.value if status and status.outcome else "no outcome stored"
    rules = ", ".join(entry.rule_id for entry in story.of(Kind.OUTCOME))
    more = "".join(
        f", {name} {value}"
        for name, value in (("queue", status and status.queue), ("ticket", status and status.ticket))
        if value
    )
    console.print(Text(f"Ended: {outcome} (rule {rules or '-'}){more}", style="bold"))
    times = [number(entry.data.get("total")) for entry in story.of(Kind.TIMING)]
    if times:
        middle, most = statistics.median(times), max(times)
        console.print(
            Text(
                f"Answered {len(times)} times: half of them in {middle:.2f} s, at most {most:.2f} s"
                if len(times) > 1
                else f"Answered once: in {most:.2f} s"
            )
        )
    for confirmation in story.confirmations:
        console.print(Text(f"Confirmation ({confirmation.channel or 'not yet sent'}, {confirmation.state}):"))
        console.print(Text(confirmation.text or "", style="green"))
