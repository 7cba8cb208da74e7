"""The action server: Rasa's HTTP contract, served by rasa_sdk (Apache-2.0) with our actions registered."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Sequence
from datetime import datetime

from rasa_sdk import Action
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from voicebot.backoffice.port import Backoffice
from voicebot.backoffice.today import now_in_the_netherlands
from voicebot.call.delivery import Manner
from voicebot.call.written import Channels
from voicebot.dialogue.actions.check import Check, NotUnderstood, questions
from voicebot.dialogue.actions.small_talk import Correction, No, WhereNumber, Yes
from voicebot.dialogue.actions.speaking import Repeat, Speak, Wait
from voicebot.dialogue.actions.task_form import ValidateTaskForm
from voicebot.dialogue.actions.telling import CancelTerm, OpeningHours, Products
from voicebot.dialogue.tasks.facts import knowledge
from voicebot.dialogue.tasks.hours import HoursOf, usual_of
from voicebot.dialogue.tasks.model import ALL_CHANNELS


def build_actions(
    backoffice: Backoffice,
    now: Callable[[], datetime] = now_in_the_netherlands,
    hours_of: HoursOf = usual_of,
    channels: Channels = ALL_CHANNELS,
) -> Sequence[Action]:
    """Every custom action of the domain, with what it needs. ``hours_of``: when people are there.

    ``channels``: by which confirmations can go.

    Raises KnowledgeError or ValueError for a file of texts that cannot be used.
    """
    questions()
    return (
        ValidateTaskForm(backoffice, now, hours_of=hours_of, channels=channels),
        Check(),
        NotUnderstood(),
        Yes(),
        No(),
        Correction(),
        WhereNumber(),
        Repeat(),
        Speak(Manner.SLOWER),
        Speak(Manner.LOUDER),
        Wait(),
        OpeningHours(knowledge()),
        Products(knowledge()),
        CancelTerm(knowledge(), backoffice, now, channels),
    )


def serve(
    backoffice: Backoffice,
    host: str = "127.0.0.1",
    port: int = 5055,
    *,
    now: Callable[[], datetime] = now_in_the_netherlands,
    hours_of: HoursOf = usual_of,
    executor: ActionExecutor | None = None,
    channels: Channels = ALL_CHANNELS,
) -> None:
    """Serve the actions until SIGTERM or SIGINT; `GET /health` answers once it listens.

    ``executor``: runs them, another one than the SDK's own for those who want to know of each.

    Raises OSError when the port is taken. Logs hold no slots and no texts.
    """
    # Rasa 3.6 with rasa_sdk 3.21: the contract is the same (tests/integration/dialogue proves it).
    warnings.filterwarnings("ignore", message="Your versions of rasa and", category=UserWarning)
    # sanic logs every request, sanic.error whole requests; neither belongs in a log here.
    logging.getLogger("sanic.access").setLevel(logging.CRITICAL)
    logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)
    executor = executor or ActionExecutor()
    for action in build_actions(backoffice, now, hours_of, channels):
        executor.register_action(action)
    app = create_app(executor, cors_origins=[])
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)
