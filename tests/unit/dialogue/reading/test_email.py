import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.reading.email import find_email
from voicebot.dialogue.wire import clean


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("jan punt de vries apenstaartje gmail punt com", "jan.devries@gmail.com"),
        ("mijn e-mailadres is jan punt de vries apenstaartje gmail punt com", "jan.devries@gmail.com"),
        ("s punt de wit apenstaartje voorbeeld punt nl", "s.dewit@voorbeeld.nl"),
        ("es punt de wit apestaartje voorbeeld punt en el", "s.dewit@voorbeeld.nl"),
        ("spunt de wit apenstaartje voorbeeld punt n l", "s.dewit@voorbeeld.nl"),
        ("j van jan, a, n, apenstaartje ziggo punt nl", "jan@ziggo.nl"),
        ("J A N apenstaartje ziggo punt nl", "jan@ziggo.nl"),
        ("jee aa dee apenstaartje ziggo punt nl", "jad@ziggo.nl"),
        ("jan j a n apenstaartje g mail punt kom", "jan@gmail.com"),
        ("jansen, j a n s s e n, apenstaartje gmail punt com", "janssen@gmail.com"),
        ("jan streepje de vries apen staartje hot mail punt com", "jan-devries@hotmail.com"),
        ("janstreepje jansen apenstaartje ziggo punt nl", "jan-jansen@ziggo.nl"),
        ("jan underscore de vries at gmail punt com", "jan_devries@gmail.com"),
        ("jan laag streepje de vries et gmail punt com", "jan_devries@gmail.com"),
        ("jan de vries allemaal aan elkaar apenstaartje gmail punt com", "jandevries@gmail.com"),
        (
            "jan de vries apenstaartje gmail punt com alles aan elkaar met kleine letters",
            "jandevries@gmail.com",
        ),
        ("jan vijfenzeventig apenstaartje outlook punt com", "jan75@outlook.com"),
        ("jan een negen zeven vijf apenstaartje xs vier all punt nl", "jan1975@xs4all.nl"),
        ("dubbel a r d apenstaartje gmail punt com", "aard@gmail.com"),
        ("j van dijk apenstaartje gmail punt com", "jvandijk@gmail.com"),
        ("jan punt de wil apenstaartje gmail punt com", "jan.dewil@gmail.com"),
        ("ad apenstaartje gmail punt com", "ad@gmail.com"),
        ("info apenstaartje bakkerij streepje jansen punt nl dank u wel", "info@bakkerij-jansen.nl"),
        ("jan plus winkel apenstaartje voorbeeld punt co punt uk", "jan+winkel@voorbeeld.co.uk"),
        ("jan punt de vries, nee, jan punt de wit apenstaartje gmail punt com", "jan.dewit@gmail.com"),
        ("jan apenstaartje gmail punt com, sorry, piet apenstaartje ziggo punt nl", "piet@ziggo.nl"),
        ("jan apenstaartje gmail punt com jan apenstaartje gmail punt com", "jan@gmail.com"),
        ("andré apenstaartje ziggo punt nl", "andre@ziggo.nl"),
        ("jan appen starten ziggo punt nl", "jan@ziggo.nl"),
        ("jan punt de vries apenstaartje gmail com", None),  # no sign in 'gmail com': others may be lost too
        ("u punt bakker apenstaartje ziggo punt nl", "u.bakker@ziggo.nl"),
    ],
)
def test_address_as_dutch_callers_say_it(said: str, address: str | None) -> None:
    assert find_email(said) == address
    assert find_email(clean(said)) == address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Mijn adres is jan.devries@gmail.com.", "jan.devries@gmail.com"),
        ("Jan_de-Vries75@Ziggo.nl", "jan_de-vries75@ziggo.nl"),
        ("jan.devries apenstaartje gmail.com", "jan.devries@gmail.com"),
        ("jan@gmail.com, nee, piet@gmail.com", "piet@gmail.com"),
        ("J.A.N. apenstaartje gmail.com", "jan@gmail.com"),
    ],
)
def test_address_that_speech_recognition_wrote(written: str, address: str) -> None:
    assert find_email(written) == address


def test_signs_that_were_lost() -> None:
    assert find_email(clean("jandevries@gmail.com")) == "jandevries@gmail.com"
    assert find_email(clean("Mijn mail is jandevries75@ziggo.nl")) == "jandevries75@ziggo.nl"
    assert find_email("jan punt devries gmail punt com") == "jan.devries@gmail.com"
    assert find_email(clean("jan.devries@gmail.com")) is None
    assert find_email(clean("jan.devries apenstaartje gmail.com")) is None
    assert find_email(clean("jandevries@voorbeeld.nl")) is None  # no provider that everybody knows


@pytest.mark.parametrize(
    "said",
    [
        "", "weet ik niet", "gmail", "ik heb gmail com", "naar mijn gmail com", "jan apenstaartje gmail",
        "apenstaartje gmail punt com", "jan apenstaartje punt com", "jan punt de vries",
        "jan apenstaartje voorbeeld punt",
        "karel met een c apenstaartje gmail punt com", "j en k apenstaartje gmail punt com",
        "s el amrani apenstaartje gmail punt com",
        "jan apenstaartje gmail punt com nee hotmail punt com", "jan apenstaartje gmail nee hotmail punt com",
        "jan apenstaartje voorbeeld punt de vries punt nl", "jan punt punt vries apenstaartje gmail punt com",
    ],
)  # fmt: skip
def test_other_texts_have_no_address(said: str) -> None:
    assert find_email(said) is None


WORDS = (
    "jan", "punt", "apenstaartje", "gmail", "com", "nl", "streepje", "s", "en", "de", "van", "nee", "at",
    "een", "75",
    "dubbel", "underscore", "is", "u", "aan elkaar", "@", ".", "ziggo", "met",
)  # fmt: skip


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_text_is_safe(text: str) -> None:
    address = find_email(text)
    part = "[a-z0-9_]([a-z0-9._+-]*[a-z0-9_])?"
    assert address is None or (
        re.fullmatch(rf"{part}@([a-z0-9-]+\.)+[a-z]{{2,10}}", address) and ".." not in address
    )
