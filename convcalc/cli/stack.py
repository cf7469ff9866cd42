"""`convcalc stack`: two stacks of layers side by side, such as three 3x3 against one 7x7."""

import re
from typing import Any

import click
from click.core import ParameterSource

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
    metavar="LAYER",
    help="A layer of another stack, to compare with; give it again for more.",
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
    help="The sides of the input, as 56x56 or HxW: shows them after each layer, and the MACs of all positions. "
    "With its channels, as HxWx3, in the place of --channels.",
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
    """Compare two stacks of layers, or tell of one: receptive field, parameters, MACs and non-linearities.

    A layer is a kernel, 3x3, with other filters 1x1:64, or words as calc takes them, "depthwise 3x3".
    Without --input, the MACs are those of one position that comes out at the end.

    \b
    convcalc stack 3x3 3x3 3x3 --against 7x7 --channels 64
    convcalc stack 1x1:64 3x3:64 1x1:256 --against 3x3 --channels 256
    convcalc stack 3x3 3x3 --against 5x5 --input 7x7
    convcalc stack 3x3:64 "maxpool 2" 3x3:128 --same-size --input HxWx3
    convcalc stack 1x1:C/4 3x3:C/4 1x1 --against 3x3 --channels C --input HxW --same-size
    """
    from convcalc.compare.stacks import same_axes, stacks
    from convcalc.compare.symbolic import is_symbolic, symbolic_stacks
    from convcalc.render.stacks.text import Stacks
    from convcalc.render.symbols.text import Symbols

    if same_size and not input:
        raise click.UsageError("--same-size needs the sides of the input: --input 56x56")
    each = (layers, against) if against else (layers,)
    size = _sides(input) if input else None
    if size and same_axes(each, None) == len(size) - 1 > 1:
        *sides, said = size
        if said != channels and _is_given("channels"):
            raise fail(f"--input: {input} has {said} channels, and --channels is {channels}")
        size, channels = tuple(sides), said
    if is_symbolic((*layers, *against), channels, size):
        found = symbolic_stacks(each, channels, size, same_size)
        show(render("symbols", form, Symbols(found, channels, size is not None), Options(width())), form)
        return CLEAN
    both = stacks(each, int(channels), tuple(map(int, size)) if size else None, same_size)
    show(render("stacks", form, Stacks(both, int(channels), size is not None), Options(width())), form)
    return CLEAN


def _is_given(option: str) -> bool:
    """Whether an option stands on the command line."""
    return click.get_current_context().get_parameter_source(option) is not ParameterSource.DEFAULT


def _sides(text: str) -> tuple[int | str, ...]:
    """The sides of `56x56` or `HxW`, and perhaps the channels after them."""
    parts = text.replace(" ", "").split("x")
    if all(_SYMBOL.fullmatch(each) or each.isdecimal() for each in parts) and any(map(_SYMBOL.fullmatch, parts)):
        sizes: list[Any] | None = [int(each) if each.isdecimal() else each for each in parts]
    else:
        sizes = read_sizes(text)
    if not sizes or "?" in sizes:
        raise fail(f"--input: expected the sides of the input, not {text!r}", help="as 56x56")
    return tuple(sizes)
