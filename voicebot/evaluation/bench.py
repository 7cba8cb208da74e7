"""Speed and size of the dialogue: `python -m voicebot.evaluation.bench`, which `make bench-dialogue` runs.

Trains once from nothing, then asks 200 turns, one at a time, of a Rasa with its action server on the
demonstration's data. Prints the figures against the bars and writes build/bench-dialogue.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from rich.console import Console
from rich.table import Table

from voicebot.call.ports import PartError
from voicebot.dialogue.training import TrainingError, train
from voicebot.dialogue.wire import clean
from voicebot.evaluation import metrics, nlu_files
from voicebot.evaluation.make_spoken import GENERATED, NLU
from voicebot.evaluation.running import HouseError, Running, rasa

OUT = Path("build")
TURNS = 200
WARM_UP = 10
TURNS_A_CALL = 4

TRAIN_SECONDS, ANSWER_P95_MS, RESIDENT_MB = 360.0, 80.0, 1200.0  # the bars; two cores


def turns() -> Iterator[tuple[str, str]]:
    """(conversation, text): wishes of every kind in turn, each in a call of TURNS_A_CALL turns, endlessly."""
    by_intent = nlu_files.read_all(NLU, without=[GENERATED])
    longest = max(map(len, by_intent.values()))
    texts = [
        sentences[number]
        for number in range(longest)
        for _, sentences in sorted(by_intent.items())
        if number < len(sentences)
    ]
    call = ""
    number = 0
    while True:
        if number % TURNS_A_CALL == 0:
            call = f"bench-{uuid.uuid4().hex}"
        yield call, texts[number % len(texts)]
        number += 1


def answer_times(server: Running) -> list[float]:
    """Milliseconds of TURNS answers of the REST channel, after WARM_UP. Raises PartError."""
    session = requests.Session()
    session.trust_env = False
    found = []
    for number, (call, text) in enumerate(turns()):
        if number == WARM_UP + TURNS:
            break
        body = {"sender": call, "message": clean(text), "metadata": {"source": "voice", "confidence": 0.8}}
        started = time.perf_counter()
        try:
            answer = session.post(
                f"{server.base_url}/webhooks/rest/webhook",
                json=body,
                params={"token": server.token},
                timeout=30,
            )
            answer.raise_for_status()
        except requests.RequestException as error:
            raise PartError(f"Rasa did not answer: {type(error).__name__}") from None
        if number >= WARM_UP:
            found.append((time.perf_counter() - started) * 1000)
    return found


def resident_mb(group: int) -> float:
    """Resident memory of all processes of a process group, in MB (10^6 bytes), as `ps` counts it."""
    listed = subprocess.run(["ps", "-eo", "pgid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in listed.splitlines())
    return sum(int(row[1]) for row in rows if len(row) == 2 and int(row[0]) == group) * 1024 / 1e6


def measure(cache_dir: Path, logs: Path) -> dict[str, Any]:
    """All figures. Raises TrainingError, HouseError, PartError."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix="bench-") as folder:
        started = time.monotonic()
        model = train(Path(folder), lambda line: print(line, flush=True))
        trained = time.monotonic() - started
        with rasa(model, logs, actions=True) as server:
            times = answer_times(server)
            resident = resident_mb(os.getpgid(server.pid))
        return {
            "train_seconds": round(trained, 1),
            "answer_ms": {
                "p50": round(metrics.percentile(times, 50), 1),
                "p95": round(metrics.percentile(times, 95), 1),
                "turns": len(times),
            },
            "rasa_resident_mb": round(resident, 1),
            "model_mb": round(model.stat().st_size / 1e6, 1),
            "cores": os.cpu_count(),
        }


def show(console: Console, found: dict[str, Any]) -> None:
    """Print the figures against the bars."""
    table = Table(title="The dialogue's speed and size", title_justify="left")
    for column in ("", "figure", "bar"):
        table.add_column(column, justify="left" if not column else "right")
    answer = found["answer_ms"]
    rows = (
        ("Training, seconds", found["train_seconds"], TRAIN_SECONDS),
        (f"REST answer, p95 of {answer['turns']} turns, ms", answer["p95"], ANSWER_P95_MS),
        ("Rasa's resident memory, MB", found["rasa_resident_mb"], RESIDENT_MB),
    )
    for what, value, bar in rows:
        style = "green" if value <= bar else "bold red"
        table.add_row(what, f"[{style}]{value}[/]", f"≤ {bar:.0f}")
    table.add_row("REST answer, p50, ms", str(answer["p50"]), "")
    table.add_row("Model file, MB", str(found["model_mb"]), "")
    console.print(table)


def main() -> int:
    """Measure, print, write; 0 when it worked."""
    from voicebot.settings import Settings

    argparse.ArgumentParser(
        prog="python -m voicebot.evaluation.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    try:
        found = measure(Settings().cache_dir.resolve(), OUT / "bench-logs")
    except (TrainingError, HouseError, PartError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    show(Console(), found)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "bench-dialogue.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
