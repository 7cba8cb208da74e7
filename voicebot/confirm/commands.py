"""The command `voicebot confirmations`: looks at what callers get in writing."""

from __future__ import annotations

from pathlib import Path

import click

from voicebot.confirm.compose import LANGUAGES, Composer, TemplateProblem
from voicebot.confirm.preview import FORMS, Preview, previews
from voicebot.confirm.samples import KINDS
from voicebot.delivery.drawing import markdown
from voicebot.settings import Settings
from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError


def composer(settings: Settings) -> Composer:
    """Writes confirmations as the settings want them. Raises TemplateProblem."""
    return Composer(
        settings.company,
        privacy_url=settings.privacy_url,
        colour=settings.company_colour,
        answers=bool(settings.mail_reply_to),
    )


@click.group()
def confirmations() -> None:
    """What callers get in writing."""


@confirmations.command()
@click.option("--kind", type=click.Choice(sorted(KINDS)), help="Of what was agreed.  [default: all]")
@click.option("--form", type=click.Choice(FORMS), help="[default: sms and email]")
@click.option("--language", type=click.Choice(LANGUAGES), help="[default: all]")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write every message into a file of this folder; HTML can be opened in a browser there.",
)
def preview(kind: str | None, form: str | None, language: str | None, out: Path | None) -> None:
    """Show every template with sample data, and how many segments it takes as an SMS."""
    try:
        made = previews(composer(load_settings()))
    except TemplateProblem as problem:
        raise StartError(str(problem)) from None
    wanted = [
        each
        for each in made
        if kind in (None, each.kind) and form in (None, each.form) and language in (None, each.language)
    ]
    for each in wanted:
        if form == each.form or each.form != "html":
            click.echo(_shown(each))
        if out:
            out.mkdir(parents=True, exist_ok=True)
            ending = "html" if each.form == "html" else "txt"
            name = f"{each.kind}.{each.language}.{each.form}.{ending}".replace(".html.html", ".html")
            (out / name).write_text(each.text, encoding="utf-8")
    if out:
        click.echo(f"{len(wanted)} files in {out}")


@confirmations.command()
def table() -> None:
    """Print states and what errors decide, as they stand in docs/confirmations.md."""
    click.echo(markdown(), nl=False)


def _shown(one: Preview) -> str:
    head = f"── {one.kind}, {one.form}, {one.language}" + (f": {one.segments}" if one.segments else "")
    subject = f"Subject: {one.subject}\n" if one.subject else ""
    return f"{head}\n{subject}{one.text.rstrip()}\n"
