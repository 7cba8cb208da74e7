"""The house's strict YAML (`voicebot.yaml_fields`), with scenarios' own name for its errors."""

from __future__ import annotations

from voicebot.yaml_fields import Fields, compose, items, text_of
from voicebot.yaml_fields import FileProblem as ScenarioError

__all__ = ["Fields", "ScenarioError", "compose", "items", "text_of"]
