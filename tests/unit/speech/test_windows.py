import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.settings import Settings
from voicebot.speech.windows import WINDOW_MARGIN, ladder, window_for


def test_thirty_is_always_the_last() -> None:
    assert ladder((15,)) == (15.0, 30.0)
    assert ladder([15, 8, 15]) == (8.0, 15.0, 30.0)
    assert ladder((30,)) == ladder(()) == (30.0,)


@pytest.mark.parametrize("wrong", [0, -1, 30.5, float("nan")])
def test_a_window_that_whisper_does_not_have_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="at most 30"):
        ladder((15, wrong))


@pytest.mark.parametrize(
    ("seconds", "margin", "window"),
    [
        (6.0, 2.0, 8.0),
        (6.1, 2.0, 15.0),
        (13.5, 2.0, 30.0),
        (8.0, 0.0, 8.0),
        (29.5, 2.0, 30.0),
        (0.0, 2.0, 8.0),
    ],
)
def test_the_shortest_with_room_to_spare_is_taken(seconds: float, margin: float, window: float) -> None:
    assert window_for(seconds, (8.0, 15.0, 30.0), margin) == window


@given(st.lists(st.integers(3, 30)), st.floats(0, 30))
def test_every_turn_fits_and_has_its_margin_unless_it_is_very_long(
    windows: list[int], seconds: float
) -> None:
    window = window_for(seconds, ladder(windows))
    assert seconds <= window
    assert window == 30 or window - seconds >= WINDOW_MARGIN - 1e-9


def test_the_setting_is_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_WHISPER_WINDOWS", "8, 15")
    assert Settings().whisper_windows == (8, 15)
    assert Settings(whisper_windows="(12,)").whisper_windows == (12,)
    for wrong in ("", "8;15", "8,31"):
        with pytest.raises(ValueError, match=r"whole seconds|less than or equal to 30"):
            Settings(whisper_windows=wrong)
