"""The templates of confirmations: files in a folder, all of them checked when they are loaded.

What a branch asks for that no sample reaches is found as well, because the check reads the syntax tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    meta,
    nodes,
    select_autoescape,
)

TEMPLATES = Path(__file__).parent / "templates"
HTML = "html.j2"
_PARTS = ("layout.html.j2", "parts.html.j2")


class TemplateProblem(Exception):
    """A template cannot be used; the message names the file, the line and what is wrong."""


class TemplateFiles:
    """Renders the templates in ``folder``. Values in '.html.j2' are escaped, in all others nothing is.

    known: by the name that a template begins with ('sms', 'mail'), what it may use; the files that HTML mail
    is made of are 'mail' too. Raises TemplateProblem when a file cannot be read or uses anything else.
    """

    def __init__(self, folder: Path, known: Mapping[str, frozenset[str]], names: tuple[str, ...]) -> None:
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=select_autoescape((HTML,), default=False, default_for_string=False),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for name in (*names, *_PARTS):
            self._check(name, known["mail" if name in _PARTS else name.partition(".")[0]])

    def render(self, name: str, facts: Mapping[str, object]) -> str:
        """The template with these facts. Raises TemplateProblem."""
        try:
            return self._environment.get_template(name).render(facts)
        except (TemplateError, ArithmeticError, TypeError, ValueError, AttributeError, LookupError) as error:
            raise self._problem(name, error, frozenset(facts)) from error

    def _check(self, name: str, known: frozenset[str]) -> None:
        try:
            source = (self._folder / name).read_text(encoding="utf-8")
            tree = self._environment.parse(source, name, str(self._folder / name))
        except (TemplateError, OSError, UnicodeDecodeError) as error:
            raise self._problem(name, error, known) from error
        own = {each.target for each in tree.find_all(nodes.Import)} | {"caller"}
        missing = meta.find_undeclared_variables(tree) - known - own
        for use in tree.find_all(nodes.Name):
            if use.name in missing:
                raise TemplateProblem(
                    _message(self._folder / name, use.lineno, f"{use.name!r} is unknown", known)
                )

    def _problem(self, name: str, error: Exception, known: frozenset[str]) -> TemplateProblem:
        where, line = self._folder / name, None
        if isinstance(error, TemplateSyntaxError):
            where, line = Path(error.filename or where), error.lineno
        else:  # Jinja gives the frames of a template its own file and lines
            at = error.__traceback__
            while at:
                if at.tb_frame.f_code.co_filename.endswith(".j2"):
                    where, line = Path(at.tb_frame.f_code.co_filename), at.tb_lineno
                at = at.tb_next
        if isinstance(error, OSError):
            what = error.strerror or type(error).__name__
        elif isinstance(error, TemplateError):
            what = error.message or "not found"
        else:
            what = str(error)
        return TemplateProblem(_message(where, line, what, known))


def _message(file: Path, line: int | None, what: str, known: frozenset[str]) -> str:
    at = f", line {line}" if line else ""
    return f"template {file}{at}: {what}; it may use: {', '.join(sorted(known))}"
