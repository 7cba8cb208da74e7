"""What the house counts (Prometheus). No labels with personal data."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Counter, Gauge, Histogram

LIVE_CALLS = Gauge("voicebot_live_calls", "Calls in progress")
CALLS = Counter("voicebot_calls_total", "Ended calls by outcome", ["outcome"])
LOST_RECORDS = Counter("voicebot_lost_records_total", "Ledger entries that could not be stored")

# From a short answer on a GPU to a caller who waits for ten others on two cores.
_SECONDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
TRANSCRIPTIONS = Counter(
    "voicebot_transcriptions_total", "Drafts of turns by what became of them, see `Fate`", ["fate"]
)
WASTED_HEARING = Counter(
    "voicebot_wasted_hearing_seconds_total", "Worker seconds spent on transcripts that nobody took"
)
HEARING_WAIT = Histogram(
    "voicebot_hearing_wait_seconds",
    "From a draft's coming, or its becoming final, until a worker took it",
    ["kind"],  # 'final' or 'draft'
    buckets=_SECONDS,
)
HEARING = Histogram(
    "voicebot_hearing_seconds", "What a worker needed for a draft, or for its batch", buckets=_SECONDS
)

TURN_SECONDS = Histogram(
    "voicebot_turn_seconds",
    "Between the caller's last sound and the bot's first, in all and by part (ledger rule L-01)",
    ["part"],  # silence, hearing, dialogue, speech, total
    buckets=_SECONDS,
)
TURN_DRAFTS = Counter("voicebot_turn_drafts_total", "Transcriptions begun for the turns that were answered")
UNPREPARED = Counter("voicebot_unprepared_total", "Turns for which the dialogue could not prepare")


def turn_timed(data: Mapping[str, str | int | float | bool | None]) -> None:
    """Count one timing entry of the ledger, see `voicebot.call.pace`."""
    for part in ("silence", "hearing", "dialogue", "speech", "total"):
        TURN_SECONDS.labels(part=part).observe(float(data[part] or 0.0))
    TURN_DRAFTS.inc(int(data["drafts"] or 0))
