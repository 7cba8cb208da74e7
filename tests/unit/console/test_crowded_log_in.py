from __future__ import annotations

import threading

import pytest

from voicebot.console import passwords


def test_a_flood_of_log_ins_leaves_the_threads_to_callers() -> None:
    """argon2 is slow by design, and a thread that waits for it answers nobody."""
    known = passwords.make_hash("paard batterij nietje")
    answers: list[bool] = []

    def ask() -> None:
        answers.append(passwords.matches(known, "paard batterij nietje"))

    for _ in range(2):
        passwords._at_once.acquire()  # two hashes take long
    try:
        # Two that are being looked at, and those that wait for them.
        waiting = [threading.Thread(target=ask) for _ in range(2 + passwords.WAITING)]
        for thread in waiting:
            thread.start()
        while passwords._inside._value:  # type: ignore[attr-defined]
            threading.Event().wait(0.01)
        with pytest.raises(passwords.TooManyLogIns):
            passwords.matches(known, "paard batterij nietje")
        assert answers == []
    finally:
        for _ in range(2):
            passwords._at_once.release()
    for thread in waiting:
        thread.join(30)
    assert answers == [True] * len(waiting)
    assert passwords.matches(known, "paard batterij nietje")
