"""What is loud enough to be the caller."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.turns.gate import FEW_FRAMES, QUIET, WINDOW_FRAMES, GateRules, VoiceGate

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


def test_lost_packets_tell_nothing_of_the_line():
    made = gate(noise=-32.0)
    for _ in range(200):
        made.hears(True, QUIET)
        made.hears(True, -32.0)
    assert made.floor == made.usual == -32.0
    assert not made.hears(True, -29.0)
    assert not made.hears(True, QUIET, speaking=True)


def babble(number: int) -> float:
    """Level of a frame of many people talking: half of them at -36, now and then nobody."""
    return (-36.0, -32.0, -36.0, -70.0, -36.0)[number % 5]


def test_people_in_the_room_are_bounded_by_how_loud_they_usually_are():
    made = VoiceGate(RULES)
    for number in range(100):
        made.hears(True, babble(number))
    assert made.floor == -70.0
    assert made.usual == -36.0
    assert not made.hears(True, -32.0)
    assert not made.hears(True, -32.0, speaking=True)
    assert made.hears(True, -28.0)


def test_what_the_caller_says_is_not_taken_for_what_is_usual():
    made = gate(noise=-60.0)
    for number in range(500):
        made.hears(True, -20.0 if number % 10 else -60.0, speaking=True)
    assert made.usual == -60.0
    assert made.hears(True, -37.0)


def test_a_call_that_begins_in_the_middle_of_a_word_hears_the_caller_after_a_while():
    made = VoiceGate(RULES)
    for _ in range(FEW_FRAMES):
        made.hears(True, -20.0, speaking=True)
    for _ in range(RULES.usual_frames):
        made.hears(False, -60.0)
    assert made.usual == -60.0


def test_a_caller_who_is_the_first_sound_of_a_call_is_not_taken_for_its_noise():
    """The carrier plays digital silence until then; the same caller turns away later."""
    made = VoiceGate(RULES)
    for _ in range(100):
        made.hears(False, QUIET)
    for number in range(100):
        made.hears(True, -17.0, speaking=number > 2)
    for _ in range(30):
        made.hears(False, -55.0)
    assert made.hears(True, -29.0)


def test_nothing_is_usual_before_a_second_has_passed():
    made = VoiceGate(RULES)
    for _ in range(FEW_FRAMES - 10):
        made.hears(False, -30.0)
    assert made.usual == QUIET


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
        made.hears(True, -8.0)
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
