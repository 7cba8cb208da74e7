"""How the written messages look, with made-up data: SMS with its size, mail as text and as it is seen."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from voicebot.console import access, headers
from voicebot.console.house import house
from voicebot.console.ports import Sample
from voicebot.console.rights import Right


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("samples", __name__)

    @pages.get("/samples")
    @access.needs(Right.TEMPLATES)
    def show() -> ResponseReturnValue:
        """One kind of message in one language, in all its forms; and the choice of another one."""
        every = house().parts.mail.samples()
        kinds = list(dict.fromkeys(each.kind for each in every))
        languages = list(dict.fromkeys(each.language for each in every))
        kind, language = request.args.get("kind", ""), request.args.get("language", "")
        kind = kind if kind in kinds else kinds[0]
        language = language if language in languages else languages[0]
        headers.shows_mail()
        return render_template(
            "samples.html",
            kinds=kinds,
            languages=languages,
            kind=kind,
            language=language,
            forms={each.form: each for each in every if (each.kind, each.language) == (kind, language)},
        )

    @pages.get("/samples/<kind>/<language>/mail")
    @access.needs(Right.TEMPLATES)
    def mail(kind: str, language: str) -> ResponseReturnValue:
        """The HTML mail, for a frame."""
        page = _one(kind, language, "html")
        if page is None:
            abort(404)
        headers.is_mail()
        return Response(page.text, mimetype="text/html")

    return pages


def _one(kind: str, language: str, form: str) -> Sample | None:
    samples = house().parts.mail.samples()
    return next((s for s in samples if (s.kind, s.language, s.form) == (kind, language, form)), None)
