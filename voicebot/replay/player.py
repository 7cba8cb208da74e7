"""Plays a scenario's caller: waits for the bot, speaks, presses keys, hangs up. No I/O."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.audio.frames import FRAME_SECONDS, SILENCE_FRAME, split
from voicebot.replay.handset import Doing, Handset
from voicebot.replay.scenario import Does, Scenario, Step, When
from voicebot.replay.timeline import Moment, What

QUIET = 0.8  # seconds without bot sound that mean: it is the caller's turn (its own sentences pause shorter)
LONG_QUIET = 3.0  # the same, when nothing new was said since the caller's last step
INTO_DISCLOSURE = 1.0  # seconds of the disclosure that a caller hears before talking through it
INTO_SPEECH = 0.5  # seconds of an answer that a caller hears before interrupting it
KEY_GAP = 0.25  # seconds between two keys


@dataclass(frozen=True, slots=True)
class Limits:
    """When the player gives up, in stream seconds. ``patience``: without the bot doing what a step waits for
    (longer than any of the server's own time-outs).  ``call``: the whole call.
    """

    patience: float = 45.0
    call: float = 300.0


@dataclass(frozen=True, slots=True)
class Said:
    """A step that was spoken or keyed, and where it begins in the timeline."""

    step: Step
    moment: Moment


class ScenarioCaller:
    """Implements `handset.Caller`. ``problem`` says afterwards why the scenario was not played to its end."""

    def __init__(self, scenario: Scenario, limits: Limits | None = None, speed: float = 1.0) -> None:
        """``speed``: the carrier's; the server thinks in real time, so stream time may run longer."""
        self.acted: list[Said] = []
        self.problem: str | None = None
        self._scenario = scenario
        self._limits = limits or Limits()
        self._speed = speed
        self._left = list(scenario.steps)
        self._frames: list[bytes] = []
        self._keys = ""
        self._busy_until = 0.0
        self._since = 0.0  # when the last step ended
        self._new_since = 0.0  # what the bot says from here on answers it

    @property
    def said(self) -> list[Said]:
        """What was spoken."""
        return [one for one in self.acted if one.step.does is Does.SAY]

    def step(self, phone: Handset) -> Doing:
        """What the caller does in the next 20 ms."""
        if self._frames:
            frame = self._frames.pop(0)
            self._since = self._new_since = phone.now + FRAME_SECONDS
            return Doing(frame)
        if phone.now < self._busy_until:
            return Doing()
        if self._keys:
            return self._press(phone)
        if phone.now >= self._limits.call:
            return self._give_up(f"the call took longer than {self._limits.call:g} s")
        if self._left and self._due(self._left[0], phone):
            return self._begin(self._left.pop(0), phone)
        return self._wait(phone)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, step: Step, phone: Handset) -> Doing:
        self._since = self._new_since = phone.now
        if step.does is Does.HANG_UP:
            return Doing(hang_up=True)
        if step.does is Does.WAIT:
            self._busy_until = self._since = self._new_since = phone.now + step.seconds
            return Doing()
        if step.does is Does.KEYS:
            self._keys = step.text
            keyed = Moment(round(phone.now, 2), What.KEY, step.text)
            self.acted.append(Said(step, keyed))
            return self._press(phone)
        self._frames = list(split(step.audio))
        until = round(phone.now + len(self._frames) * FRAME_SECONDS, 2)
        self.acted.append(
            Said(step, phone.timeline.add(phone.now, What.CALLER, step.text, until=until, data=step.file))
        )
        return self.step(phone)

    def _press(self, phone: Handset) -> Doing:
        key, self._keys = self._keys[0], self._keys[1:]
        self._busy_until = phone.now + KEY_GAP
        self._since = phone.now
        return Doing(keys=key)

    def _due(self, step: Step, phone: Handset) -> bool:
        match step.when:
            case When.AT_ONCE:
                return True
            case When.AT:
                return phone.now >= step.at
            case When.DURING_DISCLOSURE:
                return bool(phone.bot_moments) and phone.now - phone.bot_moments[0].at >= INTO_DISCLOSURE
            case When.DURING_BOT:
                return self._says_something_new(phone) and phone.now - phone.bot_moments[-1].at >= INTO_SPEECH
            case _:  # When.BOT_DONE
                return self._bot_is_done(phone)

    def _says_something_new(self, phone: Handset) -> bool:
        return phone.buffered > 0 and bool(phone.bot_moments) and phone.bot_moments[-1].at >= self._new_since

    def _bot_is_done(self, phone: Handset) -> bool:
        heard = phone.bot_last_heard
        if heard is None or heard <= self._since or phone.buffered > 0:
            return False
        # since the first key, not the last: the bot may answer before the '#' behind a number of known length
        new = phone.bot_moments[-1].at >= self._new_since
        return phone.now - heard >= (QUIET if new else LONG_QUIET * self._speed)

    def _wait(self, phone: Handset) -> Doing:
        quiet_since = max(self._since, phone.bot_last_heard or 0.0)
        if phone.now - quiet_since <= self._limits.patience * self._speed:
            return Doing(SILENCE_FRAME)
        if not self._left:
            return self._give_up("the bot neither speaks nor ends the call")
        step = self._left[0]
        return self._give_up(f"line {step.line} waits for {step.when}, and the bot stays silent")

    def _give_up(self, problem: str) -> Doing:
        self.problem = f"{self._scenario.path.name}: {problem}; the caller hangs up"
        return Doing(hang_up=True)
