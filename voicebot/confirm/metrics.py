"""How confirmations stand, for /metrics: read from the database, as the worker has no port of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from voicebot.call.ports import PartError
from voicebot.store.confirmations import SqlConfirmations

log = logging.getLogger(__name__)


class ConfirmationMetrics(Collector):
    """voicebot_confirmations_state, by state, and voicebot_confirmations_alarms, those nobody dealt with."""

    def __init__(self, confirmations: SqlConfirmations) -> None:
        self._confirmations = confirmations
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def latest(self) -> bytes:
        """Both, as Prometheus reads them; nothing while the database is gone."""
        return generate_latest(self._registry)

    def describe(self) -> list[Metric]:
        """Nothing is asked at registration."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Both."""
        try:
            counts = self._confirmations.counts()
        except PartError as error:
            log.warning("confirmations cannot be counted: %s", error)
            return
        states = GaugeMetricFamily("voicebot_confirmations_state", "Confirmations by state", labels=["state"])
        for state, number in counts.states.items():
            states.add_metric([state], number)
        yield states
        yield GaugeMetricFamily(
            "voicebot_confirmations_alarms", "Confirmations that a person must look at", counts.alarms
        )
