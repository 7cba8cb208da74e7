"""How sure the assistant is of what a caller wants: answer, check first, or ask for other words.

Two doubts are weighed together: whether the words were heard right (speech recognition) and whether they were
understood right (intent classification). Pure functions without Rasa; Python 3.10 and on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

RULES = {
    "U-01": "Keyed: understood for certain.",
    "U-02": "Heard and understood well enough: answers.",
    "U-03": "A wish, probably: asks whether it is this one ('U wilt uw adres wijzigen, klopt dat?').",
    "U-04": "Too unsure: asks for other words.",
    "U-05": "A short answer, or something that brings a person: taken at less, never checked.",
}


class Decision(str, Enum):  # noqa: UP042 - StrEnum is of Python 3.11
    """What to do with what was understood; from good to bad."""

    ANSWER = "answer"
    CHECK = "check"
    REPHRASE = "rephrase"


class Kind(str, Enum):  # noqa: UP042 - as above
    """What kind of intent it is; each has its own thresholds."""

    WISH = "wish"  # may be checked with the caller
    SHORT = "short"  # yes, no, a number, thanks: a check would only be another question
    PERSON = "person"  # brings a person; a wrong one costs a transfer, a missed one far more
    OTHER = "other"  # talk; answered or not, there is nothing to check


@dataclass(frozen=True)
class Thresholds:
    """Where one decision becomes another; all 0..1.

    The defaults are guesses; config.yml has those that `scripts/calibrate_confidence.py` found.
    stt_weight: how far speech recognition counts: trust = nlu · (1 - stt_weight · (1 - stt)).
    answer, check, short, person: least trust. The margins: least distance to the next intent. A wish that
    falls short of either for an answer is checked, if it has both for a check. named_person: what an intent
    that brings a person needs by itself for its own words ('Wat verdrietig'); below it the neutral one's.
    """

    stt_weight: float = 0.3
    answer: float = 0.6
    answer_margin: float = 0.1
    check: float = 0.35
    check_margin: float = 0.05
    short: float = 0.4
    short_margin: float = 0.05
    person: float = 0.4
    named_person: float = 0.4
    person_margin: float = 0.05

    def __post_init__(self) -> None:
        """Raises ValueError for a threshold outside 0..1, or a check that asks for more than an answer."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
                raise ValueError(f"{field.name} must be a number from 0 to 1")
        if self.check > self.answer or self.check_margin > self.answer_margin:
            raise ValueError("a check must not need more than an answer")

    def trust(self, stt: float, nlu: float) -> float:
        """How sure the words and their meaning are together, 0..1."""
        return nlu * (1 - self.stt_weight * (1 - stt))


def decide(kind: Kind, stt: float, nlu: float, margin: float, at: Thresholds) -> tuple[Decision, str]:
    """The decision and its rule. ``margin``: confidence above the next intent. More is never worse."""
    trust = at.trust(stt, nlu)
    if kind is Kind.SHORT or kind is Kind.PERSON:
        least, apart = (at.short, at.short_margin) if kind is Kind.SHORT else (at.person, at.person_margin)
        if trust >= least and margin >= apart:
            return Decision.ANSWER, "U-05"
        return Decision.REPHRASE, "U-04"
    if trust >= at.answer and margin >= at.answer_margin:
        return Decision.ANSWER, "U-02"
    if kind is Kind.WISH and trust >= at.check and margin >= at.check_margin:
        return Decision.CHECK, "U-03"
    return Decision.REPHRASE, "U-04"


