"""The Python API: what `import convcalc` offers. The only door beside the command line.

Every function takes a network, or what one is read from: the name of a file or of a shipped spec, or a spec's text.
"""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from convcalc.analysis import analyse as figures
from convcalc.analysis.memory import DTYPES
from convcalc.compare import difference
from convcalc.document.problems import Problem, fail
from convcalc.document.source import parse
from convcalc.document.wording import nearest
from convcalc.explain import block, lines
from convcalc.language.loading import TEXT, is_text, load, loads, written_or_found
from convcalc.model.network import Network

if TYPE_CHECKING:
    from convcalc.analysis.training import TrainingPlan
    from convcalc.render.grades.graded import Grades
    from convcalc.render.page import HtmlPage, SvgDrawing

__all__ = [
    "Analysis", "Breakdown", "Comparison", "Explanation", "Given", "analyse", "check", "diff", "explain", "from_torch",
    "grade",
]  # fmt: skip

FIGURES = ("boxes", "pyramid")
"""The styles of a figure."""
WIDTH = 100
"""Of what `str()` gives."""

Given = Network | str | os.PathLike[str]
"""A network, or what one is read from. A string with a line break, or in braces, is a spec's text, else a name."""


class Analysis(figures.Analysis):
    """A network's figures, as `convcalc.analysis` has them, with tables to look at and to work on."""

    __slots__ = ()

    def __str__(self) -> str:
        return _text("summary", self)

    def _repr_html_(self) -> str:
        from convcalc.render.summary.notebook import notebook

        return notebook(self)

    def report(self) -> "HtmlPage":
        """The page of `convcalc report`: a text to write to a file, which a notebook shows."""
        from convcalc.render.formats import render
        from convcalc.render.page import HtmlPage

        return HtmlPage(render("report", "html", [self]))

    def figure(self, style: str = "boxes") -> "SvgDrawing":
        """The SVG of `convcalc graph --style boxes`, or `pyramid`: a text to write to a file, which a notebook shows.

        Raises ValueError for another style.
        """
        from importlib import import_module

        from convcalc.render.formats import render
        from convcalc.render.page import SvgDrawing

        if style not in FIGURES:
            raise ValueError(f"unknown style {style!r}: {nearest(style, FIGURES) or 'one of ' + ', '.join(FIGURES)}")
        scene = import_module(f"convcalc.render.figure.{style}").scene
        return SvgDrawing(render("figure", "svg", scene(self.network)))

    def to_frame(self) -> Any:
        """The layers as a table of pandas or of polars: of the one that is imported, else of the one installed.

        Raises ImportError where neither is.
        """
        from convcalc.render.summary.frame import frame

        return frame(self)


class Comparison(difference.Comparison):
    """What two networks differ in; its text is that of `convcalc diff`."""

    __slots__ = ()

    def __str__(self) -> str:
        from convcalc.render.diff import Diff

        return _text("diff", Diff(self, (self.old.network.name, self.new.network.name)))


class Explanation(lines.Explanation):
    """A layer's figures with their formulas; its text is that of `convcalc explain`."""

    __slots__ = ()

    def __str__(self) -> str:
        return _text("explanation", self)


class Breakdown(block.Breakdown):
    """The parts of a block, or of a network, and their sums; its text is that of `convcalc explain`."""

    __slots__ = ()

    def __str__(self) -> str:
        return _text("explanation", self)


def analyse(
    network: Given,
    dtype: str = "float32",
    batch: int = 1,
    in_place: bool = False,
    *,
    optimizer: str = "",
    precision: str = "",
    checkpoint: str = "",
    device: str = "",
) -> Analysis:
    """All figures of a network: `analyse("resnet50").total.params`.

    Outputs are taken to be of `dtype` and for `batch` examples; activations and dropout take memory of their own, or
    `in_place` that of what nobody reads after them. What `optimizer`, `precision` and `checkpoint` say of training
    makes its `step`, and a `device` its `roofline`, as in `convcalc summary`. Raises SpecError, and ValueError for
    words that are none.
    """
    if dtype not in DTYPES:
        raise ValueError(f"unknown dtype {dtype!r}: {nearest(dtype, DTYPES) or 'one of ' + ', '.join(DTYPES)}")
    if batch < 1:
        raise ValueError(f"batch: expected at least 1, not {batch}")
    plan = _plan(optimizer, precision, checkpoint)
    if plan and plan.precision:
        dtype = _outputs(plan, dtype)
    found = figures.analyse(_network(network), dtype, batch, in_place, plan)
    return Analysis(*(figures.on_device(found, device) if device else found))


