"""Whether a transcript may be believed: Whisper writes fluent text for noise too.

`no_speech_prob` 0.6, average log-probability -1.0 and compression ratio 2.4 are Whisper's own defaults
(openai/whisper, transcribe.py; Radford et al. 2022, section 4.5). Whisper calls it silence only when both of
the first two say so; on a telephone that is too weak, because its favourite invention on silence, "MUZIEK.",
comes with -0.6. Measured with `base` int8, beam 5, 15 s, the domain prompt, 8 kHz μ-law: 66 clips of silence,
white and brown noise, hum, DTMF, clicks, busy tone and breath had a no_speech_prob of 0.33 to 0.97 (63 of
them above 0.5), 15 spoken sentences 0.00 to 0.18, seven of them under noise at 0.05 RMS 0.06 to 0.32.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from difflib import SequenceMatcher

NO_SPEECH = "no_speech"
UNCLEAR = "unclear"

NO_SPEECH_PROB = 0.6
MIN_AVG_LOGPROB = -1.0
MAX_COMPRESSION_RATIO = 2.4

# Above this the words may be invented. Of 400 training sentences in a synthetic voice over six lines 99 in
# 100 had at most 0.24, and 3 of all more than 0.25; of the 185 turns that 20 minutes of television made, 19
# in 20 had at least 0.55, and those that were believed 0.40 to 0.59.
PERHAPS_NO_SPEECH_PROB = 0.25
# And then they are when Whisper is as unsure of them: 'Lekker.' and 'Dankjewel.' of a television had -0.97 to
# -1.0, and none of the 3 sentences that it believed was below this.
DOUBTFUL_AVG_LOGPROB = -0.8
# Sure of its words, Whisper may be wrong about "no speech": the 15 sentences had a median of -0.36, noise at
# most -0.5 once loops are out.
CONFIDENT_AVG_LOGPROB = -0.4
# Fast Dutch is 9 tokens a second, see `transcriber.token_bound`; short clips are let off for end punctuation.
MAX_TOKENS_PER_SECOND = 9
SPARE_TOKENS = 8
# A person says a word three times ("nee, nee, nee"); the loops measured on busy tone and DTMF say it six
# times or more.
MAX_SAME_WORDS = 4
# Shorter runs of the prompt are real answers ("medewerker", "schade melden").
ECHO_WORDS = 3
RECITED_WORDS = 5

# What subtitles taught Whisper to write where nobody speaks. Dutch ones: github.com/EdF2021/ithaka/issues/96
# and own measurements ("MUZIEK.", "ZANG"). Compared with the whole text, lower case, punctuation gone.
_INVENTED = re.compile(
    r"(ondertitel\w*|subtitles by|vertaling door)( .*)?"
    r"|(.* )?(amara org|amaraorg)( .*)?"
    r"|(tv|omroep) gelderland( \d+)?"
    r"|(bedankt|dank u|dank je) voor het kijken( .*)?"
    r"|tot de volgende video( .*)?"
    r"|(vergeet niet te )?abonneren( .*)?"
)
# Subtitlers end so, and so do callers: counts only where Whisper doubts that anybody spoke.
_POLITE = re.compile(r"tot de volgende keer( .*)?")
# Sound descriptions are written in capitals or brackets; a caller's own "muziek" is not.
_DESCRIPTION = re.compile(
    r"\W*((MUZIE[A-Z]*|ZANG|APPLAUS|GELACH|STILTE|LACHT)\b\W*)+|\s*[\[(*♪][^\])*]*[\])*♪]?\W*"
)

# A dog is written 'Ho, ho, ho, ho!', 'Beek, beek, beek!' and 'BAM!': a short word again and again and nothing
# else, or one in capitals with a cry, and never surely (-0.65 to -0.9). People do say these so:
_SAID_AGAIN = frozenset(
    """
    ja nee hallo help stop halt wacht hoor zeg dag mens
    nul een één twee drie vier vijf zes zeven acht negen
    """.split()  # noqa: SIM905 - a list of words, not of strings
)
_CRY = re.compile(r"\W*[A-ZÀ-Ý]{3,}!\W*")
BARKS = 3
BARK_LETTERS = 5  # 'schade, schade, schade' is none
MAX_BARK_LOGPROB = -0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What Whisper says of a piece: probabilities 0..1, log-probabilities per token, length in seconds."""

    text: str
    no_speech_prob: float
    avg_logprob: float
    tokens: int
    seconds: float
    prompt: str = ""


