"""The small world of one virtual call: a database of its own with the demonstration's data, always the same
day and time, numbers drawn from the call's own name. So no call changes what another one finds, and each goes
the same way again.
"""

from __future__ import annotations

import hashlib
import random
import secrets
import shutil
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from voicebot.backoffice.demo import seed
from voicebot.backoffice.today import CALLERS_ZONE
from voicebot.store.engine import drawing, make_engine
from voicebot.store.migrate import upgrade

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CALLERS_ZONE)
"""A Tuesday morning, when people work."""

_SEED = 26  # letters of a call's id from which its numbers are drawn; the rest differs each time
_TEMPLATE = "template.sqlite3"
_OPEN = 8  # databases that one process keeps open


def new_id(name: str) -> str:
    """An id for the call of that name: another one each time, so that nobody remembers it from before."""
    return "CA" + hashlib.sha256(name.encode()).hexdigest()[: _SEED - 2] + secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Worlds:
    """All worlds of a run, in ``folder``; ``now``: their time, with its zone."""

    folder: Path
    now: datetime = NOW

    def prepare(self) -> None:
        """Make the database that each world begins with. Raises StoreError."""
        engine = make_engine(_url(self.folder / _TEMPLATE))
        upgrade(engine)
        seed(engine, self.now.date())
        engine.dispose()

    def create(self, call_id: str, part: str) -> Engine:
        """A fresh world for a call (an id of `new_id`), opened as `open` does."""
        shutil.copyfile(self.folder / _TEMPLATE, self._file(call_id))
        return self.open(call_id, part)

    def open(self, call_id: str, part: str) -> Engine:
        """The call's database. ``part``: who opens it; each draws numbers of its own. Raises StoreError."""
        numbers = random.Random(f"{call_id[:_SEED]} {part}")  # noqa: S311  (no secret: it must be the same again)
        return drawing(make_engine(_url(self._file(call_id))), numbers.randrange)

    def remove(self, call_id: str) -> None:
        """The call is over."""
        for suffix in ("", "-wal", "-shm"):
            self._file(call_id).with_name(self._file(call_id).name + suffix).unlink(missing_ok=True)

    def _file(self, call_id: str) -> Path:
        return self.folder / f"{call_id}.sqlite3"


class OpenWorlds:
    """Keeps the latest worlds of a process open; for one thread at a time."""

    def __init__(self, worlds: Worlds, part: str) -> None:
        self._worlds = worlds
        self._part = part
        self._engines: OrderedDict[str, Engine] = OrderedDict()

    def engine(self, call_id: str) -> Engine:
        """The database of a call that is under way. Raises StoreError."""
        if call_id not in self._engines:
            self._engines[call_id] = self._worlds.open(call_id, self._part)
            while len(self._engines) > _OPEN:
                self._engines.popitem(last=False)[1].dispose()
        self._engines.move_to_end(call_id)
        return self._engines[call_id]


def _url(file: Path) -> str:
    return f"sqlite:///{file}"
