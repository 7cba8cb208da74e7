"""An answer in time, or an error in time."""

from __future__ import annotations

import threading

import pytest

from voicebot.call.ports import PartError
from voicebot.telephony.deadline import within


def test_an_answer_in_time_is_passed_on():
    assert within(5, lambda: 7) == 7


@pytest.mark.parametrize("error", [KeyError("x"), TimeoutError("its own"), PartError("gone")])
def test_so_is_its_error(error):
    def fail():
        raise error

    with pytest.raises(type(error)) as caught:
        within(5, fail)
    assert caught.value is error


def test_who_does_not_answer_is_not_waited_for():
    done = threading.Event()
    with pytest.raises(PartError, match=r"no answer in 0\.01 s"):
        within(0.01, done.wait)
    done.set()
