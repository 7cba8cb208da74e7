"""The mail's headers and parts, whatever stands in names, subjects and addresses."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.ports import Message, PartError
from voicebot.confirm.compose import Composer
from voicebot.confirm.mime import build_mail, one_address, sender_of
from voicebot.confirm.plain import BIDI_CONTROLS
from voicebot.confirm.samples import usual

ID = "<0f3c.conclusion@example.nl>"
DATE = datetime(2026, 11, 24, 9, 7, tzinfo=UTC)
HEADERS = [
    "Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version", "Message-ID",
    "Subject", "To", "X-Auto-Response-Suppress",
]  # fmt: skip
ENCODED = "=?utf-8?q?=0d=0aBcc=3a_dief=40example.com?="
HOSTILE = (
    st.text(alphabet=st.sampled_from("ab@.,<>\"'()[]\\\r\n\t :;=?Bc\x00\u2028é\u202eא😀\udcff"))
    | st.text()
    | st.from_regex(r"=\?utf-8\?[qb]\?(=0[ad]|=3a|[a-zA-Z=]){1,9}\?=", fullmatch=True)
)


def mail(message: Message, sender: str = "De Winkel <info@example.nl>", **more: str) -> EmailMessage:
    return build_mail(message, sender=sender, message_id=ID, date=DATE, **more)


def over_the_line(built: EmailMessage) -> EmailMessage:
    read = message_from_bytes(built.as_bytes(), policy=MAIL)
    assert isinstance(read, EmailMessage)
    return read


def content(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_headers() -> None:
    read = over_the_line(
        mail(
            Message("s.dewit@example.nl", "Dag – é\n", "Uw gesprek", "<p>Dag – é</p>\n"),
            reply_to="hulp@example.nl",
        )
    )
    assert sorted(read.keys()) == sorted([*HEADERS, "Reply-To"])
    assert read["From"] == "De Winkel <info@example.nl>" and read["To"] == "s.dewit@example.nl"
    assert (read["Message-ID"], read["Content-Language"]) == (ID, "nl")
    assert read["Auto-Submitted"] == "auto-generated"
    quiet = read["X-Auto-Response-Suppress"].split(", ")
    assert {"OOF", "AutoReply"} <= set(quiet) and not {"NDR", "All"} & set(quiet), "bounces are wanted"
    assert read["Reply-To"] == "hulp@example.nl" and read["Date"].datetime == DATE
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    text, html = (content(part) for part in read.iter_parts())
    assert (text, html) == ("Dag – é\n", "<p>Dag – é</p>\n")


def test_without_html_it_is_plain_text() -> None:
    read = over_the_line(mail(Message("a@example.nl", "Dag\n", "Dag")))
    assert read.get_content_type() == "text/plain" and content(read) == "Dag\n"


def test_the_same_message_gives_the_same_seven_bit_bytes() -> None:
    message = Composer("Café René").compose(usual("return_registered"), "email", "a@example.nl")
    first = mail(message).as_bytes()
    assert first == mail(message).as_bytes()
    assert first.isascii()
    assert max(map(len, first.split(b"\r\n"))) <= 78


@given(to=HOSTILE, subject=HOSTILE, text=HOSTILE, html=HOSTILE, name=HOSTILE)
def test_nothing_adds_a_header_a_recipient_or_a_part(
    to: str, subject: str, text: str, html: str, name: str
) -> None:
    try:
        built = mail(Message(to, text, subject, html))
    except PartError:
        built = mail(Message("a@example.nl", text, subject, html))
    read = over_the_line(built)
    assert sorted(read.keys()) == sorted([*HEADERS, *([] if html else ["Content-Transfer-Encoding"])])
    assert len(read["To"].addresses) == 1 and len(read["From"].addresses) == 1
    assert not set(read["Subject"]) & BIDI_CONTROLS
    parts = [part.get_content_type() for part in read.walk()]
    assert parts == (["multipart/alternative", "text/plain", "text/html"] if html else ["text/plain"])


@pytest.mark.parametrize(
    "text", [ENCODED, f"Dag {ENCODED} dag", f"={ENCODED}?", ENCODED.replace("=?", "=?=?")]
)
def test_what_looks_like_an_encoded_word_is_not_decoded_into_a_header(text: str) -> None:
    """Python's email package would make a Bcc of it."""
    built = mail(Message("a@example.nl", text, text), f'"{text}" <info@example.nl>')
    read = over_the_line(built)
    assert built["Bcc"] is None and read["Bcc"] is None
    assert len(read.keys()) == len(built.keys()) and "Bcc" in read["Subject"]


