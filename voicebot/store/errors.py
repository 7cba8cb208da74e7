"""What can go wrong with the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError, StatementError

from voicebot.call.ports import PartError


class StoreError(Exception):
    """The database cannot be used as set; the message says what is wrong and what to do."""


class Refused(PartError):
    """The database is there and will never accept this (an unknown call, data that do not fit)."""


@contextmanager
def database_errors(doing: str) -> Iterator[None]:
    """Turn SQLAlchemy's errors into PartError, or Refused when trying again cannot help.

    The message names the kind of error only: a database's own words may quote what was stored.
    """
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise Refused(f"database refused {doing}: {_kind(error)}") from error
    except (
        ValueError,
        TypeError,
        OverflowError,
    ) as error:  # the driver cannot write such data (a lone surrogate)
        raise Refused(f"database cannot hold what {doing} was given: {type(error).__name__}") from error
    except SQLAlchemyError as error:
        raise PartError(f"database failed at {doing}: {_kind(error)}") from error


def _kind(error: SQLAlchemyError) -> str:
    origin = error.orig if isinstance(error, StatementError) else None
    return type(origin or error).__name__
