import pytest

from voicebot.confirm.email import SmtpEmail, SmtpServer

SERVER = SmtpServer("127.0.0.1")


@pytest.mark.parametrize("sender", ["", "De Winkel", "De Winkel <>", "a@b.nl\nBcc: c@d.nl"])
def test_a_bad_sender_says_what_to_set(sender: str) -> None:
    with pytest.raises(ValueError, match="VOICEBOT_MAIL_FROM"):
        SmtpEmail(SERVER, sender)


def test_the_password_is_not_shown() -> None:
    assert "hunter2" not in repr(SmtpServer("host", password="hunter2"))


@pytest.mark.parametrize("key", ["CA0f.conclusion", "CA-1_a.agent-0123456789"])
def test_the_message_id_is_the_calls_and_the_agreements(key: str) -> None:
    channel = SmtpEmail(SERVER, "De Winkel <info@example.nl>")
    assert channel.message_id(key) == f"<{key}@example.nl>"


@pytest.mark.parametrize("key", ["CA1>.conclusion", "CA 1.callback", "", "é.x", "a..b"])
def test_a_key_that_fits_into_no_message_id_is_hashed(key: str) -> None:
    local, _, domain = SmtpEmail(SERVER, "info@example.nl").message_id(key)[1:-1].partition("@")
    assert domain == "example.nl" and len(local) == 64 and local.isalnum()
