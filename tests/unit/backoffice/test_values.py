from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.backoffice import values
from voicebot.backoffice.port import NotPossible


@pytest.mark.parametrize(
    ("clean", "given_", "kept"),
    [
        (values.postcode, "3512 je", "3512JE"),
        (values.house_number, "12", "12"),
        (values.house_number, " 12  huis ", "12 huis"),
        (values.house_number, "12A", "12A"),
        (values.house_number, "12-2", "12-2"),
        (values.house_number, "12 A-2", "12 A-2"),
        (values.phone, "+31612345678", "+31612345678"),
        (values.email, "s.de-wit+winkel@post.example.nl", "s.de-wit+winkel@post.example.nl"),
        (values.note, " te\n klein ", "te klein"),
        (values.note, "", ""),
    ],
)  # fmt: skip
def test_cleaned(clean: Callable[[str], str], given_: str, kept: str) -> None:
    assert clean(given_) == kept


@pytest.mark.parametrize(
    ("clean", "given_"),
    [
        (values.postcode, "3512"),
        (values.postcode, "0512JE"),
        (values.postcode, "3512JE9"),
        (values.postcode, ""),
        (values.postcode, "٣٥١٢JE"),
        (values.house_number, ""),
        (values.house_number, "0"),
        (values.house_number, "A12"),
        (values.house_number, "123456"),
        (values.house_number, "12; DROP TABLE"),
        (values.house_number, "12 abcdef-abcdef-a"),
        (values.phone, "0612345678"),
        (values.phone, "+31 612345678"),
        (values.phone, "+3161234567890123"),
        (values.email, "wit"),
        (values.email, "wit@example"),
        (values.email, "a@b@example.nl"),
        (values.email, "wit@example.nl\nBcc: x@example.nl"),
        (values.email, "wit@-example.nl"),
        (values.email, "w" * 250 + "@example.nl"),
    ],
)
def test_refused(clean: Callable[[str], str], given_: str) -> None:
    with pytest.raises(NotPossible, match="invalid"):
        clean(given_)


@given(st.text(max_size=300))
def test_whatever_is_said_is_kept_clean_or_refused(text: str) -> None:
    for clean in (values.postcode, values.house_number, values.phone, values.email, values.note):
        try:
            kept = clean(text)
        except NotPossible:
            continue
        assert clean(kept) == kept
        assert len(kept) <= values.NOTE_CHARACTERS and "\n" not in kept


@given(st.text(max_size=8))
def test_a_postcode_or_its_digits_match_and_nothing_else(said: str) -> None:
    assert values.same_postcode("3512JE", said) == (values.compact_postcode(said) in ("3512JE", "3512"))
