from hypothesis import given
from hypothesis import strategies as st

from voicebot.delivery.states import REPORTED, WORDS, Attempt, after

REPORTS = st.lists(st.sampled_from(sorted(set(WORDS.values()))))
STATES = st.sampled_from(Attempt)


@given(STATES, REPORTS, st.randoms(use_true_random=False))
def test_order_and_number_of_reports_do_not_matter(now: Attempt, reports: list[Attempt], chance) -> None:  # type: ignore[no-untyped-def]
    expected = after(now, reports)
    told = reports * 2
    chance.shuffle(told)
    one_by_one = now
    for report in told:
        one_by_one = after(one_by_one, (report,))
    assert one_by_one == expected


@given(STATES, REPORTS)
def test_nothing_goes_backwards(now: Attempt, reports: list[Attempt]) -> None:
    order = list(Attempt)
    for report in reports:
        new = after(now, (report,))
        assert order.index(new) >= order.index(now)
        now = new


@given(REPORTS)
def test_who_has_it_has_it(reports: list[Attempt]) -> None:
    assert after(Attempt.DELIVERED, reports) is Attempt.DELIVERED


@given(REPORTS)
def test_a_last_word_stays_one(reports: list[Attempt]) -> None:
    for last in REPORTED:
        assert after(last, reports) in REPORTED


def test_what_may_have_gone_is_moved_by_news_of_it() -> None:
    assert after(Attempt.UNCERTAIN, (Attempt.SENT,)) is Attempt.SENT
    assert after(Attempt.GOING, (Attempt.DELIVERED,)) is Attempt.DELIVERED
