"""All settings: `VOICEBOT_*` environment variables, also from `.env`. The README's table is made here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from voicebot.colours import readable

ROOT = Path(__file__).resolve().parent.parent
LONGEST_PRIVACY_URL = 60
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

DISCLOSURE = (
    "Goedendag. U spreekt met de digitale assistent van {company}, een computer. "
    "Ik help u met bestellingen en vragen over uw polis. "
    "Wilt u liever een mens? Zeg dan: medewerker, of druk op de nul."
)


class Settings(BaseSettings):
    """What an owner can set. Secrets come only from the environment."""

    model_config = SettingsConfigDict(
        env_prefix="VOICEBOT_", env_file=".env", extra="ignore", populate_by_name=True
    )

    # The house on the web
    public_url: Annotated[
        str,
        Field(
            description="Base URL under which the carrier reaches us, signatures are checked against it; "
            "empty: this machine's own address"
        ),
    ] = ""
    host: Annotated[str, Field(description="Address the web server listens on")] = "127.0.0.1"
    port: Annotated[
        int,
        Field(
            description="Port the web server listens on (`PORT` works too)",
            validation_alias=AliasChoices("VOICEBOT_PORT", "PORT", "port"),
            ge=1,
            le=65535,
        ),
    ] = 5000
    threads: Annotated[
        int, Field(description="Web threads; a call holds one for as long as it lasts", ge=4)
    ] = 128
    max_calls: Annotated[
        int,
        Field(description="Calls that are answered at once; one more is told so and reaches a person", ge=1),
    ] = 12
    company: Annotated[str, Field(description="Name that callers hear and read")] = "De Voorbeeldwinkel"

    # The carrier
    twilio_account_sid: Annotated[str, Field(description="Twilio account (AC…); needed for SMS")] = ""
    twilio_auth_token: Annotated[
        SecretStr, Field(description="Twilio auth token; without it every webhook is refused")
    ] = SecretStr("")
    twilio_api_url: Annotated[
        str, Field(description="Base URL of Twilio's REST API; empty: Twilio's own (tests have another)")
    ] = ""
    twilio_number: Annotated[str, Field(description="Own number or sender name for SMS")] = ""
    person_number: Annotated[
        str,
        Field(description="E.164 number that hand-overs ring; empty: callers get a callback ticket"),
    ] = ""
    person_ring_seconds: Annotated[
        int,
        Field(
            description="How long a person's telephone rings before a callback is offered, in seconds",
            ge=5,
            le=600,
        ),
    ] = 25
    queues_file: Annotated[
        str,
        Field(
            description="YAML file of the queues: opening hours, how long callers wait and agents are rung; "
            "empty: `voicebot/transfer/queues.yaml`"
        ),
    ] = ""
    max_message_bytes: Annotated[
        int, Field(description="Largest WebSocket message accepted, in bytes", ge=1024)
    ] = 65536

    # What callers hear
    disclosure: Annotated[str, Field(description="First words of every call; {company} is filled in")] = (
        DISCLOSURE
    )
    disclosure_version: Annotated[str, Field(description="Version of that text, stored with every call")] = (
        "2026-11-1"
    )
    voice: Annotated[str, Field(description="pyttsx3 voice id")] = "gmw/nl"
    voice_rate: Annotated[int, Field(description="Speaking rate in words per minute", ge=80, le=300)] = 150
    voice_volume: Annotated[float, Field(description="Volume, 0 to 1", ge=0, le=1)] = 0.9

    # Hearing
    whisper_model: Annotated[
        str,
        Field(description="`base` (installed packages), a folder, or a faster-whisper name (from its hub)"),
    ] = "base"
    whisper_device: Annotated[str, Field(description="`cpu` or `cuda`")] = "cpu"
    whisper_compute_type: Annotated[str, Field(description="CTranslate2 compute type")] = "int8"
    whisper_threads: Annotated[int, Field(description="Processor threads a transcription uses", ge=1)] = 2
    whisper_workers: Annotated[int, Field(description="Transcriptions at once", ge=1)] = 2
    whisper_queue: Annotated[
        int,
        Field(
            description="Turns that may wait for a transcription; more are refused and reach a person", ge=1
        ),
    ] = 32
    whisper_beam: Annotated[int, Field(description="Beam size", ge=1)] = 5
    whisper_windows: Annotated[
        tuple[Annotated[int, Field(ge=3, le=30)], ...],
        NoDecode,
        Field(
            description="Seconds that turns are padded to, with commas: each to the shortest that leaves two "
            "seconds of silence after it, else to 30"
        ),
    ] = (10, 15)
    whisper_batch: Annotated[
        int, Field(description="Turns that are transcribed together; above 1 only a GPU gains", ge=1)
    ] = 1
    vad_aggressiveness: Annotated[int, Field(description="webrtcvad mode, 0 to 3", ge=0, le=3)] = 2
    patience: Annotated[
        float,
        Field(
            description="Factor on the silences that end a turn: 1.5 waits half as long again", ge=0.5, le=4
        ),
    ] = 1.0

    # Deciding
    rasa_url: Annotated[str, Field(description="Where Rasa listens")] = "http://127.0.0.1:5005"
    rasa_token: Annotated[
        SecretStr, Field(description="Token for Rasa's HTTP API; `voicebot run` makes one if empty")
    ] = SecretStr("")
    rasa_timeout_seconds: Annotated[
        float, Field(description="Longest wait for an answer before a person takes over", gt=0)
    ] = 5.0
    actions_host: Annotated[str, Field(description="Address the action server listens on")] = "127.0.0.1"
    actions_port: Annotated[int, Field(description="Port the action server listens on", ge=1, le=65535)] = (
        5055
    )

    # Keeping
    database_url: Annotated[
        str, Field(description="SQLAlchemy URL; PostgreSQL as postgresql+psycopg://…")
    ] = "sqlite:///build/voicebot.sqlite3"
    cache_dir: Annotated[
        Path, Field(description="Weights, trained models and rendered prompts, by content")
    ] = ROOT / ".cache"
    demo_data: Annotated[
        bool, Field(description="Put the demo's customers, policies and orders into the database")
    ] = True
    outbox_dir: Annotated[Path, Field(description="Where confirmations go that no channel can send")] = Path(
        "build/outbox"
    )

    # Writing
    smtp_host: Annotated[str, Field(description="SMTP server for e-mail; empty: no e-mail")] = ""
    smtp_port: Annotated[int, Field(description="SMTP port", ge=1, le=65535)] = 587
    smtp_user: Annotated[str, Field(description="SMTP user")] = ""
    smtp_password: Annotated[SecretStr, Field(description="SMTP password")] = SecretStr("")
    smtp_starttls: Annotated[bool, Field(description="Insist on STARTTLS")] = True
    mail_from: Annotated[str, Field(description="Sender of e-mail")] = ""
    mail_bounces: Annotated[
        str, Field(description="Address that undeliverable e-mail is returned to; empty: the sender's")
    ] = ""
    workflow_database_url: Annotated[
        str,
        Field(
            description="Where the workflows of confirmations are kept; empty: beside an SQLite database, or "
            "in the same PostgreSQL"
        ),
    ] = ""
    mail_reply_to: Annotated[
        str, Field(description="Address that answers to e-mail go to; empty: the mail says not to answer")
    ] = ""
    company_colour: Annotated[
        str,
        Field(
            description="Colour of e-mail, as #rrggbb; dark enough for white letters on it (WCAG, 4.5 to 1)"
        ),
    ] = "#1f4e79"
    privacy_url: Annotated[
        str,
        Field(
            description="Page about privacy that confirmations name, at most 60 characters; empty: they "
            "name the telephone number"
        ),
    ] = ""

    # Recording
    record: Annotated[
        Literal["off", "test-numbers"],
        Field(
            description="`test-numbers`: both sides of calls from VOICEBOT_RECORD_NUMBERS are kept as sound; "
            "nobody else's ever"
        ),
    ] = "off"
    record_numbers: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Numbers (+31…, with commas) of testers who agreed in writing to be recorded"),
    ] = ()
    recordings_dir: Annotated[
        Path, Field(description="Where recordings are kept, readable by their owner only")
    ] = Path("build/recordings")
    record_days: Annotated[
        int, Field(description="Days after which the worker deletes a recording", ge=1, le=90)
    ] = 14

    # The agents' console
    secret_key: Annotated[
        SecretStr,
        Field(
            description="Signs the sessions of the console; empty: made anew at every start, so that "
            "everybody must log in again"
        ),
    ] = SecretStr("")
    console_proxies: Annotated[
        int,
        Field(description="Reverse proxies in front of the console that set X-Forwarded-For", ge=0, le=5),
    ] = 0

    reminder_minutes: Annotated[
        int,
        Field(
            description="Minutes before a promise or a callback is due it is on the agents' board",
            ge=5,
            le=7 * 24 * 60,
        ),
    ] = 60
    confirmation_days: Annotated[
        int,
        Field(
            description="Days after which the words and the address of a confirmation are erased; that it "
            "was sent, its reference, state and masked address stay",
            ge=1,
            le=3650,
        ),
    ] = 30

    log_level: Annotated[str, Field(description="DEBUG, INFO, WARNING or ERROR")] = "INFO"

    @field_validator("company_colour")
    @classmethod
    def _company_colour(cls, value: str) -> str:
        return readable(value)

    @field_validator("privacy_url")
    @classmethod
    def _privacy_url(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[!-~]+", value):
            raise ValueError(f"{value!r} must start with http:// or https:// and hold no spaces")
        if len(value) > LONGEST_PRIVACY_URL:
            raise ValueError(f"it has {len(value)} characters; an SMS has room for {LONGEST_PRIVACY_URL}")
        return value

    @field_validator("public_url", "rasa_url", "twilio_api_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        if value and (not value.startswith(("http://", "https://")) or "?" in value or "#" in value):
            raise ValueError(f"{value!r} must start with http:// or https:// and have no query or fragment")
        try:
            host = urlsplit(value).hostname
            port = urlsplit(value).port
        except ValueError:
            raise ValueError(f"{value!r} has no usable port: write a number from 1 to 65535") from None
        if value and (not host or port == 0):
            raise ValueError(f"{value!r} names no host, or port 0")
        return value.rstrip("/")

    @field_validator("whisper_windows", mode="before")
    @classmethod
    def _with_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:  # brackets: as Python and the README's table write the default
            return tuple(int(window) for window in value.strip("()[] ,").split(","))
        except ValueError:
            raise ValueError(f"{value!r} is no list of whole seconds; write for instance 8,15") from None

    @field_validator("record_numbers", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        numbers = tuple(number.strip() for number in value.strip("()").split(",") if number.strip())
        for number in numbers:
            if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
                # A number is personal: which one it is, is said by its place.
                place = numbers.index(number) + 1
                raise ValueError(f"number {place} of the list is none; write +31612345678,+31687654321")
        return numbers

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in LOG_LEVELS:
            raise ValueError(f"{value!r} is no level; use {', '.join(LOG_LEVELS[:-1])} or {LOG_LEVELS[-1]}")
        return value.upper()

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        # Only whether it can be read: what the database is good for, the store finds out when it opens it.
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            make_url(value)
        except (ArgumentError, ValueError):
            # The text may hold a password: it is not repeated.
            raise ValueError(
                "this is no database URL; write for instance sqlite:///build/voicebot.sqlite3 or "
                "postgresql+psycopg://user:password@host/name"
            ) from None
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Settings:
        if self.record != "off" and not self.record_numbers:
            raise ValueError("VOICEBOT_RECORD is set, so VOICEBOT_RECORD_NUMBERS must name who agreed to it")
        if self.smtp_host and not self.mail_from:
            raise ValueError("VOICEBOT_SMTP_HOST is set, so VOICEBOT_MAIL_FROM must name the sender")
        if not self.public_url:
            self.public_url = self.own_url
        return self

    @property
    def own_url(self) -> str:
        """This machine's own address of the web server, without '/' at its end."""
        return f"http://{self.host}:{self.port}"

    @property
    def sends_sms(self) -> bool:
        """Whether SMS is set up."""
        token = self.twilio_auth_token.get_secret_value()
        return bool(self.twilio_account_sid and token and self.twilio_number)

    @property
    def sends_email(self) -> bool:
        """Whether e-mail is set up."""
        return bool(self.smtp_host)

    @property
    def disclosure_text(self) -> str:
        """The disclosure as spoken, with the company's name."""
        return self.disclosure.replace("{company}", self.company)
