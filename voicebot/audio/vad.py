"""Whether 20 ms of telephone sound is speech (webrtcvad)."""

from __future__ import annotations

import webrtcvad

from voicebot.audio.codec import mulaw_to_pcm16
from voicebot.audio.frames import FRAME_BYTES, SAMPLE_RATE


class VoiceActivity:
    """One detector a call: webrtcvad adapts to the line's noise and keeps state."""

    def __init__(self, aggressiveness: int = 2) -> None:
        """``aggressiveness`` 0 (keeps most) to 3 (drops most), as in WebRTC. Raises ValueError."""
        if not 0 <= aggressiveness <= 3:
            raise ValueError(f"aggressiveness must be 0, 1, 2 or 3, not {aggressiveness}")
        self._vad = webrtcvad.Vad(aggressiveness)

    def voiced(self, frame: bytes) -> bool:
        """Whether one frame (160 bytes of 8 kHz μ-law) holds speech. Raises ValueError for another size."""
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame is {FRAME_BYTES} bytes of μ-law, not {len(frame)}")
        return bool(self._vad.is_speech(mulaw_to_pcm16(frame), SAMPLE_RATE))
