"""`convcalc presets`: the shipped specs with their figures, family by family."""

import sys

import click

from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import looked_at, show, width
from convcalc.language.presets import families
from convcalc.render.formats import Options, parts
from convcalc.render.presets import Presets
from convcalc.render.presets.figures import figures_of, written_down


@click.command()
@click.argument("part", default="", metavar="[PART]")
@options.form("presets")
def command(part: str, form: str) -> int:
    """List the shipped specs: parameters, MACs, input, receptive field and source.

    PART chooses those whose names hold it, as in 'convcalc presets resnet'.
    """
    known = written_down()
    presets = Presets(families(part), lambda name: known[name] if name in known else figures_of(name))
    texts = parts("presets", form, presets, Options(width()))
    for text in ["\n".join(texts)] if looked_at(sys.stdout) else texts:  # a pager is given all at once
        show(text, form)
    return CLEAN
