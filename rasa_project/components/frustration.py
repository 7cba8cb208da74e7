"""Marks messages whose words show annoyance, by the rules in `phrases/`."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from .frustration_rules import load

FRUSTRATION = "frustration"  # the property of the message, and so of `parse_data` and `latest_message`


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FrustrationDetector(GraphComponent):
    """Sets `frustration` on every message: {'rules': ['F-05'], 'words': 6, 'weight': 2}; calm: no rules.

    Rule ids only: none of the words leave this component in it. Registered as an extractor, because Rasa runs
    nothing else that learns nothing; it extracts no entities.
    """

    def __init__(self) -> None:
        self._rules = load()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrustrationDetector:
        """Read the rules. Raises RuleError for a wrong one: a server with half the rules must not start."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge the words of messages."""
        for message in messages:
            verdict = self._rules.judge(message.get(TEXT) or "")
            message.set(FRUSTRATION, verdict.as_dict(), add_to_output=True)
        return messages
