"""Nothing that tells who called is left in a report for sharing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.report import world
from voicebot.replay.result_file import dump_call
from voicebot.replay.results import Event, Said, Span
from voicebot.report.redaction import redacted, text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("tweeënveertig, nul, drieënzeventig", "[number]"),
        ("42 0 73.", "[number]."),
        ("Ik zoek bestelling 4 2 0 7 3. Klopt dat?", "Ik zoek bestelling [number]. Klopt dat?"),
        ("Met Jan de Vries, van de Kerkstraat 12.", "Met [name], van de [address]."),
        ("Mijn naam is Fatima El Amrani.", "Mijn naam is [name]."),
        ("geboren op 3 mei 1970", "geboren op [date]"),
        ("op 03-05-1970", "op [date]"),
        ("jan punt jansen apenstaartje voorbeeld punt nl", "[email]"),
        ("Het is 3512 JE.", "Het is [postcode]."),
        ("bel 06 12345678", "bel [phone]"),
        ("Er is een water in mijn huis gekomen.", "Er is een water in mijn huis gekomen."),
        ("word error rate 0.25, allowed 0.30", "word error rate 0.25, allowed 0.30"),
        ("tussen 10 en 12 uur", "tussen 10 en 12 uur"),
        (
            "U spreekt met de digitale assistent, een computer.",
            "U spreekt met de digitale assistent, een computer.",
        ),
    ],
)
def test_texts(said: str, left: str) -> None:
    assert text(said) == left
    assert text(text(said)) == left


@settings(max_examples=30, deadline=None)
@given(st.text())
def test_any_text_is_taken_and_no_long_number_is_left(said: str) -> None:
    assert not any(
        len(run) > 2 for run in "".join(one if one in "0123456789" else " " for one in text(said)).split()
    )


def test_a_run_for_sharing_holds_no_value_of_a_slot() -> None:
    run = world.run(4, wrong=0.0)
    keys = Said(40, "keys", "42073#", "", Span(50.0, 52.0), "42073", 0, 0, 0.0)
    call = run.calls[0]
    call = replace(
        call, said=(*call.said, keys), line=(*call.line, *(Event(50.0, "key", one) for one in "42073#"))
    )
    shared = redacted(replace(run, calls=(call, *run.calls[1:])))
    for one in shared.calls:
        left = dump_call(one).decode()
        for secret in ("42073", "4 2 0 7 3", "3512", "3 5 1 2", "tweeënveertig", "2117360"):
            assert secret not in left
        assert one.recording is None
    assert shared.calls[0].said[-1].text == "•••••#"
    assert {event.text for event in shared.calls[0].line if event.what == "key"} == {"•"}
    assert [one.id for one in shared.calls] == [one.id for one in run.calls]
    assert shared.calls[0].turns[1].slots == {"wish": "order_status", "order_number": "[order_number]"}


def test_a_slots_value_goes_out_of_every_text() -> None:
    assert text("Dag mevrouw, u bent VERMEER toch?", (("Vermeer", "new_name"),)).endswith(
        "u bent [new_name] toch?"
    )
