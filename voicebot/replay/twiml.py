"""The verbs of a TwiML document, as far as the server may use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree


class TwimlError(ValueError):
    """The document is no TwiML; the message says why."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: name, attributes, text, and what stands inside it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    inside: tuple[Verb, ...] = ()

    def first(self, name: str) -> Verb | None:
        """The first noun of that name inside."""
        return next((verb for verb in self.inside if verb.name == name), None)


def parse(document: str) -> tuple[Verb, ...]:
    """The verbs in order. Raises TwimlError."""
    if "<!" in document:
        raise TwimlError(
            "a document type, entity or comment stands in the TwiML; Twilio wants plain elements"
        )
    try:
        root = ElementTree.fromstring(document)  # noqa: S314  # no entities: refused above
    except ElementTree.ParseError as error:
        raise TwimlError(f"the TwiML is no XML ({error})") from error
    if root.tag != "Response":
        raise TwimlError(f"TwiML begins with <Response>, not <{root.tag}>")
    return tuple(_verb(element) for element in root)


def _verb(element: ElementTree.Element) -> Verb:
    inside = tuple(_verb(child) for child in element)
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), inside)
