"""How likely nothing is missing at the end of a message: `completeness_model` as a Rasa component."""

from __future__ import annotations

from typing import Any

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.completeness_model import CompletenessModel

COMPLETENESS = "completeness"  # the property of the message, and so of `parse_data`: 0 to 1
FILE = "completeness.skops"
# What a stored model may hold beyond what skops trusts by itself; skops runs no code of a file's own.
TRUSTED = [
    "scipy.sparse._csr.csr_matrix",
    "components.text_model.prepared",
    "components.completeness_model.tail",
    "components.completeness_model.length",
    "components.completeness_model.endings",
]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Completeness(GraphComponent, IntentClassifier):
    """Sets `completeness` on every message; the call waits longer for somebody who is not through.

    Registered as a classifier, because Rasa trains nothing else on sentences; it names no intents.
    """

    def __init__(
        self, storage: ModelStorage, resource: Resource, model: CompletenessModel | None = None
    ) -> None:
        """See `create` and `load`."""
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Completeness:
        """An untrained component."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all intent examples and store the model with Rasa's."""
        texts = [
            each.get(TEXT) for each in training_data.intent_examples if each.get(TEXT) and each.get(INTENT)
        ]
        self._model = CompletenessModel().fit(texts)
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(self._model.pipeline, folder / FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Completeness:
        """The trained component."""
        model = CompletenessModel()
        with model_storage.read_from(resource) as folder:
            model.pipeline = skops.io.load(folder / FILE, trusted=TRUSTED)
        return cls(model_storage, resource, model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge the ends of messages."""
        for message in messages:
            text = message.get(TEXT) or ""
            if self._model and text.strip():
                message.set(COMPLETENESS, round(float(self._model.whole([text])[0]), 3), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing: no other component learns from it."""
        return training_data