def judge(evidence: Evidence) -> str | None:
    """None: the text may be believed. 'no_speech': nobody spoke. 'unclear': it was not understood."""
    words = _words(evidence.text)
    perhaps_nobody = evidence.no_speech_prob > PERHAPS_NO_SPEECH_PROB
    if not words or invented(evidence.text) or (perhaps_nobody and polite(words)):
        return NO_SPEECH
    if evidence.avg_logprob < MAX_BARK_LOGPROB and barks(evidence.text, words):
        return NO_SPEECH
    if evidence.no_speech_prob > NO_SPEECH_PROB and not evidence.avg_logprob >= CONFIDENT_AVG_LOGPROB:
        return NO_SPEECH
    if perhaps_nobody and evidence.avg_logprob < DOUBTFUL_AVG_LOGPROB:
        return NO_SPEECH
    doubted = (
        not evidence.avg_logprob >= MIN_AVG_LOGPROB  # NaN is doubted too
        or compression_ratio(evidence.text) > MAX_COMPRESSION_RATIO
        or evidence.tokens >= SPARE_TOKENS + MAX_TOKENS_PER_SECOND * evidence.seconds
        or loops(words)
        or recites(words, _words(evidence.prompt))
        or recites_a_piece(words, _words(evidence.prompt.partition(".")[0]))  # what follows is the question's
        or (echoes(words, _words(evidence.prompt)) and (perhaps_nobody or _tells_a_number(words)))
    )
    if not doubted:
        return None
    return NO_SPEECH if perhaps_nobody else UNCLEAR


def invented(text: str) -> bool:
    """Whether the text is a subtitler's line or a description of a sound, which no caller says."""
    return bool(_DESCRIPTION.fullmatch(text) or _INVENTED.fullmatch(" ".join(_words(text))))


def barks(text: str, words: list[str]) -> bool:
    """Whether the text is how a dog is written: one short word over and over, or a cry in capitals."""
    word = words[0]
    if word in _SAID_AGAIN:
        return False
    if _CRY.fullmatch(text):
        return True
    again = len(words) >= BARKS and set(words) == {word}
    return again and len(word) <= BARK_LETTERS and word.isalpha()


def polite(words: list[str]) -> bool:
    """Whether the text is a goodbye that Whisper also writes where nobody speaks."""
    return bool(_POLITE.fullmatch(" ".join(words)))


def recites(words: list[str], prompt: list[str]) -> bool:
    """Whether the text is the prompt from its first word on, in its order, some words perhaps left out.

    Whisper reads its prompt aloud over a television; no caller says so many of these words and no others.
    """
    if len(words) < RECITED_WORDS or words[:1] != prompt[:1]:
        return False
    rest = iter(prompt)
    return all(word in rest for word in words)


def recites_a_piece(words: list[str], prompt: list[str]) -> bool:
    """Whether two thirds of the text and more are a piece of the prompt as it stands there."""
    piece = SequenceMatcher(None, words, prompt, autojunk=False).find_longest_match().size
    return piece >= RECITED_WORDS and 3 * piece >= 2 * len(words)


def _tells_a_number(words: list[str]) -> bool:
    """Whether three or more digits are in it: an echoed example number must not be taken for the caller's."""
    return sum(len(word) for word in words if word.isdigit()) >= 3


def compression_ratio(text: str) -> float:
    """Bytes of UTF-8 per byte of zlib, as Whisper counts it; high when the text repeats itself."""
    data = text.encode("utf-8", "replace")
    return len(data) / len(zlib.compress(data))


def loops(words: list[str]) -> bool:
    """Whether a word, or a pair or triple of different words, comes more than four times in a row.

    A run of digits is left out: people do say '0 0 0 0 0'.
    """
    for size in (1, 2, 3):
        run = 1
        for at in range(size, len(words) - size + 1, size):
            group = words[at : at + size]
            same = group == words[at - size : at] and not "".join(group).isdigit()
            run = run + 1 if same else 1
            if run > MAX_SAME_WORDS:
                return True
    return False


def echoes(words: list[str], prompt: list[str]) -> bool:
    """Whether the text is nothing but three or more words of the prompt in the prompt's order.

    Callers do say such words ('nee, dank u'): by itself an echo is no reason to doubt them, see `judge`.
    """
    size = len(words)
    if size < ECHO_WORDS:
        return False
    return any(prompt[at : at + size] == words for at in range(len(prompt) - size + 1))


def _words(text: str) -> list[str]:
    """Lower-case words of letters and digits; an apostrophe stays inside a word, other signs part words."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())
