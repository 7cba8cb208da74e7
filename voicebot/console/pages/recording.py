"""The sound of a past call whose caller agreed to be recorded, for the player on the call's page."""

from __future__ import annotations

import logging
import re

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from voicebot.console import access, sound
from voicebot.console.house import house
from voicebot.console.rights import Right

log = logging.getLogger(__name__)

_OPENING = re.compile(r"[0-9a-f]{16}")


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("recording", __name__)

    @pages.get("/calls/<call_id>/recording/<opening>")
    @access.needs(Right.LISTEN, passive=True)
    def play(call_id: str, opening: str) -> ResponseReturnValue:
        """The sound, or the part that the player asks for; 404 for every call that may not be heard.

        ``opening``: the page that plays it; the first answer to each is noted, in the ledger and in the log.
        """
        parts, agent = house().parts, access.me()
        found = sound.load(parts, call_id)
        if found is None or found.kept is None or not _OPENING.fullmatch(opening):
            abort(404)
        try:
            answer = send_file(found.kept.path, mimetype="audio/wav", conditional=True, max_age=0)
        except OSError:  # its days were over just now
            abort(404)
        day = parts.now().astimezone(house().config.zone).date()
        if parts.listening.note(call_id, agent.id, opening, day):
            log.info("console: agent %d listened to call %s", agent.id, call_id)
        return answer

    return pages
