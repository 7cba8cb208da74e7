"""The real web process alone, under its own gunicorn: it stops without dropping anybody who is on the line.

Rasa, the actions and the worker are not needed for a call that is ended while the bot says its first words.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
import requests

from voicebot.bootstrap import open_book
from voicebot.call.handover import QUEUES
from voicebot.call.outcome import Outcome
from voicebot.console.passwords import make_hash
from voicebot.replay.carrier import Carrier, Doing, PhoneCall
from voicebot.replay.leg import Leg
from voicebot.replay.signing import signature
from voicebot.replay.timeline import What
from voicebot.runtime.house import HousePlan, on_free_ports
from voicebot.runtime.processes import read_procfile
from voicebot.settings import ROOT, Settings
from voicebot.store.agents import Person, Role, SqlAgents
from voicebot.store.book import SqlCallBook
from voicebot.store.engine import make_engine

PERSON = "+31600000099"
CALLERS = 5


@dataclass
class Web:
    process: subprocess.Popen[bytes]
    plan: HousePlan
    log: Path

    @property
    def token(self) -> str:
        return self.plan.env["VOICEBOT_TWILIO_AUTH_TOKEN"]

    @property
    def book(self) -> SqlCallBook:
        return open_book(Settings(database_url=self.plan.env["VOICEBOT_DATABASE_URL"]))

    def get(self, path: str) -> requests.Response:
        return requests.get(self.plan.base_url + path, timeout=5)

    def post(self, path: str, **form: str) -> requests.Response:
        url = self.plan.base_url + path
        headers = {"X-Twilio-Signature": signature(self.token, url, form)}
        return requests.post(url, data=form, headers=headers, timeout=10)

    def stop(self) -> float:
        """SIGTERM to gunicorn; returns when."""
        self.process.send_signal(signal.SIGTERM)
        return time.monotonic()

    def ended(self, began: float) -> float:
        """Seconds from SIGTERM to the end, which must be an orderly one."""
        assert self.process.wait(20) == 0
        log = self.log.read_text()
        assert "Traceback" not in log and "SIGKILL" not in log, log
        return time.monotonic() - began


class Holding:
    """A caller who says nothing and stays on the line; ``speaks`` is set when the bot is heard."""

    def __init__(self) -> None:
        self.speaks = threading.Event()

    def step(self, leg: Leg) -> Doing:
        if leg.bot_moments:
            self.speaks.set()
        return Doing()


def eventually(what, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(params=[PERSON, ""], ids=["person", "callback"])
def web(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Web]:
    plan = on_free_ports(ROOT, tmp_path, {"VOICEBOT_PERSON_NUMBER": request.param})
    command = read_procfile(ROOT / "Procfile")["web"]
    log = tmp_path / "web.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | plan.env, stdout=out, stderr=out, start_new_session=True
        )
    one = Web(process, plan, log)

    def up() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            return one.get("/healthz").ok
        except requests.RequestException:
            return False

    try:
        eventually(up)
        yield one
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_callers_in_a_call_get_a_person_when_the_process_is_told_to_stop(web: Web):
    person = web.plan.env["VOICEBOT_PERSON_NUMBER"]
    callers = [Holding() for _ in range(CALLERS)]

    def call(caller: Holding) -> PhoneCall:
        return Carrier(web.plan.base_url, web.token, status_path="").call("+31600000042", caller)

    with ThreadPoolExecutor(CALLERS) as pool:
        running = [pool.submit(call, caller) for caller in callers]
        assert all(caller.speaks.wait(30) for caller in callers)
        began = web.stop()
        calls = [each.result(30) for each in running]
    for one in calls:
        assert one.timeline.of(What.PROBLEM) == []
        assert [moment.text for moment in one.timeline.of(What.WEBHOOK)][:2] == [
            "/twilio/voice", "/twilio/after-stream",
        ]  # fmt: skip
        if person:
            assert [moment.text for moment in one.timeline.of(What.DIAL)] == [person]
        else:  # the ticket is a prompt of ours: it, too, was still there to be played
            assert len(one.timeline.of(What.PLAY)) == 1
        outcome = web.book.status(one.call_sid).outcome
        assert outcome is (Outcome.FAILED_TO_HUMAN if person else Outcome.CALLBACK)
    assert web.ended(began) < 6.0


@pytest.mark.parametrize("web", [PERSON], indirect=True)
def test_a_call_that_comes_in_while_it_stops_goes_to_a_person(web: Web):
    caller = Holding()
    url = web.plan.base_url + "/twilio/voice"
    carrier = Carrier(web.plan.base_url, web.token, status_path="")
    # This caller hangs up with the stream: the carrier never comes back, and the process waits a while.
    carrier._line.absolute = lambda text: url if text.endswith("/voice") else "http://127.0.0.1:9/"
    thread = threading.Thread(target=lambda: carrier.call("+31600000042", caller), daemon=True)
    thread.start()
    assert caller.speaks.wait(30)
    began = web.stop()
    eventually(lambda: web.get("/healthz").json()["live_calls"] == 0, 5)
    ready = web.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "stopping")

    answer = web.post("/twilio/voice", CallSid="CAnew", From="+31600000043", To="+31850000000")
    assert answer.status_code == 200
    document = ElementTree.fromstring(answer.text)
    assert document.findtext("Dial/Number") == PERSON
    assert document.find("Connect") is None
    assert web.book.status("CAnew").outcome is Outcome.FAILED_TO_HUMAN
    strange = requests.post(web.plan.base_url + "/twilio/voice", data={"CallSid": "CAx"}, timeout=5)
    assert strange.status_code == 403
    assert 4.0 < web.ended(began) < 10.0
    thread.join(20)


@pytest.mark.parametrize("web", [PERSON], indirect=True)
def test_without_callers_it_stops_at_once(web: Web):
    # As from a supervisor that signals every process of the group: gunicorn's worker hears it twice.
    began = time.monotonic()
    os.killpg(web.process.pid, signal.SIGTERM)
    assert web.ended(began) < 5.0


@pytest.mark.parametrize("web", [PERSON], indirect=True)
def test_an_open_board_does_not_hold_it_up(web: Web):
    """A screen's stream has no end of its own: while the process waited for it, no caller was answered."""
    agents = SqlAgents(make_engine(web.plan.env["VOICEBOT_DATABASE_URL"]))
    agents.create(
        Person("anna", "Anna", Role.AGENT, "+31611111111", QUEUES), make_hash("een lang wachtwoord")
    )
    console = web.plan.base_url + "/console"
    with requests.Session() as browser:
        token = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(f"{console}/login").text)
        assert token is not None
        form = {"csrf_token": token[1], "login": "anna", "password": "een lang wachtwoord"}
        assert browser.post(f"{console}/login", data=form).ok
        with browser.get(f"{console}/stream", stream=True, timeout=30) as stream:
            lines = stream.iter_lines()
            assert any(line == b"event: all" for line in lines)
            began = web.stop()
            assert web.ended(began) < 6.0


@pytest.mark.parametrize("web", [PERSON], indirect=True)
def test_a_worker_that_is_replaced_takes_its_callers_to_a_person(web: Web):
    """gunicorn's reload (SIGHUP): a fresh worker starts, the old one ends its calls first."""
    caller = Holding()
    carrier = Carrier(web.plan.base_url, web.token, status_path="")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(carrier.call, "+31600000042", caller)
        assert caller.speaks.wait(30)
        web.process.send_signal(signal.SIGHUP)
        call = running.result(60)
    assert call.timeline.of(What.PROBLEM) == []
    assert [moment.text for moment in call.timeline.of(What.DIAL)] == [PERSON]
    eventually(lambda: web.get("/healthz").ok)
    web.ended(web.stop())
