"""Every entry of the knowledge files: found by its own words, spoken decently, with its source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.intents import TASK_WISHES
from voicebot.dialogue.knowledge.loader import PRODUCTS, load
from voicebot.dialogue.knowledge.model import Entry
from voicebot.dialogue.tone import MAX_SENTENCES, MAX_WORDS, problems, sentences

KNOWLEDGE = load()
COVER = [entry for entry in KNOWLEDGE.entries if entry.product and entry.keywords]
CHEER = ("fijn", "leuk", "mooi nieuws", "gefeliciteerd", "super", "geweldig", "helaas", "!")


@pytest.mark.parametrize("entry", KNOWLEDGE.entries, ids=lambda entry: f"{entry.product}-{entry.topic}")
def test_an_entry_is_fit_to_be_spoken(entry: Entry):
    assert problems(entry.text) == []
    assert len(sentences(entry.text)) <= MAX_SENTENCES
    assert all(len(sentence.split()) <= MAX_WORDS for sentence in sentences(entry.text))
    assert not any(word in entry.text.lower() for word in CHEER)
    assert entry.text[-1] in ".?" and entry.source and entry.version
    assert entry.with_source.endswith(f"Bron: {entry.source}, versie {entry.version}.")


@pytest.mark.parametrize("entry", COVER, ids=lambda entry: f"{entry.product}-{entry.topic}")
def test_an_entry_is_found_by_a_word_of_its_own(entry: Entry):
    found = [
        word
        for word in entry.keywords
        if KNOWLEDGE.coverage(entry.product, f"is {word.rstrip('*')} verzekerd") is entry
    ]
    assert found, "an earlier entry takes all of its words"


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_tells_what_it_covers_and_how_to_cancel(product: str):
    assert KNOWLEDGE.coverage(product, "wat dekt deze verzekering") is KNOWLEDGE.entry("dekking", product)
    assert KNOWLEDGE.entry("opzegtermijn", product).product == product


def test_a_fact_belongs_to_a_wish_with_questions():
    assert {entry.wish for entry in KNOWLEDGE.entries if entry.wish} <= TASK_WISHES


@pytest.mark.parametrize(
    ("product", "said", "topic"),
    [
        ("inboedel", "mijn wasmachine heeft gelekt ben ik dan verzekerd", "waterschade"),
        ("inboedel", "mijn fiets is gestolen", "fiets"),
        ("inboedel", "mijn telefoon is gevallen", "laptop en telefoon"),
        ("inboedel", "er is ingebroken", "diefstal"),
        ("inboedel", "is mijn e bike verzekerd tegen diefstal", "fiets"),
        ("opstal", "er zijn dakpannen van het dak gewaaid", "storm"),
        ("opstal", "dekt mijn opstalverzekering een boom die bij storm op mijn huis valt", "storm"),
        ("opstal", "de boom in de tuin is bij storm op mijn dak gevallen", "storm"),
        ("opstal", "is mijn schutting verzekerd bij storm", "schutting en schuur"),
        ("auto", "ik heb een ster in mijn voorruit", "ruitschade"),
        ("auto", "ik sta met pech langs de weg", "hulp onderweg"),
        ("auto", "is autopech in het buitenland verzekerd", "hulp onderweg"),
        ("auto", "het was mijn eigen schuld", "eigen schuld"),
        ("auto", "als ik tegen een boom rijd", "eigen schuld"),
        ("auto", "er is bij storm een boom op mijn auto gevallen", "storm en brand"),
        ("reis", "ik moet mijn vakantie annuleren", "annulering"),
        ("reis", "is annuleren verzekerd", "annulering"),
        ("reis", "en dekt de reisverzekering ook annuleren", "annulering"),
        ("reis", "dekt mijn reisverzekering annulering", "annulering"),
        ("reis", "als ik ziek word en moet annuleren", "annulering"),
        ("reis", "krijg ik geld terug als ik mijn reis annuleer", "annulering"),
        ("reis", "mijn vlucht had tien uur vertraging", "vertraging"),
        ("reis", "valt autopech in het buitenland onder de reisverzekering", "pech met de auto"),
        ("reis", "ben ik verzekerd in het buitenland", "landen"),
        ("reis", "ik lag in het ziekenhuis", "medische kosten"),
        ("aansprakelijkheid", "mijn zoontje heeft een ruit ingegooid", "kinderen"),
        ("aansprakelijkheid", "ik liet de bril van iemand anders vallen", "schade aan anderen"),
    ],
)
def test_as_callers_say_it(product: str, said: str, topic: str):
    entry = KNOWLEDGE.coverage(product, said)
    assert entry and (entry.product, entry.topic) == (product, topic)


@pytest.mark.parametrize(
    ("product", "said"),
    [
        ("reis", "krijg ik iets als de luchtvaartmaatschappij mijn vlucht annuleert"),
        ("reis", "mijn vlucht is geannuleerd door de maatschappij is dat verzekerd"),
        ("reis", "als de maatschappij de vlucht annuleert krijg ik dat dan vergoed"),
        ("reis", "is het gedekt als mijn vlucht uitvalt"),
        ("reis", "als ik mijn vlucht mis door een file"),
        ("opstal", "is een boom in mijn tuin verzekerd"),
        ("auto", "er is zomaar een boom op mijn auto gevallen"),
    ],
)
def test_what_no_entry_tells_is_left_open(product: str, said: str):
    assert KNOWLEDGE.coverage(product, said) is None


@given(st.sampled_from(PRODUCTS), st.text(max_size=120))
def test_nothing_is_made_up(product: str, question: str):
    """Whatever is asked, the answer is an entry of that very product or none."""
    entry = KNOWLEDGE.coverage(product, question)
    assert entry is None or (entry in KNOWLEDGE.entries and entry.product == product)
