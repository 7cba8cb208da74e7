"""Runs under Rasa's Python: what the pipeline's own components make of messages. JSON in, JSON out.

In: a list of {text, metadata, ranking: [[intent, confidence], …]}. Out: for each {parsed: what the user event
of `GET /conversations/{id}/tracker` holds as `parse_data`, latest: an action's `latest_message`}.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.cwd()))

from components.confidence_gate import ConfidenceGate
from components.frustration import FrustrationDetector
from rasa.core.channels.channel import UserMessage
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.graph_components.converters.nlu_message_converter import NLUMessageConverter
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "DIETClassifier"},
    {"name": "components.frustration.FrustrationDetector"},
    {"name": "components.confidence_gate.ConfidenceGate"},
]
GATE = {"wishes": ["change_address"], "persons": ["complain"], "keyed_intent": "inform"}


def follow(case: dict[str, Any]) -> dict[str, Any]:
    """One message, by the way that Rasa takes: converter, components, user event, tracker."""
    asked = UserMessage(case["text"], sender_id="call", metadata=case["metadata"])
    messages = NLUMessageConverter().convert_user_message([asked])
    ranking = [{"name": name, "confidence": confidence} for name, confidence in case["ranking"]]
    intent = ranking[0] if ranking else {"name": None, "confidence": 0.0}
    messages[0].set("intent", intent, add_to_output=True)
    messages[0].set("intent_ranking", ranking, add_to_output=True)
    detector = FrustrationDetector.create({}, None, None, None)
    gate = ConfidenceGate.create({**ConfidenceGate.get_default_config(), **GATE}, None, None, None)
    message = gate.process(detector.process(messages))[0]
    parsed = {"entities": [], **message.as_dict(only_output_properties=True)}
    tracker = DialogueStateTracker("call", [])
    tracker.update(
        UserUttered(asked.text, parsed["intent"], parsed["entities"], parsed, metadata=asked.metadata)
    )
    state = tracker.current_state(EventVerbosity.AFTER_RESTART)
    return {"parsed": state["events"][-1]["parse_data"], "latest": state["latest_message"]}


if __name__ == "__main__":
    config = {
        "recipe": "default.v1",
        "language": "nl",
        "pipeline": PIPELINE,
        "policies": [{"name": "RulePolicy"}],
    }
    schema = DefaultV1Recipe().graph_config_for_recipe(config, {}).predict_schema
    order = [name for name in schema.nodes if "components." in name]
    print(json.dumps({"order": order, "cases": [follow(case) for case in json.load(sys.stdin)]}))
