"""The net that the tests hold under the logs: it must catch a leak, and nothing but leaks."""

from __future__ import annotations

from tests.logs import leaks

HARMLESS = """[2026-11-24 02:52:49 +0000] [35129] [INFO] Listening at: http://127.0.0.1:35121 (pid 35122)
2026-11-24 03:00:10,351 INFO voicebot.confirm: call CA58fe3512c84304f77a5915d5550ae9da went
2026-11-24 03:51:20,420 INFO voicebot.telephony.stream: call CA58fe42073c84304f77a5915d5550ae9d: stream open
[2026-11-25 04:12:01 +0000] [3160] [INFO] Listening at: http://127.0.0.1:43160 (3160)
[2026-11-25 04:12:01 +0000] [3168] [INFO] Booting worker with pid: 3168
2026-11-25 04:12:05,100 INFO dbos: version 7d31613512e842073, workflow 3f3168c2-3512-4207-8316-000031680006
"""
# What the end-to-end tests look for.
PERSONAL = r"\+?31\s?6\d|06\d{8}|4207\s?3|3512"


def test_ids_times_and_process_numbers_are_no_leak():
    assert leaks(HARMLESS, "3512|42073|351") == []
    assert leaks(HARMLESS, PERSONAL) == []


def test_a_leak_is_found_beside_them():
    log = HARMLESS + "2026-11-24 03:00:10,351 INFO x: order 42073, postcode 3512JE\n"
    assert leaks(log, r"3512\s?je|42073") == ["42073", "3512JE"]


def test_numbers_of_callers_are_found_in_brackets_and_behind_a_name():
    log = "2026-11-25 04:12:01,000 x: (31612345678) from +31612345678, pid +31612345678, [31612345678]"
    assert len(leaks(HARMLESS + log, PERSONAL)) == 4
