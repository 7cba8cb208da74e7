"""What comes after an attempt, and which channels are out; pure, from the table of errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicebot.delivery.codes import Action, row_for
from voicebot.delivery.states import Attempt, State

FAILURES = frozenset({Attempt.REFUSED, Attempt.FAILED, Attempt.UNDELIVERED})
UNDER_WAY = frozenset({Attempt.READY, Attempt.GOING})
# Seconds until the second, third, … try of a channel: a telephone that is off for the evening is outlasted.
BACK_OFF = (60.0, 300.0, 1800.0, 7200.0, 21600.0)


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt as far as it matters for what comes next."""

    channel: str
    state: Attempt
    code: int | None


@dataclass(frozen=True, slots=True)
class Next:
    """The confirmation's next state; wait: seconds until it is looked at again, where it waits.

    alarm: see `voicebot.store.confirmations`. stop: the number gets no SMS any more.
    """

    state: State
    wait: float = 0.0
    alarm: str | None = None
    stop: bool = False


def after_attempt(
    tried: tuple[Tried, ...], *, look_again: float, back_off: tuple[float, ...] = BACK_OFF
) -> Next:
    """What follows the last of ``tried``. look_again: seconds until one that is under way is looked at."""
    last = tried[-1]
    if last.state in UNDER_WAY:
        return Next(State.WAITING, look_again)
    if last.state is Attempt.UNCERTAIN:
        return Next(State.UNCERTAIN, alarm="uncertain")
    if last.state is Attempt.DELIVERED:
        return Next(State.DELIVERED)
    if last.state not in FAILURES:
        return Next(State.SENT)
    action = row_for(last.channel, last.code).action
    if action is Action.GIVE_UP:
        return Next(State.FAILED, alarm="failed")
    failed = _failed(tried, last.channel)
    if action is Action.RETRY and failed <= len(back_off):
        return Next(State.WAITING, back_off[failed - 1])
    # Whether there is another channel, its next run finds out.
    return Next(State.WAITING, 0.0, stop=action is Action.STOP)


def out(tried: Iterable[Tried], back_off: tuple[float, ...] = BACK_OFF) -> frozenset[str]:
    """The channels that are not tried any more."""
    tried = tuple(tried)
    last = {one.channel: one for one in tried}
    return frozenset(
        channel
        for channel, one in last.items()
        if one.state in FAILURES
        and (row_for(channel, one.code).action is not Action.RETRY or _failed(tried, channel) > len(back_off))
    )


def _failed(tried: tuple[Tried, ...], channel: str) -> int:
    return sum(one.channel == channel and one.state in FAILURES for one in tried)
