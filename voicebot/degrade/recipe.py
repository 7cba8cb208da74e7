"""What is done to a recording: effects with their amounts, applied in the order in which a line has them.

Written as `babble=10`, `codec=gsm`, or several with a plus: `hum=15+codec=amr+loss=5`; `plain` is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicebot.degrade.codecs import CODECS


class RecipeProblem(ValueError):
    """A recipe cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of effect. ``least``, ``most``: of its amount, with its ``unit``; usual: when none is named.

    ``tag``: what a report groups by: 'noise' or 'line'.
    """

    what: str
    unit: str
    least: float
    most: float
    usual: float
    tag: str


# In the order of a line: the room and the telephone in it, its microphone and coder, the network.
KINDS: dict[str, Kind] = {
    "babble": Kind("people talking behind the caller, speech above them by", "dB", -10, 60, 10, "noise"),
    "hum": Kind("mains hum, 50 Hz and its overtones, speech above it by", "dB", -10, 60, 10, "noise"),
    "hiss": Kind("noise as of traffic and rooms, speech above it by", "dB", -10, 60, 10, "noise"),
    "echo": Kind(
        "the bot's voice (mono: the caller's own) 120 to 250 ms late, softer by", "dB", 0, 60, 20, "line"
    ),
    "clip": Kind("too loud: peaks driven over full scale by", "dB", 0, 40, 12, "line"),
    "level": Kind("too soft: the speech's level below full scale", "dB", 10, 70, 45, "line"),
    "loss": Kind("packets of 20 ms lost in bursts and concealed", "%", 0, 50, 5, "line"),
}
SAME = {"snr": "babble", "noise": "hiss"}  # other names for the same
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Recipe:
    """``amounts``: by the names of KINDS. ``codec``: a name in CODECS, '' for G.711 alone."""

    amounts: tuple[tuple[str, float], ...] = ()
    codec: str = ""

    @property
    def name(self) -> str:
        """As a part of a file's name: 'babble-10_gsm'; 'plain' when nothing is done."""
        parts = [f"{name}-{amount:g}" for name, amount in self.amounts]
        return "_".join([*parts[: self._before_codec], *([self.codec] if self.codec else []),
                         *parts[self._before_codec :]]) or PLAIN  # fmt: skip

    @property
    def _before_codec(self) -> int:
        return sum(name != "loss" for name, _ in self.amounts)

    @property
    def tags(self) -> list[str]:
        """What a report groups by: `noise:` and `line:` each once, and the whole recipe."""
        noise = [f"{name}-{amount:g}" for name, amount in self.amounts if KINDS[name].tag == "noise"]
        line = [f"{name}-{amount:g}" for name, amount in self.amounts if KINDS[name].tag == "line"]
        line = ([self.codec] if self.codec else []) + line
        return [
            f"noise:{'+'.join(noise) or 'none'}", f"line:{'+'.join(line) or PLAIN}", f"degraded:{self.name}",
        ]  # fmt: skip


def parse(text: str) -> Recipe:
    """Read a recipe. Raises RecipeProblem."""
    amounts: dict[str, float] = {}
    codec = ""
    if text.strip() == PLAIN:
        return Recipe()
    for part in text.split("+"):
        name, equals, amount = (word.strip() for word in part.partition("="))
        name = SAME.get(name, name)
        if name == "codec" or (name in CODECS and not equals):
            codec, twice = amount or name, bool(codec)
            if codec not in CODECS:
                raise RecipeProblem(f"codec {codec!r} is not there; there are {', '.join(CODECS)}")
        elif name in KINDS:
            twice = name in amounts
            amounts[name] = _amount(name, amount) if equals else KINDS[name].usual
        else:
            raise RecipeProblem(
                f"there is no effect {name!r}; there are {', '.join(KINDS)}, codec, {PLAIN} "
                "(such as snr=10+codec=gsm)"
            )
        if twice:
            raise RecipeProblem(f"{name} stands twice in {text!r}; name it once")
    return Recipe(tuple((name, amounts[name]) for name in KINDS if name in amounts), codec)


def ladder(text: str) -> list[Recipe]:
    """`snr=20,15,10,5`: a recipe for each amount, and before them the recording as it is. Raises
    RecipeProblem.

    What stands after a plus goes with each: `snr=20,10+codec=gsm`.
    """
    first, plus, rest = text.partition("+")
    name, _, amounts = first.partition("=")
    if not amounts.strip(" ,"):
        raise RecipeProblem(f"a ladder is an effect and its amounts, such as snr=20,15,10,5, not {text!r}")
    return [Recipe(), *(parse(f"{name}={amount}{plus}{rest}") for amount in amounts.strip(" ,").split(","))]


def _amount(name: str, text: str) -> float:
    kind = KINDS[name]
    if not re.fullmatch(r"-?\d{1,4}(\.\d{1,3})?", text) or not kind.least <= float(text) <= kind.most:
        raise RecipeProblem(
            f"{name} is a number of {kind.unit} from {kind.least:g} to {kind.most:g}, not {text!r}"
        )
    return float(text)


PRESETS = tuple(
    parse(text)
    for text in (
        PLAIN, *CODECS, "loss=3", "loss=10", "babble=15", "babble=5", "hum=10", "echo", "clip", "level",
        "babble=15+codec=gsm+loss=3",
    )
)  # fmt: skip
"""What is made when no recipe is named."""
