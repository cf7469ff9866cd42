"""`convcalc show`: a spec as it is written, or with every layer written out."""

import os

import click

from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import progress, show, show_notes
from convcalc.language import loading


@click.command()
@options.spec
@click.option("--flat", is_flag=True, help="Write out every block, repeat and variable: one item a layer.")
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
    flat: bool,
) -> int:
    """Print a spec, to read or to start your own from.

    SPEC is a file, a shipped spec's name, or - for standard input.
    """
    if not flat:
        if settings or input is not None or order or unfold:
            raise click.UsageError(
                "--set, --input, --order and --unfold need --flat: without it a spec is printed as it is written"
            )
        on_actions = os.environ.get("GITHUB_ACTIONS") == "true"
        show(loading.find(spec).text.rstrip("\n"), "text" if on_actions else "yaml")
        return CLEAN
    from convcalc.exchange.flatten import flatten
    from convcalc.exchange.spec import as_yaml

    with progress() as update:
        network = loading.load(spec, dict(settings), input, update, [spec], order, unfold)
    show_notes(network)
    show(as_yaml(flatten(network), f"{network.name}, with every block, repeat and variable written out."), "yaml")
    return CLEAN
