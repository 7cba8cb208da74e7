"""The facts in the Dutch sentences that the house itself writes, in English, for templates in that language.

What was agreed is stored as a kind, a Dutch sentence and a number. The sentences of a kind are the ones of
`voicebot.dialogue.tasks`, so what they say can be read back out of them; one that is otherwise by a word is
not read at all. The words of agents, of hand-overs and of policies' terms are free: they are in no list here.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date

from babel.dates import format_date, get_month_names

_MONTHS = {name.lower(): number for number, name in get_month_names("wide", locale="nl").items()}
_DAY = rf"(?:\w+dag )?(?P<day>\d{{1,2}} (?:{'|'.join(_MONTHS)}) \d{{4}})"
_HOURS = r"(?P<hours>, tussen \d{1,2}(?::\d\d)? en \d{1,2}(?::\d\d)? uur)?"
_MONEY = r"€ (?P<amount>\d+(?:,\d\d)?)"
_ORDER = r"bestelling (?P<order>\d+)"
_ADDRESS = r"(?P<address>\d{4} [A-Z]{2}, huisnummer \w[^.]*)"
_PRODUCT = r"[Uu]w (?P<product>\w*verzekering)"
_POLICY = (
    r"Over polis (?P<policy>\d+): (?:Deze verzekering is gestopt op (?P<ended>\d{1,2} \w+ \d{4})\.(?: |$))?"
)
_ANSWER = r"[Uu] hoort binnen (?P<days>\d+) werkdagen"
_ENDS = r"op het nummer dat eindigt op (?P<ends>\d+)\."

_SENTENCES: dict[str, tuple[str, ...]] = {
    "order_status": (
        rf"B{_ORDER[1:]} is (?P<state>in behandeling|onderweg)(?:; verwachte bezorging: {_DAY}{_HOURS})?\.",
        rf"B{_ORDER[1:]} is (?P<state>bezorgd|geannuleerd)(?: op {_DAY})?\.",
    ),
    "payment_status": (
        rf"B{_ORDER[1:]} is (?P<state>geannuleerd)\. U hoeft niets te betalen\.",
        rf"B{_ORDER[1:]} is (?P<state>betaald|nog niet betaald) \({_MONEY}\)\."
        rf"(?: U kunt betalen tot en met {_DAY}\.)?",
    ),
    "order_cancelled": (
        rf"We hebben {_ORDER} vandaag geannuleerd\. (?:(?P<free>U hoeft niets te betalen)|"
        r"We storten binnen (?P<days>\d+) dagen terug wat u hebt betaald)\.",
    ),
    "delivery_day_changed": (
        rf"We hebben de bezorging van {_ORDER} verzet\. De nieuwe bezorgdag is {_DAY}\.",
    ),
    "delivery_address_changed": (
        rf"We hebben het bezorgadres van {_ORDER} gewijzigd in {_ADDRESS}\. De bestelling komt daar "
        rf"(?:op {_DAY}|zodra hij klaar is)\.",
    ),
    "return_registered": (
        rf"We hebben uw retour van {_ORDER} aangemeld\. U krijgt vandaag een label per e-mail; "
        r"plak het op het pakket\.",
    ),
    "parcel_searched": (
        rf"We hebben gemeld dat {_ORDER} niet is aangekomen\. De bezorger zoekt het pakket; "
        rf"{_ANSWER} van ons\.",
    ),
    "damage_reported": (rf"We hebben gemeld dat {_ORDER} beschadigd is\. {_ANSWER} wat we voor u doen\.",),
    "invoice_sent": (rf"We hebben de factuur van {_ORDER} gestuurd\. U hebt hem vandaag in uw e-mail\.",),
    "policy_premium": (rf"{_POLICY}{_PRODUCT} kost(?:te)? {_MONEY} per maand\.",),
    "policy_start": (rf"{_POLICY}{_PRODUCT} (?:loopt|liep) sinds {_DAY}\.",),
    "policy_end": (
        rf"{_POLICY}",
        rf"{_POLICY}{_PRODUCT} heeft geen einddatum\. Hij loopt door tot u opzegt\.",
        rf"{_POLICY}{_PRODUCT} loopt tot en met {_DAY}\.",
    ),
    "policy_own_risk": (
        rf"{_POLICY}{_PRODUCT} (?:heeft|had) geen eigen risico\.",
        rf"{_POLICY}Het eigen risico van {_PRODUCT} (?:is|was) {_MONEY} per schade\.",
    ),
    "address_changed": (rf"We hebben uw adres vandaag gewijzigd in {_ADDRESS}\.",),
    "phone_changed": (r"We hebben uw telefoonnummer vandaag gewijzigd\. Het eindigt nu op (?P<ends>\d+)\.",),
    "email_changed": (r"We hebben uw e-mailadres vandaag gewijzigd in (?P<address>\S+@\S+)\.",),
    "policy_sheet_sent": (
        r"We hebben het polisblad van polis (?P<policy>\d+) gestuurd\. U hebt het vandaag in uw e-mail\.",
    ),
    "green_card_sent": (
        r"We hebben de groene kaart van polis (?P<policy>\d+) gestuurd\. U hebt hem vandaag in uw e-mail\.",
    ),
    "callback": (
        rf"Een medewerker belt u terug op {_DAY}{_HOURS}, {_ENDS}",
        rf"Een medewerker belt u (?P<state>zo snel mogelijk|zodra wij weer open zijn) terug, {_ENDS}",
    ),
}
_PATTERNS = {kind: tuple(map(re.compile, sentences)) for kind, sentences in _SENTENCES.items()}
_STATES = {
    "in behandeling": "processing", "onderweg": "shipped", "bezorgd": "delivered", "geannuleerd": "cancelled",
    "betaald": "paid", "nog niet betaald": "unpaid", "zo snel mogelijk": "soon",
    "zodra wij weer open zijn": "opening",
}  # fmt: skip
_PRODUCTS = {
    "inboedelverzekering": "home contents insurance",
    "opstalverzekering": "buildings insurance",
    "autoverzekering": "car insurance",
    "reisverzekering": "travel insurance",
    "aansprakelijkheidsverzekering": "liability insurance",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sentence says, in English; '' where it says nothing of that. known: the sentence was read.

    order, policy: numbers. state: processing, shipped, delivered, cancelled; paid, unpaid; soon, opening (of
    a callback). day: the one that the sentence is about, 'Wednesday 25 November 2026'; ended: that on which a
    policy ended. hours: 'between 10:00 and 12:00'. amount: '€11.95'. days: until an answer or a refund.
    address: where to, or an e-mail address. ends: the last digits of a number. product: 'car insurance'.
    free: not '' when nothing has to be paid.
    """

    known: bool = False
    order: str = ""
    policy: str = ""
    state: str = ""
    day: str = ""
    ended: str = ""
    hours: str = ""
    amount: str = ""
    days: str = ""
    address: str = ""
    ends: str = ""
    product: str = ""
    free: str = ""