@given(name=HOSTILE)
def test_a_name_stays_a_name(name: str) -> None:
    address = one_address("info@example.nl", name)
    built = EmailMessage(policy=MAIL)
    built["From"] = address
    read = over_the_line(built)
    assert [each.addr_spec for each in read["From"].addresses] == ["info@example.nl"]
    assert not set(read["From"].addresses[0].display_name) & BIDI_CONTROLS


@given(name=st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?", fullmatch=True), subject=HOSTILE)
def test_a_good_address_gets_its_mail_whatever_the_subject(name: str, subject: str) -> None:
    built = mail(Message(f" {name}@example.nl ", "Dag", subject))
    assert [address.addr_spec for address in built["To"].addresses] == [f"{name}@example.nl"]


@pytest.mark.parametrize("letters", ["x", "é", "😀", "א", "\u202e"])
def test_names_of_five_hundred_characters(letters: str) -> None:
    read = over_the_line(
        mail(Message("a@example.nl", "Dag", letters * 500), f"{'x' * 500} <info@example.nl>")
    )
    assert len(read["Subject"]) <= 150
    assert len(read["From"].addresses[0].display_name.replace(" ", "")) <= 100
    assert max(map(len, read.as_bytes().split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1


def test_emoji_and_letters_from_right_to_left_arrive() -> None:
    read = over_the_line(mail(Message("a@example.nl", "שלום 😀\n", "Dag 😀 שלום")))
    assert read["Subject"] == "Dag 😀 שלום" and content(read) == "שלום 😀\n"
    assert read.as_bytes().isascii()


@pytest.mark.parametrize(
    "to",
    [
        "", "geen adres", "a@b.nl, c@d.nl", "a@b.nl\r\nBcc: c@d.nl", "a@", "@b.nl", "<a@b.nl> c", "a b@c.nl",
        "a@b", "a@b..nl", "a\u202e@b.nl", f"{'a' * 65}@b.nl", f"a@{'b' * 250}.nl", "a@b.nl;c@d.nl", "a@@b.nl",
        f"{ENCODED}@b.nl",
        "\udcff@b.nl", "a@\udcff.nl", "a@.nl", "=?utf-8?q?a=40b?=@c.nl\n",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_quoted(to: str) -> None:
    with pytest.raises(PartError, match="not one address") as caught:
        mail(Message(to + "\x00", "Dag", "Dag") if to.endswith("\n") else Message(to, "Dag", "Dag"))
    assert to == "" or to not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "De Winkel", "De Winkel <>", "a@b.nl\nBcc: c@d.nl"])
def test_what_is_no_sender(sender: str) -> None:
    with pytest.raises(PartError):
        sender_of(sender)


def test_a_domain_with_other_letters_is_written_as_dns_has_it() -> None:
    assert one_address("jan@café.nl").addr_spec == "jan@xn--caf-dma.nl"


@pytest.mark.parametrize(
    ("message_id", "date", "language"),
    [
        ("no-brackets@example.nl", DATE, "nl"),
        ("<a@b>\r\nBcc: c@d.nl", DATE, "nl"),
        (ID, DATE.replace(tzinfo=None), "nl"),
        (ID, DATE, "nl\r\nBcc: c@d.nl"),
    ],
)
def test_what_comes_from_our_own_side_is_looked_at_too(
    message_id: str, date: datetime, language: str
) -> None:
    with pytest.raises(PartError, match="cannot be written"):
        build_mail(
            Message("a@example.nl", "Dag", "Dag"),
            sender="info@example.nl",
            message_id=message_id,
            date=date,
            language=language,
        )
