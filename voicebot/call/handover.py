"""The reviewable table: what sends a call to a person, where to, how urgently, and what the caller hears.

Readable by a compliance officer; one row a condition, each with its rule id. The dialogue names a condition
('claim'), the core names its own ('key_0'); nothing else decides where a call goes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``priority`` 1 is first in the queue; ``say`` is spoken before the transfer (B1 Dutch).

    ``confirm`` is the line that the written confirmation carries, empty when nothing needs confirming.
    ``failure``: the call reaches a person because something broke (outcome 'failed to human').
    """

    condition: str
    rule_id: str
    queue: str
    priority: int
    say: str
    summary: str
    confirm: str = ""
    failure: bool = False


_CONNECT = "Ik verbind u door met een medewerker. Een moment alstublieft."
_BROKEN = "Er gaat bij mij iets mis. Ik verbind u door met een medewerker."

ROWS = (
    Row("asked_person", "H-01", "algemeen", 3, _CONNECT, "Caller asked for a person."),
    Row("key_0", "H-02", "algemeen", 3, _CONNECT, "Caller pressed 0 for a person."),
    Row(
        "claim", "H-10", "schade", 2,
        "Wat vervelend voor u. Ik verbind u door met een medewerker van de afdeling schade.",
        "Caller wants to report a claim.",
        "U belde over een schade. Een medewerker van de afdeling schade neemt dit met u door.",
    ),
    Row(
        "complaint", "H-11", "klachten", 2,
        "Dat spijt me. Ik verbind u door met een medewerker die naar uw klacht luistert.",
        "Caller has a complaint.",
        "U belde met een klacht. Een medewerker neemt uw klacht met u door.",
    ),
    Row(
        "identification_failed", "H-20", "orders", 3,
        "Ik kan uw bestelling zo niet vinden. Ik verbind u door met een medewerker.",
        "Order number and postcode did not match in three tries.",
    ),
    Row("not_understood", "H-30", "algemeen", 3,
        "Ik begrijp u niet goed. Ik verbind u door met een medewerker.",
        "The assistant did not understand the caller twice."),
    Row("asked_too_often", "H-31", "algemeen", 3,
        "Zo komen we er niet uit. Ik verbind u door met een medewerker.",
        "The same question would have been asked a third time."),
    Row("too_long", "H-32", "algemeen", 3, _CONNECT, "The call took longer than the limit."),
    Row("hearing_failed", "H-90", "algemeen", 2, _BROKEN, "Speech recognition failed.", failure=True),
    Row("dialogue_failed", "H-91", "algemeen", 2, _BROKEN, "The dialogue did not answer.", failure=True),
    Row("speech_failed", "H-92", "algemeen", 2, _BROKEN, "Speech synthesis failed.", failure=True),
    Row("disclosure_failed", "H-93", "algemeen", 2, "",
        "The disclosure could not be proven played.", failure=True),
    Row("nobody_free", "H-95", "algemeen", 2, "",
        "No person could be reached: the caller gets a callback ticket."),
    Row("stream_failed", "H-94", "algemeen", 2, "", "The media stream broke off.", failure=True),
)  # fmt: skip

TABLE = {row.condition: row for row in ROWS}


def row_for(condition: str) -> Row:
    """The row of a condition; an unknown one (a typo in the dialogue) still reaches a person."""
    return TABLE.get(condition, TABLE["asked_person"])
