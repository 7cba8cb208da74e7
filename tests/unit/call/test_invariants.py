"""Invariants 1, 2, 3, 5, 6 and 7 of a call over random events, in random order and at random times."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.unit.call.driver import RULES, SPEECH, World
from voicebot.audio.frames import SILENCE_FRAME
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call import wording
from voicebot.call.delivery import Manner
from voicebot.call.handover import ROWS, TABLE
from voicebot.call.ledger import Kind
from voicebot.call.machine import Phase
from voicebot.call.outcome import Outcome
from voicebot.call.replies import Agreement, Reply
from voicebot.call.rules import RULES as RULE_IDS
from voicebot.call.sentences import sentences

TEXTS = [
    "Waar is mijn bestelling?",
    "Medewerker graag",
    "ja",
    "",
    "Ik wil een klacht indienen",
    "bent u een mens?",
]
AFTER = st.sampled_from([0.0, 0.02, 0.5, 3.0, 7.0, 30.0])
REPLIES = st.builds(
    Reply,
    texts=st.lists(st.sampled_from(["Dag.", "Uw nummer?", "Die komt morgen."]), min_size=1, max_size=2).map(
        tuple
    ),
    asks=st.sampled_from([None, "order_number", "postcode"]),
    digits=st.sampled_from([None, 4, 5]),
    handover=st.sampled_from([None, None, None, "claim", "no such row", "callback"]),
    agreements=st.sampled_from([(), (Agreement("order", "Die komt morgen."),)]),
    solved=st.booleans(),
    ends_call=st.sampled_from([False, False, True]),
    rule_id=st.just("D-01"),
    offer=st.sampled_from(["", "Kan ik nog iets voor u doen?"]),
    wish=st.sampled_from([None, "order_status", "invoice"]),
    also=st.sampled_from([None, None, "en mijn factuur", "ik wil een medewerker"]),
    manner=st.sampled_from([None, *Manner]),
    wait=st.sampled_from([0.0, 60.0]),
    corrects=st.booleans(),
    rejected=st.booleans(),
    mood=st.sampled_from([(), (), ("F-01",), ("F-02", "F-03")]),
)


class RandomCall(RuleBasedStateMachine):
    """Everything that can happen, in any order; parts answer, fail, answer twice, or never."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(desk=None)
        self.cleared_marks: set[str] = set()
        self.answered_marks: set[str] = set()
        self.asked: dict[str, int] = {}

    def give(self, event_type: type, *args: object, after: float = 0.0) -> list:
        played = {play.mark for play in self.world.of(do.Play)}
        new = self.world.give(event_type, *args, after=after)
        if any(isinstance(command, do.StopPlayback) for command in new):
            self.cleared_marks |= played - self.answered_marks
        return new

    @initialize(start=st.booleans(), disclosed=st.booleans())
    def begin(self, start: bool, disclosed: bool) -> None:
        if start:
            self.give(ev.StreamStarted)
            if disclosed:
                self.give(ev.SpeechReady, 1, SPEECH)
                self.give(ev.PlaybackMark, "speech-1.0", after=0.3)
                self.answered_marks.add("speech-1.0")

    @rule(after=AFTER)
    def start(self, after: float) -> None:
        self.give(ev.StreamStarted, after=after)

    @rule(voiced=st.integers(0, 40), silent=st.integers(0, 45))
    def caller_sounds(self, voiced: int, silent: int) -> None:
        for flag in [True] * voiced + [False] * silent:
            self.give(ev.MediaFrame, SILENCE_FRAME, flag, after=0.02)

    @rule(key=st.sampled_from("0123456789*#"), after=AFTER)
    def key(self, key: str, after: float) -> None:
        self.give(ev.KeyPressed, key, after=after)

    @rule(data=st.data(), after=AFTER, text=st.sampled_from(TEXTS))
    def transcript(self, data: st.DataObject, after: float, text: str) -> None:
        turn = data.draw(st.integers(1, len(self.world.of(do.Transcribe)) + 1))
        rejected = data.draw(st.sampled_from([None, None, None, "no_speech", "unclear"]))
        self.give(ev.TranscriptReady, turn, text, 0.8, rejected, after=after)

    @rule(data=st.data(), after=AFTER, reply=REPLIES)
    def reply(self, data: st.DataObject, after: float, reply: Reply) -> None:
        asked = self.world.of(do.AskDialogue)
        turn = data.draw(st.sampled_from([command.turn_id for command in asked[-2:]] or [1]))
        new = self.give(ev.ReplyReady, turn, reply, after=after)
        if any(isinstance(c, do.Synthesize) and c.text == reply.texts[0] for c in new):
            if reply.solved and reply.asks is None:
                self.asked.clear()
            if reply.asks:
                self.asked[reply.asks] = self.asked.get(reply.asks, 0) + 1

    @rule(data=st.data(), after=AFTER)
    def speech(self, data: st.DataObject, after: float) -> None:
        ids = [command.speech_id for command in self.world.of(do.Synthesize)[-3:]] or [1]
        self.give(ev.SpeechReady, data.draw(st.sampled_from(ids)), SPEECH, after=after)

    @rule(data=st.data(), after=AFTER)
    def mark(self, data: st.DataObject, after: float) -> None:
        names = [play.mark for play in self.world.of(do.Play)[-3:]] or ["speech-1.0"]
        name = data.draw(st.sampled_from(names))
        self.give(ev.PlaybackMark, name, after=after)
        self.answered_marks.add(name)

    @precondition(lambda self: self.world.commands)
    @rule(data=st.data(), kind=st.sampled_from(["stt", "dialogue", "speech"]))
    def part_fails(self, data: st.DataObject, kind: str) -> None:
        event, commands, name = {
            "stt": (ev.TranscriptFailed, self.world.of(do.Transcribe), "turn_id"),
            "dialogue": (ev.ReplyFailed, self.world.of(do.AskDialogue), "turn_id"),
            "speech": (ev.SpeechFailed, self.world.of(do.Synthesize), "speech_id"),
        }[kind]
        ids = [getattr(command, name) for command in commands[-2:]] or [1]
        self.give(event, data.draw(st.sampled_from(ids)), "crashed")

    @rule(
        after=AFTER,
        refused=st.sampled_from(["", "closed", "nobody_free"]),
        wait=st.sampled_from([None, 80.0]),
    )
    def desk(self, after: float, refused: str, wait: float | None) -> None:
        if self.world.of(do.HandOver):
            self.give(ev.DeskAnswered, refused, wait, after=after)

    @rule(after=AFTER)
    def time_passes(self, after: float) -> None:
        self.give(ev.TimePassed, after=after)

    @rule(reason=st.sampled_from(ev.StopReason), rarely=st.integers(0, 5))
    def stop(self, reason: ev.StopReason, rarely: int) -> None:
        if rarely == 0:
            self.give(ev.StreamStopped, reason)

    @invariant()
    def disclosure_comes_first_and_alone_until_its_mark(self) -> None:
        plays = self.world.of(do.Play)
        texts = {command.speech_id: command.text for command in self.world.of(do.Synthesize)}
        proven = next(
            (
                i
                for i, command in enumerate(self.world.commands)
                if isinstance(command, do.Record)
                and command.entry.kind is Kind.DISCLOSURE
                and command.entry.data["heard"]
            ),
            None,
        )
        before = [c for c in self.world.commands[:proven] if isinstance(c, do.Play)]
        assert all(texts[play.speech_id] == RULES.disclosure for play in before)
        assert not plays or texts[plays[0].speech_id] == RULES.disclosure
        assert proven is not None or not self.world.of(do.StopPlayback)
        assert proven is None or "speech-1.0" in self.answered_marks or "speech-2.0" in self.answered_marks

    @invariant()
    def one_outcome_and_the_line_is_closed_after_it(self) -> None:
        ends = self.world.of(do.EndCall)
        over = self.world.call.phase is Phase.ENDED
        assert len(ends) == (1 if over else 0)
        assert len(self.world.of(do.HangUp)) == len(ends)
        if over:
            assert isinstance(self.world.commands[-1], do.HangUp)
            person = ends[0].outcome in (Outcome.HANDED_OVER, Outcome.FAILED_TO_HUMAN, Outcome.CALLBACK)
            over = [command.rule_id for command in self.world.of(do.HandOver)]
            assert not person or over[-1] == ends[0].rule_id

    @invariant()
    def confirmed_at_most_once_and_only_at_the_end(self) -> None:
        sent = self.world.of(do.SendConfirmation)
        assert len(sent) <= len(self.world.of(do.EndCall))
        assert all(command.agreements for command in sent)

    @invariant()
    def cleared_audio_was_not_heard(self) -> None:
        spoken = {c.speech_id: c.text for c in self.world.of(do.Synthesize)}
        texts = {play.mark: spoken[play.speech_id] for play in self.world.of(do.Play)}
        heard = sum(1 for entry in self.world.ledger(Kind.BOT_TURN) if entry.data["heard"])
        provable = [m for m in self.answered_marks if texts.get(m) != RULES.disclosure]
        assert heard <= len([m for m in provable if m not in self.cleared_marks])

    @invariant()
    def no_slot_is_asked_a_third_time_before_a_wish_is_answered(self) -> None:
        assert max(self.asked.values(), default=0) <= 2

    @invariant()
    def every_entry_names_a_rule_that_exists(self) -> None:
        known = {*RULE_IDS, *(row.rule_id for row in ROWS), "D-01"}
        assert {entry.rule_id for entry in self.world.ledger()} <= known

    @invariant()
    def one_apology_a_call(self) -> None:
        assert sum(command.text == wording.APOLOGY for command in self.world.of(do.Synthesize)) <= 1

    @invariant()
    def the_caller_is_never_forgotten(self) -> None:
        """While a call runs some timer is due, or the caller is speaking: it cannot hang in silence."""
        if self.world.call.phase not in (Phase.WAITING, Phase.ENDED):
            assert self.world.call.next_timer() is not None

    def teardown(self) -> None:
        """Left alone, every started call ends by itself, with one outcome."""
        if self.world.call.phase is not Phase.WAITING:
            for _ in range(12):
                self.world.synthesize_all()
                self.world.give(ev.TimePassed, after=RULES.call_limit)
            assert len(self.world.of(do.EndCall)) == 1


