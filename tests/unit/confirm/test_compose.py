import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.handover import ROWS, TABLE
from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.confirm.compose import LANGUAGES, TEMPLATES, Composer, Form, TemplateProblem
from voicebot.confirm.samples import KINDS, usual
from voicebot.confirm.segments import count

ORDER = Agreement(
    "order_status", "Bestelling 42073: onderweg; verwachte bezorging: woensdag 25 november 2026.", "42073"
)
CLAIM = Agreement("handover", TABLE["claim"].confirm)
CALLBACK = Agreement("callback", "Wij bellen u terug.")
MOVED = Agreement("delivery_day", "Bestelling 42073 komt op vrijdag 27 november 2026.", "42073")
TERM = Agreement("policy_term", "U kunt uw inboedelverzekering elke dag opzeggen.")


def job(
    *agreements: Agreement, outcome: Outcome | None = Outcome.SOLVED, reference: str = "1234567",
    called: str = "+31201234567",
) -> ConfirmationJob:  # fmt: skip
    return ConfirmationJob(1, "CA1", "+31600000012", called, None, reference, outcome, agreements)


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer("De Voorbeeldwinkel")


def test_the_sms_of_an_order(composer: Composer) -> None:
    message = composer.compose(job(ORDER), "sms", "+31600000012")
    assert message.to == "+31600000012" and message.subject == ""
    assert message.text == (
        "De Voorbeeldwinkel: u sprak met onze digitale assistent. Bestelling 42073: onderweg; verwachte "
        "bezorging: woensdag 25 november 2026. Kenmerk: 1234567. "
        "Vraag of bezwaar? Bel 020 123 4567 en zeg: medewerker."
    )


def test_the_mail_of_a_claim(composer: Composer) -> None:
    message = composer.compose(job(ORDER, CLAIM, outcome=Outcome.HANDED_OVER), "email", "a@example.nl")
    assert message.subject == "Uw gesprek met De Voorbeeldwinkel (kenmerk 1234567)"
    assert message.text == (
        "Goedendag,\n\n"
        "U belde met De Voorbeeldwinkel. U sprak met onze digitale assistent. Dat is een computer.\n\n"
        "Dit is besproken:\n"
        f"- {ORDER.text}\n"
        f"- {CLAIM.text}\n\n"
        "Uw kenmerk is 1234567. Noem dit als u weer belt.\n\n"
        "Klopt er iets niet, of wilt u een mens spreken? Bel 020 123 4567 en zeg: medewerker.\n\n"
        "Met vriendelijke groet,\nDe Voorbeeldwinkel\n\n"
        "U kunt op dit bericht niet antwoorden.\n"
        "We gebruiken uw gegevens alleen om u te helpen. Wilt u ze zien, of bent u het er niet mee eens? "
        "Bel 020 123 4567.\n"
    )


CASES = [
    ((ORDER,), Outcome.SOLVED),
    ((ORDER,), Outcome.CALLER_LEFT),
    ((ORDER,), Outcome.FAILED_TO_HUMAN),
    ((CLAIM, CALLBACK), Outcome.CALLBACK),
    *(((ORDER, Agreement("handover", r.confirm)), Outcome.HANDED_OVER) for r in ROWS if r.confirm),
]


@pytest.mark.parametrize(("agreements", "outcome"), CASES)
def test_an_sms_fits_in_two_segments(
    composer: Composer, agreements: tuple[Agreement, ...], outcome: Outcome
) -> None:
    text = composer.compose(job(*agreements, outcome=outcome), "sms", "").text
    found = count(text)
    assert found.encoding == "GSM-7" and found.segments <= 2


@pytest.mark.parametrize("form", ["sms", "email"])
@pytest.mark.parametrize(("agreements", "outcome"), CASES)
def test_every_message_says_what_it_must(
    composer: Composer, agreements: tuple[Agreement, ...], outcome: Outcome, form: Form
) -> None:
    text = composer.compose(job(*agreements, outcome=outcome), form, "").text
    for words in ("De Voorbeeldwinkel", "digitale assistent", "1234567", "020 123 4567", "medewerker"):
        assert words in text
    for agreement in agreements:
        assert agreement.text in text


