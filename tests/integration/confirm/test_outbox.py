import stat
from pathlib import Path

import pytest

from tests.integration.confirm.outgoing import outgoing
from voicebot.call.ports import Message, PartError
from voicebot.confirm.outbox import OutboxFolder
from voicebot.delivery.states import Attempt


def test_a_readable_file_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "outbox"
    message = Message("s.dewit@example.nl", "Goedendag – é\n\nDag.\n", "Uw gesprek")
    name, state = OutboxFolder(folder).send(outgoing(message), lambda: None)
    assert state is Attempt.SENT
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
    name, _ = OutboxFolder(tmp_path).send(outgoing(Message(to, "Dag.")), lambda: None)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert all(line in text for line in lines)
    assert "\nSubject:" not in text


def test_many_messages_stay_apart_and_one_twice_is_one(tmp_path: Path) -> None:
    outbox = OutboxFolder(tmp_path)
    for number in range(20):
        out = outgoing(Message("+31612345678", f"bericht {number}"), key=f"CA{number}.conclusion")
        assert outbox.find(out, lambda _: frozenset()) is None
        name, _ = outbox.send(out, lambda: None)
        assert outbox.send(out, lambda: None)[0] == name == outbox.find(out, lambda _: frozenset())
    texts = {path.read_text().splitlines()[-1] for path in tmp_path.iterdir()}
    assert texts == {f"bericht {number}" for number in range(20)} and len(list(tmp_path.iterdir())) == 20


def test_a_folder_that_cannot_be_written_says_what_to_check(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PartError, match="check VOICEBOT_OUTBOX_DIR"):
        OutboxFolder(tmp_path / "file" / "outbox").send(
            outgoing(Message("+31612345678", "Dag.")), lambda: None
        )
