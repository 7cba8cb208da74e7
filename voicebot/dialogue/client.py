"""`voicebot.call.ports.Dialogue` over Rasa's REST channel and HTTP API."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import requests

from voicebot.backoffice.today import today_in_the_netherlands
from voicebot.call.ports import PartError, Prepared
from voicebot.call.replies import Expects, Reply
from voicebot.dialogue.ahead import Ahead, Split
from voicebot.dialogue.clauses import split_correction
from voicebot.dialogue.intents import IN_DOUBT, STORIES
from voicebot.dialogue.reading.aloud import say_emails_in
from voicebot.dialogue.reading.whole import whole
from voicebot.dialogue.two_wishes import Understood, two_wishes
from voicebot.dialogue.wire import MAX_TEXT, clean, command, read_answer, read_parse, read_tracker, to_reply

CONNECT_SECONDS = 2.0
READY_SECONDS = 2.0
MAX_ANSWER_BYTES = 1_000_000
GREETING = "goedendag"  # any words do: what Rasa loads at its first parse is loaded then
MAX_SAID = 2 * MAX_TEXT  # before cleaning, in characters; more is no wish any more


class RasaDialogue:
    """Asks a Rasa server on ``base_url``; ``token`` is its API token, '' when it runs without one.

    Thread-safe: one HTTP session a thread. ``timeout``: longest wait for one HTTP answer, in seconds.
    """

    def __init__(
        self,
        base_url: str,
        token: str = "",
        *,
        timeout: float = 5.0,
        today: Callable[[], date] = today_in_the_netherlands,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._today = today
        self._threads = threading.local()
        self._ahead = Ahead()
        self._model = ""

    def ask(self, call_id: str, text: str, *, source: str, confidence: float, queue: str = "") -> Reply:
        """Answer one turn of the call. ``call_id`` names the conversation: never a telephone number.

        A correction that opens a spoken turn is taken off; of two wishes in one sentence the first is
        answered, and the second comes back as ``Reply.also``.
        ``source`` is 'voice' or 'keys'; or 'system': ``text`` is a name of `intents.HOUSE`, else ValueError.
        ``queue``: the one whose people would call back, '' when none in particular.
        Raises PartError when Rasa is gone, slow, or answers nonsense or nothing.
        """
        said, also, corrects = text[:MAX_SAID], None, False
        if source == "voice":
            said, also, corrects = self._ahead.take(call_id, text) or self._split(said)
        message = {
            "sender": call_id,
            "message": command(text) if source == "system" else clean(said),
            "metadata": {"source": source, "confidence": round(confidence, 3), "queue": queue},
        }
        texts, payload = read_answer(self._call("POST", "/webhooks/rest/webhook", json=message))
        path = f"/conversations/{quote(call_id, safe='')}/tracker"
        understood = read_tracker(self._call("GET", path, params={"include_events": "AFTER_RESTART"}))
        if source == "system":
            understood = replace(understood, intent=None, confidence=0.0)  # nobody said it
        model = self._model or self._find_model()
        return to_reply(texts, payload, understood, model, also=also, corrects=corrects)

    def begin(self, call_id: str) -> None:
        """Open the call's conversation, so that its first turn does not wait for that. Raises PartError."""
        path = f"/conversations/{quote(call_id, safe='')}/tracker"
        self._call("GET", path, params={"include_events": "NONE"})
        self._understand(GREETING)

    def prepare(self, call_id: str, text: str, *, expects: Expects, digits: int | None) -> Prepared:
        """What can be known of a spoken turn that may not be over; changes nothing in the conversation.

        When `ask` then comes with the same text, it finds a part of its work done. Raises PartError as `ask`.
        """
        told = whole(text[:MAX_SAID], expects, digits, self._today())
        if told:
            return Prepared(told, sure=True)
        split = self._split(text[:MAX_SAID])
        self._ahead.keep(call_id, text, split)
        first, second, _ = split
        understood = self._understand(first)
        end = self._understand(second) if second else understood
        sure = understood.intent is not None and understood.intent not in IN_DOUBT
        story = not STORIES.isdisjoint({understood.intent, end.intent})
        return Prepared(told, sure, end.complete, story)

    def forget(self, call_id: str) -> None:
        """The call is over: what was prepared for it is dropped."""
        self._ahead.forget(call_id)

    def _split(self, text: str) -> Split:
        said, corrects = split_correction(say_emails_in(text))  # `clean` drops the signs of an address
        said, also = two_wishes(said, self._understand)
        return said, also, corrects

    def _understand(self, text: str) -> Understood:
        """What Rasa makes of a text by itself, outside of any conversation. Raises PartError."""
        return read_parse(self._call("POST", "/model/parse", json={"text": clean(text)}))

    def ready(self) -> bool:
        """Whether Rasa answers with a trained model loaded."""
        try:
            return bool(self._find_model(READY_SECONDS))
        except PartError:
            return False

    def _find_model(self, timeout: float | None = None) -> str:
        status = self._call("GET", "/status", timeout=timeout)
        model = status.get("model_file") if isinstance(status, dict) else None
        self._model = model.rsplit("/", 1)[-1] if isinstance(model, str) else ""
        return self._model

    def _call(
        self,
        method: str,
        path: str,
        *,
        json: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
        timeout: float | None = None,
    ) -> object:
        """One HTTP call; its JSON. Raises PartError, whose message holds neither token nor conversation."""
        query = dict(params or {})
        if self._token:
            query["token"] = self._token
        where = path.split("/")[1]
        try:
            with self._session().request(
                method,
                self._base + path,
                json=json,
                params=query,
                timeout=(CONNECT_SECONDS, timeout or self._timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code != 200:
                    raise PartError(f"Rasa answered HTTP {response.status_code} at /{where}")
                body = response.raw.read(MAX_ANSWER_BYTES + 1, decode_content=True)
                if len(body) > MAX_ANSWER_BYTES:
                    raise PartError(f"Rasa's answer at /{where} is too long")
                response._content = body  # so that .json() reads what was bounded above
                return response.json()
        except requests.Timeout as error:
            raise PartError(f"Rasa did not answer in time at /{where}") from error
        except requests.exceptions.JSONDecodeError as error:
            raise PartError(f"Rasa's answer at /{where} is not JSON") from error
        except requests.RequestException as error:
            raise PartError(f"Rasa cannot be reached at /{where}: {type(error).__name__}") from None

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # a proxy of the surroundings must not see calls
            self._threads.session = session
        return session
