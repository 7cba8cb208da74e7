"""How the Rasa server is started: as data for a supervisor, or by `python -m voicebot.dialogue.server`."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from voicebot.dialogue.training import PROJECT, TrainingError, model_path, rasa_environment, rasa_python
from voicebot.start_error import StartError


@dataclass(frozen=True, slots=True)
class RasaProcess:
    """What a supervisor needs to start Rasa. ``env`` is whole; the token stands only there."""

    argv: tuple[str, ...]
    env: dict[str, str]
    cwd: Path


def rasa_process(
    *,
    model: Path,
    port: int,
    token: str,
    actions_url: str,
    host: str = "127.0.0.1",
    log_level: str = "WARNING",
) -> RasaProcess:
    """Rasa on ``host``:``port`` with ``model``, calling the actions at ``actions_url`` ('http://…/webhook').

    ``token``: API token; '' runs without one, which is why the default host is the loopback interface. Raises
    TrainingError when Rasa's environment or the model is missing. Stopped by SIGTERM.
    """
    if not model.exists():
        raise TrainingError("The Rasa model is not trained: run `python -m voicebot.dialogue.training`.")
    argv = (
        str(rasa_python()), "serve.py", "run", "--model", str(model), "--enable-api", "--interface", host,
        "--port", str(port), "--credentials", "credentials.yml", "--endpoints", "endpoints.yml",
        *(("--quiet",) if log_level in ("WARNING", "ERROR", "CRITICAL") else ()),
    )  # fmt: skip
    env = rasa_environment() | {
        "VOICEBOT_ACTIONS_URL": actions_url,
        "VOICEBOT_RASA_TOKEN": token,
        # Libraries log whole requests at INFO; what callers say stays out of the log.
        "LOG_LEVEL": log_level,
        "LOG_LEVEL_LIBRARIES": "ERROR",
        # One worker: conversations live in its memory.
        "SANIC_WORKERS": "1",
    }
    return RasaProcess(argv, env, PROJECT)


def main() -> None:
    """Become the Rasa server that the settings describe; exits with 1 and one clear line when it cannot."""
    from voicebot.settings_errors import load_settings

    argparse.ArgumentParser(prog="python -m voicebot.dialogue.server", description=main.__doc__).parse_args()
    try:
        settings = load_settings()
        url = urlsplit(settings.rasa_url)
        process = rasa_process(
            model=model_path(settings.cache_dir.resolve()),
            port=url.port or 5005,
            token=settings.rasa_token.get_secret_value(),
            actions_url=f"http://{settings.actions_host}:{settings.actions_port}/webhook",
        )
    except (TrainingError, StartError) as error:
        print(f"rasa: {error}", file=sys.stderr)
        sys.exit(1)
    os.chdir(process.cwd)
    os.execve(process.argv[0], list(process.argv), process.env)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
