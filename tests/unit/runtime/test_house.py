"""A house for tests and demos takes nothing of the owner's that reaches people or changes the calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.runtime.house import on_free_ports
from voicebot.settings import ROOT, Settings

HOSTILE = {
    "VOICEBOT_PUBLIC_URL": "https://bot.example.nl",
    "VOICEBOT_PORT": "80",
    "VOICEBOT_HOST": "0.0.0.0",
    "VOICEBOT_ACTIONS_HOST": "0.0.0.0",
    "VOICEBOT_DATABASE_URL": "postgresql+psycopg://owner:secret@db/voicebot",
    "VOICEBOT_OUTBOX_DIR": "/srv/outbox",
    "VOICEBOT_DEMO_DATA": "false",
    "VOICEBOT_COMPANY": "Echte Verzekeringen NV",
    "VOICEBOT_DISCLOSURE": "Hallo.",
    "VOICEBOT_DISCLOSURE_VERSION": "echt-1",
    "VOICEBOT_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "VOICEBOT_TWILIO_AUTH_TOKEN": "real",
    "VOICEBOT_TWILIO_NUMBER": "+31850001111",
    "VOICEBOT_PERSON_NUMBER": "+31612345678",
    "VOICEBOT_SMTP_HOST": "smtp.example.nl",
    "VOICEBOT_MAIL_FROM": "bot@example.nl",
}


def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    plan = on_free_ports(ROOT, tmp_path, {})
    for name, value in plan.env.items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.mark.parametrize("source", ["environment", ".env"])
def test_a_hostile_environment_does_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
):
    monkeypatch.chdir(tmp_path)
    if source == ".env":
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in HOSTILE.items()))
    else:
        for name, value in HOSTILE.items():
            monkeypatch.setenv(name, value)
    assert Settings().smtp_host == "smtp.example.nl"
    settings = house(tmp_path, monkeypatch)
    assert (settings.smtp_host, settings.twilio_account_sid, settings.twilio_number) == ("", "", "")
    assert settings.twilio_auth_token.get_secret_value() != "real"
    assert settings.person_number == ""
    assert settings.demo_data is True
    default = Settings.model_fields
    assert settings.company == default["company"].default
    assert settings.disclosure == default["disclosure"].default
    assert settings.disclosure_version == default["disclosure_version"].default
    assert settings.public_url == settings.own_url == f"http://127.0.0.1:{settings.port}"
    assert settings.port != 80
    assert str(tmp_path) in settings.database_url
    assert settings.outbox_dir == tmp_path / "outbox"
    assert settings.actions_host == "127.0.0.1"


def test_what_the_caller_of_it_wants_comes_last(tmp_path: Path):
    plan = on_free_ports(ROOT, tmp_path, {"VOICEBOT_PERSON_NUMBER": "+31600000099"}, tmp_path / "elsewhere")
    assert plan.env["VOICEBOT_PERSON_NUMBER"] == "+31600000099"
    assert plan.log_dir == tmp_path / "elsewhere"
