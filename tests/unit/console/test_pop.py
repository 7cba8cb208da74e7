from tests.integration.console.world import claim_story
from voicebot.call.ledger import LedgerEntry
from voicebot.console.pop import LAST_TURNS, Mood, Tried, pop
from voicebot.store.records import StoredEntry, StoredTurn


def stored(entries: list[LedgerEntry]) -> list[StoredEntry]:
    return [StoredEntry(n, e.at, e.kind.value, e.rule_id, e.model, e.data) for n, e in enumerate(entries)]


def understood(rule: str, intent: str, **slots: str) -> StoredEntry:
    data = {"turn": 1, "intent": intent, **{f"slot.{name}": value for name, value in slots.items()}}
    return StoredEntry(0, 1.0, "understood", rule, "", data)


def turn(seq: int, text: str = "ja") -> StoredTurn:
    return StoredTurn(seq, "caller", 0.0, 1.0, text, 0.9, "voice", None, None)


def test_a_claim():
    found = pop(stored(claim_story()), [])
    assert found.identified == (("policy", "700451"),)
    assert found.wishes == ("policy_own_risk", "report_claim")
    assert Tried("told", "policy_own_risk") in found.tried
    assert found.mood == Mood("irritated", (("F-05", 2), ("F-31", 1)))
    assert dict(found.slots) == {"policy_number": "700451", "birth_date": "1975-04-01", "product": "inboedel"}
    assert found.disclosed


def test_an_empty_call():
    found = pop([], [])
    assert (found.identified, found.wishes, found.tried, found.slots) == ((), (), (), ())
    assert found.mood == Mood()
    assert not found.disclosed


def test_a_number_that_was_only_said_identifies_nobody():
    found = pop([understood("D-10", "order_status", order_number="42073")], [])
    assert found.identified == ()
    assert found.slots == (("order_number", "42073"),)


def test_only_what_was_known_last_counts():
    known = {"order_number": "42073", "order_known": "yes"}
    found = pop([understood("D-13", "order_status", **known), understood("D-10", "policy_end")], [])
    assert found.identified == ()


def test_failures_are_counted_and_each_telling_is_named_once():
    ledger = [
        understood("D-12+D-10", "order_status"),
        understood("D-12", "inform"),
        understood("D-13", "inform"),
        understood("D-13", "affirm"),
        understood("D-31", "cancel_order"),
        understood("D-32", "change_email"),
        StoredEntry(0, 1.0, "decision", "T-02", "", {"failures": 1}),
        StoredEntry(0, 1.0, "error", "E-01", "", {"part": "speech"}),
    ]
    assert pop(ledger, []).tried == (
        Tried("told", "order_status"),
        Tried("refused", "cancel_order"),
        Tried("done", "change_email"),
        Tried("mismatch", times=2),
        Tried("not_understood"),
        Tried("broken"),
    )


def test_the_last_turns_with_words():
    turns = [turn(n, "" if n % 5 == 0 else "ja") for n in range(20)]
    assert [each.seq for each in pop([], turns).turns] == [13, 14, 16, 17, 18, 19]
    assert len(pop([], turns).turns) == LAST_TURNS
