"""Twilio's REST API as its own description tells it, served by Prism on this machine (Stoplight, Apache-2.0).

Prism checks paths, types, enums, patterns and required fields of what it is asked, and answers with examples.
It knows no state, no TwiML and no unknown fields.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
PRISM = ROOT / ".cache/node/node_modules/@stoplight/prism-cli/dist/index.js"
BASE = "/2010-04-01/Accounts/{AccountSid}"
USED = (
    f"{BASE}/Calls.json", f"{BASE}/Calls/{{Sid}}.json", f"{BASE}/Conferences.json",
    f"{BASE}/Conferences/{{Sid}}.json", f"{BASE}/Messages.json",
    f"{BASE}/Messages/{{Sid}}.json",
)  # fmt: skip
_START_SECONDS = 60.0


def description() -> Path:
    """Where Twilio's description should be; it is not part of this project."""
    given = os.environ.get("TWILIO_OPENAPI")
    return Path(given) if given else ROOT.parent / "shared/twilio/twilio_api_v2010.json"


def missing() -> str:
    """What is not there and how to get it; '' when all is."""
    if not description().is_file():
        return (
            f"Twilio's OpenAPI description is not at {description().name}: "
            "take spec/json/twilio_api_v2010.json "
            "of the public repository twilio/twilio-oai and name it in TWILIO_OPENAPI"
        )
    if not PRISM.is_file() or not shutil.which("node"):
        return "Prism is not installed: scripts/install_node.sh .cache/node (needs Debian's nodejs and npm)"
    return ""


def patched(api: dict) -> dict:
    """The description as Prism can use it: only the paths that the house asks, which also starts faster.

    Arrays in forms need to be told how they are written, or every StatusCallbackEvent is refused; addresses
    in answers are relative in the examples, which 'format: uri' forbids.
    """
    api["paths"] = {path: api["paths"][path] for path in USED}
    for operations in api["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict) and "requestBody" in operation:
                for content in operation["requestBody"]["content"].values():
                    _explode_arrays(content)
            if isinstance(operation, dict) and "responses" in operation:
                _without_uris(operation["responses"])
    _without_uris(api["components"]["schemas"])
    return api


def _explode_arrays(content: dict) -> None:
    for name, schema in content["schema"].get("properties", {}).items():
        if schema.get("type") == "array":
            content.setdefault("encoding", {})[name] = {"style": "form", "explode": True}


def _without_uris(node: object) -> None:
    if isinstance(node, dict):
        if node.get("format") == "uri":
            del node["format"]
        for child in node.values():
            _without_uris(child)
    elif isinstance(node, list):
        for child in node:
            _without_uris(child)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a Prism of our own on the loopback; it is stopped afterwards."""
    spec, log = folder / "twilio.json", folder / "prism.log"
    spec.write_text(json.dumps(patched(json.loads(description().read_text()))))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["node", str(PRISM), "mock", "--host", "127.0.0.1", "--port", str(port), str(spec)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=15)


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers: there is nothing at '/'
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Prism did not start:\n" + log.read_text())
