"""`voicebot degrade`: versions of recordings as lines really are."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console


@click.command()
@click.argument(
    "sources", metavar="IN...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where versions go."
)
@click.option(
    "--as", "recipes", metavar="RECIPE", multiple=True, help="Such as codec=gsm, or hum=15+codec=amr+loss=5."
)
@click.option(
    "--ladder",
    "ladders",
    metavar="EFFECT=A,B,…",
    multiple=True,
    help="A version for each amount: snr=20,15,10,5.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--list", "listed", is_flag=True, help="Only say what would be made.")
def degrade(
    sources: tuple[Path, ...],
    out: Path,
    recipes: tuple[str, ...],
    ladders: tuple[str, ...],
    seed: int,
    listed: bool,
) -> None:
    """Make versions of recordings (WAV, FLAC, MP3) or of scenarios (YAML files, folders) as lines really are.

    \b
    Effects, with their usual amounts:
      babble=10  people talking behind the caller, speech so many dB above them (snr= is the same)
      hum=10     mains hum, 50 Hz and its overtones        hiss=10    noise of traffic and rooms
      echo=20    the bot's voice (mono: the caller's) 120 to 250 ms late, so many dB softer
      clip=12    dB over full scale                        level=45   dB below full scale
      loss=5     percent of packets lost in bursts, and concealed as G.711 Appendix I has it
      codec=     gsm, amr, amr-low, g726, g726-low, opus: really encoded and decoded

    Without --as and --ladder a usual selection is made. Scenarios get tags noise: and line:, by which the
    report groups. A file that cannot be read is named and skipped; the exit code is then 1.
    """
    from voicebot.audio.wav import WavError
    from voicebot.degrade.copies import inputs, versions
    from voicebot.degrade.recipe import PRESETS, RecipeProblem, ladder, parse
    from voicebot.replay.fields import ScenarioError

    console = Console(highlight=False)
    try:
        asked = [*map(parse, recipes), *(one for text in ladders for one in ladder(text))]
    except RecipeProblem as error:
        raise click.UsageError(str(error)) from error
    wanted = list(dict.fromkeys(asked or PRESETS))
    found = inputs(sources)
    if not found:
        raise click.UsageError("there is no recording and no scenario in what was named")
    if listed:
        console.print(
            f"{len(found)} files, each as: " + ", ".join(recipe.name for recipe in wanted), markup=False
        )
        return
    made = bad = 0
    for path in found:
        try:
            made += sum(1 for _ in versions(path, wanted, out, seed))
        except (WavError, ScenarioError, OSError) as error:
            bad += 1
            console.print(f"skipped: {error}", style="red", markup=False, soft_wrap=True)
    console.print(
        f"{made} versions of {len(found) - bad} files in {out}: " + ", ".join(r.name for r in wanted),
        markup=False,
    )
    sys.exit(1 if bad else 0)