NOTHING = Facts()


def facts_of(kind: str, text: str) -> Facts:
    """The facts in a sentence of that kind; `NOTHING` when it is none that the house writes."""
    for pattern in _PATTERNS.get(kind, ()):
        if found := pattern.fullmatch(text):
            try:
                return _in_english({name: value or "" for name, value in found.groupdict().items()})
            except (ValueError, KeyError):  # no such day
                return NOTHING
    return NOTHING


def _in_english(found: dict[str, str]) -> Facts:
    told = asdict(Facts(known=True)) | found
    told["state"] = _STATES[found["state"]] if found.get("state") else ""
    for name in ("day", "ended"):
        told[name] = _day(found[name]) if found.get(name) else ""
    if found.get("hours"):
        begins, until = re.findall(r"\d+(?::\d\d)?", found["hours"])
        told["hours"] = f"between {_clock(begins)} and {_clock(until)}"
    if found.get("amount"):
        told["amount"] = f"€{found['amount'].replace(',', '.')}"
    if found.get("product"):
        told["product"] = _PRODUCTS.get(found["product"], "insurance")
    told["address"] = found.get("address", "").replace(", huisnummer ", ", house number ")
    return Facts(**told)


def _day(written: str) -> str:
    number, month, year = written.split()
    return str(format_date(date(int(year), _MONTHS[month], int(number)), "EEEE d MMMM y", locale="en_GB"))


def _clock(written: str) -> str:
    hour, _, minute = written.partition(":")
    return f"{hour}:{minute or '00'}"
