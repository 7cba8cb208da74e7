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


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"log_level": "foo"}, "DEBUG, INFO"),
        ({"port": 0}, "greater than or equal to 1"),
        ({"actions_port": 65536}, "less than or equal to 65535"),
        ({"smtp_port": -1}, "greater than or equal to 1"),
        ({"smtp_host": "smtp.example.nl"}, "VOICEBOT_MAIL_FROM"),
        ({"database_url": "foo"}, "no database URL"),
        ({"database_url": "postgresql://u:p@host:port/x"}, "no database URL"),
        ({"rasa_url": "http://127.0.0.1:abc"}, "no usable port"),
        ({"rasa_url": "http://127.0.0.1:99999"}, "no usable port"),
        ({"public_url": "http://"}, "names no host"),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, object], problem: str):
    with pytest.raises(ValidationError, match=problem):
        Settings(**values)


def test_levels_in_any_case():
    assert Settings(log_level="debug").log_level == "DEBUG"


def test_a_password_in_a_wrong_database_url_is_not_repeated():
    with pytest.raises(ValidationError) as error:
        Settings(database_url="postgresql://u:geheim@host:port/x")
    assert "geheim" not in str([problem["msg"] for problem in error.value.errors()])
