"""The console on a real database, and browsers without a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.integration.console.world import PASSWORD, Clock, World, console_of, open_world


class Browser:
    """A client that takes the CSRF token from the page it is on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **options) -> TestResponse:
        answer = self.client.get(f"/console{path}", **options)
        if found := re.search(r'name="csrf-token" content="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def post(
        self, path: str, form: dict | None = None, *, token: str | None = None, **options
    ) -> TestResponse:
        data = {"csrf_token": self.token if token is None else token, **(form or {})}
        return self.client.post(f"/console{path}", data=data, **options)

    def fetch(self, path: str, form: dict | None = None) -> TestResponse:
        """As the page's scripts ask."""
        headers = {"X-Requested-With": "fetch", "X-CSRFToken": self.token}
        if form is None:
            return self.client.get(f"/console{path}", headers=headers)
        return self.client.post(f"/console{path}", data=form, headers=headers)

    def log_in(self, login: str, password: str = PASSWORD, **form) -> TestResponse:
        self.get("/login")
        answer = self.post("/login", {"login": login, "password": password, **form})
        self.get("/password")
        return answer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(tmp_path: Path, clock: Clock) -> World:
    return open_world(tmp_path, clock)


@pytest.fixture
def finished(world: World, anna) -> str:
    """A call that anna had."""
    call = world.call("+31612345678")
    transfer = world.wait(call)
    world.desk.accept(world.offer(transfer, anna), anna.id)
    world.hang_up(transfer)
    return call


@pytest.fixture
def app(world: World) -> Iterator[Flask]:
    app = world.app()
    yield app
    console_of(app).close()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())
