import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.speech.spoken import spoken

SAID = {
    # amounts
    "€ 12,50": "twaalf euro vijftig",
    "€12": "twaalf euro",
    "EUR 1.234,56": "duizendtweehonderdvierendertig euro zesenvijftig",
    "€ 0,50": "vijftig cent",
    "-€ 5,00": "min vijf euro",
    "12,50 euro": "twaalf euro vijftig",
    "€ 12,-": "twaalf euro",
    "€ 12,05": "twaalf euro en vijf cent",
    "€ 2,5 miljoen": "twee komma vijf miljoen euro",
    "Uw eigen risico is € 385.": "Uw eigen risico is driehonderdvijfentachtig euro.",
    # dates
    "24 november": "vierentwintig november",
    "24-11-2026": "vierentwintig november tweeduizend zesentwintig",
    "24/11/1998": "vierentwintig november negentienhonderd achtennegentig",
    "2026-11-24": "vierentwintig november tweeduizend zesentwintig",
    "2026-11-24T14:30:00Z": "vierentwintig november tweeduizend zesentwintig om half drie",
    "24 nov. 2026": "vierentwintig november tweeduizend zesentwintig",
    "24-11": "vierentwintig november",
    "in mei 2027": "in mei tweeduizend zevenentwintig",
    "Mei en Jan": "Mei en Jan",
    # times
    "14:30": "half drie",
    "14:00 uur": "twee uur",
    "00:15": "kwart over twaalf",
    "23:45": "kwart voor twaalf",
    "09:05": "vijf over negen",
    "14:20 uur": "tien voor half drie",
    "14:40": "tien over half drie",
    "14:55": "vijf voor drie",
    "14.30 uur": "half drie",
    "9:00-17:00": "negen uur tot vijf uur",
    # references
    "Uw bestelnummer is 42073.": "Uw bestelnummer is vier twee, nul zeven drie.",
    "42073": "vier twee, nul zeven drie",
    "polisnummer: 1234": "polisnummer: één twee, drie vier",
    "007": "nul nul zeven",
    "123456": "één twee drie, vier vijf zes",
    "Bel dan 112.": "Bel dan één één twee.",
    "Bel 113, dag en nacht.": "Bel één één drie, dag en nacht.",
    "bel 1125": "bel elfhonderd vijfentwintig",
    "AB-12345": "A B, één twee, drie vier vijf",
    "# 42073": "nummer vier twee, nul zeven drie",
    # postcodes
    "1234 AB": "twaalf vierendertig, A B",
    "Postcode 1000 CA.": "Postcode tien nul nul, C A.",
    "1234ab@example.nl": "één twee drie vier ab apenstaartje example punt N L",
    "1005xz": "tien nul vijf, X Z",
    # telephone numbers
    "06 12345678": "nul zes, één twee, drie vier, vijf zes, zeven acht",
    "+31612345678": "plus eenendertig, zes, één twee, drie vier, vijf zes, zeven acht",
    "020-1234567": "nul twee nul, één twee, drie vier, vijf zes zeven",
    "0800 1234": "nul acht nul nul, één twee, drie vier",
    # percentages, decimals, counts, ranges
    "2,5%": "twee komma vijf procent",
    "10 %": "tien procent",
    "42.073": "tweeënveertigduizenddrieënzeventig",
    "1 bestelling": "één bestelling",
    "2500 stuks": "vijfentwintighonderd stuks",
    "9-17": "negen tot zeventien",
    "3e keer": "derde keer",
    "-5 graden": "min vijf graden",
    "5km": "vijf kilometer",
    "druk op de 0 of het #": "druk op de nul of het hekje",
    # addresses
    "jan.de-vries2@example.nl": "jan punt de streepje vries twee apenstaartje example punt N L",
    "www.voorbeeld.nl": "voorbeeld punt N L",
    # abbreviations
    "m.b.t. uw polis, bijv. 3 x": "met betrekking tot uw polis, bijvoorbeeld drie keer",
    "t/m 31 dec": "tot en met eenendertig december",
    "dhr. Jansen & zn": "de heer Jansen en zn",
    # what is no number stays
    "Wilt u liever een mens? Zeg dan: medewerker.": "Wilt u liever een mens? Zeg dan: medewerker.",
    "99-99-2024 ": "negenennegentig tot negenennegentig - tweeduizend vierentwintig",
}  # fmt: skip


@pytest.mark.parametrize(("written", "said"), SAID.items(), ids=SAID)
def test_numbers_are_said_as_people_say_them(written: str, said: str) -> None:
    assert spoken(written) == said


@given(st.text())
def test_any_text_can_be_said_and_no_digit_is_left(text: str) -> None:
    assert not any(character.isdigit() for character in spoken(text))


FRAGMENTS = [
    "€ ",
    "euro",
    "-",
    ".",
    ",",
    ":",
    "/",
    " ",
    "T",
    "uur",
    "nov.",
    "@",
    "nl",
    "AB",
    "nummer ",
    "+31",
    "%",
    "x",
]


@given(
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.integers(0, 10**7).map(str)), max_size=12).map("".join)
)
def test_numbers_in_odd_company_are_all_said(text: str) -> None:
    said = spoken(text)
    assert not any(character.isdigit() for character in said)
    assert any(character.isalpha() for character in said) or not any(
        character.isalnum() for character in text
    )


@pytest.mark.parametrize(
    "text", ["1" * 5000, "€" + "9" * 5000, "1." * 3000, "€ " + "1.000" * 900 + ",50", "1,2" * 900]
)
def test_absurdly_long_numbers_are_said_too(text: str) -> None:
    assert not any(character.isdigit() for character in spoken(text))


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_of_day_can_be_said(hour: int, minute: int) -> None:
    said = spoken(f"om {hour:02}:{minute:02} uur.")
    assert said.startswith("om ")
    assert any(word in said for word in ("uur", "over", "voor", "half"))


@given(st.from_regex(r"[1-9][0-9]{3} ?[A-Z]{2}", fullmatch=True))
def test_every_postcode_ends_in_its_two_letters(postcode: str) -> None:
    assert spoken(f"Uw postcode is {postcode}.").endswith(f", {postcode[-2]} {postcode[-1]}.")
