"""Both sides of a call as one stereo file: the caller left, the bot right."""

from __future__ import annotations

from pathlib import Path

from voicebot.audio import wav
from voicebot.replay.carrier import PhoneCall


def save(call: PhoneCall, path: Path) -> Path | None:
    """Write 8 kHz stereo, 16 bit; None when the stream never carried sound. Raises OSError."""
    if not call.caller_audio and not call.bot_audio:
        return None
    wav.write(path, [call.caller_audio, call.bot_audio])
    return path
