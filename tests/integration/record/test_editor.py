"""The editor's addresses: a token, loopback names, a CSRF token; what is stored is what was typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.unit.record.test_edits import TEXT, TONE
from voicebot.audio import wav
from voicebot.record.editor import make_editor
from voicebot.replay.scenario import load

TOKEN = "geheim"
BASE = "http://127.0.0.1:5999"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in ("01", "02"):
        wav.write(tmp_path / "call" / f"{number}.wav", [TONE], mulaw=True)
    (tmp_path / "call.yaml").write_text(TEXT)
    (tmp_path / "broken.yaml").write_text("steps: 3\n")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return make_editor(folder, TOKEN).test_client()


def get(client: FlaskClient, path: str, **more: object):
    return client.get(f"/{TOKEN}{path}", base_url=BASE, **more)


def form(client: FlaskClient, **fields: str) -> dict[str, str]:
    page = get(client, "/scenario/call").text
    found = dict(re.findall(r'name="(csrf_token|version)" value="([^"]+)"', page))
    return found | {"description": "About.", "text-1": "Ik heet [naam].", "text-3": "[nummer]"} | fields


def post(client: FlaskClient, data: dict[str, str]):
    return client.post(f"/{TOKEN}/scenario/call", data=data, base_url=BASE)


def test_without_the_token_there_is_nothing(client: FlaskClient):
    for path in ("/", "/wrong/", "/wrong/scenario/call", "/wrong/sound/call/1.wav", "/wrong/asset/editor.js"):
        assert client.get(path, base_url=BASE).status_code == 404
    assert client.get(f"/{TOKEN}/", base_url="http://evil.example:5999").status_code in (400, 404)
    assert get(client, "/").status_code == 200


def test_pages_and_sound(client: FlaskClient):
    listed = get(client, "/")
    assert "call</a>" in listed.text and "broken.yaml is no scenario" in listed.text
    policy = listed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "media-src 'self'" in policy
    sound = get(client, "/sound/call/1.wav")
    assert wav.parse(sound.data).mono == TONE
    part = get(client, "/sound/call/1.wav", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"RIFF")
    for path in (
        "/sound/call/0.wav",
        "/sound/none/1.wav",
        "/scenario/none",
        "/scenario/..%2fcall",
        "/asset/..%2fx",
    ):
        assert get(client, path).status_code == 404


def test_a_change_is_stored(client: FlaskClient, folder: Path):
    done = post(
        client, form(client, **{"checked-1": "1", "keys-3": "42073#", "outcome": "solved", "then": "stay"})
    )
    assert done.status_code == 303
    scenario = load(folder / "call.yaml")
    assert [step.text for step in scenario.steps[1:]] == ["Ik heet  .", "11111", "42073#"]
    assert scenario.description == "About."


def test_nothing_is_stored_without_the_csrf_token_or_when_wrong(client: FlaskClient, folder: Path):
    data = form(client)
    assert post(client, data | {"csrf_token": "x"}).status_code == 400
    wrong = post(client, data | {"text-1": "", "text-3": "<script>"})
    assert wrong.status_code == 400
    assert "write what is said" in wrong.text
    assert (
        "&lt;script&gt;" in wrong.text and "<script>" not in wrong.text
    )  # typed text stays, and runs nowhere
    assert post(client, data | {"from-1": "a", "to-1": "b"}).status_code == 400
    assert (folder / "call.yaml").read_text() == TEXT
