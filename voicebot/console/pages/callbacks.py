"""Callbacks and promises with a date: when each is due, and how it stands."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from voicebot.console import access
from voicebot.console.house import house
from voicebot.console.rights import Right


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("callbacks", __name__)

    @pages.get("/callbacks")
    @access.needs(Right.CALLBACKS)
    def show() -> ResponseReturnValue:
        """The list, those first that need somebody."""
        parts = house().parts
        return render_template(
            "callbacks.html",
            callbacks=parts.search.callbacks(),
            promises=parts.follow_ups.promises(),
            now=parts.now(),
        )

    return pages
