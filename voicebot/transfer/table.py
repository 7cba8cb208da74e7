"""Every transition of a transfer, as data. `voicebot transfers` prints it; docs/transfer.md holds it.

The first row counts whose state and event fit and whose guards all hold. An event without a row changes
nothing: the carrier's words come late, twice and out of order. The rules behind the rows:

 1. One caller, one agent: an offer is made only while none is open, and every row that leaves an offer closes
    it. What another leg does never moves the transfer; such a leg is ended.
 2. A final state is left by nothing.
 3. Yes counts once: only from RINGING, only for the open offer.
 4. A caller who waits gets an agent, or goes back to the assistant when patience, agents or the conference
    are over, or has hung up and is promised a callback. Nobody is left with the music,
    and no wait is announced that is longer than what is left of the patience.
 5. While an agent hears the summary, patience waits for the answer.
 6. Who agreed and never was in the conference is free at once; who talked wraps up first. A talk of a few
    seconds is none: its caller goes back to the assistant, or is promised a callback.
 7. The carrier's silence proves nothing: a ring that may have worked is waited for, never repeated; a leg
    that was told to join is believed to have joined, until the caller still hears the music.
 8. A callback rings the agent first, and the customer once. A customer who does not answer, or whose
    voicemail does, costs a try, and so does an agent who hangs up within seconds: a person hears a voicemail
    sooner than the carrier. An agent who does not come costs none.
 9. A day's opening hours may have breaks. A callback is promised for a time that no break touches; one that
    comes due in a break, at night or on a holiday is made when the queue opens again.
"""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.transfer import events as on
from voicebot.transfer.state import FINAL, State