@pytest.mark.parametrize(
    ("outcome", "agreements", "words"),
    [
        (Outcome.SOLVED, (MOVED,), "U hoeft nu niets te doen."),
        (Outcome.HANDED_OVER, (ORDER,), "Een medewerker helpt u verder."),
        (Outcome.FAILED_TO_HUMAN, (ORDER,), "Een medewerker helpt u verder."),
        (Outcome.CALLBACK, (CALLBACK,), "Houd uw telefoon bij de hand."),
    ],
)
def test_what_happens_next(
    composer: Composer, outcome: Outcome, agreements: tuple[Agreement, ...], words: str
) -> None:
    assert words in composer.compose(job(*agreements, outcome=outcome), "sms", "").text


@pytest.mark.parametrize(
    ("outcome", "agreements"),
    [
        (Outcome.SOLVED, (ORDER,)),  # it may be late
        (Outcome.SOLVED, (TERM,)),  # nothing was cancelled
        (Outcome.SOLVED, (MOVED, TERM)),
        (Outcome.CALLBACK, (ORDER,)),  # the caller's number was withheld
        (Outcome.CALLER_LEFT, (MOVED,)),
    ],
)
@pytest.mark.parametrize("form", ["sms", "email"])
def test_nothing_is_said_of_what_happens_next_where_it_would_mislead(
    composer: Composer, outcome: Outcome, agreements: tuple[Agreement, ...], form: Form
) -> None:
    text = composer.compose(job(*agreements, outcome=outcome), form, "").text
    for words in ("U hoeft nu niets te doen", "Houd uw telefoon", "helpt u verder"):
        assert words not in text


@pytest.mark.parametrize("form", ["sms", "email"])
def test_what_was_agreed_twice_is_listed_once(composer: Composer, form: Form) -> None:
    same = Agreement("delivery_day", ORDER.text, "42073")
    text = composer.compose(job(ORDER, MOVED, ORDER, same), form, "").text
    assert (text.count(ORDER.text), text.count(MOVED.text)) == (1, 1)
    assert text.index(ORDER.text) < text.index(MOVED.text)


def test_a_reference_stands_in_the_text_once(composer: Composer) -> None:
    told = Agreement("claim", "Uw melding is binnen.", "S-1")
    text = composer.compose(job(told, ORDER), "sms", "").text
    assert "Uw melding is binnen (nummer S-1)." in text
    assert text.count("42073") == 1


@pytest.mark.parametrize("form", ["sms", "email"])
def test_a_number_of_its_own_ends_the_first_sentence_and_is_not_mistaken_for_the_calls(
    composer: Composer, form: Form
) -> None:
    text = composer.compose(usual("return_registered"), form, "").text
    assert "bestelling 42073 aangemeld (retournummer 3104778). U krijgt vandaag een label" in text
    moved = composer.compose(usual("address_changed"), "email", "").text
    assert "huisnummer 27A (polisnummer 700451)." in moved


def test_without_reference_or_own_number_nothing_is_made_up(composer: Composer) -> None:
    text = composer.compose(job(ORDER, reference="", called="sip:x"), "sms", "").text
    assert "Kenmerk" not in text
    assert "Bel ons en zeg: medewerker." in text


_RUNNABLE = Composer("{{ 7 * 7 }}\nDe Winkel")
LINES = st.builds(Agreement, st.text(), st.text(), st.none() | st.text())


@given(st.lists(LINES, max_size=4), st.none() | st.sampled_from(Outcome), st.text(), st.text())
def test_no_text_breaks_it_or_is_run_as_a_template(
    agreements: list[Agreement], outcome: Outcome | None, reference: str, called: str
) -> None:
    composer = _RUNNABLE
    made = job(*agreements, outcome=outcome, reference=reference, called=called)
    mail = composer.compose(made, "email", "")
    assert mail.subject.splitlines() == [mail.subject]
    assert "{{ 7 * 7 }}" in mail.subject
    assert composer.compose(made, "sms", "").text.splitlines() != []


