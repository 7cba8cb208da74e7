"""The net that the tests hold under the logs: it must catch a leak, and nothing but leaks."""

from __future__ import annotations

from tests.logs import leaks

HARMLESS = """[2026-11-24 02:52:49 +0000] [35129] [INFO] Listening at: http://127.0.0.1:35121 (pid 35122)
2026-11-24 03:00:10,351 INFO voicebot.confirm: call CA58fe3512c84304f77a5915d5550ae9da went
2026-11-24 03:51:20,420 INFO voicebot.telephony.stream: call CA58fe42073c84304f77a5915d5550ae9d: stream open
"""


def test_ids_times_and_process_numbers_are_no_leak():
    assert leaks(HARMLESS, "3512|42073|351") == []


def test_a_leak_is_found_beside_them():
    log = HARMLESS + "2026-11-24 03:00:10,351 INFO x: order 42073, postcode 3512JE\n"
    assert leaks(log, r"3512\s?je|42073") == ["42073", "3512JE"]
