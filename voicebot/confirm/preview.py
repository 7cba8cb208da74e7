"""Every confirmation with sample data, as it would be sent; and how many segments it takes as an SMS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from voicebot.call.written import Written
from voicebot.confirm.compose import LANGUAGES, Composer
from voicebot.confirm.samples import KINDS, usual
from voicebot.confirm.segments import Segments, count

PreviewForm = Literal["sms", "email", "html"]
FORMS: tuple[PreviewForm, ...] = ("sms", "email", "html")


@dataclass(frozen=True, slots=True)
class Preview:
    """One message. kind: of what was agreed. subject: '' for an SMS. segments: None for mail.

    text: plain text, for 'html' a whole page.
    """

    kind: str
    form: PreviewForm
    language: str
    subject: str
    text: str
    segments: Segments | None = None


def previews(composer: Composer) -> list[Preview]:
    """All kinds in all languages and forms, with this composer's company, colour and telephone number."""
    return [
        preview for kind in KINDS for language in LANGUAGES for preview in _of_kind(composer, kind, language)
    ]


def _of_kind(composer: Composer, kind: str, language: str) -> Iterator[Preview]:
    job = replace(usual(kind), written=Written(language=language))
    sms = composer.compose(job, "sms", "").text
    yield Preview(kind, "sms", language, "", sms, count(sms))
    mail = composer.compose(job, "email", "")
    yield Preview(kind, "email", language, mail.subject, mail.text)
    yield Preview(kind, "html", language, mail.subject, mail.html)
