"""The editor: a small page on this machine alone, in which a person looks recorded scenarios over.

Bound to loopback; every address holds a token that only the command's output tells; changes need a CSRF
token.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from pathlib import Path

import click
from flask import Flask, Response, abort, redirect, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.serving import make_server

from voicebot.audio import wav
from voicebot.call.outcome import Outcome
from voicebot.console import headers
from voicebot.dialogue.intents import HOUSE, PERSON, SIDE, WISHES
from voicebot.record import edits
from voicebot.record.edits import Change, EditProblem, Sheet
from voicebot.record.personal import PLACEHOLDERS

HERE = Path(__file__).parent
CONSOLE = HERE.parent / "console" / "static"
INTENTS = sorted({*WISHES, *PERSON, *SIDE, "affirm", "deny"} - set(HOUSE.values()))


def make_editor(folder: Path, token: str) -> Flask:
    """The app for the scenarios in ``folder``; all its addresses begin with ``token``."""
    app = Flask("voicebot.record", root_path=str(HERE), static_folder=None)
    app.config.update(
        SECRET_KEY=secrets.token_hex(32),
        SESSION_COOKIE_NAME="voicebot_editor",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],  # a stranger's name that leads here gets nothing
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=1 << 20,
    )
    CSRFProtect(app)
    headers.install(app, more="; media-src 'self'")

    @app.before_request
    def only_with_token() -> None:
        given = str((request.view_args or {}).get("token", ""))
        if not hmac.compare_digest(given.encode(), token.encode()):
            abort(404)

    def file(name: str) -> Path:
        """The scenario of a name; 404 for what is not in the folder."""
        return next((path for path in edits.scenarios(folder) if path.stem == name), None) or abort(404)

    @app.get("/<token>/")
    def index(token: str) -> ResponseReturnValue:
        sheets: list[Sheet] = []
        problems = []
        for path in edits.scenarios(folder):
            try:
                sheets.append(edits.read(path))
            except EditProblem as error:
                problems.append(str(error))
        sheets.sort(key=lambda sheet: (not sheet.drafts, sheet.name))
        return render_template("index.html", token=token, sheets=sheets, problems=problems)

    @app.get("/<token>/scenario/<name>")
    def scenario(token: str, name: str) -> ResponseReturnValue:
        return page(token, edits.read(file(name)), saved="saved" in request.args)

    @app.post("/<token>/scenario/<name>")
    def save(token: str, name: str) -> ResponseReturnValue:
        path = file(name)
        form = request.form
        try:
            changes = {one.step: change(one.step) for one in edits.read(path).utterances}
            outcome = form.get("outcome", "")
            edits.save(
                path, changes, form.get("description", ""), outcome if outcome in list(Outcome) else "",
                form.get("version", ""),
            )  # fmt: skip
        except EditProblem as error:
            return page(token, edits.read(path), problem=error), 400
        if form.get("then") == "next":
            following = [sheet.name for sheet in map(edits.read, edits.scenarios(folder)) if sheet.drafts]
            if following:
                return redirect(url_for("scenario", token=token, name=following[0]), 303)
            return redirect(url_for("index", token=token), 303)
        return redirect(url_for("scenario", token=token, name=name, saved=1), 303)

    @app.get("/<token>/sound/<name>/<int:step>.wav")
    def sound(token: str, name: str, step: int) -> ResponseReturnValue:
        try:
            data = wav.encode([edits.sound(file(name), step)])
        except EditProblem:
            abort(404)
        answer = Response(data, mimetype="audio/wav")
        answer.make_conditional(request, accept_ranges=True, complete_length=len(data))
        return answer

    @app.get("/<token>/asset/<name>")
    def asset(token: str, name: str) -> ResponseReturnValue:
        return send_from_directory(CONSOLE if name in ("console.css", "icon.svg") else HERE / "static", name)

    @app.errorhandler(EditProblem)
    def cannot(error: EditProblem) -> ResponseReturnValue:
        return Response(f"{error}\n", 400, mimetype="text/plain")

    return app


def page(token: str, sheet: Sheet, *, saved: bool = False, problem: EditProblem | None = None) -> str:
    """One scenario; after a problem with what was typed, not with what is stored."""
    form = request.form
    return render_template(
        "scenario.html", token=token, sheet=sheet, saved=saved, problem=problem, intents=INTENTS, typed=form,
        placeholders=PLACEHOLDERS, outcomes=[one.value for one in Outcome],
    )  # fmt: skip


def change(step: int) -> Change:
    """What the form says of one utterance. Raises EditProblem."""
    form = request.form

    def text(name: str) -> str:
        return form.get(f"{name}-{step}", "").strip()

    silence = None
    if text("from") or text("to"):
        try:
            silence = float(text("from") or 0), float(text("to"))
        except ValueError:
            raise EditProblem(
                "silence goes from one second to a later one, such as 0.5 to 1.2", step
            ) from None
    return Change(
        text("text"), text("intent"), bool(text("checked")), bool(text("remove")), text("keys"), silence
    )


def serve(folder: Path, port: int = 0) -> int:
    """Serve the editor on loopback until Ctrl-C; returns an exit code."""
    token = secrets.token_urlsafe(24)
    try:
        server = make_server("127.0.0.1", port, make_editor(folder, token), threaded=True)
    except OSError as error:
        click.echo(
            f"voicebot record: port {port} cannot be used ({error.strerror}); choose another", err=True
        )
        return 2
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # its lines would hold the token
    click.echo(f"The editor: http://127.0.0.1:{server.server_port}/{token}/\nCtrl-C ends it.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0
