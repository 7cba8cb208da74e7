"""What is left of a confirmation after its days, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

import voicebot.store.retention
from tests.integration.console.world import World
from tests.integration.store.clock import Clock
from voicebot.store.confirmations import SqlConfirmations
from voicebot.store.models import Confirmation
from voicebot.store.retention import SqlRetention

DAY = timedelta(days=1)
SECRETS = ("+31612345678", "morgen", "sanne@voorbeeld.nl", "Uw bestelling")
WRITTEN = {
    "channel": "email",
    "address": "sanne@voorbeeld.nl",
    "masked": "s•••@voorbeeld.nl",
    "subject": "Uw bestelling",
    "text": "Uw bestelling komt morgen.",
    "html": "<p>Uw bestelling komt morgen.</p>",
    "wish_channel": "email",
    "wish_address": "sanne@voorbeeld.nl",
    "message_id": "<1@voorbeeld.nl>",
}


@pytest.fixture
def world(engine: Engine, clock: Clock) -> World:
    return World(engine, clock)


@pytest.fixture
def retention(engine: Engine, clock: Clock) -> SqlRetention:
    return SqlRetention(engine, clock)


def owed(world: World, **values) -> int:
    call = world.call("+31612345678", told=False)
    world.conclude(call)
    return world.confirmation(call, **values)


def row(world: World, number: int) -> dict:
    with Session(world.engine) as session:
        found = session.scalars(select(Confirmation).where(Confirmation.id == number)).one()
        return {each.key: getattr(found, each.key) for each in inspect(Confirmation).column_attrs}


def test_the_words_go_and_the_fact_stays(world: World, retention: SqlRetention, clock: Clock):
    done = clock.now
    number = owed(world, **WRITTEN, state="delivered", finished_at=done)
    clock.now += 30 * DAY - timedelta(seconds=1)
    before = row(world, number)
    assert retention.erase(30) == 0
    assert row(world, number) == before
    clock.now += timedelta(seconds=1)
    assert retention.erase(30) == 1
    assert retention.erase(30) == 0
    left = row(world, number)
    assert not any(secret in str(left) for secret in SECRETS), left
    assert (left["state"], left["masked"], left["channel"]) == ("delivered", "s•••@voorbeeld.nl", "email")
    assert (left["finished_at"], left["erased_at"], left["message_id"]) == (
        done,
        clock.now,
        "<1@voorbeeld.nl>",
    )
    assert left["agreements"] == [{"kind": "order_status", "text": "", "reference": "42073"}]
    assert SqlConfirmations(world.engine).one(number).confirmation.text is None


@pytest.mark.parametrize("state", ["pending", "sending", "waiting"])
def test_what_is_on_its_way_keeps_its_words(world: World, retention: SqlRetention, clock: Clock, state: str):
    number = owed(world, **WRITTEN, state=state)
    clock.now += 99 * DAY
    assert retention.erase(30) == 0
    assert row(world, number)["address"] == "sanne@voorbeeld.nl"


def test_an_address_that_was_never_masked_is(world: World, retention: SqlRetention, clock: Clock):
    number = owed(world, state="declined", wish_address="+31612345678")
    failed = owed(world, **WRITTEN | {"masked": None}, state="failed", finished_at=clock.now)
    clock.now += 31 * DAY
    assert retention.erase(30) == 2
    assert row(world, number)["masked"] == "+31 ••• 678"
    assert row(world, failed)["masked"] == "s•••@voorbeeld.nl"


def test_many_go_a_few_at_a_time(world: World, retention: SqlRetention, clock: Clock, monkeypatch):
    monkeypatch.setattr(voicebot.store.retention, "AT_ONCE", 2)
    numbers = [owed(world, **WRITTEN, state="sent") for _ in range(5)]
    clock.now += 31 * DAY
    assert retention.erase(30) == 5
    assert all(row(world, number)["text"] is None for number in numbers)
