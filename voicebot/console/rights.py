"""The reviewable table of what each role may see and do in the console. Nothing else decides it."""

from __future__ import annotations

from enum import StrEnum

from voicebot.store.agents import Role


class Right(StrEnum):
    """One thing that a role may do."""

    BOARD = "board"  # calls now, their reasons and waiting times, agents and their states; no whole numbers
    TAKE = "take"  # be offered calls, choose one's own state, wrap up, mark turns as misheard
    CALLS = "calls"  # search past calls; read what was said in any of them
    LISTEN = "listen"  # hear the recording of a past call whose caller had agreed to it
    CALLBACKS = "callbacks"  # promised callbacks and promises with a date, with numbers and words; Due soon
    CONFIRMATIONS = "confirmations"  # every written confirmation: its state, masked address, words while kept
    SEND = "send"  # write a confirmation, send one again, say that one that failed was dealt with
    TEMPLATES = "templates"  # how written messages look, with made-up data
    OVERSEE = "oversee"  # what others have to do or did not do in time; how many confirmations need somebody
    EVIDENCE = "evidence"  # the whole ledger of a call: rules, models and inputs of every decision
    USERS = "users"  # make, change and disable users


# An administrator sees no caller's data; who looks after privacy reads everything and changes nothing.
# Who may read a call may hear it: an agent cannot tell what was misheard without. A right of its own, so that
# an owner can keep voices to fewer people; every listening is in the ledger.
_READS = frozenset(
    {Right.BOARD, Right.CALLS, Right.LISTEN, Right.CALLBACKS, Right.CONFIRMATIONS, Right.TEMPLATES}
)
TABLE: dict[Role, frozenset[Right]] = {
    Role.AGENT: _READS | {Right.TAKE, Right.SEND},
    Role.SUPERVISOR: _READS | {Right.TAKE, Right.SEND, Right.OVERSEE, Right.EVIDENCE},
    Role.PRIVACY: _READS | {Right.EVIDENCE},
    Role.ADMIN: frozenset({Right.BOARD, Right.TEMPLATES, Right.USERS}),
}


def may(role: Role, right: Right) -> bool:
    """Whether the table says so."""
    return right in TABLE[role]


def markdown() -> str:
    """The table for people."""
    head = f"| May | {' | '.join(Role)} |\n| --- |{' --- |' * len(Role)}\n"
    rows = (
        f"| {right} | {' | '.join('yes' if may(role, right) else '' for role in Role)} |\n" for right in Right
    )
    return head + "".join(rows)
