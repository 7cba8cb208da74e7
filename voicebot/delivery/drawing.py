"""Confirmations for people: states and errors, from their own data, as in docs/confirmations.md."""

from __future__ import annotations

from voicebot.delivery.codes import TABLE, Row
from voicebot.delivery.deciding import BACK_OFF
from voicebot.delivery.states import SETTLED, WORDS, Attempt, State

HEAD = """# Written confirmations

What was agreed in a call is owed in writing from the moment that the call's outcome is stored: both are one
transaction. From then on it arrives once, or a person is told that it did not, or that nobody knows. What was
only told goes in writing too; where it has no number or address to go to, it lies in the outbox folder and
nobody is alarmed, nor for the line about a caller who is with a person anyway. Made
from the tables in `voicebot/delivery/` by `voicebot confirmations table`; a test holds this page to it.

"""
_STATES = {
    State.PENDING: "Owed. Nobody took it yet; more that is agreed in the call still joins it.",
    State.SENDING: "A workflow has it: chooses the channel, stores the message, sends it.",
    State.WAITING: "For another try, for the other channel, or to ask the carrier what became of it.",
    State.SENT: "The carrier, the mail server or the outbox folder has it.",
    State.DELIVERED: "The carrier says that the telephone has it.",
    State.UNCERTAIN: "It may have arrived, and nobody can say. An agent decides whether it is sent again.",
    State.FAILED: "It reached nobody, on no channel. An agent must look.",
    State.DECLINED: "The caller wants nothing in writing.",
}
_ATTEMPTS = {
    Attempt.READY: "Stored; not a byte has left the house.",
    Attempt.GOING: "Committed right before the POST, or before the dot that ends an e-mail.",
    Attempt.UNCERTAIN: "Whether it left the house cannot be found out.",
    Attempt.REFUSED: "It was not accepted; the code says why.",
    Attempt.QUEUED: "The carrier has it.",
    Attempt.SENT: "The mail server has it, or it is on its way to the telephone.",
    Attempt.FAILED: "The carrier could not send it.",
    Attempt.UNDELIVERED: "The telephone's network did not take it.",
    Attempt.DELIVERED: "The telephone has it.",
}
_EDGES = (
    ("[*]", State.PENDING, "the call's outcome is stored"),
    ("[*]", State.DECLINED, "the caller refused"),
    (State.PENDING, State.SENDING, "a workflow takes it"),
    (State.SENDING, State.SENT, "accepted"),
    (State.SENDING, State.WAITING, "refused, or no answer"),
    (State.WAITING, State.SENDING, "its time has come"),
    (State.SENDING, State.UNCERTAIN, "e-mail: no answer to the dot, or the worker died there"),
    (State.SENDING, State.FAILED, "no channel is left"),
    (State.SENT, State.DELIVERED, "report: delivered"),
    (State.SENT, State.WAITING, "report: undelivered or failed"),
    (State.UNCERTAIN, State.DELIVERED, "a report after all"),
)


def markdown() -> str:
    """The whole page."""
    return "".join((HEAD, _diagram(), _states(), _attempts(), _crashes(), _codes()))


def _diagram() -> str:
    lines = [f"    {a} --> {b}: {why}" for a, b, why in _EDGES]
    return "## A confirmation\n\n```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + "\n```\n\n"


def _states() -> str:
    rows = (f"| `{one}` | {'yes' if one in SETTLED else ''} | {_STATES[one]} |\n" for one in State)
    return "| State | Settled | What it means |\n| --- | --- | --- |\n" + "".join(rows) + "\n"


def _attempts() -> str:
    words = {state: sorted(word for word, of in WORDS.items() if of is state) for state in Attempt}
    rows = (
        f"| `{one}` | {_ATTEMPTS[one]} | {', '.join(f'`{word}`' for word in words[one])} |\n"
        for one in Attempt
    )
    return (
        "## An attempt\n\nOne message over one channel. The states are in their order: a report moves an "
        "attempt down this table or not\nat all, so that the same reports give the same state in whatever "
        "order and however often they come.\n\n"
        "| State | What it means | The carrier's words |\n| --- | --- | --- |\n" + "".join(rows) + "\n"
    )


def _crashes() -> str:
    return """## When a worker dies

| It died | What the next one does |
| --- | --- |
| before the attempt is `going` | Sends it: nothing had left the house. |
| with an SMS `going` | Waits until no other worker can be sending it, and asks the carrier for messages to that number with that text. Found: it is taken for the attempt's. Not found, twice: it is sent. A report that names the attempt is as good as finding it. |
| with an e-mail `going` | `uncertain`, with an alarm: a mail server cannot be asked. Only the time between the dot that ends a message and its answer is like this; a server that never got the dot throws the message away (RFC 5321, 3.8). |
| with a file for the outbox `going` | Writes the same file again. |
| after the answer is stored | Goes on from there. |

"""  # noqa: E501


def _codes() -> str:
    waits = ", ".join(_duration(seconds) for seconds in BACK_OFF)
    return (
        "## What errors decide\n\n"
        f"`retry`: the same bytes again after {waits}; then as `fall over`. `fall over`: the other channel, "
        "and without\none `failed`, with an alarm. `stop`: as `fall over`, and no SMS to this number until "
        "it sends START. `give up`: `failed` at\nonce, with an alarm: a person must mend something first.\n\n"
        "| Channel | Code | Then | What it means | Source |\n| --- | --- | --- | --- | --- |\n"
        + "".join(_row(row) for row in TABLE)
    )


def _row(row: Row) -> str:
    first, last = row.codes
    code = str(first) if first == last else f"{first}–{last}"
    return f"| {row.channel} | {code} | {row.action} | {row.meaning} | {row.source} |\n"


def _duration(seconds: float) -> str:
    return f"{seconds / 3600:.0f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"
