"""What every answer tells the browser to refuse."""

from __future__ import annotations

from flask import Flask, Response, g, request

# No inline scripts or styles, nothing from elsewhere, no frames: what a caller's words could bring in does
# nothing. 'self' for images is the icon.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A mail as its reader sees it: styles of its own, no scripts, no addresses, no rights of this site.
_MAIL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def shows_mail() -> None:
    """This page shows mails, each in a frame that `is_mail`."""
    g.headers = {"Content-Security-Policy": f"{_POLICY}; frame-src 'self'"}


def plays_sound() -> None:
    """This page plays a recording of ours."""
    g.headers = {"Content-Security-Policy": f"{_POLICY}; media-src 'self'"}


def is_mail() -> None:
    """This answer is a mail, for a frame of a page of ours."""
    g.headers = {"Content-Security-Policy": _MAIL, "X-Frame-Options": "SAMEORIGIN"}


def install(app: Flask, more: str = "") -> None:
    """Put them on every answer of the app; pages are never kept by a browser or a proxy.

    ``more``: what is added to the content policy.
    """
    usual = _HEADERS | {"Content-Security-Policy": _POLICY + more}

    @app.after_request
    def add(answer: Response) -> Response:
        for name, value in (usual | g.get("headers", {})).items():
            answer.headers[name] = value
        if app.config["SESSION_COOKIE_SECURE"]:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint != "static":
            answer.headers["Cache-Control"] = "no-store"
        return answer
