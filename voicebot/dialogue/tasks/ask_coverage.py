"""Whether something is insured: told from the knowledge files, or not at all."""

from __future__ import annotations

import re

from voicebot.call.replies import Expects
from voicebot.dialogue.reading.product import find_product
from voicebot.dialogue.tasks.facts import knowledge, told
from voicebot.dialogue.tasks.model import Done, Said, Step, Task, Work

NOT_SURE = "Dat weet ik niet zeker. Zeg medewerker, dan verbind ik u door."
NOT_OURS = "Die verzekering hebben wij niet. Wij hebben inboedel, opstal, auto, reis en aansprakelijkheid."
QUESTION_CHARACTERS = 200

_ELSEWHERE = re.compile(
    r"\b(?:zorg|ziektekosten|levens|uitvaart|rechtsbijstands?|caravan|motor|fiets|scooter|boot|dieren|huisdieren|"
    r"overlijdensrisico|arbeidsongeschiktheids?|bedrijfs)-?verzekering\w*"
)


def _question(said: Said) -> str | None:
    return said.text[:QUESTION_CHARACTERS] or None


def _product(said: Said) -> str | None:
    return find_product(said.text)


def _product_of_question(said: Said) -> str | None:
    """The product that was named, or the only one that says something about the thing that was named."""
    return find_product(said.text) or knowledge().only_product(said.text)


QUESTION = Step("coverage_question", "Wat wilt u weten?", "Zeg kort wat u wilt weten, of zeg: medewerker.",
                _question, early=_question)  # fmt: skip
PRODUCT = Step(
    "product",
    "Over welke verzekering gaat het?",
    "Zeg inboedel, opstal, auto, reis of aansprakelijkheid, of zeg: medewerker.",
    _product,
    expects=Expects.PRODUCT,
    unreadable="",
    sure=True,
    early=_product_of_question,
)


def _not_ours(said: Said) -> Done | None:
    """The answer about an insurance that is not sold here, unless one that is sold is named as well."""
    if _ELSEWHERE.search(said.text.lower()) and not find_product(_ELSEWHERE.sub(" ", said.text.lower())):
        return Done(NOT_OURS, "D-48")
    return None


def _fulfil(work: Work) -> Done:
    entry = knowledge().coverage(work.values[PRODUCT.slot], work.values[QUESTION.slot])
    return told(entry, "D-15") if entry else Done(NOT_SURE, "D-18", solved=False, offers=False)


TASK = Task("ask_coverage", None, _fulfil, steps=(QUESTION, PRODUCT), public=_not_ours, side=True)
