"""The reviewable table: what sends a call to a person, where to, how urgently, and what the caller hears.

Readable by a compliance officer (`voicebot handover` prints it); one row a condition, each with its rule id.
The dialogue names a condition ('claim'), the core names its own ('key_0'); nothing else decides where a call
goes. Queues: schade, klachten, orders, polis, algemeen. Priority 1 is first.
"""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call.outcome import Outcome

QUEUES = ("schade", "klachten", "orders", "polis", "algemeen")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``priority`` 1 is first in the queue; ``say`` is spoken before the transfer (B1 Dutch).

    ``confirm`` is the line that the written confirmation carries, empty when nothing needs confirming.
    ``failure``: the call reaches a person because something broke. ``callback``: the person calls back, the
    call itself ends here. ``warn`` is said even when no person can come (the number to ring in danger).
    ``language``: what the caller gets in writing is in it from then on ('nl' or 'en').
    """

    condition: str
    rule_id: str
    queue: str
    priority: int
    say: str
    summary: str
    confirm: str = ""
    failure: bool = False
    callback: bool = False
    warn: str = ""
    language: str = "nl"

    @property
    def outcome(self) -> Outcome:
        """How a call ends that this row sends to a person."""
        if self.callback:
            return Outcome.CALLBACK
        return Outcome.FAILED_TO_HUMAN if self.failure else Outcome.HANDED_OVER


_CONNECT = "Ik verbind u door met een medewerker. Een moment alstublieft."
_CLAIMS = "Ik verbind u door met een medewerker van de afdeling schade."
_BROKEN = "Er gaat bij mij iets mis. Ik verbind u door met een medewerker."

ROWS = (
    # The caller wants a person.
    Row("asked_person", "H-01", "algemeen", 3, _CONNECT, "Caller asked for a person."),
    Row("key_0", "H-02", "algemeen", 3, _CONNECT, "Caller pressed 0 for a person."),
    Row("callback", "H-03", "algemeen", 3,
        "Goed, een medewerker belt u terug. Tot ziens.",
        "Caller asked to be called back.",
        "Een medewerker belt u terug.", callback=True),
    Row("callback_withheld", "H-07", "algemeen", 3,
        "Ik zie uw nummer niet, dus terugbellen kan niet. Ik verbind u door met een medewerker.",
        "Caller asked to be called back, but from a number that cannot be rung."),
    # Somebody may be in danger: the number to call first, then a person, before everybody else.
    Row("suicide", "H-04", "algemeen", 1,
        "Denkt u aan zelfmoord? Bel 113, dag en nacht. Ik verbind u nu door met een medewerker.",
        "Caller used words of suicide. Was told about 113.",
        warn="Denkt u aan zelfmoord? Bel 113, dag en nacht."),
    Row("violence", "H-05", "algemeen", 1,
        "Bel 112 bij gevaar, en 113 als u aan zelfmoord denkt. Ik verbind u nu door met een medewerker.",
        "Caller used words of violence or danger. Was told about 112 and 113.",
        warn="Bel 112 bij gevaar, en 113 als u aan zelfmoord denkt."),
    Row("vulnerable", "H-06", "algemeen", 1,
        "Dat klinkt zwaar. Ik verbind u door met een medewerker. Bent u in gevaar? Bel dan 112.",
        "Caller is upset or cannot cope. Was told about 112.",
        warn="Dat klinkt zwaar. Bent u in gevaar? Bel dan 112."),
    # Weighty matters: never handled by a machine.
    Row("claim", "H-10", "schade", 2, f"Wat vervelend voor u. {_CLAIMS}",
        "Caller wants to report a claim.",
        "U belde over een schade. Een medewerker van de afdeling schade neemt dit met u door."),
    Row("complaint", "H-11", "klachten", 2,
        "Dat spijt me. Ik verbind u door met een medewerker die naar uw klacht luistert.",
        "Caller has a complaint.",
        "U belde met een klacht. Een medewerker neemt uw klacht met u door."),
    Row("accident", "H-12", "schade", 1, f"Wat naar voor u. {_CLAIMS}",
        "Caller reports an accident.",
        "U belde over een ongeluk. Een medewerker van de afdeling schade neemt dit met u door."),
    Row("burglary", "H-13", "schade", 1, f"Wat naar voor u. {_CLAIMS}",
        "Caller reports a burglary or theft.",
        "U belde over een inbraak of diefstal. Een medewerker van de afdeling schade neemt dit met u door."),
    Row("fire", "H-14", "schade", 1,
        f"Brandt het nu? Bel dan 112. {_CLAIMS}",
        "Caller reports a fire. Was told about 112.",
        "U belde over een brand. Een medewerker van de afdeling schade neemt dit met u door.",
        warn="Brandt het nu? Bel dan 112."),
    Row("illness", "H-15", "polis", 2, f"Wat naar voor u. {_CONNECT}",
        "Caller speaks of illness or disability."),
    Row("bereavement", "H-16", "polis", 1,
        "Wat verdrietig. Ik verbind u door met een medewerker die dit met u regelt.",
        "Caller reports a death.",
        "U belde over een overlijden. Een medewerker regelt dit met u."),
    Row("advice", "H-17", "polis", 3,
        "Advies krijgt u bij ons van een mens. Ik verbind u door met een adviseur.",
        "Caller wants advice about insurance: regulated, a licensed adviser only."),
    Row("legal_threat", "H-18", "klachten", 1,
        "Dat kunt u beter met een medewerker bespreken. Ik verbind u door.",
        "Caller speaks of a lawyer, a court or the ombudsman (Kifid)."),
    Row("bank_account", "H-19", "polis", 3,
        "Alleen een medewerker kan een rekeningnummer wijzigen. Ik verbind u door.",
        "Caller wants to change a bank account: a person checks who is calling."),
    # The assistant cannot go on.
    Row("identification_failed", "H-20", "algemeen", 3,
        "Ik kan uw gegevens zo niet vinden. Ik verbind u door met een medewerker.",
        "Identification failed in three tries."),
    Row("expired_policy", "H-21", "polis", 3,
        "Deze polis is gestopt. Ik verbind u door met een medewerker.",
        "Caller wants something about a policy that has ended."),
    Row("parcel_damaged_upset", "H-22", "orders", 2,
        "Dat spijt me. Ik verbind u door met een medewerker die dit voor u oplost.",
        "Caller is upset about a damaged parcel.",
        "U belde over een beschadigd pakket. Een medewerker lost dit met u op."),
    Row("not_understood", "H-30", "algemeen", 3,
        "Ik begrijp u niet goed. Ik verbind u door met een medewerker.",
        "The assistant did not understand the caller."),
    Row("asked_too_often", "H-31", "algemeen", 3,
        "Zo komen we er niet uit. Ik verbind u door met een medewerker.",
        "The same question would have been asked a third time."),
    Row("too_long", "H-32", "algemeen", 3, _CONNECT, "The call took longer than the limit."),
    Row("frustrated", "H-33", "algemeen", 2,
        "Ik merk dat ik u niet goed help. Ik verbind u door met een medewerker.",
        "Caller is angry: see the mood and its rules."),
    Row("other_language", "H-34", "algemeen", 3,
        "Ik spreek alleen Nederlands. One moment please, I am connecting you to a colleague.",
        "Caller speaks another language.", language="en"),
    Row("too_many_calls", "H-35", "algemeen", 3,
        "Het is nu druk bij mij. Ik verbind u door met een medewerker.",
        "More callers than the assistant can answer in time."),
    # Something broke.
    Row("hearing_failed", "H-90", "algemeen", 2, _BROKEN, "Speech recognition failed.", failure=True),
    Row("dialogue_failed", "H-91", "algemeen", 2, _BROKEN, "The dialogue did not answer.", failure=True),
    Row("speech_failed", "H-92", "algemeen", 2, _BROKEN, "Speech synthesis failed.", failure=True),
    Row("disclosure_failed", "H-93", "algemeen", 2, "",
        "The disclosure could not be proven played.", failure=True),
    Row("nobody_free", "H-95", "algemeen", 2,
        "Er is nu helaas geen medewerker vrij. Wij bellen u terug. Tot ziens.",
        "No person could be reached: the caller gets a callback ticket.",
        "Een medewerker belt u terug.", callback=True),
    Row("nobody_free_withheld", "H-96", "algemeen", 2,
        "Er is nu helaas geen medewerker vrij, en ik zie uw nummer niet. Belt u ons later terug? Tot ziens.",
        "No person could be reached, and the caller's number cannot be rung.", callback=True),
    Row("stream_failed", "H-94", "algemeen", 2, "", "The media stream broke off.", failure=True),
)  # fmt: skip

TABLE = {row.condition: row for row in ROWS}


def row_for(condition: str) -> Row:
    """The row of a condition; an unknown one (a typo in the dialogue) still reaches a person."""
    return TABLE.get(condition, TABLE["asked_person"])


def markdown() -> str:
    """The whole table for people, as it stands in docs/handover.md."""
    head = (
        "| Rule | Condition | Queue | Priority | What the caller hears | What the agent reads | In writing "
        "| Outcome |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    lines = (
        f"| {row.rule_id} | `{row.condition}` | {row.queue} | {row.priority} | {row.say or '(nothing)'} "
        f"| {row.summary} | {row.confirm or '(nothing)'} | {row.outcome} |\n"
        for row in ROWS
    )
    return head + "".join(lines)
