"""`convcalc presets`: the shipped specs with their figures, family by family."""

import click

from convcalc.analysis.analyse import analyse
from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import show, width
from convcalc.language import loading
from convcalc.language.presets import families
from convcalc.render.formats import Options, parts
from convcalc.render.presets import Presets


@click.command(short_help="List the shipped specs with their figures.")
@click.argument("part", default="", metavar="[PART]")
@options.form("presets")
def command(part: str, form: str) -> int:
    """List the shipped specs: parameters, MACs, input, receptive field and source.

    PART chooses those whose names hold it, as in 'convcalc presets resnet'.
    """
    presets = Presets(families(part), lambda entry: analyse(loading.load(entry.path)))
    for text in parts("presets", form, presets, Options(width())):
        show(text, form)
    return CLEAN