S = State
_ASKED = (S.RINGING, S.ACCEPTED)
_BEFORE_TALK = (S.SEARCHING, S.RINGING, S.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Row:
    """A transition from each of ``states``. ``next`` None: the state stays. Guards and effects are named."""

    states: tuple[State, ...]
    event: type[on.Event]
    next: State | None
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()


TABLE: tuple[Row, ...] = (
    # The caller comes.
    Row((S.SEARCHING,), on.CallerArrived, S.BLIND,
        ("live", "caller not here yet", "blind address"), ("note the arrival", "note the address")),
    Row((S.SEARCHING,), on.CallerArrived, S.RETURNED,
        ("live", "caller not here yet", "nobody can come"), ("note the arrival",)),
    Row((S.ACCEPTED,), on.CallerArrived, S.JOINED,
        ("live", "agent inside"), ("note the arrival", "begin the talk")),
    Row(_BEFORE_TALK, on.CallerArrived, None, ("live",), ("note the arrival",)),
    # An agent is asked.
    Row((S.SEARCHING,), on.Offered, S.RINGING, (), ("ring the agent",)),
    Row((S.SEARCHING, S.RINGING), on.Overflowed, None, (), ("widen the search",)),
    Row(_ASKED, on.LegRinging, None, ("open offer",), ("note the leg",)),
    Row((S.RINGING,), on.LegUnclear, None, ("open offer", "leg unknown"), ("note the doubt",)),
    Row((S.RINGING,), on.LegAnswered, None, ("open offer",), ("note the answer",)),
    Row((S.ACCEPTED,), on.LegAnswered, None,
        ("open offer",), ("note the answer", "note that it was told")),
    # The agent says yes.
    Row((S.RINGING,), on.Accepted, S.ACCEPTED,
        ("open offer", "by key"), ("note the answer", "occupy the agent", "note that it was told")),
    Row((S.RINGING,), on.Accepted, S.ACCEPTED,
        ("open offer", "on the screen", "answered"), ("occupy the agent", "put the leg in")),
    Row((S.RINGING,), on.Accepted, S.ACCEPTED, ("open offer", "on the screen"), ("occupy the agent",)),
    Row((S.ACCEPTED,), on.Accepted, None, ("open offer", "by key"), ("note that it was told",)),
    Row((S.ACCEPTED,), on.LegTold, None, ("open offer",), ("note that it was told",)),
    Row((S.ACCEPTED,), on.LegJoined, S.DIALLING,
        ("open offer", "callback"), ("note that it is in", "ring the customer")),
    Row((S.ACCEPTED,), on.LegJoined, S.JOINED,
        ("open offer", "caller here"), ("note that it is in", "begin the talk")),
    Row((S.ACCEPTED,), on.LegJoined, None, ("open offer",), ("note that it is in",)),
    Row((S.ACCEPTED,), on.JoinOverdue, S.DIALLING,
        ("open offer", "told to join", "callback"), ("note that it is in", "ring the customer")),
    Row((S.ACCEPTED,), on.JoinOverdue, S.JOINED,
        ("open offer", "told to join", "caller here"), ("note that it is in", "begin the talk")),
    Row((S.ACCEPTED,), on.JoinOverdue, S.SEARCHING, ("open offer",), ("end the leg", "lose the agent")),
    Row((S.ACCEPTED,), on.JoinFailed, S.SEARCHING, ("open offer",), ("end the leg", "lose the agent")),
    # The agent says no, or nothing.
    Row((S.RINGING,), on.Declined, S.SEARCHING, ("open offer",), ("end the leg", "close the offer")),
    Row((S.RINGING,), on.MachineAnswered, S.SEARCHING, ("open offer",), ("end the leg", "close the offer")),
    Row((S.RINGING,), on.OfferOverdue, S.SEARCHING, ("open offer",), ("end the leg", "close the offer")),
    Row((S.RINGING,), on.LegOver, S.SEARCHING, ("open offer",), ("close the offer",)),
    Row((S.ACCEPTED,), on.LegOver, S.SEARCHING, ("open offer",), ("lose the agent",)),
    Row((S.ACCEPTED,), on.LegOut, S.SEARCHING, ("open offer",), ("end the leg", "lose the agent")),
    # The caller waits no longer.
    Row((S.SEARCHING,), on.CallerDone, S.RETURNED, ("live", "on the line")),
    Row((S.RINGING,), on.CallerDone, S.RETURNED, ("live", "on the line"), ("end the leg", "close the offer")),
    Row((S.ACCEPTED,), on.CallerDone, S.RETURNED, ("live", "on the line"), ("end the leg", "lose the agent")),
    Row((S.SEARCHING,), on.CallerDone, S.LEFT, ("live",), ("promise a callback",)),
    Row((S.SEARCHING,), on.CallerLeft, S.LEFT, ("live",), ("promise a callback",)),
    Row((S.SEARCHING,), on.ArrivalOverdue, S.LEFT, ("live", "caller not here yet"), ("promise a callback",)),
    Row((S.RINGING,), on.CallerDone, S.LEFT,
        ("live",), ("end the leg", "close the offer", "promise a callback")),
    Row((S.RINGING,), on.CallerLeft, S.LEFT,
        ("live",), ("end the leg", "close the offer", "promise a callback")),
    Row((S.RINGING,), on.ArrivalOverdue, S.LEFT,
        ("live", "caller not here yet"), ("end the leg", "close the offer", "promise a callback")),
    Row((S.ACCEPTED,), on.CallerDone, S.LEFT,
        ("live",), ("end the leg", "lose the agent", "promise a callback")),
    Row((S.ACCEPTED,), on.CallerLeft, S.LEFT,
        ("live",), ("end the leg", "lose the agent", "promise a callback")),
    Row((S.ACCEPTED,), on.ArrivalOverdue, S.LEFT,
        ("live", "caller not here yet"), ("end the leg", "lose the agent", "promise a callback")),
    Row((S.SEARCHING,), on.PatienceOver, S.RETURNING, ("caller here",), ("fetch the caller",)),
    Row((S.RINGING,), on.PatienceOver, S.RETURNING,
        ("caller here", "not answered"), ("end the leg", "close the offer", "fetch the caller")),
    Row((S.SEARCHING,), on.NobodyLeft, S.RETURNING, ("caller here",), ("fetch the caller",)),
    # Back to the assistant.
    Row((S.RETURNING,), on.CallerFetched, S.RETURNED),
    Row((S.RETURNING,), on.CallerDone, S.RETURNED, ("on the line",)),
    Row((S.RETURNING,), on.CallerDone, S.LEFT, (), ("promise a callback",)),
    Row((S.RETURNING,), on.CallerLeft, S.LEFT, (), ("promise a callback",)),
    # Fetched, or hung up at this moment: the next word tells. Without one the caller is with the assistant.
    Row((S.RETURNING,), on.CallerOut, None, (), ("note who is out",)),
    Row((S.RETURNING,), on.FetchFailed, S.LEFT, ("call is gone",), ("promise a callback",)),
    Row((S.RETURNING,), on.FetchFailed, None,
        (), ("end the conference", "raise an alarm")),
    Row((S.RETURNING,), on.FetchOverdue, None, (), ("end the conference", "raise an alarm")),
    # A talk that hardly began: the caller may have hung up before it, or the agent fell off the line.
    Row((S.JOINED,), on.CallerDone, S.RETURNED,
        ("live", "hardly talked", "on the line"), ("end the leg", "lose the agent")),
    Row((S.JOINED,), on.CallerDone, S.LEFT,
        ("live", "hardly talked"), ("end the leg", "lose the agent", "promise a callback")),
    Row((S.JOINED,), on.CallerLeft, S.LEFT,
        ("live", "hardly talked"), ("end the leg", "lose the agent", "promise a callback")),
    Row((S.JOINED,), on.LegOver, S.RETURNING,
        ("live", "hardly talked", "open offer"), ("lose the agent", "fetch the caller")),
    Row((S.JOINED,), on.LegOut, S.RETURNING,
        ("live", "hardly talked", "open offer"), ("end the leg", "lose the agent", "fetch the caller")),
    # The agent who was believed to be in never was, and the carrier's words on that were lost.
    Row((S.JOINED,), on.CallerStillWaits, S.RETURNING,
        ("live", "should talk by now"), ("end the leg", "lose the agent", "fetch the caller")),
    # Which of these it is, the next word tells.
    Row((S.JOINED,), on.CallerOut, None, ("live", "hardly talked")),
    Row((S.JOINED,), on.ConferenceEnded, None, ("live", "hardly talked")),
    # A voicemail that the agent hears sooner than the carrier, or an agent who fell off the line.
    Row((S.JOINED,), on.LegOver, S.MISSED, ("callback", "hardly talked", "open offer"),
        ("end the customer's leg", "let the agent wrap up", "callback missed")),
    Row((S.JOINED,), on.LegOut, S.MISSED, ("callback", "hardly talked", "open offer"),
        ("end the customer's leg", "end the leg", "let the agent wrap up", "callback missed")),
    # The talk.
    Row((S.JOINED,), on.LegOver, S.FINISHED, ("open offer",),
        ("let the agent wrap up", "end the customer's leg", "end the conference", "callback done")),
    Row((S.JOINED,), on.LegOut, S.FINISHED, ("open offer",),
        ("end the leg", "let the agent wrap up", "end the customer's leg", "end the conference",
         "callback done")),
    Row((S.JOINED,), on.CallerDone, S.FINISHED, ("live",), ("end the leg", "let the agent wrap up")),
    Row((S.JOINED,), on.CallerLeft, S.FINISHED, ("live",), ("end the leg", "let the agent wrap up")),
    Row((S.JOINED,), on.CallerOut, S.FINISHED, ("live",), ("end the leg", "let the agent wrap up")),
    Row((S.JOINED,), on.ConferenceEnded, S.FINISHED, (),
        ("end the leg", "let the agent wrap up", "end the customer's leg", "callback done")),
    Row((S.JOINED,), on.TalkOverdue, S.FINISHED, (),
        ("end the leg", "let the agent wrap up", "end the customer's leg", "end the conference",
         "callback done")),
    # Callbacks.
    Row((S.SEARCHING,), on.QueueClosed, S.AGENTLESS, ("callback",), ("callback later",)),
    Row((S.SEARCHING,), on.NobodyLeft, S.AGENTLESS, ("callback",), ("callback later",)),
    Row((S.DIALLING,), on.CustomerRinging, None, ("their leg",), ("note their leg",)),
    Row((S.DIALLING,), on.CustomerUnclear, None, ("their leg unknown",), ("note the doubt about them",)),
    Row((S.DIALLING,), on.CustomerAnswered, S.JOINED, ("their leg",), ("note their leg", "begin the talk")),
    Row((S.DIALLING,), on.CustomerMachine, S.MISSED, ("their leg",),
        ("note their leg", "end the customer's leg", "end the leg", "let the agent wrap up",
         "callback missed")),
    Row((S.DIALLING,), on.CustomerOver, S.MISSED, ("their leg",),
        ("end the leg", "let the agent wrap up", "callback missed")),
    Row((S.DIALLING,), on.DialOverdue, S.MISSED, (),
        ("end the customer's leg", "end the leg", "let the agent wrap up", "callback missed")),
    Row((S.DIALLING,), on.LegOver, S.AGENTLESS, ("open offer",),
        ("end the customer's leg", "let the agent wrap up", "callback later")),
    Row((S.DIALLING,), on.LegOut, S.AGENTLESS, ("open offer",),
        ("end the customer's leg", "end the leg", "let the agent wrap up", "callback later")),
    Row((S.JOINED,), on.CustomerMachine, S.MISSED, ("callback", "their leg"),
        ("end the customer's leg", "end the leg", "let the agent wrap up", "callback missed")),
    Row((S.JOINED,), on.CustomerOver, S.FINISHED, ("callback", "their leg"),
        ("end the leg", "let the agent wrap up", "callback done")),
    # Legs that nobody waits for: of an offer that is over, or of a ring that was believed lost.
    Row(tuple(S), on.LegRinging, None, ("another leg",), ("end that leg",)),
    Row(tuple(S), on.LegAnswered, None, ("another leg",), ("end that leg",)),
    Row(tuple(S), on.LegJoined, None, ("another leg",), ("end that leg",)),
    Row(tuple(state for state in S if state in FINAL), on.CustomerRinging, None, (), ("end that leg",)),
    Row(tuple(state for state in S if state in FINAL), on.CustomerAnswered, None, (), ("end that leg",)),
)  # fmt: skip
