"""Writes the message: what was agreed, its reference, what happens next, how to reach a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob, Message
from voicebot.call.replies import INFORMATION, Agreement
from voicebot.call.written import Written
from voicebot.confirm.addresses import shown_less, written_form
from voicebot.confirm.facts import facts_of
from voicebot.confirm.plain import plain
from voicebot.confirm.samples import KINDS, job
from voicebot.confirm.segments import clean, count
from voicebot.confirm.template_files import TEMPLATES, TemplateFiles, TemplateProblem
from voicebot.phone_numbers import parse

__all__ = ["TEMPLATES", "Composer", "Form", "TemplateProblem"]

Form = Literal["sms", "email"]
FORMS: tuple[Form, ...] = ("sms", "email")
LANGUAGES = ("nl", "en")
SEGMENTS = 2
COLOUR = "#1f4e79"

_LINE = frozenset({"kind", "text", "reference", "number", "form", "facts"})
_COMMON = frozenset({"company", "reference"})
_SMS = _COMMON | {"lines", "more", "next", "phone", "privacy_url"}
_MAIL = _COMMON | {
    "lines", "originals", "next", "phone", "phone_link", "privacy_url", "colour", "answers", "subject",
    "preheader", "language",
}  # fmt: skip
_KNOWN = {
    "short": _LINE, "next": frozenset({"situation", "form"}), "subject": _COMMON, "sms": _SMS, "mail": _MAIL,
}  # fmt: skip
_NAMES = tuple(
    f"{name}.{language}{ending}"
    for language in LANGUAGES
    for name, ending in (
        ("short", ".j2"), ("next", ".j2"), ("subject", ".j2"), ("sms", ".j2"),
        ("mail", ".txt.j2"), ("mail", ".html.j2"),
    )
)  # fmt: skip

# What the reader has to do now, by how the call ended. Where the agreements say it already: nothing.
_SITUATIONS = {
    Outcome.SOLVED: "done",
    Outcome.HANDED_OVER: "person",
    Outcome.FAILED_TO_HUMAN: "person",
    Outcome.CALLBACK: "callback",
}
SITUATIONS = ("", "done", "return", "person", "callback")
_NUMBER_OF = {
    "return_registered": "retournummer",
    "parcel_searched": "meldingsnummer",
    "damage_reported": "meldingsnummer",
    "address_changed": "polisnummer",
    "phone_changed": "polisnummer",
    "email_changed": "polisnummer",
}


@dataclass(frozen=True, slots=True)
class _Sms:
    """What may be left out of an SMS that is too long."""

    lines: tuple[str, ...]
    more: bool = False
    next: str = ""
    privacy_url: str = ""


class Composer:
    """Writes confirmations from the templates in ``folder``; all are tried when it is made.

    colour: of HTML mail, '#rrggbb'. privacy_url: '' names the telephone number instead. answers: whether mail
    can be answered. Raises TemplateProblem.
    """

    def __init__(
        self,
        company: str,
        folder: Path = TEMPLATES,
        *,
        privacy_url: str = "",
        colour: str = COLOUR,
        answers: bool = False,
    ) -> None:
        self._company = plain(company)
        self._privacy_url = privacy_url
        self._colour = colour
        self._answers = answers
        self._files = TemplateFiles(folder, _KNOWN, _NAMES)
        self._try_all()

    def compose(self, job: ConfirmationJob, form: Form, to: str) -> Message:
        """The message for ``to``, short for an SMS, longer and also as HTML for e-mail; in the language of
        ``job.written``, Dutch if that is none that there is. Raises TemplateProblem.
        """
        language = job.written.language if job.written.language in LANGUAGES else LANGUAGES[0]
        return self._sms(job, language, to) if form == "sms" else self._mail(job, language, to)

    # ── SMS ───────────────────────────────────────────────────────────────────────────────────────────────

    def _sms(self, job: ConfirmationJob, language: str, to: str) -> Message:
        """The longest that fits into two segments: reference, and how to reach a person, are always there."""
        reference = plain(job.reference)
        told = {self._short(each, reference, language, "sms"): each.kind for each in job.agreements}
        told.pop("", None)
        full = _Sms(tuple(told), next=self._next(job, language, "sms"), privacy_url=self._privacy_url)
        text = ""
        for sms in _shorter(full, [line for line, kind in told.items() if kind not in INFORMATION]):
            text = self._render_sms(sms, job, language)
            if count(text).segments <= SEGMENTS:
                return Message(to, text)
        return Message(to, text)

    def _render_sms(self, sms: _Sms, job: ConfirmationJob, language: str) -> str:
        facts: dict[str, object] = {
            "company": self._company,
            "lines": list(sms.lines),
            "more": sms.more,
            "next": sms.next,
            "reference": plain(job.reference),
            "phone": written_form(job.called) or "",
            "privacy_url": sms.privacy_url,
        }
        return clean(self._files.render(f"sms.{language}.j2", facts))

    def _short(self, agreement: Agreement, told: str, language: str, form: Form) -> str:
        """What was agreed; in an SMS without what a telephone on a table should not show."""
        reference = plain(agreement.reference or "")
        facts = {
            "kind": agreement.kind,
            "text": shown_less(_long(agreement, told)),
            "reference": reference,
            "number": "" if reference == told or reference in plain(agreement.text) else reference,
            "form": form,
            "facts": facts_of(agreement.kind, plain(agreement.text)),
        }
        return plain(self._files.render(f"short.{language}.j2", facts))

    # ── e-mail ────────────────────────────────────────────────────────────────────────────────────────────

    def _mail(self, job: ConfirmationJob, language: str, to: str) -> Message:
        reference = plain(job.reference)
        common = {"company": self._company, "reference": reference}
        subject = plain(self._files.render(f"subject.{language}.j2", common))
        originals = self._lines(job, lambda agreement: _long(agreement, reference))
        lines = originals
        if language != LANGUAGES[0]:
            lines = self._lines(job, lambda agreement: self._short(agreement, reference, language, "email"))
        number = parse(job.called)
        facts: dict[str, object] = common | {
            "lines": list(lines),
            "originals": [] if lines == originals else list(originals),
            "next": self._next(job, language, "email"),
            "phone": written_form(job.called) or "",
            "phone_link": f"+{number.country_code}{number.national_number}" if number else "",
            "privacy_url": self._privacy_url,
            "colour": self._colour,
            "answers": self._answers,
            "subject": subject,
            "preheader": lines[0] if lines else "",
            "language": language,
        }
        text = self._files.render(f"mail.{language}.txt.j2", facts).strip() + "\n"
        html = self._files.render(f"mail.{language}.html.j2", facts).strip() + "\n"
        return Message(to, text, subject, html)

    # ── both ──────────────────────────────────────────────────────────────────────────────────────────────

    def _next(self, job: ConfirmationJob, language: str, form: Form) -> str:
        facts = {"situation": _situation(job), "form": form}
        return plain(self._files.render(f"next.{language}.j2", facts))

    def _lines(self, job: ConfirmationJob, say: Callable[[Agreement], str]) -> tuple[str, ...]:
        """A sentence for each agreement, each once."""
        return tuple(dict.fromkeys(said for agreement in job.agreements if (said := say(agreement))))

    def _try_all(self) -> None:
        for language in LANGUAGES:
            for kind in (*KINDS, "other"):
                for form in FORMS:
                    self._short(Agreement(kind, "Dit is een proef.", "1234567"), "", language, form)
            for situation in SITUATIONS:
                for form in FORMS:
                    self._files.render(f"next.{language}.j2", {"situation": situation, "form": form})
            for reference, called, kinds in (("", "", ()), ("1234567", "+31201234567", tuple(KINDS))):
                for outcome in (None, *Outcome):
                    sample = job(*kinds, outcome=outcome, reference=reference, called=called)
                    sample = replace(sample, written=Written(language=language))
                    self.compose(sample, "email", "")
                    sms = self.compose(sample, "sms", "").text
                    if count(sms).segments > SEGMENTS:
                        raise TemplateProblem(
                            f"an SMS of {self._company!r} takes {count(sms)}, more than {SEGMENTS}, with "
                            "nothing left to shorten; shorten VOICEBOT_COMPANY or the template "
                            f"sms.{language}.j2"
                        )


def _shorter(sms: _Sms, important: list[str]) -> Iterator[_Sms]:
    """Ever shorter ones: what says the least goes first, what was only told before what was agreed."""
    yield sms
    yield (sms := replace(sms, privacy_url=""))
    yield (sms := replace(sms, next=""))
    firsts = {line: _first_sentence(line) for line in sms.lines}
    yield (sms := replace(sms, lines=tuple(dict.fromkeys(firsts.values()))))
    ranked = sorted(
        firsts, key=lambda line: line not in important
    )  # stable: the order in which it was agreed
    for kept in range(len(ranked) - 1, 0, -1):
        lines = (firsts[line] for line in firsts if line in ranked[:kept])
        yield replace(sms, lines=tuple(dict.fromkeys(lines)), more=True)
    if ranked:
        words = firsts[ranked[0]].split()
        for kept in range(len(words) - 1, 3, -1):
            yield replace(sms, lines=(" ".join(words[:kept]).rstrip(",;:.") + "...",), more=True)
        for letters in range(120, 20, -20):  # one endless word
            yield replace(sms, lines=(firsts[ranked[0]][:letters] + "...",), more=True)
    yield replace(sms, lines=(), more=bool(ranked))


def _first_sentence(line: str) -> str:
    return re.split(r"(?<=[.?!]) (?=[A-Z])", line, maxsplit=1)[0]


def _long(agreement: Agreement, told: str) -> str:
    """What was agreed with its number, unless that is in it or is ``told`` anyway.

    The number ends the first sentence, and is named for what it is: 'Kenmerk' is the call's.
    """
    text, reference = plain(agreement.text), plain(agreement.reference or "")
    if not reference or reference == told or reference in text:
        return text
    first = _first_sentence(text)
    said = first.rstrip(".?!")
    return f"{said} ({_NUMBER_OF.get(agreement.kind, 'nummer')} {reference}){text[len(said) :]}"


def _situation(job: ConfirmationJob) -> str:
    kinds = {agreement.kind for agreement in job.agreements}
    if job.outcome is Outcome.CALLBACK:  # not promised to a caller whose number cannot be called
        return "callback" if "callback" in kinds else ""
    if "handover" in kinds or job.outcome is None:
        return ""
    if job.outcome is Outcome.SOLVED:
        if "return_registered" in kinds:
            return "return"
        # Beside what was only told 'u hoeft niets te doen' reads as 'it is arranged'.
        if kinds & (INFORMATION | {"callback", "promise", "agent"}):
            return ""
    return _SITUATIONS.get(job.outcome, "")
