"""Sample data for every kind of agreement: templates are tried with it at the start, and previews show it."""

from __future__ import annotations

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob
from voicebot.call.replies import Agreement

_SAMPLES = (
    Agreement(
        "order_status",
        "Bestelling 42073 is onderweg; verwachte bezorging: woensdag 25 november 2026, tussen 10 en 12 uur.",
        "42073",
    ),
    Agreement(
        "payment_status",
        "Bestelling 42073 is nog niet betaald (€ 59,95). U kunt betalen tot en met maandag 7 december 2026.",
        "42073",
    ),
    Agreement(
        "order_cancelled",
        "We hebben bestelling 42073 vandaag geannuleerd. "
        "We storten binnen 14 dagen terug wat u hebt betaald.",
        "42073",
    ),
    Agreement(
        "delivery_day_changed",
        "We hebben de bezorging van bestelling 42073 verzet. "
        "De nieuwe bezorgdag is vrijdag 27 november 2026.",
        "42073",
    ),
    Agreement(
        "delivery_address_changed",
        "We hebben het bezorgadres van bestelling 42073 gewijzigd in 1017 AB, huisnummer 27A. "
        "De bestelling komt daar op vrijdag 27 november 2026.",
        "42073",
    ),
    Agreement(
        "return_registered",
        "We hebben uw retour van bestelling 42073 aangemeld. "
        "U krijgt vandaag een label per e-mail; plak het op het pakket.",
        "3104778",
    ),
    Agreement(
        "parcel_searched",
        "We hebben gemeld dat bestelling 42073 niet is aangekomen. De bezorger zoekt het pakket; "
        "u hoort binnen 2 werkdagen van ons.",
        "3104779",
    ),
    Agreement(
        "damage_reported",
        "We hebben gemeld dat bestelling 42073 beschadigd is. U hoort binnen 2 werkdagen wat we voor u doen.",
        "3104780",
    ),
    Agreement(
        "invoice_sent",
        "We hebben de factuur van bestelling 42073 gestuurd. U hebt hem vandaag in uw e-mail.",
        "42073",
    ),
    Agreement(
        "policy_premium", "Over polis 700451: Uw inboedelverzekering kost € 11,95 per maand.", "700451"
    ),
    Agreement(
        "policy_start", "Over polis 700451: Uw inboedelverzekering loopt sinds 1 maart 2021.", "700451"
    ),
    Agreement(
        "policy_end",
        "Over polis 700451: Uw inboedelverzekering heeft geen einddatum. Hij loopt door tot u opzegt.",
        "700451",
    ),
    Agreement(
        "policy_own_risk",
        "Over polis 700451: Het eigen risico van uw inboedelverzekering is € 150 per schade.",
        "700451",
    ),
    Agreement(
        "policy_term",
        "U kunt uw inboedelverzekering na het eerste jaar elke dag opzeggen. De opzegtermijn is één maand. "
        "Bron: polisvoorwaarden inboedel, artikel 9, versie 2026-1.",
    ),
    Agreement(
        "address_changed", "We hebben uw adres vandaag gewijzigd in 1017 AB, huisnummer 27A.", "700451"
    ),
    Agreement(
        "phone_changed",
        "We hebben uw telefoonnummer vandaag gewijzigd. Het eindigt nu op 678.",
        "700451",
    ),
    Agreement(
        "email_changed", "We hebben uw e-mailadres vandaag gewijzigd in s.dewit@voorbeeld.nl.", "700451"
    ),
    Agreement(
        "policy_sheet_sent",
        "We hebben het polisblad van polis 700451 gestuurd. U hebt het vandaag in uw e-mail.",
        "700451",
    ),
    Agreement(
        "green_card_sent",
        "We hebben de groene kaart van polis 700451 gestuurd. U hebt hem vandaag in uw e-mail.",
        "700451",
    ),
    Agreement(
        "callback",
        "Een medewerker belt u terug op woensdag 25 november 2026, tussen 8 en 12 uur, "
        "op het nummer dat eindigt op 678.",
        "2117361",
    ),
    Agreement(
        "handover",
        "U belde over een schade. Een medewerker van de afdeling schade neemt dit met u door.",
    ),
    Agreement(
        "promise",
        "We zoeken uit waarom u twee keer een rekening kreeg. U hoort dat voor 4 december.",
        "2117360",
    ),
)
KINDS = {agreement.kind: agreement for agreement in _SAMPLES}
_OUTCOMES = {"callback": Outcome.CALLBACK, "handover": Outcome.HANDED_OVER}


def job(
    *kinds: str,
    outcome: Outcome | None = Outcome.SOLVED,
    reference: str = "2117360",
    called: str = "+31201234567",
) -> ConfirmationJob:
    """A confirmation of these kinds, to nobody."""
    agreements = tuple(KINDS[kind] for kind in kinds)
    return ConfirmationJob(0, "CA", "", called, None, reference, outcome, agreements)


def usual(kind: str) -> ConfirmationJob:
    """A confirmation of this kind as its call usually ends."""
    return job(kind, outcome=_OUTCOMES.get(kind, Outcome.SOLVED))
