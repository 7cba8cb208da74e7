from dataclasses import replace

from tests.unit.console.test_hub import ANNA, T, call
from voicebot.console import situation
from voicebot.store.board import BoardOffer, Snapshot
from voicebot.store.followups import FollowUp, Standing


def kind(snapshot: Snapshot) -> tuple[str, str | None]:
    found = situation.of_agent(snapshot, ANNA.id)
    assert found is not None
    return found.kind, found.call_id


def test_an_agents_situations():
    offer = BoardOffer("o", "A", 1, "ringing", T)
    busy, wrapping = replace(ANNA, call_id="B"), replace(ANNA, state="wrap_up", wrap_up="C")
    assert kind(Snapshot((), (ANNA,), ())) == ("free", None)
    assert kind(Snapshot((), (ANNA,), (offer,))) == ("offer", "A")
    assert kind(Snapshot((), (busy,), ())) == ("call", "B")
    assert kind(Snapshot((), (wrapping,), ())) == ("wrap_up", "C")
    assert kind(Snapshot((), (replace(ANNA, id=2), ANNA), (replace(offer, agent_id=2),))) == ("free", None)
    assert situation.of_agent(Snapshot((), (), ()), 1) is None


def test_rows_hold_no_whole_numbers():
    rows = situation.rows(Snapshot((call("A"),), (ANNA,), ()))
    assert list(rows) == ["call:A", "agent:1"]
    assert rows["call:A"]["caller"] == "…678"
    assert "+31612345678" not in str(rows)


def test_notes_tell_that_there_is_something_and_not_what():
    thing = FollowUp(
        kind="promise", call_id="CA1", number=1, standing=Standing.LATE, due=T, until=None, text="geheim",
        state="", rule_id="", caller="+31612345678", queue=None, owner_id=7, owner="Anna",
    )  # fmt: skip
    rows = situation.rows(Snapshot((), (), (), (thing,), alarms=2))
    assert rows["note:alarms"] == {"count": 2}
    assert (rows["note:due"]["count"], rows["note:due"]["late"]) == (1, 1)
    assert not any(word in str(rows) for word in ("geheim", "612345678", "Anna"))
    soon = Snapshot((), (), (), (replace(thing, standing=Standing.SOON),), alarms=2)
    assert situation.rows(soon)["note:due"]["sign"] != rows["note:due"]["sign"]
    assert situation.sign(Snapshot((), (), ())) == ""
