"""How confirmations stand, as /metrics tells it."""

from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.confirm.metrics import ConfirmationMetrics
from voicebot.store.book import SqlCallBook
from voicebot.store.confirmations import SqlConfirmations
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade
from voicebot.store.models import Base, Confirmation


def test_states_and_open_alarms(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/calls.sqlite3")
    upgrade(engine)
    book, shown = SqlCallBook(engine), SqlConfirmations(engine)
    metrics = ConfirmationMetrics(shown)
    for call_id in ("CA1", "CA2"):
        book.open_call(call_id, "+31612345678", "+31201234567")
        book.conclude(call_id, Conclusion(Outcome.SOLVED, "O-01", agreements=(Agreement("test", "Dag."),)))
    with Session(engine) as session, session.begin():
        session.execute(
            update(Confirmation).where(Confirmation.id == 1).values(state="failed", alarm="failed")
        )
    told = metrics.latest().decode()
    assert 'voicebot_confirmations_state{state="failed"} 1.0' in told
    assert 'voicebot_confirmations_state{state="pending"} 1.0' in told
    assert "voicebot_confirmations_alarms 1.0" in told
    shown.dealt_with(1, agent_id=1)
    assert "voicebot_confirmations_alarms 0.0" in metrics.latest().decode()
    Base.metadata.drop_all(engine)  # the database is gone: the rest of /metrics is told all the same
    assert metrics.latest() == b""
