"""The way of a transfer, told one word after the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.transfer.pictures import LIMITS, Story
from voicebot.transfer import commands as do
from voicebot.transfer import events as on
from voicebot.transfer.effects import EFFECTS
from voicebot.transfer.guards import GUARDS
from voicebot.transfer.ports import LegOutcome
from voicebot.transfer.state import FINAL, Kind, Limits, State
from voicebot.transfer.table import TABLE


def test_the_way_it_should_be() -> None:
    story = Story()
    assert story.tell(on.Offered, "o1", agent_id=7) == [
        do.OpenAnOffer("o1", 7), do.RingAgent("o1", 7, 20),
    ]  # fmt: skip
    story.tell(on.LegRinging, "o1", "L1")
    story.tell(on.CallerArrived)
    story.tell(on.LegAnswered, "o1", "L1")
    assert story.tell(on.Accepted, "o1", "L1") == [do.OccupyAgent(7)]
    story.tell(on.LegJoined, "o1", "L1")
    assert (story.picture.state, story.picture.agent_id) == (State.JOINED, 7)
    story.wait(60)
    asked = story.tell(on.LegOver, "o1", "L1", LegOutcome.HUNG_UP)
    assert story.picture.state is State.FINISHED and story.picture.offer is None
    assert do.CloseOffer("o1", LegOutcome.COMPLETED) in asked
    assert do.FreeAgent(7, story.now + timedelta(seconds=LIMITS.wrap_up)) in asked


def test_yes_on_the_screen_of_a_leg_that_rings_joins_when_it_is_answered() -> None:
    story = Story().offered()
    story.tell(on.CallerArrived)
    assert story.tell(on.Accepted, "o1", screen=True) == [do.OccupyAgent(1)]
    assert story.tell(on.LegAnswered, "o1", "L1") == []
    assert story.picture.offer is not None and story.picture.offer.told


def test_yes_on_the_screen_of_a_leg_that_listens_joins_at_once() -> None:
    story = Story().answered()
    assert story.tell(on.Accepted, "o1", screen=True)[-1] == do.JoinLeg("o1", "L1")


def test_yes_counts_once_and_only_for_the_open_offer() -> None:
    story = Story().answered()
    story.tell(on.Accepted, "o1", "L1")
    assert story.tell(on.Accepted, "o1", "L1") == []
    assert story.tell(on.Accepted, "o0", screen=True) == []
    story.tell(on.CallerLeft)
    assert story.tell(on.Accepted, "o1", "L1") == []
    assert story.picture.state is State.LEFT


@pytest.mark.parametrize(
    ("event", "fields", "outcome"),
    [
        (on.Declined, {}, LegOutcome.DECLINED),
        (on.Declined, {"outcome": LegOutcome.NO_KEY}, LegOutcome.NO_KEY),
        (on.LegOver, {"outcome": LegOutcome.BUSY}, LegOutcome.BUSY),
        (on.LegOver, {"outcome": LegOutcome.HUNG_UP}, LegOutcome.HUNG_UP),
        (on.MachineAnswered, {}, LegOutcome.MACHINE),
    ],
)
def test_no_in_any_form_brings_the_next_agent(
    event: type[on.Event], fields: dict[str, object], outcome: LegOutcome
) -> None:
    story = Story().answered()
    assert do.CloseOffer("o1", outcome) in story.tell(event, "o1", "L1", **fields)
    assert (story.picture.state, story.picture.asked) == (State.SEARCHING, (1,))
    story.offered("o2", 2)
    assert story.picture.state is State.RINGING


def test_a_ring_that_may_have_worked_is_waited_for() -> None:
    story = Story().offered()
    story.tell(on.LegUnclear, "o1")
    story.wait(3)
    story.tell(on.LegRinging, "o1", "L1")  # it did work
    story.wait(10)
    assert story.picture.state is State.RINGING
    lost = Story().offered()
    lost.tell(on.LegUnclear, "o1")
    assert do.CloseOffer("o1", LegOutcome.FAILED) in lost.wait(7)
    assert lost.tell(on.LegRinging, "o1", "L1") == [do.EndLeg("L1")]  # it rings after all
    assert lost.picture.state is State.SEARCHING


def test_the_callers_patience_ends() -> None:
    story = Story().offered()
    story.tell(on.CallerArrived)
    story.tell(on.LegRinging, "o1", "L1")
    story.tell(on.LegOver, "o1", "L1", LegOutcome.BUSY)
    assert do.FetchCaller() in story.wait(LIMITS.patience)
    assert story.picture.state is State.RETURNING
    story.tell(on.CallerFetched)
    assert story.picture.state is State.RETURNED


def test_patience_waits_for_an_agent_who_listens() -> None:
    story = Story()
    story.tell(on.CallerArrived)
    story.wait(LIMITS.patience - 10)
    story.answered()
    story.wait(30)
    assert story.picture.state is State.RINGING
    story.tell(on.Declined, "o1", "L1")
    story.wait(1)
    assert story.picture.state is State.RETURNING


def test_a_caller_who_cannot_be_fetched_is_an_alarm_and_the_conference_ends() -> None:
    story = Story()
    story.tell(on.CallerArrived)
    story.tell(on.PatienceOver)
    asked = story.tell(on.FetchFailed)
    assert do.EndConference() in asked and any(isinstance(one, do.Alarm) for one in asked)
    assert story.tell(on.FetchFailed) == [do.EndConference()]  # one alarm in a while
    assert any(isinstance(one, do.Alarm) for one in story.wait(LIMITS.back + 1))
    story.tell(on.CallerDone, True)
    assert story.picture.state is State.RETURNED


def test_a_fetch_that_worked_without_saying_so_shows_when_the_caller_is_out() -> None:
    story = Story()
    story.tell(on.CallerArrived)
    story.tell(on.PatienceOver)
    story.tell(on.FetchFailed)
    story.tell(on.CallerOut)
    assert story.picture.state is State.RETURNING  # hung up, perhaps: the next word tells
    story.wait(LIMITS.brief + 1)
    assert story.picture.state is State.RETURNED


def test_a_caller_who_hangs_up_while_a_fetch_failed_is_called_back() -> None:
    story = Story()
    story.tell(on.CallerArrived)
    story.tell(on.PatienceOver)
    story.tell(on.FetchFailed)
    story.tell(on.CallerOut)
    assert do.PromiseCallback() in story.tell(on.CallerLeft)
    assert story.picture.state is State.LEFT


def test_a_caller_who_hangs_up_gets_a_promise_and_the_agents_telephone_stops() -> None:
    story = Story().answered()
    story.tell(on.CallerArrived)
    asked = story.tell(on.CallerLeft)
    assert [do.EndLeg("L1"), do.CloseOffer("o1", LegOutcome.CANCELED), do.PromiseCallback()] == asked
    assert story.picture.asked == ()  # not the agent's doing


def test_a_caller_who_never_comes_is_given_up() -> None:
    story = Story()
    assert do.PromiseCallback() in story.wait(LIMITS.arrival + 1)
    assert story.picture.state is State.LEFT


def test_an_agent_who_is_there_first_waits_for_the_caller() -> None:
    story = Story().answered()
    story.tell(on.Accepted, "o1", "L1")
    story.tell(on.LegJoined, "o1", "L1")
    story.wait(LIMITS.join + 5)
    assert story.picture.state is State.ACCEPTED
    story.tell(on.CallerArrived)
    assert story.picture.state is State.JOINED


def test_whoever_was_told_to_join_is_believed() -> None:
    story = Story().answered()
    story.tell(on.CallerArrived)
    story.tell(on.Accepted, "o1", "L1")
    story.wait(LIMITS.join + 1)  # the carrier's word was lost
    assert story.picture.state is State.JOINED


def test_a_caller_who_still_hears_the_music_is_not_believed_to_talk() -> None:
    """The agent said yes, the answer never reached the carrier, and its words on the leg were lost too."""
    story = Story().answered()
    story.tell(on.CallerArrived)
    story.tell(on.Accepted, "o1", "L1")
    story.wait(LIMITS.join + 1)
    story.tell(on.CallerStillWaits)  # on its way as the agent came in
    assert story.picture.state is State.JOINED
    story.wait(40)
    asked = story.tell(on.CallerStillWaits)
    assert story.picture.state is State.RETURNING
    assert {do.EndLeg("L1"), do.FreeAgent(1, None), do.FetchCaller()} <= set(asked)


def test_an_agent_who_agreed_and_never_came_is_free_at_once() -> None:
    story = Story().offered()
    story.tell(on.CallerArrived)
    story.tell(on.Accepted, "o1", screen=True)
    assert do.FreeAgent(1, None) in story.wait(LIMITS.join + 1)
    assert story.picture.state is State.SEARCHING and story.picture.agent_id is None


def test_closed_or_nobody_or_an_address_outside() -> None:
    nobody = Story()
    nobody.tell(on.CallerArrived, somebody=False)
    assert nobody.picture.state is State.RETURNED
    blind = Story()
    blind.tell(on.CallerArrived, somebody=False, blind="+31201112233")
    assert (blind.picture.state, blind.picture.blind) == (State.BLIND, "+31201112233")
    waiting = Story()
    waiting.tell(on.CallerArrived)
    waiting.tell(on.CallerArrived, somebody=False)  # the webhook again, after the last agent went home
    assert waiting.picture.state is State.SEARCHING
    waiting.tell(on.NobodyLeft)
    assert waiting.picture.state is State.RETURNING


def test_other_queues_help_after_a_while() -> None:
    story = Story()
    story.wait(31)
    assert story.picture.queues == ("schade", "algemeen")


def callback(tries: int = 0) -> Story:
    story = Story(Kind.CALLBACK, tries=tries).answered()
    story.tell(on.Accepted, "o1", "L1")
    return story


def test_a_callback_rings_the_agent_then_the_customer() -> None:
    story = callback()
    assert story.tell(on.LegJoined, "o1", "L1") == [do.RingCustomer(25)]
    story.tell(on.CustomerRinging, "C1")
    story.tell(on.CustomerAnswered, "C1")
    assert story.picture.state is State.JOINED
    asked = story.tell(on.CustomerOver, "C1", LegOutcome.HUNG_UP)
    assert do.SettleCallback("done", 0) in asked and story.picture.state is State.FINISHED


@pytest.mark.parametrize("event", [on.CustomerMachine, on.CustomerOver])
def test_a_callback_that_is_not_answered_is_tried_three_times(event: type[on.Event]) -> None:
    for tries, state in ((0, "open"), (1, "open"), (2, "dead")):
        story = callback(tries)
        story.tell(on.LegJoined, "o1", "L1")
        story.tell(event, "C1")
        settled = [one for one in story.commands if isinstance(one, do.SettleCallback)]
        assert [(one.state, one.tries) for one in settled] == [(state, tries + 1)]
        assert (settled[0].again is None) == (state == "dead")


def test_a_voicemail_that_shows_itself_late_ends_the_talk() -> None:
    story = callback()
    story.tell(on.LegJoined, "o1", "L1")
    story.tell(on.CustomerAnswered, "C1")
    asked = story.tell(on.CustomerMachine, "C1")
    assert story.picture.state is State.MISSED and do.EndLeg("C1") in asked and do.EndLeg("L1") in asked


def test_an_agent_who_goes_while_the_customer_is_rung_costs_no_try() -> None:
    story = callback()
    story.tell(on.LegJoined, "o1", "L1")
    story.tell(on.CustomerRinging, "C1")
    asked = story.tell(on.LegOver, "o1", "L1")
    assert story.picture.state is State.AGENTLESS and do.EndLeg("C1") in asked
    (settled,) = [one for one in asked if isinstance(one, do.SettleCallback)]
    assert (settled.state, settled.tries) == ("open", 0) and settled.again is not None


def test_a_customer_who_may_ring_is_not_rung_again() -> None:
    story = callback()
    story.tell(on.LegJoined, "o1", "L1")
    story.tell(on.CustomerUnclear)
    asked = story.wait(LIMITS.unclear + 1)
    assert story.picture.state is State.MISSED
    assert not any(isinstance(one, do.RingCustomer) for one in asked)
    assert story.tell(on.CustomerRinging, "C1") == [do.EndLeg("C1")]


def test_a_talk_that_hardly_began_is_none() -> None:
    hung_up = Story().joined()
    hung_up.tell(on.CallerOut)
    assert hung_up.picture.state is State.JOINED  # who left, the next word tells
    asked = hung_up.tell(on.CallerLeft)
    assert hung_up.picture.state is State.LEFT
    assert do.PromiseCallback() in asked and do.FreeAgent(1, None) in asked
    fell_off = Story().joined()
    assert do.FetchCaller() in fell_off.tell(on.LegOver, "o1", "L1")
    fell_off.tell(on.CallerDone, True)
    assert fell_off.picture.state is State.RETURNED
    talked = Story().joined()
    talked.wait(LIMITS.brief)
    talked.tell(on.CallerLeft)
    assert talked.picture.state is State.FINISHED


def test_a_talk_whose_end_was_lost_ends() -> None:
    story = Story(limits=Limits(talk=60)).joined()
    assert do.EndConference() in story.wait(61)
    assert story.picture.state is State.FINISHED


def test_the_table_names_what_is_there() -> None:
    assert {name for row in TABLE for name in row.guards} == set(GUARDS)
    assert {name for row in TABLE for name in row.effects} == set(EFFECTS)


def test_nothing_leaves_a_final_state() -> None:
    assert not [row for row in TABLE if row.next is not None and set(row.states) & FINAL]


def test_every_event_stands_in_the_table() -> None:
    bases = {on.OfferEvent, on.CustomerEvent}
    events = {
        one for one in vars(on).values()
        if isinstance(one, type) and issubclass(one, on.Event) and one not in bases | {on.Event}
    }  # fmt: skip
    assert events == {row.event for row in TABLE}


@pytest.mark.parametrize("event", [on.LegOver, on.LegOut])
def test_an_agent_who_hears_a_voicemail_and_hangs_up_has_not_kept_the_promise(event: type[on.Event]) -> None:
    """The carrier's detection takes some seconds, a person knows it sooner."""
    story = callback()
    story.tell(on.LegJoined, "o1", "L1")
    story.tell(on.CustomerAnswered, "C1")
    asked = story.tell(event, "o1", "L1")
    assert story.picture.state is State.MISSED and do.EndLeg("C1") in asked
    (settled,) = [one for one in asked if isinstance(one, do.SettleCallback)]
    assert (settled.state, settled.tries) == ("open", 1)
    assert any(isinstance(one, do.FreeAgent) for one in asked)
    talked = callback()
    talked.tell(on.LegJoined, "o1", "L1")
    talked.tell(on.CustomerAnswered, "C1")
    talked.wait(LIMITS.brief)
    assert do.SettleCallback("done", 0) in talked.tell(event, "o1", "L1")