def _plan(optimizer: str, precision: str, checkpoint: str) -> "TrainingPlan | None":
    if not (optimizer or precision or checkpoint):
        return None
    from convcalc.analysis.training import plan_of

    return plan_of(optimizer, precision, checkpoint)


def _outputs(plan: "TrainingPlan", dtype: str) -> str:
    """The dtype of outputs, which a precision says."""
    from convcalc.analysis.training import PRECISIONS

    if dtype != "float32":
        raise ValueError(f"give a precision or a dtype, not both: {plan.precision} and {dtype}")
    return PRECISIONS[plan.precision].outputs


def check(network: Given, select: str | Iterable[str] | None = None, ignore: str | Iterable[str] = ()) -> list[Problem]:
    """What `convcalc check` holds against a spec, in the order of its lines; nothing where it is right.

    A folder and a glob stand for their files. `select` and `ignore` name rules: `"C301,C4"`, `["default"]`. What
    cannot be read, a project's settings too, is a problem of its own, C001.
    """
    from convcalc.check.rules import choose
    from convcalc.check.run import CheckRun, Selection, check

    choice = Selection(None if select is None else choose(_words(select)), choose(_words(ignore)))
    run = CheckRun(choice)
    if isinstance(network, Network):
        if network.source is None:
            raise fail(f"network {network.name!r} was read from no spec that could be checked")
        run.network(network.source.name, network.source, network)
    elif is_text(network):
        with run.watching(TEXT):
            run.document(TEXT, parse(TEXT, network))
    else:
        return check([os.fspath(network)], choice).problems
    return run.report().problems


def diff(old: Given, new: Given) -> Comparison:
    """What was edited between two networks, what follows from it, and both totals. Raises SpecError."""
    return Comparison(*difference.compare(analyse(old), analyse(new)))


def explain(network: Given, layer: str = "") -> Explanation | Breakdown:
    """The figures of a layer with their formulas, or the parts of a block; without a name, of the whole network.

    A layer or a block is named as `convcalc explain` takes it, by its path or a last part of it that only one has.
    Raises SpecError.
    """
    from convcalc.explain.find import everything, find_part
    from convcalc.explain.layer import explain_layer

    analysis = analyse(network)
    found = find_part(analysis.network, layer) if layer else everything(analysis.network)
    if found.block:
        return Breakdown(*block.explain_block(analysis, found))
    return Explanation(*explain_layer(analysis, found.numbers[0]))


def from_torch(module: Any, example: Any) -> Network:
    """The network of a PyTorch module: `from_torch(torchvision.models.resnet18(), torch.zeros(1, 3, 224, 224))`.

    `example` is what goes in, one tensor or a tuple of them, examples first. The module is followed by torch.export, as
    it is when it predicts, on the meta device: its weights are not copied, and it stays as it is. Raises ImportError
    without PyTorch, TypeError for what is no module, and SpecError where torch.export cannot follow it.
    """
    from convcalc.exchange.pt2.module import document_of
    from convcalc.language.expansion import build
    from convcalc.language.loading import read_source

    return build(read_source(document_of(module, example)))


def grade(questions: str | os.PathLike[str], answers: Mapping[str, object] | None = None) -> "Grades":
    """The answers to a file of questions, judged: `grade("hw.yaml", {"layer.params": 760}).points`.

    `questions` is a file's name or its text. Of `answers`, each is named as in a class's table, by the id of its
    question and the figure, or where that is the only one by the id alone; questions of which none is named are left
    out. They are numbers, texts as people write them, or the sizes of a volume. Without them, those in the file are
    judged. Raises SpecError.
    """
    from convcalc.homework.classroom import filled_in
    from convcalc.homework.grading import grade, sheet_in
    from convcalc.render.grades.graded import Grades

    sheet = sheet_in(written_or_found(questions))
    if answers is not None:
        sheet = filled_in(sheet, {name: _as_written(value) for name, value in answers.items()})
    return Grades(*grade(sheet))


def _as_written(value: object) -> object:
    """An answer as a file would have it: of sizes a list, of numbers of other libraries whole ones."""
    if isinstance(value, (tuple, list)):
        return [_as_written(each) for each in value]
    return int(value) if hasattr(value, "__index__") and not isinstance(value, bool) else value


def _text(thing: str, subject: Any) -> str:
    from convcalc.render.formats import Options, render
    from convcalc.render.text import unstyled

    return unstyled(render(thing, "text", subject, Options(WIDTH)))


def _network(given: Given) -> Network:
    if isinstance(given, Network):
        return given
    return loads(given, name=TEXT) if is_text(given) else load(given)


def _words(codes: str | Iterable[str]) -> Iterable[str]:
    return codes.replace(",", " ").split() if isinstance(codes, str) else codes
