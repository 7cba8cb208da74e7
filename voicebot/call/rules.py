"""The core's own rule ids, as the ledger names them. Hand-over rules (H-…) stand in `handover.py`,
the dialogue's (D-…) with the dialogue.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voicebot.call.turns.utterance import TurnRules

RULES = {
    "C-01": "The first thing a caller hears is the disclosure; heard when the carrier's mark proves it.",
    "C-02": "The disclosure's mark did not come back in time: it is played once more.",
    "C-03": "The call ended before the disclosure was proven heard.",
    "T-01": "Sound without speech is no turn.",
    "T-02": "Speech that was not understood is asked again in other words, the second time naming key 0.",
    "T-03": "What the caller said or keyed goes to the dialogue.",
    "T-04": "The second wish of one sentence goes to the dialogue, once the first is answered.",
    "T-05": "A sound of listening ('ja', 'hm') over the bot, or a yes or no that goes on, is no turn.",
    "T-06": "The caller, taken to have finished, went on: both parts are one turn; more time from then on.",
    "T-07": "Once a call the caller hears where the confirmation goes: after an answer, else before goodbye.",
    "B-01": "Bot speech whose mark came back was heard.",
    "B-02": "Bot speech that was cut off, or whose mark never came, does not count as heard.",
    "B-03": "The caller speaks or presses a key while interruptible speech plays: the bot stops.",
    "B-04": "It was no word of the caller's that cut the bot off: it goes on at the word where it stopped.",
    "I-01": "The caller is silent: ask in other words, then offer keys or a person, then say goodbye.",
    "L-01": "Where the time went between the caller's last sound and the bot's first.",
    "F-30": "Asks for the same thing again, although it was answered.",
    "F-31": "Corrects what was understood.",
    "F-32": "Says no to what was read back.",
    "F-33": "Speaks through an answer, for the second time and on.",
    "F-34": "Was not understood.",
    "F-90": "The caller is more annoyed: one apology, short answers; at the highest level a person.",
    "E-01": "A part failed.",
    "R-01": "The call is recorded as sound: its caller, a tester, had agreed to it beforehand.",
    "O-01": "The caller hung up after an answered wish, with nothing open: solved.",
    "O-02": "The caller hung up with something open, or before an answer: caller left.",
    "O-03": "Goodbye was said after an answered wish: solved.",
    "O-04": "Goodbye was said without an answered wish: caller left.",
    "W-01": "The caller was still on the line after the stream: a person is rung.",
    "W-02": "A caller for whom no person came is back: the disclosure only if it was not heard.",
    "W-03": "Whether a person can come, and about when: the desk's word on the hand-over.",
    "W-05": "The stream is opened again for a caller for whom no person came; the outcome is open again.",
    "W-04": "No person can come: the dialogue offers a callback, once a call; after that one is promised.",
}


@dataclass(frozen=True, slots=True)
class CallRules:
    """A call's texts and times; all times in seconds.

    hearing_limit: longest wait for a transcript (20 calls at once on 2 cores queue for about 15 s).
    answering_limit, speech_limit: longest wait for Rasa and for speech. desk_limit: longest wait for the
    desk's word; without it the caller is told that a person comes. mark_grace: how much later than
    computed a mark may come. idle: the caller's silence before the bot asks.
    barge_in: voiced sound that interrupts; barge_in_again: after a false alarm, until the caller says
    something. key_pause: pause that completes keyed digits. call_limit: after this a person takes over.
    fixed: texts that are the same for every caller, so their speech may be kept.
    """

    disclosure: str
    disclosure_version: str
    turns: TurnRules = field(default_factory=TurnRules)
    hearing_limit: float = 25.0
    answering_limit: float = 12.0
    speech_limit: float = 12.0
    desk_limit: float = 1.0
    mark_grace: float = 4.0
    idle: float = 6.0
    barge_in: float = 0.24
    barge_in_again: float = 0.8
    key_pause: float = 3.0
    call_limit: float = 900.0
    fixed: frozenset[str] = frozenset()
