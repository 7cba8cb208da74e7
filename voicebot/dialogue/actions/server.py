"""The action server: Rasa's HTTP contract, served by rasa_sdk (Apache-2.0) with our actions registered."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Sequence
from datetime import date

from rasa_sdk import Action
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from voicebot.backoffice.port import Backoffice
from voicebot.dialogue.actions.order_answer import TellOrder, today_in_the_netherlands
from voicebot.dialogue.actions.order_form import ValidateOrderForm, ask_order_number, ask_postcode
from voicebot.dialogue.actions.policy import PolicyTermAnswer
from voicebot.dialogue.actions.small_talk import No, NotUnderstood, Repeat, Yes
from voicebot.dialogue.actions.terms import load_terms


def build_actions(
    backoffice: Backoffice, today: Callable[[], date] = today_in_the_netherlands
) -> Sequence[Action]:
    """Every custom action of the domain, with what it needs."""
    return (
        ValidateOrderForm(backoffice),
        ask_order_number(),
        ask_postcode(),
        TellOrder(backoffice, today),
        PolicyTermAnswer(load_terms()),
        NotUnderstood(),
        Repeat(),
        Yes(),
        No(),
    )


def serve(backoffice: Backoffice, host: str = "127.0.0.1", port: int = 5055) -> None:
    """Serve the actions until SIGTERM or SIGINT; `GET /health` answers once it listens.

    Raises OSError when the port is taken. Logs hold no slots and no texts.
    """
    # Rasa 3.6 with rasa_sdk 3.21: the contract is the same (tests/integration/dialogue proves it).
    warnings.filterwarnings("ignore", message="Your versions of rasa and", category=UserWarning)
    # sanic logs every request, sanic.error whole requests; neither belongs in a log here.
    logging.getLogger("sanic.access").setLevel(logging.CRITICAL)
    logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)
    executor = ActionExecutor()
    for action in build_actions(backoffice):
        executor.register_action(action)
    app = create_app(executor, cors_origins=[])
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)
