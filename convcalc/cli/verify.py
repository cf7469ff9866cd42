"""`convcalc verify`: whether a model is what its spec says."""

import os
import re
import sys
from importlib import import_module
from typing import Any

import click

from convcalc.analysis.analyse import analyse
from convcalc.cli import CLEAN, FOUND, options
from convcalc.cli.terminal import progress, show, show_notes, width
from convcalc.document.problems import fail
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network
from convcalc.render.formats import Options, render

_NAMED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")


@click.command()
@options.spec
@click.argument("model", metavar="MODEL")
@options.form("verdict")
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    order: str | None,
    unfold: bool,
    model: str,
    form: str,
) -> int:
    """Hold a model against its spec, layer by layer; names and the order of branches may differ.

    MODEL is a file: .onnx, .pt2, .cfg, .prototxt, ... Or MODULE:ATTRIBUTE, a torch.nn.Module or what makes one: the
    module is imported, and so run. Files are only read. Exits with 1 where it is not what the spec says.
    """
    from convcalc.compare.difference import compare
    from convcalc.compare.verdict import holds
    from convcalc.render.diff import Diff

    with progress() as update:
        wanted = loading.load(spec, dict(settings), input, update, [spec], order)
    if _NAMED.fullmatch(model) and not os.path.lexists(model):
        options.apart("MODULE:ATTRIBUTE", {"--unfold": unfold})
        found = _imported(model, wanted)
    else:
        with progress() as update:
            found = loading.load(model, {}, input, update, [model], unfold=unfold)
    show_notes(wanted, found)
    with progress(doing="comparing"):
        comparison = compare(analyse(wanted), analyse(found))
    show(render("verdict", form, Diff(comparison, (spec, model)), Options(width())), form)
    return CLEAN if holds(comparison) else FOUND


def _imported(name: str, wanted: Network) -> Network:
    """The network of a module of PyTorch that Python code has, or makes. Raises SpecError."""
    from convcalc.exchange.pt2.module import document_of

    try:
        torch: Any = import_module("torch")
    except ImportError:
        raise fail(f"{name} needs PyTorch", help="pip install torch") from None
    try:
        found = _attribute(name)
        made = found if isinstance(found, torch.nn.Module) else found() if callable(found) else None
    except (Exception, SystemExit) as error:
        told = str(error).strip().partition("\n")[0]
        help = "name an instance, or what takes no arguments" if isinstance(error, TypeError) else ""
        raise fail(f"cannot import {name}: {type(error).__name__}: {told}", help=help) from error
    if not isinstance(made, torch.nn.Module):
        told = f"makes {_kind(made)}" if callable(found) else f"is {_kind(found)}"
        raise fail(f"{name} {told}, not a torch.nn.Module")
    volumes = [wanted.nodes[number].site.output for number in wanted.inputs]
    examples = tuple([torch.zeros(1, each.channels, *each.size, device="meta") for each in volumes])
    return build(loading.read_source(document_of(made, examples)))


def _kind(value: object) -> str:
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


def _attribute(name: str) -> Any:
    """What a module has under a name: the module is run where it was not."""
    module, _, attribute = name.partition(":")
    sys.path.insert(0, os.getcwd())
    found: Any = import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    return found
