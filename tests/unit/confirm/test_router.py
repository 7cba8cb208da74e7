import pytest

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob
from voicebot.call.replies import Agreement
from voicebot.confirm.fakes import FakeNotifier
from voicebot.confirm.router import Router

MOBILE, LANDLINE, MAIL = "+31612345678", "+31201234567", "s.dewit@example.nl"


@pytest.mark.parametrize(
    ("caller", "email", "channels", "chosen"),
    [
        (MOBILE, MAIL, {"sms", "email"}, ("sms", "sms", MOBILE)),
        (MOBILE, MAIL, {"email"}, ("email", "email", MAIL)),
        (MOBILE, MAIL, set(), ("outbox", "sms", MOBILE)),
        (MOBILE, None, {"email"}, ("outbox", "sms", MOBILE)),
        (LANDLINE, MAIL, {"sms", "email"}, ("email", "email", MAIL)),
        (LANDLINE, MAIL, {"sms"}, ("outbox", "email", MAIL)),
        (LANDLINE, None, {"sms", "email"}, ("outbox", "sms", "")),
        ("anonymous", None, {"sms", "email"}, ("outbox", "sms", "")),
        ("0612345678", None, {"sms"}, ("sms", "sms", MOBILE)),
    ],
)
def test_the_way_to_a_caller(
    caller: str, email: str | None, channels: set[str], chosen: tuple[str, str, str]
) -> None:
    router = Router(
        sms=FakeNotifier("sms") if "sms" in channels else None,
        email=FakeNotifier("email") if "email" in channels else None,
        outbox=FakeNotifier("outbox"),
    )
    agreements = (Agreement("order_status", "Onderweg."),)
    job = ConfirmationJob(1, "CA1", caller, LANDLINE, email, "1234567", Outcome.SOLVED, agreements)
    route = router.route(job)
    assert (route.notifier.channel, route.form, route.to) == chosen
