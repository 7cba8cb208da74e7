from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.handover import ROWS, TABLE
from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob
from voicebot.call.replies import Agreement
from voicebot.confirm.compose import TEMPLATES, Composer, Form, TemplateProblem

ORDER = Agreement(
    "order_status", "Bestelling 42073: onderweg; verwachte bezorging: woensdag 25 november 2026.", "42073"
)
CLAIM = Agreement("handover", TABLE["claim"].confirm)
CALLBACK = Agreement("callback", "Wij bellen u terug.")
MOVED = Agreement("delivery_day", "Bestelling 42073 komt op vrijdag 27 november 2026.", "42073")
TERM = Agreement("policy_term", "U kunt uw inboedelverzekering elke dag opzeggen.")
# 3GPP TS 23.038, default alphabet; two segments of it hold 2 × 153 characters.
GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWO_SEGMENTS = 306


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
        "Liever een mens? Bel 020 123 4567 en zeg: medewerker."
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
    assert len(text) <= TWO_SEGMENTS
    assert set(text) <= GSM_7


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
    assert "Uw melding is binnen. (nummer S-1)" in text
    assert text.count("42073") == 1


def test_without_reference_or_own_number_nothing_is_made_up(composer: Composer) -> None:
    text = composer.compose(job(ORDER, reference="", called="sip:x"), "sms", "").text
    assert "Kenmerk" not in text
    assert "Bel ons en zeg: medewerker." in text


LINES = st.builds(Agreement, st.text(), st.text(), st.none() | st.text())


@given(st.lists(LINES, max_size=4), st.none() | st.sampled_from(Outcome), st.text(), st.text())
def test_no_text_breaks_it_or_is_run_as_a_template(
    agreements: list[Agreement], outcome: Outcome | None, reference: str, called: str
) -> None:
    composer = Composer("{{ 7 * 7 }}\nDe Winkel")
    made = job(*agreements, outcome=outcome, reference=reference, called=called)
    mail = composer.compose(made, "email", "")
    assert mail.subject.splitlines() == [mail.subject]
    assert "{{ 7 * 7 }}" in mail.subject
    assert composer.compose(made, "sms", "").text.splitlines() != []


def broken(tmp_path: Path, name: str, content: str | None) -> Path:
    for template in TEMPLATES.glob("*.j2"):
        (tmp_path / template.name).write_text(template.read_text())
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("sms.j2", "Beste {{ name }}", "sms.j2: 'name' is undefined; it may use: company, lines"),
        ("email.j2", "eerste\n{% if %}", "email.j2, line 2"),
        ("email_subject.j2", None, "email_subject.j2"),
        ("email.j2", "{% if reference %}{{ foo }}{% endif %}", "'foo' is undefined"),
    ],
)
def test_a_bad_template_is_found_at_the_start(
    tmp_path: Path, name: str, content: str | None, says: str
) -> None:
    with pytest.raises(TemplateProblem) as caught:
        Composer("De Voorbeeldwinkel", broken(tmp_path, name, content))
    assert says in str(caught.value)
