"""What is loud enough to be the caller."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.turns.gate import QUIET, WINDOW_FRAMES, GateRules, VoiceGate

RULES = GateRules()


def gate(*, noise: float = -60.0, seconds: float = 2.0) -> VoiceGate:
    """One that has listened to a line's noise."""
    made = VoiceGate(RULES)
    for _ in range(round(seconds / 0.02)):
        made.hears(False, noise)
    return made


def test_a_voice_on_a_quiet_line_is_heard_from_its_first_loud_frame():
    made = gate()
    assert made.hears(True, -20.0)
    assert made.hears(True, -45.0, speaking=True)
    assert not made.hears(True, -45.0)
    assert not made.hears(False, -20.0)


def test_a_soft_caller_is_heard():
    assert gate(noise=-58.0).hears(True, -34.0)


def test_nothing_is_known_of_the_line_at_first():
    made = VoiceGate(RULES)
    assert made.floor == QUIET
    assert made.hears(True, RULES.begin)


def test_the_lines_noise_is_no_voice_although_the_detector_flags_it():
    made = gate(noise=-32.0)
    assert made.floor == -32.0
    assert not made.hears(True, -29.0)
    assert not made.hears(True, -29.0, speaking=True)
    assert made.hears(True, -20.0)


def test_the_floor_follows_the_line_down_at_once_and_up_after_a_while():
    made = gate(noise=-40.0)
    for _ in range(WINDOW_FRAMES):
        made.hears(False, -60.0)
    assert made.floor == -60.0
    for _ in range(WINDOW_FRAMES * (RULES.floor_windows + 1)):
        made.hears(False, -40.0)
    assert made.floor == -40.0


def test_no_noise_shuts_out_a_caller_at_an_ordinary_level():
    made = gate(noise=-5.0)
    assert made.floor == RULES.highest_floor
    assert made.hears(True, -20.0)


def test_the_bots_own_voice_is_no_caller_while_it_comes_back():
    made = gate()
    assert not made.hears(True, -33.0, -13.0)  # 20 dB down
    assert made.hears(True, -20.0, -13.0)
    assert made.hears(True, -33.0)


def test_who_speaks_much_softer_than_the_caller_is_not_the_caller():
    made = gate()
    for _ in range(40):
        made.hears(True, -14.0)
    made.accepted()
    assert not made.hears(True, -32.0)
    assert made.hears(True, -29.0)
    made.accepted()  # the caller speaks softer now: halfway
    assert made.hears(True, -36.0)
    made.accepted()


def test_nothing_heard_tells_nothing_of_the_caller():
    made = gate()
    made.accepted()
    assert made.hears(True, RULES.begin)


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.floats(-96.0, 0.0),
            st.one_of(st.none(), st.floats(-40.0, 0.0)),
            st.booleans(),
        ),
        max_size=200,
    )
)
def test_only_what_the_detector_flags_and_never_below_the_bounds(
    frames: list[tuple[bool, float, float | None, bool]],
):
    made = VoiceGate(RULES)
    for voiced, level, echo, speaking in frames:
        heard = made.hears(voiced, level, echo, speaking=speaking)
        assert QUIET <= made.floor <= RULES.highest_floor
        if heard:
            assert voiced
            assert level >= (RULES.go_on if speaking else RULES.begin)
            assert echo is None or level >= echo - RULES.echo_loss
