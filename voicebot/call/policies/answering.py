"""What is said to a reply of the dialogue, by its content and the caller's mood; or where the caller goes."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call import wording
from voicebot.call.policies.frustration import Level
from voicebot.call.policies.repetition import Repetition
from voicebot.call.replies import Reply
from voicebot.call.story import Story


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do with one reply.

    condition and because: of the hand-over, None when the call goes on. before and after: fixed texts around
    the reply's own, '' for none. notice: said between the reply's texts and ``after``; before the reply's
    texts when they end the call. second_wish: goes to the dialogue next. rose: the level of annoyance, when
    it rose with this reply.
    """

    condition: str | None = None
    because: str = ""
    before: str = ""
    after: str = ""
    notice: str = ""
    second_wish: str | None = None
    rose: Level | None = None


class Answering:
    """Looks at the replies of one call, in order."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._repetition = Repetition()
        self._level = Level.CALM  # as of the last reply

    def to(self, reply: Reply) -> Answer:
        """Take the reply into the story and decide."""
        self._story.take(reply)
        was, self._level = self._level, self._story.mood.level
        rose = self._level if self._level is not was else None
        condition, because = self._person(reply)
        if condition:
            return Answer(condition, because, rose=rose)
        if reply.ends_call:
            return Answer(notice=self._story.take_notice(), rose=rose)
        before = ""
        if rose:  # one apology a call, then the way to a person
            before = wording.APOLOGY if was is Level.CALM else wording.PERSON_OFFER
        wish = self._story.take_second_wish(reply)
        if wish:
            return Answer(before=before, after=wording.SECOND_WISH, second_wish=wish, rose=rose)
        # While a question is open, or another wish waits, nothing comes in between.
        notice = "" if reply.asks else self._story.take_notice()
        after = wording.SHORT_OFFER if reply.offer and self._level is not Level.CALM else reply.offer
        return Answer(before=before, after=after, notice=notice, rose=rose)

    def _person(self, reply: Reply) -> tuple[str | None, str]:
        if reply.handover:
            return reply.handover, f"dialogue rule {reply.rule_id}"
        if self._repetition.too_often(reply):
            return "asked_too_often", f"slot {reply.asks}"
        if self._level is Level.ANGRY and not (reply.solved or reply.ends_call):
            return "frustrated", self._story.mood.reasons
        return None, ""
