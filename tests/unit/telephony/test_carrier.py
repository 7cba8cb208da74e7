"""What is asked of the carrier's API, form field by form field, and what its refusals become."""

from __future__ import annotations

import json
import logging
from urllib.parse import urlsplit

import pytest
import requests
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from tests.unit.telephony.house import CALL, PUBLIC
from voicebot.telephony.carrier import TwilioCarrier
from voicebot.telephony.config import TelephonyConfig
from voicebot.transfer.ports import CarrierError

ACCOUNT = "AC" + "0" * 32
OURS = "+31850000000"
AGENT = "+31611111111"
LEG = "CA" + "2" * 32
BASE = f"/2010-04-01/Accounts/{ACCOUNT}"


class Api(HttpClient):
    """Gives the scripted answers in order, then the last; an Exception among them is raised."""

    def __init__(self, *answers):
        super().__init__(logging.getLogger("test"), False, 5)
        self.answers = list(answers) or [(201, {"sid": LEG})]
        self.asked = []

    def request(
        self,
        method,
        url,
        params=None,
        data=None,
        headers=None,
        auth=None,
        timeout=None,
        allow_redirects=False,
    ):
        self.asked.append((method, urlsplit(url).path, dict(data or params or {})))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return Response(status, body if isinstance(body, str) else json.dumps(body))


def refused(status, code):
    return status, {"code": code, "message": f"The number {AGENT} is not good", "status": status}


@pytest.mark.parametrize(
    ("answer", "over"),
    [
        ((200, {"sid": LEG, "status": "in-progress"}), False),
        ((200, {"sid": LEG, "status": "ringing"}), False),
        ((200, {"sid": LEG, "status": "completed"}), True),
        ((200, {"sid": LEG, "status": "no-answer"}), True),
        ((404, {"code": 20404, "message": "no such call", "status": 404}), True),
    ],
)
def test_whether_a_call_is_over(answer, over):
    one, api = carrier(answer)
    assert one.is_over(LEG) is over
    assert api.asked == [("GET", f"{BASE}/Calls/{LEG}.json", {})]


def test_a_call_that_the_carrier_does_not_tell_about():
    for answer in (requests.ConnectTimeout(AGENT), (500, "broken")):
        with pytest.raises(CarrierError):
            carrier(answer)[0].is_over(LEG)


def carrier(*answers):
    api = Api(*answers)
    return TwilioCarrier(Client(ACCOUNT, "secret", http_client=api), TelephonyConfig(PUBLIC), OURS), api


def test_an_agent_is_rung_with_all_that_is_known_of_the_ring():
    house, api = carrier()
    assert house.ring_agent("o7", AGENT, seconds=20) == LEG
    ((method, path, data),) = api.asked
    assert (method, path) == ("POST", f"{BASE}/Calls.json")
    assert data == {
        "To": AGENT,
        "From": OURS,
        "Url": f"{PUBLIC}/twilio/agent/o7",
        "Method": "POST",
        "Timeout": 20,
        "StatusCallback": f"{PUBLIC}/twilio/leg-status/o7",
        "StatusCallbackMethod": "POST",
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
    }


def test_a_customers_voicemail_is_told_from_the_customer_without_keeping_either_waiting():
    house, api = carrier()
    assert house.ring_customer("c3", AGENT, seconds=25) == LEG
    data = api.asked[0][2]
    assert data["Url"] == f"{PUBLIC}/twilio/customer/c3"
    assert data["StatusCallback"] == f"{PUBLIC}/twilio/leg-status/c3"
    assert (data["MachineDetection"], data["AsyncAmd"]) == ("Enable", "true")
    assert data["AsyncAmdStatusCallback"] == f"{PUBLIC}/twilio/leg-machine/c3"
    assert data["AsyncAmdStatusCallbackMethod"] == "POST"


def test_an_answered_leg_is_put_into_the_conference():
    house, api = carrier((200, {"sid": LEG}))
    house.join(LEG, "xfer-0a1b")
    ((method, path, data),) = api.asked
    assert (method, path) == ("POST", f"{BASE}/Calls/{LEG}.json")
    assert ">xfer-0a1b</Conference>" in data["Twiml"]
    with pytest.raises(ValueError, match="'xfer-'"):
        house.join(LEG, "jansen")


def test_the_caller_is_fetched_by_an_address_that_holds_no_secret():
    house, api = carrier((200, {"sid": CALL}))
    house.return_caller(CALL)
    assert api.asked == [
        ("POST", f"{BASE}/Calls/{CALL}.json", {"Url": f"{PUBLIC}/twilio/resume", "Method": "POST"})
    ]


OVER = refused(400, 21220)
UNKNOWN = refused(404, 20404)
FINE = (200, {"sid": LEG})


