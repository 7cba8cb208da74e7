import stat
from pathlib import Path

import pytest

from voicebot.call.ports import Message, PartError
from voicebot.confirm.outbox import OutboxFolder


def test_a_readable_file_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "outbox"
    name = OutboxFolder(folder).send(Message("s.dewit@example.nl", "Goedendag – é\n\nDag.\n", "Uw gesprek"))
    (path,) = folder.iterdir()
    assert path.name == name and name.endswith(".txt")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first, to, date, subject, *text = path.read_text(encoding="utf-8").split("\n")
    assert (first, to, subject) == (
        "Channel it would have used: e-mail", "To: s.dewit@example.nl", "Subject: Uw gesprek",
    )  # fmt: skip
    assert date.startswith("Date: ") and date.endswith(" UTC")
    assert text == ["", "Goedendag – é", "", "Dag.", ""]


@pytest.mark.parametrize(
    ("to", "lines"),
    [
        ("+31612345678", ("used: SMS", "To: +31612345678\n")),
        ("", ("used: none (no mobile number, no e-mail)", "To: -\n")),
        ("a@b.nl\nSubject: x", ("used: e-mail", "To: a@b.nl Subject: x\n")),
        ("\udcff", ("used: SMS", "To: ?\n")),
    ],
)
def test_it_tells_where_the_message_would_have_gone(tmp_path: Path, to: str, lines: tuple[str, ...]) -> None:
    name = OutboxFolder(tmp_path).send(Message(to, "Dag."))
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert all(line in text for line in lines)
    assert "\nSubject:" not in text


def test_many_messages_stay_apart_and_in_order(tmp_path: Path) -> None:
    outbox = OutboxFolder(tmp_path)
    for number in range(20):
        outbox.send(Message("+31612345678", f"bericht {number}"))
    texts = [path.read_text().splitlines()[-1] for path in sorted(tmp_path.iterdir())]
    assert texts == [f"bericht {number}" for number in range(20)]


def test_a_folder_that_cannot_be_written_says_what_to_check(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PartError, match="check VOICEBOT_OUTBOX_DIR"):
        OutboxFolder(tmp_path / "file" / "outbox").send(Message("+31612345678", "Dag."))
