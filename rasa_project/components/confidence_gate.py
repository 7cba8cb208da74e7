"""The last word on an intent: let it pass, have it checked, or give it up.

Stands last in the pipeline, in place of Rasa's FallbackClassifier. `confidence_rules.py` judges.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    PREDICTED_CONFIDENCE_KEY,
)
from rasa.shared.nlu.training_data.message import Message

from .confidence_rules import Decision, Gate, Judgement, Thresholds

CHECK_INTENT = "nlu_check"
# Properties of the message, and so of `parse_data` and `latest_message`.
CHECKED_INTENT = "checked_intent"
JUDGEMENT = "confidence_gate"

_THRESHOLDS = [field.name for field in fields(Thresholds)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConfidenceGate(GraphComponent, IntentClassifier):
    """Replaces the intent of a message by `nlu_check` or `nlu_fallback` where that is not sure enough.

    Sets `confidence_gate` (see `Judgement`) on every message, and `checked_intent`, a name, on one to check.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Something must have classified the message before."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds and lists; see `Thresholds` and `Gate`."""
        thresholds = Thresholds()
        return {name: getattr(thresholds, name) for name in _THRESHOLDS} | {
            "wishes": [],
            "short_intents": [],
            "persons": [],
            "keyed_intent": "",
            "neutral_person": "",
            "check_typed": False,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        if unknown := sorted(config.keys() - self.get_default_config().keys()):
            raise ValueError(f"ConfidenceGate: unknown in config.yml: {', '.join(unknown)}")
        self._gate = Gate(
            Thresholds(**{name: config[name] for name in _THRESHOLDS}),
            wishes=config["wishes"],
            short=config["short_intents"],
            persons=config["persons"],
            keyed_intent=config["keyed_intent"],
            neutral_person=config["neutral_person"],
            check_typed=config["check_typed"],
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConfidenceGate:
        """Build from the pipeline's configuration. Raises ValueError for what makes no sense in it."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge messages; what the classifier made of them stays in `intent_ranking`, behind the new one."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or [message.get(INTENT) or {}]
            ranking = [entry for entry in ranking if entry.get(INTENT_NAME_KEY)]
            named = [
                (entry[INTENT_NAME_KEY], float(entry.get(PREDICTED_CONFIDENCE_KEY) or 0.0))
                for entry in ranking
            ]
            _apply(message, self._gate.judge(named, message.get(METADATA)), ranking)
        return messages


def _apply(message: Message, judgement: Judgement, ranking: list[dict[str, Any]]) -> None:
    message.set(JUDGEMENT, judgement.as_dict(), add_to_output=True)
    name = judgement.intent
    if judgement.decision is Decision.CHECK:
        message.set(CHECKED_INTENT, name, add_to_output=True)
        name = CHECK_INTENT
    elif judgement.decision is Decision.REPHRASE:
        name = DEFAULT_NLU_FALLBACK_INTENT_NAME
    elif ranking and name == ranking[0][INTENT_NAME_KEY]:
        return
    first = {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: judgement.trust}
    message.set(INTENT, first, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [first, *ranking], add_to_output=True)
