"""`voicebot confirmations preview`, and what stops it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from voicebot.cli import cli
from voicebot.confirm.compose import LANGUAGES, Composer
from voicebot.confirm.preview import FORMS, previews
from voicebot.confirm.samples import KINDS
from voicebot.confirm.segments import count
from voicebot.start_error import StartError


def run(*options: str) -> str:
    result = CliRunner().invoke(cli, ["confirmations", "preview", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_every_kind_in_every_language_and_form_is_shown_with_its_count() -> None:
    made = previews(Composer("De Voorbeeldwinkel"))
    assert {(each.kind, each.language, each.form) for each in made} == {
        (kind, language, form) for kind in KINDS for language in LANGUAGES for form in FORMS
    }
    for each in made:
        assert (each.segments == count(each.text)) == (each.form == "sms")
        assert bool(each.subject) == (each.form != "sms")
        assert each.segments is None or each.segments.segments <= 2


def test_the_command_shows_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_COMPANY", "Bakker & Zn")
    monkeypatch.setenv("VOICEBOT_PRIVACY_URL", "https://bakker.nl/p")
    shown = run("--kind", "order_cancelled", "--form", "sms", "--language", "nl")
    assert shown.count("──") == 1 and "of 306 GSM-7" in shown
    assert "Bakker & Zn: u sprak met onze digitale assistent." in shown and "https://bakker.nl/p" in shown
    html = run("--kind", "order_cancelled", "--form", "html", "--language", "en")
    assert "Bakker &amp; Zn" in html and '<html lang="en"' in html


def test_all_of_it_as_files(tmp_path: Path) -> None:
    shown = run("--out", str(tmp_path / "seen"))
    assert "<html" not in shown
    names = {path.name for path in (tmp_path / "seen").iterdir()}
    assert len(names) == len(KINDS) * len(LANGUAGES) * len(FORMS)
    assert "callback.nl.html" in names and "callback.en.sms.txt" in names


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("VOICEBOT_COMPANY_COLOUR", "#ffcc00", "VOICEBOT_COMPANY_COLOUR: '#ffcc00' is too light"),
        ("VOICEBOT_PRIVACY_URL", "voorbeeld.nl", "VOICEBOT_PRIVACY_URL: 'voorbeeld.nl' must start with http"),
        ("VOICEBOT_PRIVACY_URL", f"https://{'a' * 70}.nl", "an SMS has room for 60"),
        ("VOICEBOT_COMPANY", "Naam" * 125, "shorten VOICEBOT_COMPANY"),
    ],
)
def test_settings_that_cannot_be_used_are_told_in_one_message(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(StartError, match=says):
        run()
