from datetime import timedelta

from tests.unit.transfer.pictures import START, picture
from voicebot.call.handover import TABLE
from voicebot.transfer.again import TRIES, later, next_try
from voicebot.transfer.hours import Hours, Span
from voicebot.transfer.routing import Colleague, assign, next_agent, somebody, urgency
from voicebot.transfer.spoken import ABOUT, offer_text
from voicebot.transfer.state import Kind
from voicebot.transfer.waiting import ANSWER_SECONDS, expected_wait


def agent(id_: int, idle: float = 0, *, free: bool = True, queues: tuple[str, ...] = ("schade",),
          asked: float | None = None) -> Colleague:  # fmt: skip
    last = None if asked is None else START - timedelta(seconds=asked)
    return Colleague(id_, queues, free, True, START - timedelta(seconds=idle), last)


def names(*pictures: object) -> list[str]:
    return [one.id for one in sorted(pictures, key=urgency)]  # type: ignore[arg-type, attr-defined]


def test_danger_then_the_angry_then_priority_then_age() -> None:
    early = START - timedelta(minutes=9)
    assert names(
        picture(id="old", priority=3, rule_id="H-01", created_at=early),
        picture(id="young", priority=3, rule_id="H-01"),
        picture(id="claim", priority=2, rule_id="H-10"),
        picture(id="angry", priority=2, rule_id="H-33"),
        picture(id="danger", priority=1, rule_id="H-05"),
        picture(Kind.CALLBACK, id="callback", priority=2, rule_id="H-33", created_at=early),
        picture(Kind.CALLBACK, id="danger, later", priority=1, rule_id="H-05", created_at=early),
    ) == ["danger", "danger, later", "angry", "claim", "old", "young", "callback"]


def test_the_longest_idle_with_the_skill() -> None:
    colleagues = [agent(1, 10), agent(2, 90, queues=("orders",)), agent(3, 60), agent(4, 99, free=False)]
    found = next_agent(picture(), colleagues, START)
    assert found is not None and found.id == 3
    assert next_agent(picture(queue="polis"), colleagues, START) is None
    found = next_agent(picture(queue="polis", overflow="orders"), colleagues, START)
    assert found is not None and found.id == 2


def test_who_declined_comes_again_only_when_everyone_was_asked_and_after_a_rest() -> None:
    first, second = agent(1, 90, asked=30), agent(2, 10)
    found = next_agent(picture(asked=(1,)), [first, second], START)
    assert found is not None and found.id == 2
    found = next_agent(picture(asked=(1, 2)), [first, agent(2, 10, asked=5)], START)
    assert found is not None and found.id == 1
    assert next_agent(picture(asked=(1,)), [agent(1, 90, asked=5)], START) is None


def test_each_agent_once_and_the_most_urgent_first() -> None:
    pairs = list(assign([picture(id="a"), picture(id="b", priority=1)], [agent(1)], START))
    assert [(one.id, colleague.id) for one, colleague in pairs] == [("b", 1)]


def test_somebody() -> None:
    assert somebody(["orders", "schade"], [agent(1, free=False)])
    assert not somebody(["orders"], [agent(1)])


def test_the_wait_is_told_only_when_something_is_known() -> None:
    assert expected_wait(1, free=1, at_work=1, handling_seconds=()) == ANSWER_SECONDS
    assert expected_wait(2, free=1, at_work=1, handling_seconds=()) is None
    assert expected_wait(1, free=0, at_work=0, handling_seconds=(60,) * 9) is None
    assert expected_wait(0, free=1, at_work=1, handling_seconds=(60,) * 9) is None
    assert expected_wait(2, free=0, at_work=2, handling_seconds=(60, 60, 6000)) == ANSWER_SECONDS + 60


def test_callbacks_are_tried_again_in_opening_hours() -> None:
    office = Hours(week={0: (Span(timedelta(hours=9), timedelta(hours=17)),)})
    night = START.replace(hour=20)
    again = next_try(1, night, office)
    assert again is not None and office.is_open(again) and again - night > timedelta(days=5)
    assert next_try(TRIES, START, office) is None
    assert later(night, office) == again


def test_every_rule_has_words_without_names() -> None:
    assert {row.rule_id for row in TABLE.values()} <= set(ABOUT)
    assert "schade" in offer_text(picture()) and "Druk 1" in offer_text(picture())
    assert offer_text(picture(Kind.CALLBACK)).startswith("U belt een klant terug")
