"""Whether the trained model tells sentences from their beginnings; it was not trained on these."""

from __future__ import annotations

import random

import pytest

from tests.integration.dialogue.conftest import House
from voicebot.call.replies import Expects
from voicebot.dialogue.client import RasaDialogue
from voicebot.dialogue.training import PROJECT
from voicebot.evaluation import nlu_files


def complete(house: House, text: str) -> float:
    made = house.dialogue.prepare("CAcomplete", text, expects=Expects.OPEN, digits=None)
    assert isinstance(house.dialogue, RasaDialogue)
    assert made.complete is not None
    return made.complete


@pytest.mark.parametrize(
    "text", ["Ik wil graag mijn.", "Kunt u mij vertellen wanneer", "Ik heb een vraag over de"]
)
def test_what_hangs_in_the_air_is_a_part_whatever_sign_is_put_after_it(house: House, text: str):
    assert complete(house, text) < 0.4


@pytest.mark.parametrize("text", ["Waar blijft mijn bestelling?", "Ik wil graag mijn adres wijzigen."])
def test_a_sentence_is_whole(house: House, text: str):
    assert complete(house, text) >= 0.7


def test_held_out_sentences_are_told_from_their_beginnings(house: House):
    chance = random.Random(4)
    found = nlu_files.read(PROJECT / "tests" / "clean.yml")
    sentences = sorted(text for texts in found.values() for text in texts if len(text.split()) >= 4)
    right = 0
    for text in chance.sample(sentences, 100):
        words = text.split()
        part = " ".join(words[: chance.randint(1, len(words) - 1)])
        right += complete(house, text) > complete(house, part)
    assert right >= 85  # 94 of 100 by the model's cross-validation
