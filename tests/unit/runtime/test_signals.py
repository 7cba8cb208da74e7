from __future__ import annotations

import os
import signal

import pytest

from voicebot.runtime.signals import Stopped, stopped_by_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_stops_the_block_and_what_was_before_comes_back(number: signal.Signals):
    before = signal.getsignal(number)
    with pytest.raises(Stopped) as stopped, stopped_by_signals():
        os.kill(os.getpid(), number)
        signal.pause()
    assert stopped.value.exit_code == 128 + number
    assert signal.getsignal(number) is before


def test_a_second_signal_does_not_interrupt_the_tidying():
    tidied = []
    with pytest.raises(Stopped), stopped_by_signals():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pause()
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            tidied.append(True)
    assert tidied == [True]


def test_what_nohup_ignores_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
