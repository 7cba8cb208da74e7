import io
import logging
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot import privacy
from voicebot.privacy import RedactingFilter, install_logging, redact

SID = "CA" + "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("mail s.dewit@example.nl nu", "mail [email] nu"),
        ("<s.dewit+x@mail.example.nl>", "<[email]>"),
        ("bel +31612345678", "bel [phone]"),
        ("bel 06-12 34 56 78!", "bel [phone]!"),
        ("bel (020) 123 45 67", "bel [phone]"),
        ("bel 010.123.45.67", "bel [phone]"),
        ("0 6 1 2 3 4 5 6 7 8", "[phone]"),
        ("order 42073 van 3512 JE", "order [number] van [postcode]"),
        ("3512je", "[postcode]"),
        ("NL91ABNA0417164300", "[iban]"),
        ("NL91 ABNA 0417 1643 00.", "[iban]."),
        ("nl91abna0417164300", "[iban]"),
        ("postcode 3512", "postcode [number]"),
        ("٠٦١٢٣", "[number]"),
        (f"transfer {SID[2:]}: xfer-{SID[2:]}", f"transfer {SID[2:]}: xfer-{SID[2:]}"),
        ("0612345678" * 3 + "06", "[phone][phone]"),  # 32 digits are no id of ours
        (f"call {SID} ended", f"call {SID} ended"),
        ("http://127.0.0.1:5000/healthz", "http://127.0.0.1:5000/healthz"),
        ('File "book.py", line 1234, in record', 'File "book.py", line 1234, in record'),
        ("12 calls in 3.5 s", "12 calls in 3.5 s"),
        ("", ""),
    ],
)
def test_examples(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def bare(text: str) -> str:
    """What is left when the tokens that may hold digits are taken away."""
    return re.sub(
        r"\b(?:[A-Z]{2}|(?=[0-9]*[a-f]))[0-9a-f]{32}\b"
        r"|(?:127\.0\.0\.1|0\.0\.0\.0|localhost)(?::\d+)?|\", line \d+",
        "",
        text,
    )


MESSY = st.text(alphabet=st.sampled_from("0123456789 .-+()/@abNLXe,:\n\"'é[]")) | st.text()


@given(MESSY)
def test_no_three_digits_in_a_row_survive(text: str) -> None:
    assert not re.search(r"\d{3}", bare(redact(text)))


@given(MESSY)
def test_twice_is_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(MESSY, st.from_regex(r"(\+31|0031|0)[ -]?6([ -]?[0-9]){8}", fullmatch=True), MESSY)
def test_no_mobile_number_survives(before: str, number: str, after: str) -> None:
    redacted = redact(f"{before} {number} {after}")
    assert number not in redacted
    assert not re.search(r"\d{3}", bare(redacted))


@given(st.emails())
def test_no_address_survives(address: str) -> None:
    redacted = redact(f"to {address} now")
    assert address not in redacted
    assert "@" not in redacted


@given(st.from_regex(r"[1-9][0-9]{3} ?[A-Za-z]{2}", fullmatch=True))
def test_no_postcode_survives(postcode: str) -> None:
    assert redact(f"woont op {postcode}.") == "woont op [postcode]."


def test_long_lines_take_no_time() -> None:
    assert len(redact("a" * 300_000)) == 300_000
    assert redact("1 " * 100_000).count("[phone]") == 5_000


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    stream = io.StringIO()
    install_logging("info", stream)
    yield stream
    for handler in [handler for handler in root.handlers if handler not in kept]:
        root.removeHandler(handler)
    root.setLevel(level)


def test_messages_arguments_and_exceptions_are_redacted(logs: io.StringIO) -> None:
    log = logging.getLogger("voicebot.test")
    try:
        try:
            raise KeyError("s.dewit@example.nl")
        except KeyError as error:
            raise ValueError("order 42073") from error
    except ValueError:
        log.exception("caller %s said %d", "+31612345678", 1234567, stack_info=True)
    text = logs.getvalue()
    assert "caller [phone] said [phone]" in text
    assert "ValueError: order [number]" in text and "KeyError: [email]" in text
    assert "Stack (most recent call last)" in text
    for secret in ("+31612345678", "1234567", "s.dewit", "42073"):
        assert secret not in text


def test_a_wrong_log_call_leaks_nothing_and_breaks_nothing(logs: io.StringIO) -> None:
    logging.getLogger("voicebot.test").info("one %s two %s", "0612345678")
    assert "one %s two %s" in logs.getvalue()
    assert "0612345678" not in logs.getvalue()


def test_installing_again_replaces(logs: io.StringIO) -> None:
    install_logging("WARNING", logs)
    log = logging.getLogger("voicebot.test")
    log.info("quiet")
    log.warning("once")
    assert logs.getvalue().count("once") == 1
    assert "quiet" not in logs.getvalue()


def test_handlers_of_others_redact_too(logs: io.StringIO) -> None:
    stream = io.StringIO()
    other = logging.getLogger("voicebot.test.gunicorn")
    other.propagate = False
    handler = logging.StreamHandler(stream)
    other.addHandler(handler)
    install_logging("INFO", logs)
    install_logging("INFO", logs)
    other.warning("from 0612345678")
    assert stream.getvalue() == "from [phone]\n"
    assert len([f for f in handler.filters if isinstance(f, RedactingFilter)]) == 1
    other.removeHandler(handler)


def test_an_unknown_level_says_so() -> None:
    with pytest.raises(ValueError, match="VOICEBOT_LOG_LEVEL is 'LOUD'"):
        privacy.install_logging("LOUD")
