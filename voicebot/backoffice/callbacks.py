"""Callbacks in voicebot's own database, for the dialogue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from voicebot.backoffice.port import BackofficeError, NotPossible, Reason
from voicebot.call.ports import PartError
from voicebot.phone_numbers import can_be_called
from voicebot.store.errors import Refused
from voicebot.store.wanted import SqlCallbackRequests


class DatabaseCallbacks:
    """Implements `voicebot.backoffice.port.CallbackDesk` on a migrated database. Thread- and process-safe."""

    def __init__(self, engine: Engine) -> None:
        self._requests = SqlCallbackRequests(engine)

    def calling_number(self, call_id: str) -> str:
        """See `voicebot.backoffice.port.CallbackDesk.calling_number`."""
        try:
            return self._requests.calling_number(call_id)
        except PartError as error:
            raise BackofficeError(str(error)) from error

    def request_callback(
        self, call_id: str, number: str, due_from: datetime | None, due_until: datetime | None
    ) -> str:
        """See `voicebot.backoffice.port.CallbackDesk.request_callback`."""
        check_callback(number, due_from, due_until)
        try:
            return self._requests.request(call_id, number, due_from, due_until)
        except Refused as error:
            raise NotPossible(Reason.UNKNOWN) from error
        except PartError as error:
            raise BackofficeError(str(error)) from error


def check_callback(number: str, due_from: datetime | None, due_until: datetime | None) -> None:
    """Refuse what can never be carried out: NotPossible (INVALID)."""
    backwards = due_from is not None and due_until is not None and due_from >= due_until
    if backwards or (number and not can_be_called(number)):
        raise NotPossible(Reason.INVALID)
