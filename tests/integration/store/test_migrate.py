import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

import voicebot.store.migrations
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


def to_revision(engine: Engine, step: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", next(iter(voicebot.store.migrations.__path__)))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, step)(config, revision)


def columns(engine: Engine) -> dict[str, set[str]]:
    tables = inspect(engine)
    return {name: {one["name"] for one in tables.get_columns(name)} for name in tables.get_table_names()}


def test_customers_and_orders_survive_the_way_up_and_down(empty: Engine) -> None:
    to_revision(empty, "upgrade", "0001")
    first = columns(empty)
    with empty.begin() as connection:
        for statement in (
            "INSERT INTO customers (id, number, name, postcode) VALUES (1, '90001', 'S. de Wit', '3512JE')",
            "INSERT INTO policies (id, number, customer_id, product, starts) "
            "VALUES (1, '700451', 1, 'inboedel', '2023-03-01')",
            "INSERT INTO orders (id, number, customer_id, postcode, status, items) "
            "VALUES (1, '42073', 1, '3512JE', 'shipped', '[]')",
        ):
            connection.execute(text(statement))
    upgrade(empty)
    newest = columns(empty)
    assert "requests" in newest and "birth_date" in newest["customers"]
    with empty.connect() as connection:
        order = connection.execute(text("SELECT house_number, paid, amount_cents, due FROM orders")).one()
        policy = connection.execute(text("SELECT ends, own_risk_cents, has_green_card FROM policies")).one()
    assert (tuple(order), tuple(policy)) == (("", False, 0, None), (None, 0, False))
    to_revision(empty, "downgrade", "0001")
    assert columns(empty) == first
    with empty.connect() as connection:
        assert connection.execute(text("SELECT name FROM customers")).scalar_one() == "S. de Wit"
        assert connection.execute(text("SELECT number FROM orders")).scalar_one() == "42073"
    upgrade(empty)
    assert columns(empty) == newest