@pytest.mark.parametrize("answers", [(FINE, FINE), (FINE, OVER), (FINE, UNKNOWN), (OVER, FINE)])
def test_a_leg_is_ended_whether_it_rings_or_was_answered(answers):
    house, api = carrier(*answers)
    house.end_leg(LEG)
    assert [data["Status"] for _, _, data in api.asked] == ["canceled", "completed"]


@pytest.mark.parametrize("answers", [(OVER, OVER), (UNKNOWN,), (OVER, UNKNOWN)])
def test_a_leg_that_is_over_is_gone(answers):
    house, _ = carrier(*answers)
    with pytest.raises(CarrierError) as caught:
        house.end_leg(LEG)
    assert (caught.value.gone, caught.value.final) == (True, True)


def test_a_leg_that_may_go_on_is_not_taken_for_ended():
    house, _ = carrier(FINE, refused(500, 20500))
    with pytest.raises(CarrierError) as caught:
        house.end_leg(LEG)
    assert (caught.value.gone, caught.value.final) == (False, False)


def conferences(*sids):
    return 200, {"conferences": [{"sid": sid} for sid in sids], "next_page_uri": None}


def test_a_conference_is_ended_by_its_name_also_while_the_caller_waits_alone():
    one, other = "CF" + "1" * 32, "CF" + "2" * 32
    house, api = carrier(conferences(one), (200, {"sid": one}), conferences(other), OVER)
    house.end_conference("xfer-0a1b")
    listed = [data for method, path, data in api.asked if path == f"{BASE}/Conferences.json"]
    assert [(data["FriendlyName"], data["Status"]) for data in listed] == [
        ("xfer-0a1b", "init"),
        ("xfer-0a1b", "in-progress"),
    ]
    ended = [(path, data) for method, path, data in api.asked if method == "POST"]
    assert ended == [(f"{BASE}/Conferences/{sid}.json", {"Status": "completed"}) for sid in (one, other)]


@pytest.mark.parametrize("answers", [(conferences(),), (conferences("CF1"), OVER, conferences())])
def test_a_conference_that_is_over_is_gone(answers):
    house, _ = carrier(*answers)
    with pytest.raises(CarrierError) as caught:
        house.end_conference("xfer-0a1b")
    assert (caught.value.gone, caught.value.final) == (True, True)


DOINGS = [
    lambda house: house.ring_agent("o7", AGENT, seconds=20),
    lambda house: house.ring_customer("c3", AGENT, seconds=20),
    lambda house: house.join(LEG, "xfer-0a1b"),
    lambda house: house.end_leg(LEG),
    lambda house: house.return_caller(CALL),
    lambda house: house.end_conference("xfer-0a1b"),
]


@pytest.mark.parametrize("do", DOINGS)
@pytest.mark.parametrize(
    ("answer", "final"),
    [
        (refused(400, 21211), True),
        (refused(401, 20003), True),
        ((422, {"type": "x", "title": f"bad {AGENT}", "status": 422, "code": 20422}), True),
        ((404, "not even JSON"), True),
        (refused(429, 20429), False),
        (refused(500, 20500), False),
        ((503, "<html>"), False),
        ((200, "<html>"), False),
        (requests.ConnectTimeout(f"to {AGENT}"), False),
        (requests.ReadTimeout(f"to {AGENT}"), False),
        (requests.ConnectionError(f"to {AGENT}"), False),
    ],
)
def test_every_failure_is_the_carriers_error_and_names_nobody(do, answer, final):
    house, _ = carrier(answer)
    with pytest.raises(CarrierError) as caught:
        do(house)
    assert (caught.value.gone, caught.value.final) == (False, final)
    assert "Twilio" in str(caught.value)
    assert "+" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


@pytest.mark.parametrize("do", DOINGS[2:5])
@pytest.mark.parametrize("answer", [OVER, UNKNOWN])
def test_a_call_that_is_over_is_gone(do, answer):
    house, _ = carrier(answer)
    with pytest.raises(CarrierError) as caught:
        do(house)
    assert (caught.value.gone, caught.value.final) == (True, True)


@pytest.mark.parametrize("do", DOINGS[:2])
def test_a_call_that_was_never_made_is_not_gone_but_refused(do):
    house, _ = carrier(UNKNOWN)
    with pytest.raises(CarrierError) as caught:
        do(house)
    assert (caught.value.gone, caught.value.final) == (False, True)


def test_a_ring_without_an_id_may_be_tried_again():
    house, _ = carrier((201, {"sid": None}))
    with pytest.raises(CarrierError, match="without a call's id"):
        house.ring_agent("o7", AGENT, seconds=20)


@pytest.mark.parametrize("number", ["", "Voorbeeld", "0850000000"])
def test_a_sender_name_rings_nobody_and_that_is_said_at_once(number):
    with pytest.raises(ValueError, match="VOICEBOT_TWILIO_NUMBER"):
        TwilioCarrier(Client(ACCOUNT, "secret"), TelephonyConfig(PUBLIC), number)
