import pytest

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.confirm.fakes import FakeChannel
from voicebot.confirm.router import Router
from voicebot.confirm.samples import KINDS

MOBILE, LANDLINE, MAIL = "+31612345678", "+31201234567", "s.dewit@example.nl"


@pytest.mark.parametrize(
    ("caller", "email", "channels", "chosen"),
    [
        (MOBILE, MAIL, {"sms", "email"}, ("sms", "sms", MOBILE, None)),
        (MOBILE, MAIL, {"email"}, ("email", "email", MAIL, None)),
        (MOBILE, MAIL, set(), ("outbox", "sms", MOBILE, None)),
        (MOBILE, None, {"email"}, ("outbox", "sms", MOBILE, "no_address")),
        (LANDLINE, MAIL, {"sms", "email"}, ("email", "email", MAIL, None)),
        (LANDLINE, MAIL, set(), ("outbox", "email", MAIL, None)),
        (LANDLINE, MAIL, {"sms"}, ("outbox", "email", MAIL, "no_address")),
        (LANDLINE, None, {"sms", "email"}, ("outbox", "sms", "", "no_address")),
        ("anonymous", None, {"sms", "email"}, ("outbox", "sms", "", "no_address")),
        ("0612345678", None, {"sms"}, ("sms", "sms", MOBILE, None)),
    ],
)
def test_the_way_to_a_caller(
    caller: str, email: str | None, channels: set[str], chosen: tuple[str, str, str, str | None]
) -> None:
    route = router(channels).route(job(caller, email))
    assert route is not None
    assert (route.channel.name, route.form, route.to, route.alarm) == chosen


@pytest.mark.parametrize("channels", [{"sms"}, {"email"}, {"sms", "email"}])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_only_what_was_agreed_is_alarming_when_nobody_can_be_written_to(
    channels: set[str], kind: str
) -> None:
    route = router(channels).route(job("anonymous", None, kinds=(kind,)))
    assert route is not None and route.channel.name == "outbox"
    told = kind in {
        "order_status", "payment_status", "policy_term",
        "policy_premium", "policy_start", "policy_end", "policy_own_risk", "handover",
    }  # fmt: skip
    assert route.alarm == (None if told else "no_address")


@pytest.mark.parametrize(
    "kinds", [("order_status", "callback"), ("handover", "return_registered"), ("agent",)]
)
def test_one_thing_that_was_agreed_is_enough_for_an_alarm(kinds: tuple[str, ...]) -> None:
    route = router({"sms"}).route(job("anonymous", None, kinds=kinds))
    assert route is not None and route.alarm == "no_address"


@pytest.mark.parametrize(
    ("written", "out", "chosen"),
    [
        (Written("email"), set(), ("email", MAIL)),
        (Written("email", "j@example.nl"), set(), ("email", "j@example.nl")),
        (Written("sms", "+31687654321"), set(), ("sms", "+31687654321")),
        (Written(), {"sms"}, ("email", MAIL)),
        (Written("sms"), {"sms"}, ("email", MAIL)),
        (Written("email", "j@example.nl"), {"email"}, ("sms", MOBILE)),
        (Written(), {"sms", "email"}, None),
        (Written(), {"outbox"}, ("sms", MOBILE)),
    ],
)
def test_wishes_and_channels_that_are_out(
    written: Written, out: set[str], chosen: tuple[str, str] | None
) -> None:
    route = router({"sms", "email"}).route(job(MOBILE, MAIL, written), frozenset(out))
    assert (route and (route.channel.name, route.to)) == chosen


def test_an_outbox_that_failed_is_not_the_way_out_of_itself() -> None:
    assert router(set()).route(job(MOBILE, MAIL), frozenset({"outbox"})) is None


def router(channels: set[str]) -> Router:
    return Router(
        sms=FakeChannel("sms") if "sms" in channels else None,
        email=FakeChannel("email") if "email" in channels else None,
        outbox=FakeChannel("outbox"),
    )


def job(
    caller: str,
    email: str | None,
    written: Written = Written(),  # noqa: B008
    kinds: tuple[str, ...] = ("order_cancelled",),
) -> ConfirmationJob:
    agreements = tuple(Agreement(kind, "Afgesproken.") for kind in kinds)
    return ConfirmationJob(1, "CA1", caller, LANDLINE, email, "1234567", Outcome.SOLVED, agreements, written)
