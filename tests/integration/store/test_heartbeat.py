from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from voicebot.call.ports import PartError
from voicebot.store.heartbeat import Beat, Heartbeat


def test_there_is_none_then_a_fresh_one_and_it_grows_old(engine: Engine) -> None:
    worker = Heartbeat(engine, "worker")
    assert worker.age() is None
    worker.beat()
    assert 0.0 <= worker.age() <= 2.0
    with Session(engine) as session, session.begin():
        session.execute(update(Beat).values(at=datetime.now(UTC) - timedelta(minutes=3)))
    assert 178 <= worker.age() <= 182
    worker.beat()
    assert worker.age() <= 2.0
    assert Heartbeat(engine, "other").age() is None


def test_many_processes_may_give_it_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Heartbeat(engine, "worker").beat(), range(24)))
    assert Heartbeat(engine, "worker").age() <= 2.0


def test_a_database_that_fails_is_a_part_that_fails(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE heartbeats RENAME TO gone")
    try:
        with pytest.raises(PartError):
            Heartbeat(engine, "worker").beat()
        with pytest.raises(PartError):
            Heartbeat(engine, "worker").age()
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO heartbeats")
