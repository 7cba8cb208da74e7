"""The machine for people: a diagram and tables, made from its own data, as they stand in docs/transfer.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voicebot.transfer import table
from voicebot.transfer.state import FINAL, Limits, State
from voicebot.transfer.table import TABLE, Row

HEAD = """# Warm transfer

How a caller gets to a person, and how a promised callback is carried out. Made from the machine's own table
(`voicebot/transfer/table.py`) by `voicebot transfers`; a test holds this page to it.

"""


def markdown() -> str:
    """The whole page."""
    return "".join((HEAD, _rules(), _diagram(), _states(), _transitions(), _times()))


def _rules() -> str:
    text = (table.__doc__ or "").partition("The rules behind the rows:\n\n")[2]
    rules = re.sub(r"\n {4,}", " ", text).strip()
    return f"## Rules\n\n{re.sub(r'(?m)^ +', '', rules)}\n\n"


def _diagram() -> str:
    edges: dict[tuple[State, State], list[str]] = {}
    for row in TABLE:
        for state in row.states:
            if row.next is not None and row.next is not state:
                names = edges.setdefault((state, row.next), [])
                if row.event.__name__ not in names:
                    names.append(row.event.__name__)
    lines = ["stateDiagram-v2", f"    [*] --> {State.SEARCHING}"]
    lines += [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in edges.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "## The machine\n\n```mermaid\n" + "\n".join(lines) + "\n```\n\n"


def _states() -> str:
    said = {
        State.SEARCHING: "Nobody is rung. The caller hears the assistant, or music.",
        State.RINGING: "An agent is asked: the telephone rings, or the summary is read out.",
        State.ACCEPTED: "The agent said yes and is on the way into the conference.",
        State.DIALLING: "Callback: the agent is there, the customer is rung.",
        State.JOINED: "They talk.",
        State.RETURNING: "Nobody came: the caller is fetched out of the conference.",
        State.FINISHED: "They talked, and it is over.",
        State.RETURNED: "The caller is with the assistant again.",
        State.LEFT: "The caller hung up before anybody came, and is promised a callback in writing.",
        State.BLIND: "The caller was sent on to an address outside of the house.",
        State.MISSED: "Callback: the customer did not answer. Three such tries, then a person looks.",
        State.AGENTLESS: "Callback: no agent came, or the agent went away. Tried again soon.",
    }
    rows = (f"| `{state}` | {'yes' if state in FINAL else ''} | {said[state]} |\n" for state in State)
    return "## States\n\n| State | Final | Meaning |\n| --- | --- | --- |\n" + "".join(rows) + "\n"


def _transitions() -> str:
    head = (
        "## Transitions\n\nThe first row counts whose guards all hold. An event without a row changes "
        "nothing.\n\n"
        "| From | Event | If | To | And |\n| --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(_transition(row) for row in TABLE) + "\n## Events\n\n" + "".join(_events()) + "\n"


def _transition(row: Row) -> str:
    states = "any" if len(row.states) == len(State) else " ".join(f"`{state}`" for state in row.states)
    after = f"`{row.next}`" if row.next is not None else "(stays)"
    guards, effects = ", ".join(row.guards), ", ".join(row.effects)
    return f"| {states} | {row.event.__name__} | {guards} | {after} | {effects} |\n"


def _events() -> Iterator[str]:
    yield "| Event | Meaning |\n| --- | --- |\n"
    for event in dict.fromkeys(row.event for row in TABLE):
        meaning = (event.__doc__ or "").partition("\n\n")[0]
        yield f"| {event.__name__} | {' '.join(meaning.split())} |\n"


def _times() -> str:
    usual = Limits()
    rows = (
        ("patience", usual.patience, "a caller waits, then goes back to the assistant (by queue)"),
        ("ring", usual.ring, "an agent's telephone rings (by queue)"),
        ("wrap_up", usual.wrap_up, "an agent rests after a talk (by queue)"),
        ("arrival", usual.arrival, "from the decision until the caller is on the line"),
        ("choose", usual.choose, "an agent hears the summary and chooses"),
        ("join", usual.join, "from yes until in the conference"),
        ("unclear", usual.unclear, "a telephone that may ring or not shows itself by then"),
        ("grace", usual.grace, "the carrier's word on a ring that is over may be that late"),
        ("brief", usual.brief, "a shorter talk is none"),
        ("dial", usual.dial, "a customer's telephone rings"),
        ("back", usual.back, "between alarms about a caller who cannot be fetched"),
        ("talk", usual.talk, "the longest talk"),
    )
    lines = (f"| `{name}` | {seconds:g} | {meaning} |\n" for name, seconds, meaning in rows)
    return "## Times\n\n| Limit | Seconds | What for |\n| --- | --- | --- |\n" + "".join(lines)
