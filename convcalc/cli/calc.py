"""`convcalc calc`: a layer or a chain of layers given in words, with the arithmetic."""

import sys

import click

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.cli import CLEAN, FOUND, options
from convcalc.cli.explain import style, written
from convcalc.cli.options import Settings
from convcalc.cli.summary import columns_option, memory_options
from convcalc.cli.terminal import height, looked_at, show, show_notes, show_problems, tell, width
from convcalc.document.files import contents
from convcalc.document.opening import decode
from convcalc.document.problems import Problem
from convcalc.language import chain
from convcalc.model.geometry import Order
from convcalc.model.network import Network
from convcalc.render.formats import Options, joined, render


@click.command()
@click.argument("volume", required=False)
@click.argument("layers", nargs=-1)
@click.option(
    "--code",
    metavar="FILE",
    help="Layers of PyTorch or Keras code in a file or a notebook, which is read and never run.",
)
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
@columns_option
@memory_options
@options.order
@style
def command(
    volume: str | None,
    layers: tuple[str, ...],
    code: str | None,
    explained: bool,
    answers: tuple[tuple[str, str], ...],
    columns: tuple[str, ...],
    batch: int,
    dtype: str,
    order: str | None,
    form: str,
    strict_fit: bool,
) -> int:
    """Calculate layers given in words: volume, parameters, MACs, memory and receptive field.

    VOLUME is what goes in, as 32x32x3 (height x width x channels). Each of LAYERS is a layer in quotes: the
    shorthand of specs, "conv 10 5x5 s1 p2", as said in class, "10 filters 5x5 stride 1 pad 2, then relu", or code,
    "nn.Conv2d(3, 10, 5, padding=2)". In code, ? in the place of in_channels or in_features asks for it.

    \b
    convcalc calc 32x32x3 "ten 5x5 filters, stride 1, pad 2" "2x2 max pooling"
    convcalc calc 1x28x28 "nn.Conv2d(1, 32, 3)" "nn.MaxPool2d(2)" "nn.Linear(?, 10)"
    convcalc calc --code net.py 3x224x224
    """
    if answers and (explained or form != "text"):
        raise click.UsageError("--answer is judged in text, with its arithmetic: leave out --explain and --format")
    if answers:
        options.apart("--answer", {"--columns": columns})
    options.refuse("summary", form, Options(columns=columns))
    asked = _asked(code, volume, layers, options.order_of(order))
    network = chain.built(asked)
    show_notes(network)
    _note(chain.notes(asked))
    if answers:
        return _judge(network, answers, (dtype, batch), strict_fit)
    if columns and form != "text" and len(network.numbers) == 1:
        options.apart(f"--format {form} of a single layer", {"--columns": columns})
    table = Options(width(), columns, full=True, exact=True, totals=len(network.numbers) > 1)
    above = _told(chain.asked_of(asked, network), form)
    _show(analyse(network, dtype, batch), above, explained, form, table)
    return _fits(network) if strict_fit else CLEAN


def _program(name: str) -> tuple[str, str]:
    """What a file of code is called where something is wrong in it, and its text: of a notebook, its code cells'."""
    text = decode(name, contents(name))
    if not name.endswith(".ipynb"):
        return name, text
    from convcalc.language.spoken.code.notebooks import code_of

    return f"the code of {name}", code_of(name, text)


def _asked(code: str | None, volume: str | None, layers: tuple[str, ...], order: Order | None) -> chain.Chain:
    """The chain that is given in words, or that of a file of code. Raises UsageError where a part is missing."""
    if code:
        options.apart("--code", {"layers given in words": layers})
        return chain.read_program(*_program(code), volume, order)
    if volume is None or not layers:
        raise click.UsageError(f"Missing argument '{'VOLUME' if volume is None else 'LAYERS...'}'.")
    return chain.read_chain(volume, layers, order)


def _note(notes: list[Problem]) -> None:
    """Say what was put between the layers."""
    if notes:
        show_problems(notes)


def _told(found: list[str], form: str) -> list[str]:
    """What comes in where code asks for it: above the figures for people, beside them for programs."""
    if form == "text" or not found:
        return ["\n".join(found)] if found else []
    tell(*found)
    return []


def _fits(network: Network) -> int:
    """Say which strides leave pixels over."""
    from convcalc.explain.fit import misfits

    problems = misfits(network, range(len(network.nodes)))
    if problems:
        show_problems(problems)
    return FOUND if problems else CLEAN


def _judge(network: Network, answers: tuple[tuple[str, str], ...], numbers: tuple[str, int], strict_fit: bool) -> int:
    """Say of each answer whether it is right, for numbers of a length and so many examples."""
    from convcalc.homework.grading import inline, judge
    from convcalc.render.grades import text

    result = judge(inline(network, answers, *numbers), strict_fit=strict_fit)
    show("\n".join(text.answers(result, width())))
    return CLEAN if result.right else FOUND


def _show(analysis: Analysis, above: list[str], explained: bool, form: str, table: Options) -> None:
    """The table of a chain, and the arithmetic; of a single layer in text both, else the arithmetic alone."""
    from convcalc.explain.layer import explain_layer

    numbers = analysis.network.numbers
    single = len(numbers) == 1
    below = [written(form, explain_layer(analysis, k)) for k in numbers] if single or explained else []
    if form == "text" and looked_at(sys.stdout):
        from convcalc.cli.drawing import draw

        draw("summary", analysis, table, (width(), height()), above, below)
    else:
        between = [] if single and form != "text" else [render("summary", form, analysis, table)]
        show(joined("explanation", form, [*above, *between, *below]), form)
