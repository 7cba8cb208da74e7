"""Whisper on the telephone: one warm model, Dutch forced, short windows, bounded length, gated.

Calls CTranslate2 below faster-whisper's `transcribe`, whose 30 s windows, temperature fallback and
free-running length cost 1.5 to 27 s on short telephone clips. CTranslate2 4.8.5 has no callback in Whisper's
decoder, so a transcription that nobody wants any more stops between pieces and between encoder and decoder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from voicebot.audio.codec import Samples, mulaw_to_floats
from voicebot.audio.frames import SAMPLE_RATE
from voicebot.call.ports import NotWanted, PartError, Transcript
from voicebot.speech import gate
from voicebot.speech.pieces import cut
from voicebot.speech.weights import model_path
from voicebot.speech.windows import WINDOW_MARGIN, ladder, window_for

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
        windows: Sequence[float] = (10, 15),
        margin: float = WINDOW_MARGIN,
        prompt: str = DEFAULT_PROMPT,
    ) -> None:
        """Load the model and run it once, so that the first caller does not wait for it.

        ``model``: `base`, a folder (neither touches the network) or a faster-whisper model name. ``threads``:
        processor threads of one transcription. ``windows``: seconds that turns are padded to, each to the
        shortest that leaves it ``margin`` seconds of silence, else to 30.
        Raises WeightsError for missing weights, ValueError for a window that Whisper does not have, and
        PartError when the model cannot be loaded.
        """
        self._windows = ladder(windows)
        self._margin = margin
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
        self._prompt = prompt
        shown = "/".join(f"{window:g}" for window in self._windows)
        self.model = f"{Path(path).name} {compute_type} beam={beam} window={shown}s"
        self._hear([np.zeros(RATE, dtype=np.float32)], prompt, lambda: True)

    def transcribe(
        self, mulaw: bytes, hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> Transcript:
        """Transcribe a turn of 8 kHz μ-law; see `voicebot.call.ports.Transcriber`. Raises PartError.

        ``wanted`` is asked before each piece and between encoder and decoder: NotWanted when it says no.
        confidence is exp(average log-probability per token), 0..1, weighted by tokens over the pieces of a
        long turn. A rejected text has confidence 0; of an unclear turn the text is kept for the ledger, of no
        speech it is empty, because nobody said it.
        """
        prompt = self._prompt_with(hint)
        with _native_failures():
            return self._joined([self._hear([piece], prompt, wanted)[0] for piece in _pieces(mulaw)])

    def transcribe_batch(
        self, turns: Sequence[bytes], hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> list[Transcript]:
        """Transcribe turns together, in their order, with one pass for all pieces of the same window.

        As `transcribe` otherwise; ``wanted`` speaks for all of them. Meant for a GPU: on two cores four turns
        of 3 to 4 s (`base` int8, beam 5) took 0.50 s each alone, 0.41 in twos and 0.49 in one batch, and
        a batch waits for its slowest.
        """
        prompt = self._prompt_with(hint)
        with _native_failures():
            cut_up = [_pieces(mulaw) for mulaw in turns]
            heard: dict[int, gate.Evidence] = {}  # by the piece's identity
            for window in self._windows:
                same = [piece for pieces in cut_up for piece in pieces if self._fits(piece) == window]
                if same:
                    heard |= zip(map(id, same), self._hear(same, prompt, wanted), strict=True)
            return [self._joined([heard[id(piece)] for piece in pieces]) for pieces in cut_up]

    def window(self, mulaw: bytes) -> float:
        """Seconds that a turn of 8 kHz μ-law is padded to; only turns of one window gain from a batch."""
        return window_for(len(mulaw) / SAMPLE_RATE, self._windows, self._margin)

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

    def _hear(
        self, pieces: Sequence[Samples], prompt: str, wanted: Callable[[], bool]
    ) -> list[gate.Evidence]:
        """Pieces of one window through encoder and decoder. Raises NotWanted and what the library raises."""
        lengths = [len(piece) / RATE for piece in pieces]
        start = self._prompt_tokens(prompt)
        if not wanted():
            raise NotWanted("nobody waits for it")
        encoded = self._whisper.encode(np.stack([self._features(piece) for piece in pieces]))
        if not wanted():
            raise NotWanted("nobody waits for it")
        results = self._whisper.model.generate(
            encoded,
            [start] * len(pieces),
            beam_size=self._beam,
            # One bound for the batch; a text longer than its own piece can hold is refused by the gate.
            max_length=min(MAX_TOKENS, len(start) + token_bound(max(lengths))),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            sampling_temperature=0.0,
        )
        return [
            self._evidence(result, seconds, prompt) for result, seconds in zip(results, lengths, strict=True)
        ]

    def _evidence(self, result: Any, seconds: float, prompt: str) -> gate.Evidence:
        """What CTranslate2 says of a piece of so many seconds."""
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

    def _features(self, samples: Samples) -> Any:
        """Log-mel features (80 or 128, frames) of the sound and silence after it.

        Whisper was trained on sound padded with silence. faster-whisper pads the features with zeros, which
        is no silence but a steady noise, and errs more, the shorter the window: see docs/sweep.md.
        """
        window = self._fits(samples)
        silence = np.zeros(max(0, round(window * RATE) - len(samples)), dtype=np.float32)
        features = self._whisper.feature_extractor(np.concatenate([samples, silence]))
        return features[:, : int(window * FRAMES_PER_SECOND)].astype(np.float32)

    def _fits(self, piece: Samples) -> float:
        return window_for(len(piece) / RATE, self._windows, self._margin)

    def _prompt_with(self, hint: str) -> str:
        return f"{self._prompt} {hint}".strip() if hint else self._prompt

    def _prompt_tokens(self, prompt: str) -> list[int]:
        """`<|startofprev|>` prompt, then Dutch, transcribe, no timestamps; a long prompt keeps its end."""
        tokenizer = self._tokenizer
        start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if not prompt:
            return start
        before = tokenizer.encode(" " + prompt.strip())[-MAX_PROMPT_TOKENS:]
        return [tokenizer.sot_prev, *before, *start]


def _pieces(mulaw: bytes) -> list[Samples]:
    """What of a turn is put to Whisper, each at most 30 s: nothing of a click."""
    samples = mulaw_to_floats(mulaw, RATE)
    return cut(samples, RATE) if len(samples) >= SHORTEST_SECONDS * RATE else []


@contextmanager
def _native_failures() -> Iterator[None]:
    """Whatever the native library raises becomes PartError: the call must go on to a person."""
    try:
        yield
    except NotWanted:
        raise
    except Exception as error:
        raise PartError(f"Whisper failed: {type(error).__name__}: {error}") from error
