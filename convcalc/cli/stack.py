"""`convcalc stack`: two stacks of layers side by side, such as three 3x3 against one 7x7."""

import re
from typing import Any

import click

from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import show, width
from convcalc.document.problems import fail
from convcalc.language.spoken.phrases import read_sizes
from convcalc.render.formats import Options, render

_SYMBOL = re.compile("[A-Z]")


class _Channels(click.ParamType[int | str]):
    """A number of channels, or a letter that stands for it."""

    name = "channels"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """The number, or the letter."""
        if isinstance(value, str) and _SYMBOL.fullmatch(value):
            return value
        if isinstance(value, str) and not value.isdecimal():
            self.fail(f"expected a number, or a capital letter, not {value!r}", param, ctx)
        return click.IntRange(1).convert(value, param, ctx)


@click.command()
@click.argument("layers", nargs=-1, required=True)
@click.option(
    "--against",
    multiple=True,
    required=True,
    metavar="LAYER",
    help="A layer of the other stack; give it again for more.",
)
@click.option(
    "--channels",
    type=_Channels(),
    default=64,
    show_default=True,
    help="Channels that go in, and come out where a layer says no other: a number, or a letter that stays one.",
)
@click.option(
    "--input",
    metavar="SIDES",
    help="The sides of the input, as 56x56 or HxW: shows them after each layer, and the MACs of all positions.",
)
@click.option("--same-size", is_flag=True, help="Pad each layer so that the input keeps its sides.")
@options.form("stacks")
def command(
    layers: tuple[str, ...],
    against: tuple[str, ...],
    channels: int | str,
    input: str | None,
    same_size: bool,
    form: str,
) -> int:
    """Compare two stacks of layers: receptive field, parameters, MACs and non-linearities.

    A layer is a kernel, 3x3, with other filters 1x1:64, or words as calc takes them, "depthwise 3x3".
    Without --input, the MACs are those of one position that comes out at the end.

    \b
    convcalc stack 3x3 3x3 3x3 --against 7x7 --channels 64
    convcalc stack 1x1:64 3x3:64 1x1:256 --against 3x3 --channels 256
    convcalc stack 3x3 3x3 --against 5x5 --input 7x7
    convcalc stack 1x1:C/4 3x3:C/4 1x1 --against 3x3 --channels C --input HxW --same-size
    """
    from convcalc.compare.stacks import stacks
    from convcalc.compare.symbolic import is_symbolic, symbolic_stacks
    from convcalc.render.stacks.text import Stacks
    from convcalc.render.symbols.text import Symbols

    if same_size and not input:
        raise click.UsageError("--same-size needs the sides of the input: --input 56x56")
    size = _sides(input, channels) if input else None
    if is_symbolic((*layers, *against), channels, size):
        found = symbolic_stacks((layers, against), channels, size, same_size)
        show(render("symbols", form, Symbols(found, channels, size is not None), Options(width())), form)
        return CLEAN
    both = stacks((layers, against), int(channels), tuple(map(int, size)) if size else None, same_size)
    show(render("stacks", form, Stacks(both, int(channels), size is not None), Options(width())), form)
    return CLEAN


def _sides(text: str, channels: int | str) -> tuple[int | str, ...]:
    """The sides of `56x56` or `HxW`, or of `56x56x64` where the channels are those given."""
    parts = text.replace(" ", "").split("x")
    if all(_SYMBOL.fullmatch(each) or each.isdecimal() for each in parts) and any(map(_SYMBOL.fullmatch, parts)):
        sizes: list[Any] | None = [int(each) if each.isdecimal() else each for each in parts]
    else:
        sizes = read_sizes(text)
    if not sizes or "?" in sizes:
        raise fail(f"--input: expected the sides of the input, not {text!r}", help="as 56x56")
    if len(sizes) == 3 and str(sizes[2]) == str(channels):
        sizes = sizes[:2]
    return tuple(sizes)
