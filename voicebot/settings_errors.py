"""Reads the settings for a program that starts, and says of wrong ones which variable is meant."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pydantic import AliasChoices, ValidationError
from pydantic_settings.exceptions import SettingsError as UnreadableSettings

from voicebot.settings import Settings
from voicebot.start_error import StartError


class SettingsError(StartError):
    """These settings cannot be used; the message names each variable and what is wrong with it."""


def load_settings() -> Settings:
    """The settings of this environment and its `.env`. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("These settings cannot be used:\n" + "\n".join(_lines(error))) from None
    except (UnreadableSettings, OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings cannot be read: {error}") from None


def _lines(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_input=False, include_url=False):
        # pydantic puts its own words before those of a validator
        message = problem["msg"].removeprefix("Value error, ")
        where = ".".join(map(str, problem["loc"]))
        yield f"  {_variable(where)}: {message}" if where else f"  {message}"


def _variable(where: str) -> str:
    """The environment variable of a field, or of one of its other names; the one that is set, if any is."""
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            names = [str(choice) for choice in alias.choices if str(choice) != name]
            if where == name or where in names:
                return next((each for each in names if each in os.environ), " or ".join(names))
    return f"VOICEBOT_{where.upper()}"
