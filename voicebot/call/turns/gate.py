"""Placeholder until the real gate is written here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GateRules:
    """None yet."""


class VoiceGate:
    """Believes the detector."""

    def __init__(self, rules: GateRules) -> None:
        self._rules = rules

    def hears(self, voiced: bool, level: float, echo: float | None = None) -> bool:
        """The detector's flag."""
        return voiced
