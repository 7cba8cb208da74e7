"""Runs `rasa run …` quietly, with the API token from the environment so that it stands in no process list."""

import os
import sys
import warnings

# The libraries of 2023 warn about one another on every start, past any filter set from outside.
warnings.showwarning = lambda *_args, **_kwargs: None

import action_answers  # noqa: E402 - imports Rasa, so after the line above
from rasa.__main__ import main  # noqa: E402

action_answers.install()

if token := os.environ.pop("VOICEBOT_RASA_TOKEN", ""):
    sys.argv += ["--auth-token", token]
main()
