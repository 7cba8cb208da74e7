"""Replays one scenario through a running house and tells how it went."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from voicebot.delivery.states import SETTLED
from voicebot.replay import never, recording, report
from voicebot.replay.carrier import Carrier
from voicebot.replay.checks import check
from voicebot.replay.never import Never
from voicebot.replay.player import ScenarioCaller
from voicebot.replay.results import Checked
from voicebot.replay.scenario import Scenario, load
from voicebot.replay.story import LedgerReader, Story


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """One replayed call. ``recording``: stereo WAV, caller left, bot right; None when there was no sound.

    ``sound``: both sides, 8 kHz μ-law, the caller first.
    """

    scenario: Scenario
    call_id: str
    story: Story
    checks: tuple[Checked, ...]
    recording: Path | None
    sound: tuple[bytes, bytes] = (b"", b"")

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return all(result.passed for result in self.checks)

    @property
    def exit_code(self) -> int:
        """0 when every expectation was met, else 1."""
        return 0 if self.passed else 1


def replay(
    scenario_path: Path,
    base_url: str,
    auth_token: str,
    reader: LedgerReader,
    speed: float = 1.0,
    out_dir: Path = Path("build/replay"),
    console: Console | None = None,
    *,
    connect_to: str = "",
    person_answers: bool = True,
    settle_seconds: float = 20.0,
    rules: Sequence[Never] = (),
    recording_name: str = "",
) -> ReplayResult:
    """Call the house at ``base_url`` as the scenario's caller, print the conversation, check it.

    ``connect_to``: 'host:port' to reach instead of the public address. ``settle_seconds``: how long to wait
    for the stored outcome and the confirmation after the call. ``rules``: what must never happen.
    ``recording_name``: of the file in ``out_dir``, else the scenario's. Raises ScenarioError, CarrierError,
    PartError (the reader's) and OSError (the recording cannot be written).
    """
    scenario = load(scenario_path)
    out = console or Console()
    length = "in real time" if speed == 1 else f"{speed:g} times as fast as real time"
    out.print(Text(f"Calling with {scenario.name}, {length} …", style="dim"))
    caller = ScenarioCaller(scenario, speed=speed)
    carrier = Carrier(base_url, auth_token, connect_to=connect_to, person_answers=person_answers, speed=speed)
    call = carrier.call(scenario.caller, caller)
    wants_text = bool(scenario.expect.confirmation or scenario.expect.confirmed)
    _settle(reader, call.call_sid, settle_seconds, wants_text=wants_text)
    story = Story(
        timeline=call.timeline,
        said=caller.acted,
        entries=reader.ledger(call.call_sid),
        confirmations=reader.confirmations(call.call_sid),
        status=reader.status(call.call_sid),
        problem=caller.problem,
    )
    results = (*check(scenario, story), *never.check(rules, story))
    path = recording.save(call, out_dir / (recording_name or f"{scenario.name}.wav"))
    report.show(out, scenario, story, results)
    if path:
        out.print(Text(f"Both sides as sound: {path}", style="dim"))
    sound = call.caller_audio, call.bot_audio
    return ReplayResult(scenario, call.call_sid, story, results, path, sound)


def _settle(reader: LedgerReader, call_id: str, seconds: float, *, wants_text: bool) -> None:
    """Wait until the outcome is stored and no confirmation is under way, at most ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = reader.status(call_id)
        confirmations = reader.confirmations(call_id)
        written = all(one.state in SETTLED for one in confirmations)
        if status and status.outcome and written and (confirmations or not wants_text):
            return
        time.sleep(0.1)
