"""`python -m voicebot.replay.actions`: the custom actions for virtual calls, each call in a world of its own.

The actions, the action server and the back office are the house's. Only which database an action sees, and
what day and time it takes it to be, depend on the call that it is for.
"""

from __future__ import annotations

import argparse
import threading
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from rasa_sdk.executor import ActionExecutor

from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.port import Backoffice
from voicebot.dialogue.actions.server import serve
from voicebot.people import callback_hours
from voicebot.privacy import install_logging
from voicebot.replay.world import OpenWorlds, Worlds
from voicebot.settings_errors import load_settings

_CALL: ContextVar[str] = ContextVar("call")


class CallExecutor(ActionExecutor):  # type: ignore[misc]  # rasa_sdk has no types
    """Runs actions as the SDK does, and remembers which call each is for."""

    async def run(self, action_call: dict[str, Any], *args: Any, **options: Any) -> Any:
        """See the SDK."""
        _CALL.set(str(action_call.get("sender_id") or action_call["tracker"]["sender_id"]))
        return await super().run(action_call, *args, **options)


class OfficeOfTheCall:
    """A `Backoffice` that hands every question to the one of the call that it is asked for. Thread-safe."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = OpenWorlds(worlds, "office")
        self._today = worlds.now.date()
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        with self._lock:
            engine = self._worlds.engine(_CALL.get())
        return getattr(DatabaseBackoffice(engine, lambda: self._today), name)


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m voicebot.replay.actions", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where the worlds are")
    parser.add_argument("now", type=datetime.fromisoformat, help="their time, ISO 8601 with its offset")
    parser.add_argument("port", type=int)
    asked = parser.parse_args()
    settings = load_settings()
    install_logging("WARNING")
    worlds = Worlds(asked.folder, asked.now)
    serve(
        cast(Backoffice, OfficeOfTheCall(worlds)),
        port=asked.port,
        now=lambda: worlds.now,
        hours_of=callback_hours(settings),
        executor=CallExecutor(),
    )


if __name__ == "__main__":
    main()
