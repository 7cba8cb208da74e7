"""Every REST call that the house makes fits Twilio's own description of its API; wrong ones do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from tests.integration.telephony import prism
from voicebot.call.ports import Message, PartError
from voicebot.confirm.sms import TwilioSms
from voicebot.delivery.states import Attempt
from voicebot.store.attempts import Outgoing
from voicebot.telephony.carrier import TwilioCarrier, carrier_client
from voicebot.telephony.config import TelephonyConfig
from voicebot.transfer.ports import CarrierError

pytestmark = pytest.mark.skipif(bool(prism.missing()), reason=prism.missing())

ACCOUNT = "AC" + "0" * 32
OURS, AGENT = "+31850000000", "+31611111111"
LEG, CONFERENCE = "CA" + "2" * 32, "CF" + "3" * 32
CONFIG = TelephonyConfig("https://bot.example.nl")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prism.serving(tmp_path_factory.mktemp("prism")) as url:
        yield url


@pytest.fixture
def make(address: str) -> Callable[..., Client]:
    def client(account: str = ACCOUNT, token: str = "secret") -> Client:
        made = carrier_client(account, token, timeout=30.0)  # the first answer of a cold Prism takes its time
        made.api.base_url = address
        return made

    return client


@pytest.fixture
def client(make: Callable[..., Client]) -> Client:
    return make()


@pytest.fixture
def carrier(client: Client) -> TwilioCarrier:
    return TwilioCarrier(client, CONFIG, OURS)


@pytest.mark.parametrize("to", [AGENT, "sip:jan@pbx.example.nl"])
def test_an_agent_is_rung(carrier: TwilioCarrier, to: str):
    assert carrier.ring_agent("o7", to, seconds=20).startswith("CA")


def test_a_call_is_looked_at(carrier: TwilioCarrier):
    assert carrier.is_over(LEG) in (True, False)


def test_a_customer_is_rung(carrier: TwilioCarrier):
    assert carrier.ring_customer("c3", AGENT, seconds=25).startswith("CA")


def test_calls_are_changed(carrier: TwilioCarrier):
    carrier.join(LEG, "xfer-0a1b")
    carrier.end_leg(LEG)
    carrier.return_caller(LEG)


def test_conferences_are_looked_for_and_ended(carrier: TwilioCarrier, client: Client):
    with pytest.raises(CarrierError) as caught:  # the mock accepts the question, and knows of none
        carrier.end_conference("xfer-0a1b")
    assert caught.value.gone
    assert client.conferences(CONFERENCE).update(status="completed").sid


def outgoing(text: str = "Uw kenmerk: 2117360.") -> Outgoing:
    return Outgoing(
        7, 3, "k", "sms", Message(AGENT, text), "nl", Attempt.READY, None, datetime.now(UTC), None, 0.0, 0
    )


def test_a_message_is_sent_looked_for_and_asked_after(client: Client):
    sms = TwilioSms(client, OURS, lambda attempt: f"https://bot.example.nl/twilio/message-status/{attempt}")
    message_id, state = sms.send(outgoing(), lambda: None)
    assert message_id.startswith(("SM", "MM"))
    assert state is Attempt.QUEUED
    assert sms.find(outgoing(), lambda ids: frozenset()) is None  # the mock's messages say something else
    word, code = sms.status("SM" + "4" * 32)
    assert isinstance(word, str)
    assert code is None or isinstance(code, int)


WRONG = [
    lambda client: client.calls(LEG).update(status="ringing"),
    lambda client: client.calls("CA1").update(status="completed"),
    lambda client: client.calls(LEG).update(method="PATCH", url="https://bot.example.nl/x"),
    lambda client: client.calls.create(to=AGENT, from_=OURS, url="not an address"),
    lambda client: client.calls.create(to=AGENT, from_=OURS, url="https://x.example/a", timeout="long"),
    lambda client: client.calls.create(
        to=AGENT, from_=OURS, url="https://x.example/a", status_callback_method="PUT"
    ),
    lambda client: client.conferences(CONFERENCE).update(status="in-progress"),
    lambda client: client.conferences.list(status="over", limit=1),
]


def status_of(error: TwilioException) -> int:
    return error.status if isinstance(error, TwilioRestException) else error.args[1].status_code


@pytest.mark.parametrize("ask", WRONG)
def test_a_wrong_parameter_is_refused(client: Client, ask: Callable[[Client], object]):
    with pytest.raises(TwilioException) as caught:
        ask(client)
    assert status_of(caught.value) == 422


def test_a_call_to_nobody_is_refused(client: Client):
    with pytest.raises(TwilioRestException) as caught:
        client.calls.create(to=None, from_=OURS, url="https://x.example/a")
    assert status_of(caught.value) == 422


def test_a_refusal_is_the_carriers_error_and_final(make: Callable[..., Client]):
    carrier = TwilioCarrier(make(account="AC0"), CONFIG, OURS)
    for ask in (
        lambda: carrier.ring_agent("o7", AGENT, seconds=20),
        lambda: carrier.ring_customer("c3", AGENT, seconds=20),
        lambda: carrier.join(LEG, "xfer-0a1b"),
        lambda: carrier.end_leg(LEG),
        lambda: carrier.return_caller(LEG),
        lambda: carrier.end_conference("xfer-0a1b"),
    ):
        with pytest.raises(CarrierError, match="HTTP 422") as caught:
            ask()
        assert (caught.value.gone, caught.value.final) == (False, True)
        assert AGENT not in str(caught.value)
    with pytest.raises(PartError, match="HTTP 422"):
        TwilioSms(make(account="AC0"), OURS).send(outgoing(), lambda: None)


def test_an_api_that_does_not_answer_may_be_asked_again():
    client = carrier_client(ACCOUNT, "secret", timeout=2.0)
    client.api.base_url = "http://127.0.0.1:9"  # nothing listens there
    with pytest.raises(CarrierError) as caught:
        TwilioCarrier(client, CONFIG, OURS).return_caller(LEG)
    assert (caught.value.gone, caught.value.final) == (False, False)