def broken(tmp_path: Path, name: str, content: str | bytes | None) -> Path:
    for template in TEMPLATES.glob("*.j2"):
        (tmp_path / template.name).write_text(template.read_text())
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("sms.nl.j2", "Beste {{ name }}", "sms.nl.j2, line 1: 'name' is unknown; it may use: company, lines"),
        ("mail.nl.txt.j2", "eerste\n{% if %}", "mail.nl.txt.j2, line 2"),
        ("subject.en.j2", None, "subject.en.j2: No such file"),
        ("mail.nl.txt.j2", "a\n{% if reference %}\n{{ foo }}{% endif %}", "line 3: 'foo' is unknown"),
        (
            "mail.en.html.j2",
            '{% extends "layout.html.j2" %}\n{% block x %}{{ bar }}{% endblock %}',
            "line 2: 'bar'",
        ),
        ("layout.html.j2", "<html>\n{{ kop }}", "layout.html.j2, line 2: 'kop' is unknown"),
        ("parts.html.j2", "{% macro list() %}\n{% endmacro %}", "mail.nl.html.j2, line"),
        (
            "next.nl.j2",
            "{% if situation == 'done' %}\n{{ 1 / 0 }}{% endif %}",
            "next.nl.j2, line 2: division",
        ),
        ("short.nl.j2", "{{ text.upper(1) }}", "short.nl.j2, line 1: "),
        ("sms.nl.j2", "x" * 400, "400 of 459 GSM-7, more than 2"),
        ("mail.nl.html.j2", b"\xff", "mail.nl.html.j2"),
    ],
)
def test_a_bad_template_is_found_at_the_start(
    tmp_path: Path, name: str, content: str | bytes | None, says: str
) -> None:
    with pytest.raises(TemplateProblem) as caught:
        Composer("De Voorbeeldwinkel", broken(tmp_path, name, content))
    assert says in str(caught.value)


# ── what an SMS leaves out ────────────────────────────────────────────────────────────────────────────────

LONG = Agreement("promise", "We zoeken het uit, " + "heel precies en tot op de bodem, " * 20 + "en bellen u.")


def sms(composer: Composer, *agreements: Agreement, language: str = "nl", **more: str) -> str:
    made = replace(job(*agreements, **more), written=Written(language=language))  # type: ignore[arg-type]
    return composer.compose(made, "sms", "").text


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_sms_holds_no_policy_no_address_and_no_amount(
    composer: Composer, kind: str, language: str
) -> None:
    text = composer.compose(replace(usual(kind), written=Written(language=language)), "sms", "").text
    assert count(text).segments <= 2
    for secret in ("700451", "1017", "27A", "@", "€", "11,95", "59,95", "maart 2021"):
        assert secret not in text
    for always in ("De Voorbeeldwinkel", "2117360", "020 123 4567", "medewerker", "digital"):
        assert always in text


def test_addresses_that_an_agent_wrote_only_hint(composer: Composer) -> None:
    text = sms(
        composer,
        Agreement(
            "promise", "We mailen j.jansen@voorbeeld.nl, sturen naar 1017 AB 27 en bellen 06 12345678."
        ),
    )
    assert "j...@voorbeeld.nl" in text and "1017 .." in text and "...678" in text
    assert "jansen" not in text and "AB" not in text and "12345678" not in text


def test_the_reference_and_the_way_to_a_person_outlive_every_length(composer: Composer) -> None:
    for agreements in ((LONG,), (LONG, CLAIM, MOVED, LONG), (Agreement("promise", "x" * 2000),)):
        text = sms(composer, *agreements)
        assert count(text).segments <= 2
        assert "Bel ons voor" in text and "Kenmerk: 1234567." in text and "Bel 020 123 4567" in text
        assert len(text) > 250, "the room is used"


def test_what_was_only_told_goes_before_what_was_agreed(composer: Composer) -> None:
    claim = Agreement(
        "damage_reported", "We hebben gemeld dat bestelling 42073 beschadigd is. U hoort het.", "42073"
    )
    text = sms(composer, ORDER, TERM, claim, MOVED)
    assert "beschadigd" in text and MOVED.text in text
    assert TERM.text not in text


@given(
    st.lists(st.builds(Agreement, st.sampled_from([*KINDS, "other"]), st.text(max_size=500)), max_size=5),
    st.sampled_from(LANGUAGES),
)
def test_nothing_makes_an_sms_longer_than_two_segments(agreements: list[Agreement], language: str) -> None:
    text = sms(_COMPOSER, *agreements, language=language)
    assert count(text).segments <= 2
    assert "1234567" in text and "020 123 4567" in text


