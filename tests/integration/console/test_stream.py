from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.integration.console.conftest import Browser
from tests.integration.console.world import NOON, World, console_of


@pytest.fixture(autouse=True)
def anna(world: World, browser: Browser):
    agent = world.agent("anna", state="available")
    browser.log_in("anna")
    return agent


def stream(browser: Browser, last_id: str = "") -> tuple[Iterator[tuple[str, str, dict]], object]:
    """Events as (id, name, data), and the answer to close."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
    answer = browser.client.get("/console/stream", headers=headers, buffered=False)

    def events() -> Iterator[tuple[str, str, dict]]:
        text = ""
        for chunk in answer.iter_encoded():
            text += chunk.decode()
            while "\n\n" in text:
                block, text = text.split("\n\n", 1)
                lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
                if "event" in lines:
                    yield lines.get("id", ""), lines["event"], json.loads(lines["data"])

    return events(), answer


def test_a_call_appears_and_goes_without_asking_again(world: World, browser: Browser, anna):
    events, answer = stream(browser)
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["X-Accel-Buffering"] == "no"
    first, name, everything = next(events)
    assert (name, everything["order"]) == ("all", [f"agent:{anna.id}"])
    assert next(events)[1:] == (
        "me",
        {"kind": "free", "state": "available", "since": int(NOON.timestamp()), "call": None, "offer": None},
    )
    call = world.call()
    transfer = world.wait(call)
    seen: dict = {}
    for number, name, data in events:
        if name == "step":
            seen |= data.get("set", {})
            last = number
        if f"call:{call}" in seen and seen[f"call:{call}"]["phase"] == "waiting":
            break
    row = seen[f"call:{call}"]
    assert (row["rule"], row["priority"], row["queue"], row["intent"]) == (
        "H-10",
        2,
        "schade",
        "report_claim",
    )
    assert row["caller"] == "…001"
    offer = world.offer(transfer, anna)
    mine = next(data for _, name, data in events if name == "me")
    assert (mine["kind"], mine["call"], mine["offer"]) == ("offer", call, offer)
    answer.close()
    world.gone(transfer)
    world.conclude(call)
    # back again: only what was missed
    events, answer = stream(browser, last)
    names = []
    for _, name, data in events:
        names.append(name)
        if f"call:{call}" in data.get("gone", []):
            break
    assert "all" not in names
    answer.close()
    # another process counted otherwise
    events, answer = stream(browser, "0000-3")
    assert next(events)[1] == "all"
    answer.close()
    assert first


def test_a_stream_ends_with_its_session(world: World, browser: Browser, anna):
    events, answer = stream(browser)
    next(events)
    world.agents.end_sessions(anna.id)
    assert "bye" in [name for _, name, _ in events]
    answer.close()


def test_too_many_screens_are_told_and_can_ask_instead(world: World, browser: Browser):
    app = world.app(streams=1, streams_each=1)
    first, second = Browser(app.test_client()), Browser(app.test_client())
    first.log_in("anna")
    world.agent("bea")
    second.log_in("bea")
    events, answer = stream(first)
    next(events)
    _, refused = stream(second)
    assert refused.status_code == 503
    assert "te veel schermen" in refused.json["error"]
    snapshot = second.fetch("/snapshot").json
    assert snapshot["me"]["kind"] == "free"
    assert len(snapshot["all"]["order"]) == 2
    answer.close()
    events, answer = stream(second)
    assert next(events)[1] == "all"
    _, refused = stream(second)
    assert refused.status_code == 503
    answer.close()
    console_of(app).close()
    assert stream(second)[1].status_code == 503


def test_the_end_of_the_house_ends_all_streams(app: Flask, browser: Browser):
    events, answer = stream(browser)
    next(events)
    console_of(app).close()
    list(events)
    answer.close()
    assert len(console_of(app).hub) == 0
