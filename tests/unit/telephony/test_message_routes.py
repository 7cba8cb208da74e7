"""What the carrier tells of text messages."""

from __future__ import annotations

import logging

import pytest

from tests.unit.telephony.house import House
from voicebot.call.ports import PartError


class Noted:
    """Reports that are written down."""

    def __init__(self) -> None:
        self.log: list[tuple[object, ...]] = []
        self.gone = False

    def report(self, attempt_id: int, message_id: str, status: str, code: int | None) -> bool:
        if self.gone:
            raise PartError("database failed")
        self.log.append((attempt_id, message_id, status, code))
        return attempt_id == 7

    def opt_out(self, number: str) -> None:
        self.log.append(("out", number))

    def opt_in(self, number: str) -> None:
        self.log.append(("in", number))


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
def house(noted: Noted) -> House:
    return House(reports=noted)


SID = "SM" + "0f" * 16


def test_a_report_is_passed_on(house: House, noted: Noted) -> None:
    assert house.post("message-status/7", MessageSid=SID, MessageStatus="sent").status_code == 204
    form = {"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": "30003"}
    assert house.post("message-status/7", **form).status_code == 204
    assert noted.log == [(7, SID, "sent", None), (7, SID, "undelivered", 30003)]


@pytest.mark.parametrize("code", ["", "0x1", "-1", "30003; DROP", "9" * 30, "٣"])
def test_a_code_that_is_none_is_left_out(house: House, noted: Noted, code: str) -> None:
    house.post("message-status/7", MessageSid=SID, MessageStatus="failed", ErrorCode=code)
    assert noted.log == [(7, SID, "failed", None)]


def test_a_report_on_what_is_not_ours_is_only_noted(
    house: House, noted: Noted, caplog: pytest.LogCaptureFixture
) -> None:
    assert house.post("message-status/8", MessageSid=SID, MessageStatus="sent").status_code == 204
    assert "attempt 8, which is none of ours" in caplog.text


@pytest.mark.parametrize(
    "form",
    [
        {"MessageSid": None, "MessageStatus": "sent"},
        {"MessageSid": "../../x", "MessageStatus": "sent"},
        {"MessageSid": SID, "MessageStatus": "Sent<script>"},
        {"MessageSid": SID},
    ],
)
def test_what_is_no_report_gets_400(house: House, noted: Noted, form: dict[str, str]) -> None:
    assert house.post("message-status/7", **form).status_code == 400
    assert noted.log == []


def test_nothing_happens_without_the_carriers_signature(house: House, noted: Noted) -> None:
    form = {"MessageSid": SID, "MessageStatus": "delivered"}
    assert house.client.post("/twilio/message-status/7", data=form).status_code == 403
    assert (
        house.client.post("/twilio/message", data={"From": "+31612345678", "Body": "STOP"}).status_code == 403
    )
    assert noted.log == []


def test_the_carrier_hears_that_it_could_not_be_stored(
    house: House, noted: Noted, caplog: pytest.LogCaptureFixture
) -> None:
    noted.gone = True
    with caplog.at_level(logging.ERROR):
        assert house.post("message-status/7", MessageSid=SID, MessageStatus="sent").status_code == 503
    assert "message_status failed" in caplog.text


@pytest.mark.parametrize(
    ("form", "log"),
    [
        ({"Body": "STOP"}, [("out", "+31612345678")]),
        ({"Body": " Stop. "}, [("out", "+31612345678")]),
        ({"Body": "afmelden"}, [("out", "+31612345678")]),
        ({"Body": "iets", "OptOutType": "STOP"}, [("out", "+31612345678")]),
        ({"Body": "START"}, [("in", "+31612345678")]),
        ({"Body": "Stop met bellen, ik bel u zelf"}, []),
        ({"Body": "Bedankt!"}, []),
        ({}, []),
    ],
)
def test_stop_and_start(house: House, noted: Noted, form: dict[str, str], log: list[object]) -> None:
    answer = house.post("message", **({"From": "+31612345678"} | form))
    assert answer.status_code == 200 and answer.text.endswith("<Response/>")
    assert noted.log == log


def test_a_message_from_nobody_gets_400(house: House, noted: Noted) -> None:
    assert house.post("message", From="DeWinkel", Body="STOP").status_code == 400
    assert noted.log == []


def test_without_anybody_who_takes_reports_there_is_no_such_address() -> None:
    assert House().post("message-status/7", MessageSid=SID, MessageStatus="sent").status_code == 404
