"""Makes the console: a Flask app of its own, mounted beside the carrier's routes.

Of its own, so that sessions, CSRF protection, limits, headers and error pages are those of the console alone:
none of them can get into the way of a webhook, and no page can be forgotten by them.
"""

from __future__ import annotations

import logging

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from voicebot.console import access, assets, headers, language, problems
from voicebot.console.config import ConsoleConfig
from voicebot.console.house import House, Parts, put_in
from voicebot.console.hub import Hub
from voicebot.console.links import StoryLinks
from voicebot.console.pages import (
    board,
    call,
    callbacks,
    calls,
    confirmations,
    desk,
    followups,
    login,
    outside,
    recording,
    samples,
    sending,
    users,
)

log = logging.getLogger(__name__)

PATH = "/console"
_PAGES = (board, desk, call, recording, calls, callbacks, followups, confirmations, sending, samples, users)


def make_console(config: ConsoleConfig, parts: Parts, links: StoryLinks | None = None) -> Flask:
    """The console's app; `mount` puts it under PATH of the house's own. `house.of(app.extensions).close()`
    ends its streams. links: made by whoever hands them out; None: nobody does.
    """
    if not config.secret_key:
        log.warning(
            "VOICEBOT_SECRET_KEY is not set: sessions are signed with a key made just now, so that everybody "
            "must log in to the console again after every restart."
        )
    key = config.key()
    app = Flask("voicebot.console")
    app.config.update(
        SECRET_KEY=key,
        SESSION_COOKIE_NAME="voicebot_console",
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # a link from elsewhere may lead here; only GET, which changes nothing
        SESSION_COOKIE_SECURE=config.secure,
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 3600,  # their addresses change with their content
    )
    hub = Hub(parts.board.snapshot, limit=config.streams, limit_each=config.streams_each)
    limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)
    links = links or StoryLinks(config.public_url + PATH, key, now=parts.now)
    put_in(app.extensions, House(config, parts, hub, limiter, links))
    app.before_request(access.guard)
    CSRFProtect(app)
    limiter.init_app(app)
    headers.install(app)
    language.install(app)
    assets.install(app)
    problems.install(app)
    for limited in (login, outside):
        app.register_blueprint(limited.blueprint(limiter))
    for page in _PAGES:
        app.register_blueprint(page.blueprint())
    if config.proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]
    return app


def mount(app: Flask, console: Flask) -> None:
    """Have the house's app serve the console under PATH."""
    mounted = DispatcherMiddleware(app.wsgi_app, {PATH: console})
    app.wsgi_app = mounted  # type: ignore[method-assign]
