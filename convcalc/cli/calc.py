"""`convcalc calc`: a layer or a chain of layers given in words, with the arithmetic."""

import click

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.cli import CLEAN, FOUND, options
from convcalc.cli.explain import style, written
from convcalc.cli.options import Settings
from convcalc.cli.terminal import show, show_notes, show_problems, width
from convcalc.language.spoken import chain
from convcalc.model.network import Network
from convcalc.render.formats import Options, joined, render


@click.command()
@click.argument("volume")
@click.argument("layers", nargs=-1, required=True)
@click.option(
    "--explain", "explained", is_flag=True, help="Show the arithmetic of every layer, not only of a single one."
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    type=Settings(),
    metavar="KEY=VALUE",
    help="Judge an answer, as output=32x32x10 or conv_2.params=760, in the place of showing the figures.",
)
@options.order
@style
def command(
    volume: str,
    layers: tuple[str, ...],
    explained: bool,
    answers: tuple[tuple[str, str], ...],
    order: str | None,
    form: str,
    strict_fit: bool,
) -> int:
    """Calculate layers given in words: volume, parameters, MACs, memory and receptive field.

    VOLUME is what goes in, as 32x32x3 (height x width x channels). Each of LAYERS is a layer in quotes: the
    shorthand of specs, "conv 10 5x5 s1 p2", or as said in class, "10 filters 5x5 stride 1 pad 2".
    """
    if answers and (explained or form != "text"):
        raise click.UsageError("--answer is judged in text, with its arithmetic: leave out --explain and --format")
    network = chain.network(volume, layers, options.order_of(order))
    show_notes(network)
    if answers:
        return _judge(network, answers, strict_fit)
    analysis = analyse(network)
    show(joined("explanation", form, _texts(analysis, explained, form)), form)
    from convcalc.explain.fit import misfits

    problems = misfits(analysis.network, range(len(analysis.rows))) if strict_fit else []
    if problems:
        show_problems(problems)
    return FOUND if problems else CLEAN


def _judge(network: Network, answers: tuple[tuple[str, str], ...], strict_fit: bool) -> int:
    """Say of each answer whether it is right."""
    from convcalc.homework.grading import inline, judge
    from convcalc.render.grades import text

    result = judge(inline(network, answers), strict_fit=strict_fit)
    show("\n".join(text.answers(result, width())))
    return CLEAN if result.right else FOUND


def _texts(analysis: Analysis, explained: bool, form: str) -> list[str]:
    """The table of a chain, and the arithmetic; of a single layer in text both, else the arithmetic alone."""
    from convcalc.explain.layer import explain_layer

    numbers = analysis.network.numbers
    single = len(numbers) == 1
    asked = Options(width(), full=True, exact=True, totals=not single)
    texts = [] if single and form != "text" else [render("summary", form, analysis, asked)]
    if single or explained:
        texts += [written(form, explain_layer(analysis, k)) for k in numbers]
    return texts
