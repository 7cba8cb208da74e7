import email
from email.policy import SMTP as MAIL

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.ports import Message, PartError
from voicebot.confirm.email import SmtpEmail, SmtpServer

SERVER = SmtpServer("127.0.0.1")
HOSTILE = st.text(alphabet=st.sampled_from("ab@.,<>\"'()\r\n\t :;Bc\x00\u2028é")) | st.text()


def test_the_headers() -> None:
    mail = SmtpEmail(SERVER, "De Winkel <info@example.nl>").build(
        Message("s.dewit@example.nl", "Goedendag,\n\nTot ziens – é\n", "Uw gesprek")
    )
    assert mail["From"] == "De Winkel <info@example.nl>"
    assert mail["To"] == "s.dewit@example.nl"
    assert mail["Subject"] == "Uw gesprek"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.nl>")
    assert mail["Date"].datetime.tzinfo is not None
    assert mail.get_content() == "Goedendag,\n\nTot ziens – é\n"


@given(to=HOSTILE, subject=HOSTILE, text=HOSTILE)
def test_nothing_adds_a_header_or_a_recipient(to: str, subject: str, text: str) -> None:
    channel = SmtpEmail(SERVER, "info@example.nl")
    try:
        mail = channel.build(Message(to, text, subject))
    except PartError:
        return
    try:
        raw = mail.as_bytes()
    except UnicodeError:
        return
    read = email.message_from_bytes(raw, policy=MAIL)
    assert sorted(read.keys()) == sorted(mail.keys())
    assert len(read["To"].addresses) == 1


@given(name=st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?", fullmatch=True), subject=HOSTILE)
def test_a_good_address_gets_its_mail_whatever_the_subject(name: str, subject: str) -> None:
    mail = SmtpEmail(SERVER, "info@example.nl").build(Message(f" {name}@example.nl ", "Dag", subject))
    assert [address.addr_spec for address in mail["To"].addresses] == [f"{name}@example.nl"]


@pytest.mark.parametrize(
    "to",
    ["", "geen adres", "a@b.nl, c@d.nl", "a@b.nl\r\nBcc: c@d.nl", "a@", "@b.nl", "<a@b.nl> c", "a b@c.nl"],
)
def test_what_is_no_address_is_refused_and_not_quoted(to: str) -> None:
    with pytest.raises(PartError, match="not one address") as caught:
        SmtpEmail(SERVER, "info@example.nl").build(Message(to, "Dag", "Dag"))
    assert to == "" or to not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "De Winkel", "De Winkel <>", "a@b.nl\nBcc: c@d.nl"])
def test_a_bad_sender_says_what_to_set(sender: str) -> None:
    with pytest.raises(ValueError, match="VOICEBOT_MAIL_FROM"):
        SmtpEmail(SERVER, sender)


def test_the_password_is_not_shown() -> None:
    assert "hunter2" not in repr(SmtpServer("host", password="hunter2"))
