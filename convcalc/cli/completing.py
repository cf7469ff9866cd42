"""What shells offer while a command is typed: what its spec has, rules, columns. Loaded by a shell's question alone."""

import re
from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.language.spec import Spec
from convcalc.model.network import Network

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def layers(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """The layers and blocks of the spec that is typed, by their paths."""
    network = _network(ctx)
    if network is None:
        return []
    blocks = {scope.path[:-1] for node in network.nodes for scope in node.scope.chain}
    return _starting(start, sorted(blocks | {node.path for node in network.nodes if not node.is_input}))


def variables(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """The variables of the spec that is typed, each with an equals sign."""
    spec = _spec(ctx)
    return _starting(start, [f"{each.name}=" for each in spec.variables]) if spec else []


def axes(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """What can vary in the spec that is typed: its variables, and what goes in."""
    spec = _spec(ctx)
    return _starting(start, [*(f"{each.name}=" for each in (spec.variables if spec else ())), "input="])


def figures(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """One more figure of a list, of all or of the part that is named before it."""
    from convcalc.sweep.gauges import GAUGED
    from convcalc.sweep.wheres import SHORT

    before, dot, last = start.rpartition("." if start.rfind(".") > start.rfind(",") else ",")
    return [CompletionItem(before + dot + name) for name in (*GAUGED, *SHORT) if name.startswith(last)]


def columns(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """One more column of a list."""
    from convcalc.render.summary.columns import COLUMNS

    return _one_more(start, COLUMNS)


def rules(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """The codes of rules, with their names beside them."""
    from convcalc.check.rules import PAGES, RULES

    return [CompletionItem(code, help=name) for code, name in {**PAGES, **RULES}.items() if code.startswith(start)]


def codes(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """One more rule of a list, or a word for several."""
    from convcalc.check.rules import RULES

    return _one_more(start, ("default", "all", *RULES))


def _one_more(start: str, names: Iterable[str]) -> list[CompletionItem]:
    before, comma, last = start.rpartition(",")
    return [CompletionItem(before + comma + name) for name in names if name.startswith(last)]


def _starting(start: str, names: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(start)]


def _spec(ctx: click.Context) -> Spec | None:
    """The spec that is named in what is typed, where there is one."""
    named = ctx.params.get("spec") or next(iter(ctx.args), None)  # click stops where an option lacks its value
    try:
        return loading.read_source(loading.find(named)) if isinstance(named, str) and named != "-" else None
    except SpecError:
        return None


def _network(ctx: click.Context) -> Network | None:
    """The network of what is typed so far."""
    try:
        named = ctx.params["spec"]
        settings = dict(ctx.params.get("settings") or ())
        return loading.load(named, settings, ctx.params.get("input")) if re.search(r"[^-]", named) else None
    except (SpecError, KeyError, TypeError):
        return None