@dataclass(frozen=True)
class Judgement:
    """The decision on one message, with everything it was made of. ``intent``: what was understood."""

    decision: Decision
    rule: str
    intent: str | None
    stt: float
    nlu: float
    margin: float
    trust: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON and the ledger; figures with three decimals."""
        raw = {field.name: getattr(self, field.name) for field in fields(self)}
        return {key: round(value, 3) if isinstance(value, float) else value for key, value in raw.items()} | {
            "decision": self.decision.value
        }


class Gate:
    """Judges messages. ``wishes``, ``short``, ``persons``: intents of these kinds; all others are talk.

    keyed_intent: what keyed digits always mean, '' to leave that to the classifier. neutral_person: the
    intent for a person where none that brings one is sure by itself, '' for the likeliest. check_typed:
    whether text of no call is checked as well; `rasa test` sends such, and counts a check as wrong.
    Raises ValueError when an intent is of two kinds.
    """

    def __init__(
        self,
        thresholds: Thresholds,
        *,
        wishes: Iterable[str] = (),
        short: Iterable[str] = (),
        persons: Iterable[str] = (),
        keyed_intent: str = "",
        neutral_person: str = "",
        check_typed: bool = False,
    ) -> None:
        self.thresholds = thresholds
        self._kinds: dict[str, Kind] = {}
        for kind, intents in ((Kind.WISH, wishes), (Kind.SHORT, short), (Kind.PERSON, persons)):
            for intent in intents:
                if self._kinds.setdefault(intent, kind) is not kind:
                    raise ValueError(f"{intent} stands in two lists")
        self._keyed_intent = keyed_intent
        self._neutral_person = neutral_person
        self._check_typed = check_typed

    def kind(self, intent: str | None) -> Kind:
        """The kind of an intent."""
        return self._kinds.get(intent or "", Kind.OTHER)

    def judge(self, ranking: Sequence[tuple[str, float]], metadata: object = None) -> Judgement:
        """Judge a message by the classifier's ranking, best first, and the metadata of the client.

        ``metadata``: {'source': 'voice'|'keys', 'confidence': 0..1}; anything else counts as typed.
        """
        source, stt = heard(metadata)
        if source == "keys" and self._keyed_intent:
            return Judgement(Decision.ANSWER, "U-01", self._keyed_intent, 1.0, 1.0, 1.0, 1.0)
        if not ranking:
            return Judgement(Decision.REPHRASE, "U-04", None, stt, 0.0, 0.0, 0.0)
        intent, nlu, margin = self._standing(ranking)
        decision, rule = decide(self.kind(intent), stt, nlu, margin, self.thresholds)
        if decision is Decision.CHECK and source is None and not self._check_typed:
            decision, rule = Decision.ANSWER, "U-02"
        return Judgement(decision, rule, intent, stt, nlu, margin, self.thresholds.trust(stt, nlu))

    def _standing(self, ranking: Sequence[tuple[str, float]]) -> tuple[str, float, float]:
        """The intent to act on, its confidence and margin.

        Intents that bring a person stand together: whether it is fire or burglary, a person it is. So they
        may come before an intent that is likelier than each of them alone.
        """
        persons = [entry for entry in ranking if self.kind(entry[0]) is Kind.PERSON]
        others = [entry for entry in ranking if self.kind(entry[0]) is not Kind.PERSON]
        together = min(1.0, sum(confidence for _, confidence in persons))
        rival = others[0][1] if others else 0.0
        if persons and together >= rival:
            named = persons[0][1] >= self.thresholds.named_person or not self._neutral_person
            return persons[0][0] if named else self._neutral_person, together, together - rival
        second = ranking[1][1] if len(ranking) > 1 else 0.0
        return others[0][0], rival, max(0.0, rival - max(second, together))


def heard(metadata: object) -> tuple[str | None, float]:
    """Source and speech confidence of a message: None and 1.0 when it comes from no call.

    A spoken message whose confidence is missing or no number from 0 to 1 is taken as badly heard: 0.0.
    """
    if not isinstance(metadata, Mapping) or metadata.get("source") not in ("voice", "keys"):
        return None, 1.0
    source, confidence = str(metadata["source"]), metadata.get("confidence")
    if source == "keys":
        return source, 1.0
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float)) or not 0 <= confidence <= 1:
        return source, 0.0
    return source, float(confidence)
