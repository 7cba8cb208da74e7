import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.reading.aloud import (
    mask_email,
    say_date,
    say_day,
    say_digits,
    say_email,
    say_emails_in,
    say_house_number,
    say_phone,
    say_postcode,
)
from voicebot.dialogue.reading.dates import find_birth_date, find_day
from voicebot.dialogue.reading.digits import find_digits, find_postcode
from voicebot.dialogue.reading.email import find_email
from voicebot.dialogue.reading.house_number import find_house_number
from voicebot.dialogue.reading.phone import find_phone
from voicebot.dialogue.wire import clean
from voicebot.speech.spoken import spoken

TODAY = date(2025, 11, 26)

names = st.from_regex(r"[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}", fullmatch=True)
domains = st.sampled_from(
    [
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "icloud.com",
        "ziggo.nl",
        "xs4all.nl",
        "voorbeeld.nl",
        "student.uva.nl",
    ]
)


def test_what_is_said() -> None:
    assert say_digits("42073") == "vier twee, nul zeven drie"
    assert say_digits("700451") == "zeven nul nul, vier vijf één"
    assert say_postcode("3512JE") == "vijfendertig twaalf, J, E"
    assert say_postcode("1005AB") == "tien nul vijf, A, B"
    assert say_postcode("3512") == "vijfendertig twaalf"
    assert say_date(date(1975, 4, 12)) == "12 april 1975"
    assert say_day(date(2025, 12, 3)) == "woensdag 3 december"
    assert say_phone("+31612345678") == "nul zes, één twee, drie vier, vijf zes, zeven acht"
    assert say_phone("+31201234567") == "nul twee nul, één twee drie, vier vijf zes zeven"
    assert say_phone("+4930123456") == "plus vier negen, drie nul, één twee, drie vier, vijf zes"
    assert say_house_number("12A") == "twaalf, A"
    assert say_house_number("12-2") == "twaalf, toevoeging twee"
    assert say_house_number("12 bis A") == "twaalf bis, A"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("jan.devries@gmail.com", "jan punt devries, apenstaartje, G meel punt com"),
        ("s.dewit@voorbeeld.nl", "S, punt dewit, apenstaartje, voorbeeld punt, N, L"),
        ("jan_75@hotmail.com", "jan laag streepje zeven vijf, apenstaartje, hotmeel punt com"),
        ("punt@ziggo.nl", "P, U, N, T, apenstaartje, ziggo punt, N, L"),
    ],
)
def test_addresses(address: str, said: str) -> None:
    assert say_email(address) == said


def test_mask_tells_the_owner_and_nobody_else() -> None:
    assert (
        mask_email("s.dewit@voorbeeld.nl") == "het adres dat begint met S, punt, D, bij voorbeeld punt, N, L"
    )
    assert mask_email("jandevries75@gmail.com") == "het adres dat begint met J, bij G meel punt com"


def test_written_addresses_survive_the_loss_of_signs() -> None:
    text = "Mijn adres is Jan.deVries@gmail.com."
    assert say_emails_in(text) == "Mijn adres is jan punt devries apenstaartje gmail punt com."
    assert find_email(clean(say_emails_in(text))) == "jan.devries@gmail.com"
    assert say_emails_in("geen adres hier") == "geen adres hier"


def test_an_address_that_would_not_read_back_stays_as_it_is() -> None:
    assert say_emails_in("het is яна@ziggo.nl.") == "het is яна@ziggo.nl."


@given(st.from_regex(r"[0-9]{5,6}", fullmatch=True))
def test_digits_read_back(digits: str) -> None:
    assert find_digits(say_digits(digits), len(digits)) == digits
    assert spoken(say_digits(digits)) == say_digits(digits)


@given(st.from_regex(r"[1-9][0-9]{3}[A-Z]{2}", fullmatch=True))
def test_postcodes_read_back(postcode: str) -> None:
    if postcode[4:] not in ("SA", "SD", "SS"):
        assert find_postcode(say_postcode(postcode)) == postcode
    assert spoken(say_postcode(postcode)) == say_postcode(postcode)


@given(st.dates(date(1916, 1, 1), TODAY - timedelta(days=1)))
def test_birth_dates_read_back(born: date) -> None:
    assert find_birth_date(say_date(born), today=TODAY) == born
    assert find_birth_date(spoken(say_date(born)), today=TODAY) == born


@given(st.integers(0, 180))
def test_days_read_back(ahead: int) -> None:
    day = TODAY + timedelta(days=ahead)
    assert find_day(say_day(day), TODAY) == find_day(spoken(say_day(day)), TODAY) == day


@given(
    st.from_regex(
        r"\+316[1-5][0-9]{7}|\+3120[2-8][0-9]{6}|\+3110[2-4][0-9]{6}|\+4930[1-9][0-9]{5}", fullmatch=True
    )
)
def test_phone_numbers_read_back(phone: str) -> None:
    assert find_phone(say_phone(phone)) == phone
    assert spoken(say_phone(phone)) == say_phone(phone)


@given(
    st.from_regex(
        r"[1-9][0-9]{0,3}([A-Z](-[1-9])?|-[1-9][0-9]?| (bis|huis|rood|zwart)( [A-Z])?)?", fullmatch=True
    )
)
def test_house_numbers_read_back(number: str) -> None:
    assert find_house_number(say_house_number(number)) == number
    assert spoken(say_house_number(number)) == say_house_number(number)


@given(names, domains)
def test_addresses_read_back(name: str, domain: str) -> None:
    address = f"{name}@{domain}"
    assert find_email(say_email(address)) == address
    assert find_email(clean(spoken(say_email(address)))) == address


@given(st.text(max_size=40))
def test_any_text_can_be_said(text: str) -> None:
    for say in (say_digits, say_postcode, say_phone, say_email, mask_email, say_house_number, say_emails_in):
        assert isinstance(say(text), str)
    assert not re.search("[0-9]", say_digits(text))
