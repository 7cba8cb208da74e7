from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.settings_errors import SettingsError, load_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("PORT", "VOICEBOT_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("VOICEBOT_PORT", "0"),
        ("VOICEBOT_LOG_LEVEL", "loud"),
        ("VOICEBOT_DATABASE_URL", "foo"),
        ("VOICEBOT_RASA_URL", "http://127.0.0.1:rasa"),
        ("VOICEBOT_DEMO_DATA", "perhaps"),
    ],
)
def test_the_variable_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert f"\n  {name}: " in str(error.value)
    assert "Value error" not in str(error.value)
    assert "VOICEBOT_VOICEBOT" not in str(error.value)


def test_a_port_in_the_env_file_goes_by_both_names(tmp_path: Path):
    (tmp_path / ".env").write_text("PORT=abc\n")
    with pytest.raises(SettingsError, match="VOICEBOT_PORT or PORT: "):
        load_settings()


def test_settings_that_do_not_fit_together_name_both(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VOICEBOT_SMTP_HOST", "smtp.example.nl")
    with pytest.raises(SettingsError, match=r"VOICEBOT_SMTP_HOST .* VOICEBOT_MAIL_FROM"):
        load_settings()


def test_every_wrong_one_has_its_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VOICEBOT_LOG_LEVEL", "loud")
    monkeypatch.setenv("VOICEBOT_THREADS", "1")
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert len(str(error.value).splitlines()) == 3


def test_an_env_file_that_is_no_text_is_told(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00PORT")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings()
