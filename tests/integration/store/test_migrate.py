import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from voicebot.store.errors import StoreError
from voicebot.store.migrate import upgrade
from voicebot.store.models import Base


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_by_url_and_twice(url: str, empty: Engine) -> None:
    upgrade(url)
    upgrade(url)
    assert "calls" in inspect(empty).get_table_names()


def test_processes_that_start_at_once_do_not_collide(empty: Engine) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(empty)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {"calls", "ledger", "orders"} <= set(inspect(empty).get_table_names())


def test_a_database_of_another_version_says_so(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="another version of voicebot"):
        upgrade(engine)


def test_a_foreign_database_is_left_as_it_is(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (something integer)")
    with pytest.raises(StoreError, match="nothing was changed"):
        upgrade(empty)
    assert inspect(empty).get_table_names() == ["orders"]
