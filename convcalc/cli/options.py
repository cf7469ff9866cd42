"""Options that several commands take, written once."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from convcalc.model.geometry import ORDERS, Order
from convcalc.render.formats import ALIASES, FORMATS, Options, refused

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from convcalc.analysis.amounts import Answer
    from convcalc.analysis.training import TrainingPlan

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]


class Settings(click.ParamType[tuple[str, str]]):
    """`name=value`."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and the value, still as text."""
        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        if not equals or not name.strip():
            self.fail(f"{value!r} is not of the form name=value", param, ctx)
        return name.strip(), text.strip()


class SpecName(click.ParamType[str]):
    """A spec's file, the name of a shipped spec, or - for standard input."""

    name = "spec"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it is: whether there is such a spec is told when it is read."""
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """The shipped specs and the YAML files and folders that start so; else whatever the shell finds."""
        from click.shell_completion import CompletionItem

        from convcalc.language import loading

        folder, start = os.path.split(incomplete)
        names = [] if folder else loading.preset_names()
        try:
            entries = sorted(os.scandir(folder or "."), key=lambda entry: entry.name)
        except OSError:
            entries = []
        for entry in entries:
            if entry.is_dir() and start and entry.name.startswith(start):
                names.append(os.path.join(folder, entry.name, ""))
            elif entry.name.endswith((".yaml", ".yml")):
                names.append(os.path.join(folder, entry.name))
        found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        only_folders = all(item.value.endswith(os.sep) for item in found)
        return [CompletionItem(incomplete, type="file")] if only_folders else found


def completed(what: str) -> "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]":
    """What a shell offers there: a function of `completing`, which is loaded when a shell asks."""

    def complete(ctx: click.Context, param: click.Parameter, start: str) -> "list[CompletionItem]":
        from convcalc.cli import completing

        found: list[CompletionItem] = getattr(completing, what)(ctx, param, start)
        return found

    return complete


SPEC = SpecName()
FILE = click.Path(readable=False)
"""A file to write to; whether that can be done is told when it is written."""


class Form(click.Choice[str]):
    """One of a thing's formats; what it was called before is taken too."""

    def __init__(self, thing: str) -> None:
        super().__init__(FORMATS[thing])
        self._thing = thing

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The format's name."""
        return super().convert(ALIASES.get((self._thing, value), value), param, ctx)


def form(thing: str, help: str = "How to write it.", default: str | None = "text", **more: Any) -> Decorator:
    """The format that a thing is written in."""
    return click.option("--format", "form", type=Form(thing), default=default, help=help, **more)


def refuse(thing: str, form: str, options: Options) -> None:
    """Stop where an option is given that a format cannot follow. Raises UsageError."""
    for name, formats in refused(thing, form, options).items():
        raise click.UsageError(f"--{name} changes nothing in {form}; it is for {', '.join(formats)}")


def order(command: Command) -> Command:
    """How volumes are written."""
    help = "How volumes are written: here, in what is shown, and in specs that do not say so themselves."
    choice = click.Choice(list(ORDERS))
    return click.option("--order", type=choice, metavar="|".join(ORDERS), help=help)(command)


def order_of(name: str | None) -> Order | None:
    """How volumes are written on the command line: as is said there, or by the project of this folder."""
    from convcalc.language.loading import project_order

    return ORDERS[name] if name else project_order(os.curdir)


def apart(option: str, others: dict[str, Any]) -> None:
    """Stop where an option is given beside others that would change nothing then. Raises UsageError."""
    if idle := [name for name, value in others.items() if value]:
        raise click.UsageError(f"{', '.join(idle)} {'changes' if len(idle) == 1 else 'change'} nothing beside {option}")


def plan(command: Command) -> Command:
    """How a network is trained."""
    for name, target, words in (
        ("--checkpoint", "block", "Keep only what goes into the calls of a block, and compute them again."),
        ("--precision", "precision", "Of outputs, weights and a float32 copy: mixed-fp16 or mixed-bf16."),
        (
            "--optimizer",
            "optimizer",
            "What a step of training takes: sgd, momentum, adam, adamw, amsgrad, rmsprop, adagrad, lion.",
        ),
    ):
        command = click.option(name, target, metavar="BLOCK" if target == "block" else "NAME", help=words)(command)
    return command


def plan_of(optimizer: str | None, precision: str | None, block: str | None) -> "TrainingPlan | None":
    """The plan that options make; adam where they name no optimizer, and none where they say nothing."""
    if not (optimizer or precision or block):
        return None
    from convcalc.analysis import training

    try:
        return training.plan_of(optimizer, precision, block)
    except ValueError as error:
        raise click.UsageError(f"--{error}") from None


def outputs_of(precision: str) -> str:
    """The dtype of outputs."""
    from convcalc.analysis.training import PRECISIONS

    return PRECISIONS[precision].outputs


def _volumes(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> str | dict[str, str] | None:
    """The volume that is given for the only input, or volumes by the names of inputs."""
    named = [text for text in given if "=" in text]
    if not named:
        if len(given) > 1:
            raise click.BadParameter("give the only input once, or each of several by its name, as left=64x64x3")
        return given[0] if given else None
    if len(named) < len(given):
        raise click.BadParameter("give every input by its name, as left=64x64x3")
    return dict(Settings().convert(text, param, ctx) for text in named)


def input(command: Command) -> Command:
    """What replaces the volume of an input."""
    return click.option(
        "--input",
        multiple=True,
        callback=_volumes,
        metavar="[NAME=]HxWxC",
        help="Replace the input volume, as 256x256x3; of several inputs one, as left=64x64x3.",
    )(command)


def unfold(command: Command) -> Command:
    """How a model file is read."""
    help = "Undo what an exporter folded: batch norm in convolutions, biases of zeros."
    return click.option("--unfold", is_flag=True, help=help)(command)


def spec(command: Command) -> Command:
    """The spec, and what replaces parts of it."""
    for decorator in (
        order,
        unfold,
        input,
        click.option(
            "--set",
            "settings",
            multiple=True,
            type=Settings(),
            metavar="NAME=VALUE",
            help="Replace a variable of the spec.",
            shell_complete=completed("variables"),
        ),
        click.argument("spec", type=SPEC),
    ):
        command = decorator(command)
    return command


def output(command: Command) -> Command:
    """Where to write: a file, whole or not at all, or standard output."""
    return click.option("-o", "--output", type=FILE, default="-", metavar="FILE", help="Write to a file.")(command)


def number(text: str) -> "Answer":
    """A figure that somebody got, as people write it: `4.13 GFLOPs`, `12B`. Raises UsageError for what is none."""
    import re
    from fractions import Fraction

    from convcalc.analysis.amounts import Answer
    from convcalc.homework.reading import Context, read_answer
    from convcalc.model.layers.fields import FieldError

    try:
        found = read_answer(re.sub(r"(?<=[\d ])B$", "G", text.strip()), Context("flops"))
    except FieldError as error:
        raise click.UsageError(f"--got: {error}") from error
    volume = re.fullmatch(r"(?i)\s*\d+(\s*[x×*]\s*\d+)+\s*", text)
    if not isinstance(found, Answer) or not isinstance(found.value, Fraction) or volume or not re.search(r"\d", text):
        raise click.UsageError(f"--got: {text!r} is no number")
    return found._replace(text=text)
