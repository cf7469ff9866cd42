"""`convcalc reconcile`: why the figures of other tools and papers differ."""

import click

from convcalc.cli import CLEAN, FOUND, options
from convcalc.cli.terminal import progress, show, show_notes, width
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.model.geometry import Volume
from convcalc.model.network import Network
from convcalc.render.formats import Options, render


@click.command()
@options.spec
@click.option("--got", metavar="NUMBER", help="A figure to explain: 4.13G, 4,133,742,592, 25.6M, 97.8 MiB.")
@options.form("reconciliation")
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    order: str | None,
    unfold: bool,
    got: str | None,
    form: str,
) -> int:
    """Show what other tools and papers say of a network, and by which rule.

    With --got: which tool, convention, input or variant gives this number, the likeliest first; exits with 1 where
    none does.
    """
    from convcalc.peers.reconciling import explain, reconcile

    with progress() as update:
        network = loading.load(spec, dict(settings), input, update, [spec], order, unfold)
    show_notes(network)
    if got is None:
        with progress(doing="reconciling"):
            text = render("reconciliation", form, reconcile(network), Options(width()))
        show(text, form)
        return CLEAN

    def load(name: str, volume: Volume | None, more: dict[str, str]) -> Network | None:
        try:
            if name:
                return loading.load(name)
            asked = input if volume is None else str(volume)
            return loading.load(spec, {**dict(settings), **more}, asked, named=[spec], unfold=unfold)
        except SpecError:
            return None

    number = options.number(got)
    with progress(doing="looking for it"):
        found = explain(network, number, loading.preset_names(), load)
    show(render("reconciliation", form, found, Options(width())), form)
    return CLEAN if found.origins else FOUND
