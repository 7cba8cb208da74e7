"""The intent classifier of the pipeline: `text_model.IntentModel` as a Rasa component."""

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

from components.text_model import IntentModel

# What a stored model may hold beyond what skops trusts by itself; skops runs no code of a file's own.
TRUSTED = [
    "scipy.sparse._csr.csr_matrix",
    "components.text_model.prepared",
    "components.text_model.heard",
    "components.text_model.heard_together",
]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentSvm(GraphComponent, IntentClassifier):
    """Sets intent and intent_ranking of a message; ``ranking_length`` of them are kept."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """See `create` and `load`."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: IntentModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Ten intents are kept in the ranking, as by Rasa's own classifiers."""
        return {"ranking_length": 10}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentSvm:
        """An untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all intent examples and store the model with Rasa's."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT) and each.get(INTENT)]
        texts = [each.get(TEXT) for each in examples]
        self._model = IntentModel().fit(texts, [each.get(INTENT) for each in examples])
        with self._storage.write_to(self._resource) as folder:
            stored = {"pipeline": self._model.pipeline, "sharpness": self._model.sharpness}
            skops.io.dump(stored, folder / "intents.skops")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentSvm:
        """The trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = skops.io.load(folder / "intents.skops", trusted=TRUSTED)
        component._model = IntentModel()
        component._model.pipeline = stored["pipeline"]
        component._model.sharpness = float(stored["sharpness"])
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Name the intent of each message."""
        for message in messages:
            ranking = self._model.ranking(message.get(TEXT) or "") if self._model else []
            kept = [
                {"name": name, "confidence": confidence}
                for name, confidence in ranking[: self._config["ranking_length"]]
            ]
            message.set("intent", kept[0] if kept else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", kept, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Name the intents of the training data too, as Rasa asks of every classifier."""
        self.process(training_data.training_examples)
        return training_data
