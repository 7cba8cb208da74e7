"""Twilio's request signature, from its documentation ("Webhooks security") and not from its SDK, so that the
simulated carrier can disagree with the server.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signature(auth_token: str, url: str, form: Mapping[str, str] | None = None) -> str:
    """X-Twilio-Signature: base64 of HMAC-SHA1 over the URL and, sorted by name, each name and value."""
    signed = url + "".join(name + value for name, value in sorted((form or {}).items()))
    digest = hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
