"""Whisper on the telephone: one warm model, Dutch forced, short windows, bounded length, gated.

Calls CTranslate2 below faster-whisper's `transcribe`, whose 30 s windows, temperature fallback and
free-running length cost 1.5 to 27 s on short telephone clips.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from voicebot.audio.codec import Samples, mulaw_to_floats
from voicebot.call.ports import PartError, Transcript
from voicebot.speech import gate
from voicebot.speech.pieces import LONGEST_SECONDS, cut
from voicebot.speech.weights import model_path

RATE = 16000
FRAMES_PER_SECOND = 100  # Whisper's features: one frame each 10 ms
MAX_TOKENS = 448  # length of Whisper's text decoder, prompt included
MAX_PROMPT_TOKENS = 160  # leaves room for the 278 tokens of a full 30 s, see `token_bound`
SHORTEST_SECONDS = 0.1  # less is a click; the shortest Dutch answer ('ja') lasts about 0.2 s

# Words of the field that callers say and that Whisper base spells otherwise; style and spelling follow the
# prompt.
DEFAULT_PROMPT = (
    "Bestelnummer, postcode, polis, polisnummer, schade melden, klacht, eigen risico, medewerker."
)


def token_bound(seconds: float) -> int:
    """How many text tokens ``seconds`` of Dutch can hold: 8 + 9 a second.

    Dutch is articulated at 5.05 syllables a second on average (Verhoeven, De Pauw & Kloots 2004, Language and
    Speech 47:3), Whisper's vocabulary spends about 1.2 tokens on a Dutch syllable: 6 a second; half as much
    again for fast talkers, and 8 for punctuation and the end of a short answer. Without a bound noise makes
    loops of 448 tokens.
    """
    return 8 + math.ceil(9 * seconds)


class WhisperTranscriber:
    """Implements `voicebot.call.ports.Transcriber`. Thread-safe; ``workers`` transcriptions run at once."""

    def __init__(
        self,
        model: str,
        cache_dir: Path,
        *,
        device: str = "cpu",
        compute_type: str = "int8",
        threads: int = 2,
        workers: int = 1,
        beam: int = 5,
        window_seconds: int = 15,
        prompt: str = DEFAULT_PROMPT,
    ) -> None:
        """Load the model and run it once, so that the first caller does not wait for it.

        ``model``: `base`, a folder (neither touches the network) or a faster-whisper model name. ``threads``:
        processor threads of one transcription. ``window_seconds``: turns are padded to this, longer ones to
        30. Raises WeightsError for missing weights and PartError when the model cannot be loaded.
        """
        path = model_path(model, cache_dir)
        try:
            self._whisper = WhisperModel(
                path, device=device, compute_type=compute_type, cpu_threads=threads, num_workers=workers,
                local_files_only=Path(path).is_dir(),
            )  # fmt: skip
        except Exception as error:  # CTranslate2 raises RuntimeError and ValueError, the hub a dozen kinds
            raise PartError(
                f"Whisper model {model!r} could not be loaded on {device} as {compute_type} "
                f"({type(error).__name__}: {error}); check VOICEBOT_WHISPER_MODEL, VOICEBOT_WHISPER_DEVICE "
                "and VOICEBOT_WHISPER_COMPUTE_TYPE"
            ) from error
        self._tokenizer = Tokenizer(
            self._whisper.hf_tokenizer, self._whisper.model.is_multilingual, task="transcribe", language="nl"
        )
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]) or ())
        self._beam = beam
        self._window_seconds = window_seconds
        self._prompt = prompt
        self.model = f"{Path(path).name} {compute_type} beam={beam} window={window_seconds}s"
        self._hear(np.zeros(RATE, dtype=np.float32), prompt)

    def transcribe(self, mulaw: bytes, hint: str = "") -> Transcript:
        """Transcribe a turn of 8 kHz μ-law; see `voicebot.call.ports.Transcriber`. Raises PartError.

        confidence is exp(average log-probability per token), 0..1, weighted by tokens over the pieces of a
        long turn. A rejected text has confidence 0; of an unclear turn the text is kept for the ledger, of no
        speech it is empty, because nobody said it.
        """
        samples = mulaw_to_floats(mulaw, RATE)
        if len(samples) < SHORTEST_SECONDS * RATE:
            return Transcript("", 0.0, gate.NO_SPEECH, self.model)
        prompt = f"{self._prompt} {hint}".strip() if hint else self._prompt
        try:
            heard = [self._hear(piece, prompt) for piece in cut(samples, RATE)]
        except Exception as error:  # whatever the native library raises, the call must go on to a person
            raise PartError(f"Whisper failed: {type(error).__name__}: {error}") from error
        return self._joined(heard)

    def _joined(self, heard: list[gate.Evidence]) -> Transcript:
        """One transcript of the pieces that pass the gate; without any, the reason of the refusal."""
        verdicts = [(piece, gate.judge(piece)) for piece in heard]
        kept = [piece for piece, rejected in verdicts if rejected is None]
        if kept:
            tokens = sum(piece.tokens for piece in kept)
            logprob = sum(piece.avg_logprob * piece.tokens for piece in kept) / tokens
            text = " ".join(piece.text for piece in kept)
            return Transcript(text, min(1.0, math.exp(logprob)), None, self.model)
        unclear = [piece.text for piece, rejected in verdicts if rejected == gate.UNCLEAR]
        rejected = gate.UNCLEAR if unclear else gate.NO_SPEECH
        return Transcript(" ".join(unclear).strip(), 0.0, rejected, self.model)

    def _hear(self, samples: Samples, prompt: str) -> gate.Evidence:
        """One piece of at most 30 s through encoder and decoder."""
        seconds = len(samples) / RATE
        features = self._features(samples, seconds)
        start = self._prompt_tokens(prompt)
        result = self._whisper.model.generate(
            self._whisper.encode(features),
            [start],
            beam_size=self._beam,
            max_length=min(MAX_TOKENS, len(start) + token_bound(seconds)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            sampling_temperature=0.0,
        )[0]
        tokens: list[int] = list(result.sequences_ids[0])
        # CTranslate2 gives the mean over the tokens; Whisper's mean also counts the end token (faster-whisper
        # does so).
        avg_logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
        return gate.Evidence(
            text=self._tokenizer.decode(tokens).strip(),
            no_speech_prob=float(result.no_speech_prob),
            avg_logprob=float(avg_logprob),
            tokens=len(tokens),
            seconds=seconds,
            prompt=prompt,
        )

    def _features(self, samples: Samples, seconds: float) -> Any:
        """Log-mel features (1, 80 or 128, frames), padded with zeros as faster-whisper pads them."""
        window = self._window_seconds if seconds <= self._window_seconds else LONGEST_SECONDS
        frames = int(window * FRAMES_PER_SECOND)
        features = self._whisper.feature_extractor(samples)[:, :frames]
        return np.pad(features, ((0, 0), (0, frames - features.shape[1])))[np.newaxis].astype(np.float32)

    def _prompt_tokens(self, prompt: str) -> list[int]:
        """`<|startofprev|>` prompt, then Dutch, transcribe, no timestamps; a long prompt keeps its end."""
        tokenizer = self._tokenizer
        start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if not prompt:
            return start
        before = tokenizer.encode(" " + prompt.strip())[-MAX_PROMPT_TOKENS:]
        return [tokenizer.sot_prev, *before, *start]
