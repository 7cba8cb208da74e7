from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.integration.console.world import PASSWORD
from voicebot.cli import cli
from voicebot.console.passwords import matches
from voicebot.store.agents import Role, SqlAgents
from voicebot.store.engine import make_engine


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/users.sqlite3"
    monkeypatch.setenv("VOICEBOT_DATABASE_URL", url)
    return url


def users(*arguments: str, password: str = "") -> Result:
    return CliRunner().invoke(cli, ["users", *arguments], input=f"{password}\n" if password else None)


def test_a_users_life(url: str):
    made = users("add", "Anna", "--name", "Anna de Wit", "--phone", "+31 6 1234 5678", password=PASSWORD)
    assert (made.exit_code, made.output) == (0, "anna may log in as agent.\n")
    agents = SqlAgents(make_engine(url))
    anna, stored = agents.credentials("anna")
    assert matches(stored, PASSWORD)
    assert (anna.role, anna.phone, len(anna.queues)) == (Role.AGENT, "+31612345678", 5)
    users("add", "bert", "--role", "admin", password=PASSWORD)
    listed = users("list").output
    assert "anna  agent  Anna de Wit  +31612345678  schade, klachten, orders, polis, algemeen" in listed
    assert "bert  admin  bert  no telephone" in listed
    assert "new password" in users("password", "anna", password="een heel ander woord").output
    assert matches(agents.credentials("anna")[1], "een heel ander woord")
    assert "may not log in" in users("disable", "anna").output
    assert "(disabled)" in users("list").output
    assert "may log in again" in users("disable", "anna", "--undo").output


@pytest.mark.parametrize(
    ("arguments", "password", "words"),
    [
        (("add", "bert"), PASSWORD, "login is taken"),
        (("add", "x y"), PASSWORD, "login must have"),
        (("add", "cees", "--phone", "112"), PASSWORD, "phone must be a number as +31612345678"),
        (("add", "cees", "--queue", "bar"), PASSWORD, "queues must be among"),
        (("add", "cees", "--role", "god"), PASSWORD, "'god' is not one of"),
        (("add", "cees"), "kort", "the password must have 12 to 256 characters"),
        (("password", "nobody"), PASSWORD, "there is no user 'nobody'"),
        (("disable", "nobody"), "", "there is no user"),
    ],
)
def test_what_cannot_be_is_said(url: str, arguments: tuple[str, ...], password: str, words: str):
    users("add", "bert", password=PASSWORD)
    result = users(*arguments, password=password)
    assert result.exit_code != 0
    assert words in result.output
    assert PASSWORD not in result.output


def test_passwords_are_no_arguments(url: str):
    assert users("add", "anna", "--password", PASSWORD).exit_code == 2
