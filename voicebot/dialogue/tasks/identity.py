"""Who is calling about what: two things that only the customer knows, for an order and for a policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from voicebot.backoffice.port import Backoffice, Order, Policy
from voicebot.call.replies import Expects
from voicebot.dialogue.reading.aloud import say_date, say_digits, say_postcode
from voicebot.dialogue.reading.dates import find_birth_date
from voicebot.dialogue.reading.digits import NUMBER_BESIDE, find_digits, find_postcode
from voicebot.dialogue.tasks.model import Said, Step

ORDER_DIGITS = NUMBER_BESIDE
POLICY_DIGITS = 6
POSTCODE_KEYS = 4  # a keypad has no letters
BIRTH_DATE_KEYS = 8  # YYYYMMDD

TRIES = 3  # lookups in a call, then a person


@dataclass(frozen=True, slots=True)
class Identity:
    """Two steps that together find one record.

    check: slot of the question whether what was heard is right. known: slot that says that the pair was
    found in this call. find: the record, or None, which never tells which of the two was wrong.
    """

    check: str
    known: str
    number: Step
    secret: Step
    noun: str
    mismatch: str
    where: str
    find: Callable[[Backoffice, str, str], Order | Policy | None]

    @property
    def steps(self) -> tuple[Step, Step]:
        """Both, in the order in which they are asked."""
        return self.number, self.secret


def _order_number(said: Said) -> str | None:
    return find_digits(said.text, ORDER_DIGITS)


def _postcode(said: Said) -> str | None:
    return find_postcode(said.text, keyed=said.keyed)


def _policy_number(said: Said) -> str | None:
    return find_digits(said.text, POLICY_DIGITS)


def _birth_date(said: Said) -> str | None:
    found = find_birth_date(said.text, keyed=said.keyed, today=said.today)
    return found.isoformat() if found else None


def _find_order(backoffice: Backoffice, number: str, postcode: str) -> Order | None:
    return backoffice.find_order(number, postcode)


def _find_policy(backoffice: Backoffice, number: str, birth_date: str) -> Policy | None:
    return backoffice.find_policy(number, date.fromisoformat(birth_date))


ORDER = Identity(
    check="order_check",
    known="order_known",
    number=Step(
        "order_number",
        "Wat is uw bestelnummer? U kunt de vijf cijfers zeggen of intoetsen.",
        "Zeg het bestelnummer cijfer voor cijfer, of toets het in met een hekje erachter.",
        _order_number,
        lambda number: f"bestelling {say_digits(number)}",
        Expects.DIGITS,
        ORDER_DIGITS,
        "Ik heb het nummer niet goed verstaan.",
        "Een bestelnummer heeft vijf cijfers.",
    ),
    secret=Step(
        "postcode",
        "En wat is uw postcode? U mag ook alleen de vier cijfers intoetsen.",
        "Zeg uw postcode nog eens, of toets de vier cijfers in met een hekje erachter.",
        _postcode,
        lambda postcode: f"postcode {say_postcode(postcode)}",
        Expects.POSTCODE,
        POSTCODE_KEYS,
        "Ik heb de postcode niet goed verstaan.",
    ),
    noun="nummer",
    mismatch="Dit nummer en deze postcode vind ik niet samen.",
    where="Uw bestelnummer staat in de e-mail over uw bestelling. Hebt u het niet, zeg dan: medewerker.",
    find=_find_order,
)

POLICY = Identity(
    check="policy_check",
    known="policy_known",
    number=Step(
        "policy_number",
        "Wat is uw polisnummer? U kunt de zes cijfers zeggen of intoetsen.",
        "Zeg het polisnummer cijfer voor cijfer, of toets het in met een hekje erachter.",
        _policy_number,
        lambda number: f"polis {say_digits(number)}",
        Expects.DIGITS,
        POLICY_DIGITS,
        "Ik heb het nummer niet goed verstaan.",
        "Een polisnummer heeft zes cijfers.",
    ),
    secret=Step(
        "birth_date",
        "En wat is uw geboortedatum? Toetsen mag ook: jaar, maand en dag.",
        "Zeg uw geboortedatum nog eens, of toets acht cijfers in: jaar, maand en dag.",
        _birth_date,
        lambda day: f"geboortedatum {say_date(date.fromisoformat(day))}",
        Expects.DATE,
        BIRTH_DATE_KEYS,
        "Ik heb de datum niet goed verstaan.",
    ),
    noun="polisnummer",
    mismatch="Dit polisnummer en deze geboortedatum vind ik niet samen.",
    where="Uw polisnummer staat op uw polisblad. Hebt u het niet, zeg dan: medewerker.",
    find=_find_policy,
)

IDENTITIES = (ORDER, POLICY)