RandomCall.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestRandomCall = RandomCall.TestCase

WAYS = st.sampled_from(["key", "Ik wil een medewerker spreken", "Medewerker!", "Verbind me door alstublieft"])


@settings(max_examples=150, deadline=None)
@given(
    way=WAYS,
    busy=st.sampled_from(["resting", "asking", "speaking", "form", "hearing", "goodbye", "silent"]),
    slot=st.sampled_from(["order_number", "postcode"]),
)
def test_a_request_for_a_person_hands_over_at_once_whatever_is_open(way: str, busy: str, slot: str):
    world = World().start()
    if busy == "hearing":
        world.frames(0.6, voiced=True)
        world.frames(0.8)
    elif busy == "silent":
        world.frames(RULES.idle + 0.1)
    elif busy != "resting":
        world.say("Waar is mijn bestelling?")
        if busy != "asking":
            world.reply("Uw nummer?", asks=slot, digits=5, ends_call=busy == "goodbye")
        if busy == "form":
            world.hear_all()
    new = world.give(ev.KeyPressed, "0") if way == "key" else world.say(way)
    row = TABLE["key_0" if way == "key" else "asked_person"]
    assert [command.text for command in new if isinstance(command, do.Synthesize)] == sentences(row.say)
    world.hear_all()
    assert [command.rule_id for command in world.of(do.HandOver)] == [row.rule_id]
    assert world.of(do.EndCall) == [do.EndCall(Outcome.HANDED_OVER, row.rule_id)]
