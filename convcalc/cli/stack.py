"""`convcalc stack`: two stacks of layers side by side, such as three 3x3 against one 7x7."""

import click

from convcalc.cli import CLEAN
from convcalc.cli.terminal import show, width
from convcalc.document.problems import fail
from convcalc.language.spoken.phrases import read_sizes
from convcalc.render.formats import Options, render


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
    type=click.IntRange(1),
    default=64,
    show_default=True,
    help="Channels that go in, and come out where a layer says no other.",
)
@click.option(
    "--input", metavar="HxW", help="The sides of the input: shows them after each layer, and the MACs of all positions."
)
@click.option("--same-size", is_flag=True, help="Pad each layer so that the input keeps its sides.")
def command(
    layers: tuple[str, ...], against: tuple[str, ...], channels: int, input: str | None, same_size: bool
) -> int:
    """Compare two stacks of layers: receptive field, parameters, MACs and non-linearities.

    A layer is a kernel, 3x3, with other filters 1x1:64, or words as calc takes them, "depthwise 3x3".
    Without --input, the MACs are those of one position that comes out at the end.

    \b
    convcalc stack 3x3 3x3 3x3 --against 7x7 --channels 64
    convcalc stack 1x1:64 3x3:64 1x1:256 --against 3x3 --channels 256
    convcalc stack 3x3 3x3 --against 5x5 --input 7x7
    """
    from convcalc.compare.stacks import stacks
    from convcalc.render.stacks.text import Stacks

    if same_size and not input:
        raise click.UsageError("--same-size needs the sides of the input: --input 56x56")
    size = _sides(input, channels) if input else None
    both = stacks((layers, against), channels, size, same_size)
    show(render("stacks", "text", Stacks(both, channels, size is not None), Options(width())))
    return CLEAN


def _sides(text: str, channels: int) -> tuple[int, ...]:
    """The sides of `56x56`, or of `56x56x64` where the channels are those given."""
    sizes = read_sizes(text)
    if not sizes or "?" in sizes:
        raise fail(f"--input: expected the sides of the input, not {text!r}", help="as 56x56")
    if len(sizes) == 3 and sizes[2] == channels:
        sizes = sizes[:2]
    return tuple(sizes)
