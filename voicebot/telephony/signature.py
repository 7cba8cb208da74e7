"""Whether a request was signed by Twilio: base64(HMAC-SHA1(auth token, URL and parameters)).

https://www.twilio.com/docs/usage/security#validating-requests. The URL is built from the configured public
base, never from the request's Host: behind a proxy that one is another, and an attacker may choose it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Request
from twilio.request_validator import RequestValidator

from voicebot.telephony.config import TelephonyConfig

HEADER = "X-Twilio-Signature"
REFUSALS = {
    "no_token": "VOICEBOT_TWILIO_AUTH_TOKEN is not set: no request can be checked, so each is refused.",
    "missing": f"The request has no {HEADER}: only the carrier may ask this.",
    "wrong": f"The request's {HEADER} does not fit. Does VOICEBOT_PUBLIC_URL match?",
}
"""What whoever is refused is told, by the reason."""
MAX_BODY_BYTES = 256 * 1024  # webhooks are a few kilobytes; more is not even read


def refusal(request: Request, config: TelephonyConfig) -> str | None:
    """Why the request must be refused, a key of `REFUSALS`; None when Twilio signed it."""
    if not config.auth_token:
        return "no_token"
    signature = request.headers.get(HEADER, "")
    if not signature:
        return "missing"
    validator = RequestValidator(config.auth_token)
    # The SDK compares in constant time and tries each URL with and without its port.
    if request.url_rule is not None and request.url_rule.websocket:
        signed = any(validator.validate(url, {}, signature) for url in _stream_urls(request, config))
    else:
        signed = _webhook_signed(validator, request, config, signature)
    return None if signed else "wrong"


def _webhook_signed(
    validator: RequestValidator, request: Request, config: TelephonyConfig, signature: str
) -> bool:
    request.max_content_length = MAX_BODY_BYTES
    url = config.public_url + request.path
    if request.query_string:
        url += "?" + request.query_string.decode("latin-1")
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data", ""):
        return bool(validator.validate(url, request.form, signature))
    if not request.args.get("bodySHA256"):
        # Without its hash in the URL nothing vouches for such a body.
        return False
    return bool(validator.validate(url, request.get_data(as_text=True), signature))


def _stream_urls(request: Request, config: TelephonyConfig) -> Iterator[str]:
    """The URLs under which the upgrade may have been signed: wss, with and without '/' and port.

    Twilio's own services differ here; the SDK itself would add port 80 to a wss URL.
    """
    base = "ws" + config.public_url.removeprefix("http")
    path = request.path.rstrip("/")
    scheme, _, rest = base.partition("://")
    host, slash, prefix = rest.partition("/")
    hosts = [host] if ":" in host else [host, f"{host}:443" if scheme == "wss" else f"{host}:80"]
    for each in hosts:
        for tail in ("", "/"):
            yield f"{scheme}://{each}{slash}{prefix}{path}{tail}"
