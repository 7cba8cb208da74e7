"""Writes the message: what was agreed, its reference, what happens next, how to reach a person."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob, Message
from voicebot.call.replies import Agreement
from voicebot.confirm.addresses import written_form

Form = Literal["sms", "email"]
TEMPLATES = Path(__file__).parent / "templates"
# What the reader has to do now, by how the call ended. Where the agreements say it already: nothing.
_NEXT = {
    Outcome.SOLVED: "U hoeft nu niets te doen.",
    Outcome.HANDED_OVER: "Een medewerker helpt u verder.",
    Outcome.FAILED_TO_HUMAN: "Een medewerker helpt u verder.",
    Outcome.CALLBACK: "Houd uw telefoon bij de hand.",
}
# Agreements that only tell how things stand: beside them 'u hoeft niets te doen' reads as 'it is arranged'.
_INFORMATION = frozenset({"order_status", "policy_term"})


class TemplateProblem(Exception):
    """A template cannot be used; the message names the file and what is wrong."""


class Composer:
    """Writes confirmations from the templates in ``folder``; all are tried when it is made.

    Templates know: company, lines (a sentence each), next, reference and phone (texts that may be empty).
    Raises TemplateProblem.
    """

    def __init__(self, company: str, folder: Path = TEMPLATES) -> None:
        self._company = company
        self._folder = folder
        # Plain text, not HTML: nothing is escaped.
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for outcome in (None, *Outcome):
            for reference, agreements in (("", ()), ("1234567", (Agreement("test", "Dit is een proef."),))):
                sample = ConfirmationJob(0, "CA", "", "", None, reference, outcome, agreements)
                self.compose(sample, "sms", "")
                self.compose(sample, "email", "")

    def compose(self, job: ConfirmationJob, form: Form, to: str) -> Message:
        """The Dutch message for ``to``, short for an SMS, longer for e-mail. Raises TemplateProblem."""
        facts: dict[str, object] = {
            "company": self._company,
            "lines": list(dict.fromkeys(_line(agreement) for agreement in job.agreements)),
            "next": _next(job),
            "reference": job.reference,
            "phone": written_form(job.called) or "",
        }
        if form == "sms":
            return Message(to, " ".join(self._render("sms.j2", facts).split()))
        subject = " ".join(self._render("email_subject.j2", facts).split())
        return Message(to, self._render("email.j2", facts).strip() + "\n", subject)

    def _render(self, name: str, facts: dict[str, object]) -> str:
        try:
            return self._environment.get_template(name).render(facts)
        except TemplateError as error:
            line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
            known = ", ".join(sorted(facts))
            raise TemplateProblem(
                f"template {self._folder / name}{line}: {error.message or 'not found'}; it may use: {known}"
            ) from error


def _line(agreement: Agreement) -> str:
    if agreement.reference and agreement.reference not in agreement.text:
        return f"{agreement.text} (nummer {agreement.reference})"
    return agreement.text


def _next(job: ConfirmationJob) -> str:
    kinds = {agreement.kind for agreement in job.agreements}
    if job.outcome is None:
        return ""
    if job.outcome is Outcome.CALLBACK:  # not promised to a caller whose number cannot be called
        return _NEXT[job.outcome] if "callback" in kinds else ""
    if "handover" in kinds or (job.outcome is Outcome.SOLVED and kinds & _INFORMATION):
        return ""
    return _NEXT.get(job.outcome, "")
