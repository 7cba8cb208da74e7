"""One sentence of a test set with everything that is known of it, and the figures of a list of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voicebot.dialogue.intents import CHECK, FALLBACK
from voicebot.dialogue.wire import clean
from voicebot.evaluation import metrics
from voicebot.evaluation.metrics import Pair
from voicebot.evaluation.understood import Understood

REFUSED = "(refused)"  # Whisper's gate did not let the text pass; the caller is asked again
# The two lead to the same answer (data/rules.yml), so for the caller they are one.
SAME = {FALLBACK: "out_of_scope"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence. text: what the dialogue got, typed or heard. condition: of its hand-over, None for none.

    understood: None when the gate refused the text. known: these words are a training sentence, too.
    """

    said: str
    text: str
    understood: Understood | None
    condition: str | None = None
    intent: str = ""  # the true one, where the set tells it
    wanted: bool = False  # a person, or annoyance: what the set asks
    line: str = ""  # the condition it was spoken in
    known: bool = False

    @property
    def pair(self) -> Pair:
        """(true, recognised) intent; out_of_scope and 'not understood' count as one."""
        if self.understood is None:
            return self.intent, REFUSED
        found = self.understood.recognised
        return self.intent, self.intent if SAME.get(found) == self.intent else found

    @property
    def acted(self) -> str:
        """What Rasa acted on, with the guess behind a gate: 'nlu_fallback (order_status)'."""
        if self.understood is None:
            return REFUSED
        acted, guess = self.understood.intent, self.understood.guess
        return acted if acted == guess else f"{acted} ({guess})"

    @property
    def right(self) -> bool:
        """Whether the intent is the true one."""
        return self.pair[0] == self.pair[1]


def intents(judged: Sequence[Judged]) -> dict[str, Any]:
    """Figures of an intent set.

    intent_accuracy: refused and not understood count as wrong. guess_accuracy: the classifier's best guess,
    whatever the gates made of it. asked_again: refused or not understood. checked: asked 'klopt dat?'.
    answered_wrongly: another intent, without any question.
    """
    pairs = [one.pair for one in judged]
    right = sum(one.right for one in judged)
    unknown = [one for one in judged if not one.known]
    again = [one for one in judged if one.understood is None or one.understood.intent == FALLBACK]
    checked = [one for one in judged if one.understood and one.understood.intent == CHECK]
    wrong = [one for one in judged if not one.right and one not in again and one not in checked]
    guesses = [(one.intent, one.understood.guess if one.understood else REFUSED) for one in judged]
    size = len(judged)
    return {
        "intent_accuracy": metrics.share(right, size),
        "interval": list(metrics.interval(right, size)),
        "macro_f1": metrics.macro_f1(pairs),
        "size": size,
        "guess_accuracy": metrics.accuracy(guesses),
        "asked_again": metrics.share(len(again), size),
        "checked": metrics.share(len(checked), size),
        "answered_wrongly": metrics.share(len(wrong), size),
        "also_in_training": size - len(unknown),
        "intent_accuracy_without_those": metrics.share(sum(one.right for one in unknown), len(unknown)),
    }


def handover(judged: Sequence[Judged]) -> dict[str, Any]:
    """Figures of a hand-over set. recall: of those who need a person, how many reach one with this turn.

    Of the others in need: `checked` are asked 'klopt dat?', `asked_again` to say it otherwise, `missed` get
    an answer instead. false_rate: of those who need none, how many are sent to one.
    """
    pairs = [(one.wanted, one.condition is not None) for one in judged]
    found = metrics.binary(pairs)
    missed = [one for one in judged if one.wanted and one.condition is None]
    again = [one for one in missed if one.understood is None or one.understood.intent == FALLBACK]
    checked = [one for one in missed if one.understood and one.understood.intent == CHECK]
    return {
        "recall": found.recall,
        "precision": found.precision,
        "false_rate": metrics.false_rate(pairs),
        "size": len(pairs),
        "need_a_person": found.support,
        "asked_again": metrics.share(len(again), found.support),
        "checked": metrics.share(len(checked), found.support),
        "missed": metrics.share(len(missed) - len(again) - len(checked), found.support),
    }


def frustration(judged: Sequence[Judged]) -> dict[str, Any]:
    """Figures of a frustration set: any rule found against the label."""
    found = metrics.binary((one.wanted, annoyed(one)) for one in judged)
    return {
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
        "size": len(judged),
        "frustrated": found.support,
    }


def annoyed(one: Judged) -> bool:
    """Whether a rule of annoyance was found in the words."""
    return one.understood is not None and bool(one.understood.rules)


def lines(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Intent accuracy and size for each line of the conditions."""
    names = sorted({one.line for one in judged})
    split = {name: [one for one in judged if one.line == name] for name in names}
    return {
        name: {"intent_accuracy": metrics.accuracy([one.pair for one in group]), "size": len(group)}
        for name, group in split.items()
    }


def known_words(sentences: Sequence[str]) -> frozenset[str]:
    """Training sentences as they are compared with test sentences."""
    return frozenset(clean(sentence) for sentence in sentences)
