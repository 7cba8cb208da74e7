"""What the house counts (Prometheus). No labels with personal data."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

LIVE_CALLS = Gauge("voicebot_live_calls", "Calls in progress")
CALLS = Counter("voicebot_calls_total", "Ended calls by outcome", ["outcome"])
LOST_RECORDS = Counter("voicebot_lost_records_total", "Ledger entries that could not be stored")
