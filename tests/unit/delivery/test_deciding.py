import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.delivery.codes import TABLE, Action, row_for
from voicebot.delivery.deciding import BACK_OFF, FAILURES, UNDER_WAY, Tried, after_attempt, out
from voicebot.delivery.states import Attempt, State

CODES = st.one_of(st.none(), st.sampled_from(sorted({row.codes[0] for row in TABLE})), st.integers(0, 99999))
TRIED = st.builds(Tried, st.sampled_from(["sms", "email", "outbox"]), st.sampled_from(Attempt), CODES)


def step(*tried: Tried):  # type: ignore[no-untyped-def]
    return after_attempt(tried, look_again=45.0)


@pytest.mark.parametrize(
    ("code", "state", "wait"),
    [
        (30003, State.WAITING, BACK_OFF[0]),  # off: again
        (30006, State.WAITING, 0.0),  # landline: the other channel
        (30007, State.WAITING, 0.0),
        (21211, State.WAITING, 0.0),
        (21610, State.WAITING, 0.0),
        (20003, State.FAILED, 0.0),  # our account: a person
        (12345, State.WAITING, 0.0),  # unknown: the other channel
        (503, State.WAITING, BACK_OFF[0]),
        (None, State.WAITING, 0.0),
    ],
)
def test_what_follows_an_sms_that_did_not_arrive(code: int | None, state: State, wait: float) -> None:
    next_ = step(Tried("sms", Attempt.UNDELIVERED, code))
    assert (next_.state, next_.wait, next_.stop) == (state, wait, code == 21610)
    assert next_.alarm == ("failed" if state is State.FAILED else None)


@pytest.mark.parametrize(
    ("code", "state", "wait"),
    [
        (421, State.WAITING, BACK_OFF[0]),
        (451, State.WAITING, BACK_OFF[0]),
        (0, State.WAITING, BACK_OFF[0]),
        (550, State.WAITING, 0.0),
        (535, State.FAILED, 0.0),
        (299, State.WAITING, 0.0),
    ],
)
def test_what_follows_an_email_that_was_refused(code: int, state: State, wait: float) -> None:
    next_ = step(Tried("email", Attempt.REFUSED, code))
    assert (next_.state, next_.wait) == (state, wait)


@given(st.lists(TRIED, min_size=1))
def test_every_end_of_an_attempt_leads_on(tried: list[Tried]) -> None:
    next_ = step(*tried)
    last = tried[-1]
    assert next_.state is not State.PENDING and next_.state is not State.SENDING
    # Nobody is alarmed about what arrived, and everybody about what did not and is given up.
    assert (next_.alarm is not None) == (next_.state in (State.UNCERTAIN, State.FAILED))
    # What may have gone out is never sent again by itself.
    if last.state is Attempt.UNCERTAIN:
        assert next_.state is State.UNCERTAIN
    if last.state in UNDER_WAY:
        assert (next_.state, next_.wait) == (State.WAITING, 45.0)


@given(st.data())
def test_it_comes_to_an_end(data: st.DataObject) -> None:
    """Whatever fails with whatever code: after so many tries every channel is out."""
    tried: list[Tried] = []
    for _ in range(2 * (len(BACK_OFF) + 1)):
        closed = out(tried)
        channel = next((one for one in ("sms", "email") if one not in closed), None)
        if channel is None:
            break
        state = data.draw(st.sampled_from(sorted(FAILURES)))
        tried.append(Tried(channel, state, data.draw(CODES)))
        if step(*tried).state is State.FAILED:
            return
    assert out(tried) == {"sms", "email"}


def test_one_channel_is_out_and_the_other_is_not() -> None:
    tried = (Tried("sms", Attempt.REFUSED, 21614), Tried("email", Attempt.REFUSED, 451))
    assert out(tried) == {"sms"}
    assert out(()) == frozenset()


def test_the_table_is_whole() -> None:
    for row in TABLE:
        assert row.meaning and row.source and row.codes[0] <= row.codes[1]
        assert row_for(row.channel, row.codes[0]) in TABLE
    single = [(row.channel, row.codes[0]) for row in TABLE if row.codes[0] == row.codes[1]]
    assert len(single) == len(set(single))
    assert {row.action for row in TABLE} == set(Action)


@given(st.sampled_from(["sms", "email", "outbox"]), st.integers(0, 999))
def test_every_code_has_a_row(channel: str, code: int) -> None:
    assert row_for(channel, code) in TABLE
