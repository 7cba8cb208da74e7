"""What telephony counts (Prometheus). Labels come from fixed sets and never hold what a caller said."""

from __future__ import annotations

from prometheus_client import Counter

STREAM_ERRORS = Counter("voicebot_stream_errors_total", "Errors on media streams, by kind", ["kind"])
REFUSED = Counter(
    "voicebot_refused_requests_total",
    "Requests refused with 403: no or a wrong X-Twilio-Signature",
    ["endpoint", "reason"],
)
WEBHOOK_ERRORS = Counter(
    "voicebot_webhook_errors_total",
    "Voice webhooks that failed inside and sent the caller to a person instead",
    ["endpoint"],
)
MESSAGE_REPORTS = Counter(
    "voicebot_message_reports_total",
    "What the carrier told of text messages, by its word; 'unknown': of a message that is none of ours",
    ["status"],
)
DESK_ERRORS = Counter(
    "voicebot_desk_errors_total",
    "Callers whom the desk could not place: the person's number outside was rung, or a callback promised",
)
