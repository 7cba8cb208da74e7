"""A call's story behind a signed link: for the contact centre that a blind transfer went to."""

from __future__ import annotations

import logging

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from voicebot.console import access, problems, story
from voicebot.console.house import house

log = logging.getLogger(__name__)

BY_ADDRESS = "60 per minute"


def blueprint(limiter: Limiter) -> Blueprint:
    """The page; ``limiter`` slows down whoever guesses links."""
    pages = Blueprint("outside", __name__)

    @pages.get("/story/<token>")
    @access.for_all
    @limiter.limit(BY_ADDRESS)
    def show(token: str) -> ResponseReturnValue:
        """What the caller wants and what was said; nothing can be changed here. Reading is logged by id."""
        call_id = house().links.read(token)
        found = story.load(house().parts, call_id) if call_id else None
        if found is None:
            return problems.page(404, "problem.link")
        log.info("console: call %s was read by its link", found.call.call_id)
        return render_template("outside.html", story=found, sure=story.sure)

    return pages
