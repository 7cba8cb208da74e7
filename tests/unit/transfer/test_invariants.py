"""The invariants of a transfer over random events, in random order and at random times."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.transfer.pictures import LIMITS, Story
from voicebot.transfer import commands as do
from voicebot.transfer import events as on
from voicebot.transfer.answers import agent_turn, placement
from voicebot.transfer.machine import timers
from voicebot.transfer.ports import LegOutcome, Where
from voicebot.transfer.state import FINAL, Kind, State

OFFERS = st.sampled_from(["o1", "o2", "o3"])
LEGS = st.sampled_from(["", "L1", "L2", "L3"])
OUTCOMES = st.sampled_from(list(LegOutcome))


def offer_event(kind: type[on.Event], **fields: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(st.just(kind), st.tuples(OFFERS, LEGS), st.fixed_dictionaries(fields))


def plain(kind: type[on.Event], **fields: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(st.just(kind), st.just(()), st.fixed_dictionaries(fields))


EVENTS = st.one_of(
    st.tuples(
        st.just(on.Offered), st.tuples(OFFERS), st.fixed_dictionaries({"agent_id": st.integers(1, 3)})
    ),
    *[
        offer_event(kind)
        for kind in (on.LegRinging, on.LegUnclear, on.LegAnswered, on.MachineAnswered, on.LegTold,
                     on.LegJoined, on.LegOut, on.JoinFailed)
    ],
    offer_event(on.Accepted, screen=st.booleans()),
    offer_event(on.Declined, outcome=OUTCOMES),
    offer_event(on.LegOver, outcome=OUTCOMES),
    plain(on.CallerArrived, somebody=st.booleans(), blind=st.sampled_from(["", "", "+31201112233"])),
    plain(on.CallerDone, on_line=st.booleans()),
    *[plain(kind) for kind in (on.CallerLeft, on.CallerOut, on.ConferenceEnded, on.CallerFetched,
                               on.CallerStillWaits, on.NobodyLeft, on.QueueClosed)],
    plain(on.FetchFailed, gone=st.booleans()),
    *[
        plain(kind, leg=st.sampled_from(["", "C1", "C2"]))
        for kind in (on.CustomerRinging, on.CustomerUnclear, on.CustomerAnswered, on.CustomerMachine,
                     on.CustomerOver)
    ],
)  # fmt: skip
SCRIPTS = st.lists(st.tuples(EVENTS, st.sampled_from([0.0, 0.0, 1.0, 7.0, 40.0])), max_size=40)


def check(story: Story) -> None:
    """What holds at every moment."""
    picture = story.picture
    opened = [one.offer_id for one in story.commands if isinstance(one, do.OpenAnOffer)]
    closed = [one.offer_id for one in story.commands if isinstance(one, do.CloseOffer)]
    assert len(opened) - len(closed) == (picture.offer is not None)  # one agent at most
    busy = {True: 0, False: 0}
    for one in story.commands:
        if isinstance(one, do.OccupyAgent | do.FreeAgent):
            busy[isinstance(one, do.OccupyAgent)] += 1
    has = picture.offer is not None and picture.offer.accepted_at is not None
    assert busy[True] - busy[False] == has  # nobody stays busy
    assert has == (picture.state in (State.ACCEPTED, State.DIALLING, State.JOINED))
    assert not (picture.final and picture.offer)
    assert sum(isinstance(one, do.RingCustomer) for one in story.commands) <= 1
    rung = [one.offer_id for one in story.commands if isinstance(one, do.RingAgent)]
    assert rung == opened
    settled = sum(isinstance(one, do.SettleCallback) for one in story.commands)
    assert settled == (picture.final and picture.kind is Kind.CALLBACK)
    if picture.kind is Kind.LIVE:
        promised = sum(isinstance(one, do.PromiseCallback) for one in story.commands)
        assert promised == (picture.state is State.LEFT)
    if picture.offer is not None:
        turn = agent_turn(picture, picture.offer.id, "")
        assert (turn.then == "join") == has


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(list(Kind)), SCRIPTS)
def test_whatever_happens(kind: Kind, script: list) -> None:
    story = Story(kind)
    for (event, args, fields), pause in script:
        before = story.picture
        if event is on.Offered and any(
            isinstance(one, do.OpenAnOffer) and one.offer_id == args[0] for one in story.commands
        ):
            continue  # an offer's id is new
        story.tell(event, *args, **fields)
        check(story)
        story.wait(pause)
        check(story)
        if before.state in FINAL:
            assert story.picture.state is before.state
    # Then nothing but time: it ends by itself, or a caller is being fetched, which the carrier ends.
    for _ in range(40):
        due = [moment for moment, _ in timers(story.picture, LIMITS)]
        if not due or story.picture.state is State.RETURNING:
            break
        story.now = max(story.now, min(due)) - timedelta(seconds=1)
        story.wait(1)
        check(story)
    end = story.picture
    assert end.final or end.state is State.RETURNING or (end.kind is Kind.CALLBACK and end.state in (
        State.SEARCHING,))  # fmt: skip
    if end.state is State.RETURNING:
        story.tell(on.FetchFailed, gone=True)
        check(story)
        assert placement(story.picture, on_line=False).where is Where.OVER
