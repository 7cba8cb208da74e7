"""How often a caller is taken to have finished who only paused, and how long a finished one waits: counted.

Each turn is a call of its own in virtual time: a key brings the question, the caller says the turn; Whisper
and the dialogue's opinion of it are real, the dialogue's answers are not. A turn is cut off when the dialogue
is asked, or the caller is told that he was not understood, before his last sound. A request for a person that
is obeyed before the end is counted by itself: nothing that may follow would change what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voicebot.bench.figures import spread
from voicebot.bench.pauses import DIGITS, PausedTurn
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call import wording
from voicebot.call.fakes import FakeDialogue
from voicebot.call.ledger import Kind
from voicebot.call.ports import Dialogue, Prepared, Transcriber
from voicebot.call.replies import Expects, Reply
from voicebot.call.rules import CallRules
from voicebot.call.sentences import sentences
from voicebot.dialogue.reading.whole import whole
from voicebot.evaluation.metrics import interval, share
from voicebot.replay.virtual import Played, VirtualHouse, recording
from voicebot.speech.fakes import FakeSynthesizer

RULES = CallRules("Dag.", "bench", idle=1000.0)
SPEAKS_AT = 1.5  # stream seconds: the question was heard
TODAY = date(2026, 11, 24)  # no turn here tells a date
THANKS = "Dank u wel, ik zoek dat even voor u op."  # as long as an answer is: 2 s
UNCLEAR = frozenset(sentences(text)[0] for text in wording.UNCLEAR)


class Asker(FakeDialogue):
    """Asks one question when something is keyed, and thanks for whatever is said.

    ``opinion``: judges drafts as the house's dialogue does; without it all sound like something it knows.
    """

    def __init__(self, expects: Expects, opinion: Dialogue | None) -> None:
        super().__init__(default=Reply((THANKS,)))
        digits = DIGITS if expects is Expects.DIGITS else None
        self._question = Reply(("Zegt u het maar.",), asks="answer", expects=expects, digits=digits)
        self._opinion = opinion

    def ask(self, call_id: str, text: str, *, source: str, confidence: float, queue: str = "") -> Reply:
        """The question, or thanks."""
        return self._question if source == "keys" else self.default

    def prepare(self, call_id: str, text: str, *, expects: Expects, digits: int | None) -> Prepared:
        """See `voicebot.call.ports.Dialogue`."""
        if self._opinion:
            return self._opinion.prepare(call_id, text, expects=expects, digits=digits)
        return Prepared(whole(text, expects, digits, TODAY), sure=True)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a turn.

    cut: seconds before its end at which it was first taken for finished, None when it was not. decided:
    seconds after its end at which it was, None when it never was. to_person: before its end the call went to
    a person. heard: what was taken for its turns. mended: it was cut, and what came after the cut was put to
    what came before (rule T-06), or only went on with a yes or no (T-05), so that nothing need be said again.
    """

    turn: PausedTurn
    cut: float | None
    decided: float | None
    to_person: bool
    heard: tuple[str, ...]
    mended: bool = False


def judge(
    turn: PausedTurn, ear: Transcriber, hearing: Callable[[bytes], float], opinion: Dialogue | None
) -> Verdict:
    """Play one turn. ``hearing``: seconds that the text of some sound takes. Raises what the ear raises."""
    house = VirtualHouse(ear, Asker(turn.said.expects, opinion), FakeSynthesizer(), hearing)
    keys = [ev.KeyPressed(0.1, key) for key in "1#"]
    length = SPEAKS_AT + len(turn.sound) / 8000 + 1.0
    played = house.play(RULES, recording(turn.sound, SPEAKS_AT), length, keys)
    begins, ends = SPEAKS_AT + turn.begins, SPEAKS_AT + turn.ends
    people = [entry.at for entry in played.entries if entry.rule_id.startswith("H-")]
    taken = [at for at in answered(played) if at > begins]
    early = [at for at in taken if at < ends]
    late = [at for at in [*taken, *people] if at >= ends]
    return Verdict(
        turn,
        round(ends - early[0], 3) if early else None,
        round(min(late) - ends, 3) if late else None,
        any(at < ends for at in people) and not early,
        tuple(str(entry.data["text"]) for entry in spoken_turns(played)),
        bool(early) and any(entry.rule_id in ("T-05", "T-06") for entry in played.entries),
    )


def answered(played: Played) -> list[float]:
    """When something that was said went to the dialogue, or was said to be unclear; stream seconds."""
    asked = [at for at, command in played.times(do.AskDialogue) if command.source == "voice"]
    unclear = [at for at, command in played.times(do.Synthesize) if command.text in UNCLEAR]
    return sorted(asked + unclear)


def spoken_turns(played: Played) -> list[Any]:
    """The ledger's entries of spoken turns, used or not."""
    turns = (entry for entry in played.entries if entry.kind is Kind.CALLER_TURN)
    return [entry for entry in turns if entry.data["source"] == "voice"]


def figures(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Rates over all turns, by kind of question, of pause, and by line."""
    cut = [one for one in verdicts if one.cut is not None]
    low, high = interval(len(cut), len(verdicts))
    return {
        "cut_off_rate": round(share(len(cut), len(verdicts)), 4) if verdicts else None,
        "cut_off_interval": [round(low, 3), round(high, 3)],
        "cut_offs": {
            "turns": len(verdicts),
            "mended": sum(one.mended for one in cut),
            "not_mended_rate": round(share(sum(not one.mended for one in cut), len(verdicts)), 4),
            "to_person_before_the_end": sum(one.to_person for one in verdicts),
            "never_decided": sum(one.decided is None for one in verdicts if not one.to_person),
            "by_question": _by(verdicts, lambda one: one.turn.said.expects.value),
            "by_pause": _by(verdicts, lambda one: one.turn.said.where),
            "by_line": _by(verdicts, lambda one: one.turn.line),
            "by_longest_pause": _by(verdicts, _longest),
        },
    }


def _by(verdicts: Iterable[Verdict], key: Callable[[Verdict], str]) -> dict[str, Any]:
    groups: dict[str, list[Verdict]] = {}
    for one in verdicts:
        groups.setdefault(key(one), []).append(one)
    return {
        name: {
            "turns": len(group),
            "cut": sum(one.cut is not None for one in group),
            "mended": sum(one.mended for one in group),
            "decided": spread(one.decided for one in group if one.cut is None and one.decided is not None),
        }
        for name, group in sorted(groups.items())
    }


def _longest(one: Verdict) -> str:
    longest = max(one.turn.said.pauses, default=0.0)
    return next((f"below {limit:g} s" for limit in (0.3, 0.5, 0.7, 1.2, 2.0) if longest < limit), "longer")
