from pathlib import Path

import pytest

from voicebot.call.handover import QUEUES
from voicebot.transfer.queue_file import DEFAULT, QueuesError, load

TEXT = DEFAULT.read_text(encoding="utf-8")


def test_the_default_has_all_queues_and_is_always_open() -> None:
    queues = load()
    assert [queue.name for queue in queues] == list(QUEUES)
    assert queues.limits("schade").patience == 180
    assert queues.skills("orders") == ("orders", "algemeen") and queues.skills("algemeen") == ("algemeen",)
    assert queues.get("no such queue").name == "algemeen"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("zone: Europe/Amsterdam", "zone: Europe/Nergens", ":8: 'Europe/Nergens' is no time zone; write"),
        ("holidays: none", "holidays: BE", ":9: holidays is one of NL, none"),
        ("closed: []", "closed: [kerst]", ":10: 'kerst' in closed is no day; write"),
        ("monday: all day", "monday: 8-17", ":12: '8-17' is no span of time; write '08:30-17:30'"),
        ("monday: all day", "monday: 17:00-09:00", ":12: '17:00-09:00' must end after it begins"),
        ("monday: all day", "maandag: all day", ":12: hours has no key 'maandag'; it knows"),
        ("    patience: 180\n    ring: 20\n    wrap_up: 60", "    patience: 2\n    ring: 20\n    wrap_up: 60",
         "patience is a number from 10 to 3600, not '2'"),
        ("  schade:\n", "  scahde:\n", "queues needs `schade`; add it"),
        ("overflow_after: 60\n  klachten", "overflow_after: 60\n    blind: '0201234567'\n  klachten",
         "'0201234567' is no address; write a number as"),
        ("overflow_to: algemeen\n    overflow_after: 60\n  klachten", "overflow_to: schade\n  klachten",
         "overflow_to is one of klachten, orders, polis, algemeen, not 'schade'"),
        ("zone: ", "zone ", "a file of queues"),
    ],
)  # fmt: skip
def test_errors_name_line_and_cure(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "queues.yaml"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QueuesError) as raised:
        load(path)
    assert str(path) in str(raised.value)
    if says != "a file of queues":
        assert says in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("closed: []", "closed:\n  - 2026-12-24\n  - kerst", ":12: 'kerst' in closed is no day; write"),
        ("monday: all day", "monday:\n    - 08:30-12:00\n    - 13-17", ":14: '13-17' is no span of time"),
        ("monday: all day", "monday: [09:00-13:00, 12:00-17:00]", ":12: '12:00-17:00' begins before"),
        ("monday: all day", "monday: [all day, 12:00-17:00]", ":12: '12:00-17:00' begins before"),
    ],
)
def test_errors_name_the_line_within_a_list(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "queues.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QueuesError) as raised:
        load(path)
    assert f"{path}{says}" in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(QueuesError, match="VOICEBOT_QUEUES_FILE"):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_how_to_reach_a_sip_address_may_be_said(tmp_path: Path, transport: str) -> None:
    path = tmp_path / "queues.yaml"
    address = f"sip:balie@example.nl;transport={transport}"
    path.write_text(TEXT.replace("  algemeen:\n", f"  algemeen:\n    blind: {address}\n"), encoding="utf-8")
    assert load(path).get("algemeen").blind == address


@pytest.mark.parametrize(
    "address", ["sip:a@b;maddr=10.0.0.1", "sip:a@b;transport=tls?X-Link=c", "sip:a?X-Link=c@b"]
)
def test_an_address_that_brings_more_along_is_refused(tmp_path: Path, address: str) -> None:
    path = tmp_path / "queues.yaml"
    path.write_text(TEXT.replace("  algemeen:\n", f"  algemeen:\n    blind: {address}\n"), encoding="utf-8")
    with pytest.raises(QueuesError, match=r"is no address; .*;transport=tls"):
        load(path)


def test_an_own_file(tmp_path: Path) -> None:
    path = tmp_path / "queues.yaml"
    text = TEXT.replace("monday: all day", "monday: [09:00-12:00, 13:00-17:00]").replace(
        "  algemeen:\n", "  algemeen:\n    blind: sip:balie@example.nl\n    hours: {monday: 10:00-11:00}\n"
    )
    path.write_text(text, encoding="utf-8")
    queues = load(path)
    assert queues.get("algemeen").blind == "sip:balie@example.nl"
    assert len(queues.limits("schade").hours.week[0]) == 2
    assert set(queues.limits("algemeen").hours.week) == {0}
