"""Addresses of the styles and scripts, which change with their content: browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for

_FOLDER = Path(__file__).parent / "static"


def install(app: Flask) -> None:
    """Let templates ask `asset('console.css')`."""
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """The address of a static file. Raises FileNotFoundError when there is none."""
    return url_for("static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return hashlib.sha256((_FOLDER / name).read_bytes()).hexdigest()[:10]
