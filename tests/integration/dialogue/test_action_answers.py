"""The quick check of the action server's answers refuses what Rasa's own refuses (in Rasa's own Python)."""

from __future__ import annotations

import json
import subprocess

import pytest

from voicebot.dialogue.training import PROJECT, rasa_environment, rasa_python

ANSWERS = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "wish", "value": None}], "responses": [{"text": "Ja."}]},
    {"events": [{"event": "user", "text": "ja", "parse_data": {}}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [{"event": "nothing like it"}], "responses": []},
    {"events": [], "responses": ["Ja."]},
    [],
]
SCRIPT = """
import json, sys
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

def verdicts(answers):
    action, found = RemoteAction("action_x", None), []
    for answer in answers:
        try:
            found.append(action._validate_action_result(answer))
        except ValidationError:
            found.append(False)
    return found

answers = json.load(sys.stdin)
own = verdicts(answers)
import action_answers
action_answers.install()
print(json.dumps([own, verdicts(answers)]))
"""


@pytest.mark.timeout(300)
def test_the_same_answers_are_refused() -> None:
    done = subprocess.run(
        [str(rasa_python()), "-c", SCRIPT],
        input=json.dumps(ANSWERS),
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env=rasa_environment(),
        check=True,
    )
    own, ours = json.loads(done.stdout.strip().splitlines()[-1])
    assert ours == own
    assert True in own and False in own
