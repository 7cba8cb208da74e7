from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from voicebot.settings import ROOT, Settings
from voicebot.settings_table import markdown


def test_every_setting_has_a_meaning_and_stands_in_the_readme():
    assert all(field.description for field in Settings.model_fields.values())
    assert markdown() in (ROOT / "README.md").read_text(), "run `voicebot settings` and put it in the README"


def test_port_works_under_both_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOICEBOT_PORT", raising=False)
    monkeypatch.setenv("PORT", "8123")
    assert Settings().port == 8123
    assert Settings().public_url == "http://127.0.0.1:8123"


def test_dotenv_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("VOICEBOT_COMPANY=Proef BV\nOTHER=1\n")
    assert "Proef BV" in Settings().disclosure_text


@pytest.mark.parametrize(
    "url", ["example.nl", "https://example.nl/?a=1", "wss://example.nl", "https://a.nl/#x"]
)
def test_a_public_url_that_cannot_work_is_refused(url: str):
    with pytest.raises(ValidationError, match="must start with http"):
        Settings(public_url=url)


def test_a_slash_at_the_end_does_not_matter():
    assert Settings(public_url="https://bot.example.nl/").public_url == "https://bot.example.nl"


def test_secrets_are_not_shown():
    assert "geheim" not in repr(Settings(twilio_auth_token="geheim", smtp_password="geheim"))