_COMPOSER = Composer("De Voorbeeldwinkel", privacy_url="https://voorbeeld.nl/privacy")


def test_where_to_object(composer: Composer) -> None:
    made = job(ORDER)
    assert "https://voorbeeld.nl/privacy" in _COMPOSER.compose(made, "sms", "").text
    mail = _COMPOSER.compose(made, "email", "")
    assert "Kijk op https://voorbeeld.nl/privacy\n" in mail.text
    assert '<a href="https://voorbeeld.nl/privacy"' in mail.html
    assert "bezwaar? Bel 020 123 4567" in composer.compose(made, "sms", "").text


def test_a_company_whose_name_leaves_no_room_is_told_at_the_start() -> None:
    with pytest.raises(TemplateProblem, match="shorten VOICEBOT_COMPANY"):
        Composer("Naam" * 125)


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skip += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words += re.findall(r"\w+", data)


def read(html: str) -> _Words:
    found = _Words()
    found.feed(html)
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_of_a_mail_say_the_same(composer: Composer, kind: str, language: str) -> None:
    mail = composer.compose(replace(usual(kind), written=Written(language=language)), "email", "")
    found = read(mail.html)
    assert set(re.findall(r"\w+", mail.text)) <= set(found.words)
    assert ("html", {"lang": language, "dir": "ltr"}) in found.tags


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=a()>{{ 7 * 7 }}\u202e\u0000\r\nBcc: a@b.nl'


def test_nothing_from_outside_becomes_markup() -> None:
    made = replace(job(Agreement(HOSTILE, HOSTILE, HOSTILE), reference=HOSTILE, called=HOSTILE))
    mail = Composer("<b>&Zo", colour="#1f4e79").compose(made, "email", "")
    found = read(mail.html)
    assert not {"script", "img", "b"} & {tag for tag, _ in found.tags}
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert "&lt;script&gt;" in mail.html and "{{ 7 * 7 }}" in mail.html
    assert "\u202e" not in mail.html + mail.text + mail.subject and "\x00" not in mail.html
    assert "\n" not in mail.subject


def test_a_mail_is_light_and_fetches_nothing(composer: Composer) -> None:
    html = composer.compose(usual("return_registered"), "email", "").html
    assert len(html.encode()) < 20_000  # Gmail cuts a mail off at 102 kB
    found = read(html)
    assert {"img", "link", "script", "iframe", "form"}.isdisjoint(tag for tag, _ in found.tags)
    assert "url(" not in html and "@import" not in html
    assert all(a["href"].startswith(("tel:", "https:")) for tag, a in found.tags if tag == "a" and a["href"])


@pytest.mark.parametrize(
    ("answers", "words"), [(True, "U kunt op dit bericht antwoorden."), (False, "niet antwoorden.")]
)
def test_whether_it_can_be_answered(answers: bool, words: str) -> None:
    mail = Composer("De Voorbeeldwinkel", answers=answers).compose(job(ORDER), "email", "")
    assert words in mail.text and words in mail.html


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [
        ("return_registered", "nl", "Stuur het pakket binnen 14 dagen terug."),
        ("return_registered", "en", "Send the parcel back within 14 days."),
        ("address_changed", "en", "You do not need to do anything now."),
        ("callback", "nl", ""),
    ],
)
def test_what_happens_next_and_by_when(composer: Composer, kind: str, language: str, words: str) -> None:
    mail = composer.compose(replace(usual(kind), written=Written(language=language)), "email", "")
    assert words in mail.text


def test_what_was_agreed_in_dutch_stands_in_an_english_mail_too(composer: Composer) -> None:
    mail = composer.compose(replace(usual("order_cancelled"), written=Written(language="en")), "email", "")
    assert "We have cancelled order 42073 today." in mail.text
    assert KINDS["order_cancelled"].text in mail.text
    assert 'lang="nl"' in mail.html


def test_a_language_that_there_is_not_is_dutch(composer: Composer) -> None:
    mail = composer.compose(replace(job(ORDER), written=Written(language="xx")), "email", "")
    assert mail.subject.startswith("Uw gesprek")
