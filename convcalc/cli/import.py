"""`convcalc import`: a file of another format as a spec."""  # noqa: N999 - it is called as its command is

import click

from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import progress, show_notes, tell, write
from convcalc.document.files import shown_path
from convcalc.document.problems import fail
from convcalc.language import loading


@click.command()
@click.argument("file", type=options.SPEC)
@click.option(
    "--set",
    "settings",
    multiple=True,
    type=options.Settings(),
    metavar="NAME=VALUE",
    help="How the file is read, as scale=s for one of Ultralytics.",
)
@options.input
@options.unfold
@click.option("--flat", is_flag=True, help="Write one item a layer, without blocks and repeats.")
@options.output
def command(
    file: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    flat: bool,
    output: str,
) -> int:
    """Write an ONNX, .pt2, Keras, Caffe, Darknet or Ultralytics file as a spec, with what repeats in it as blocks.

    The spec is read again, and held to the file layer by layer, before it is written.
    """
    from convcalc.exchange.structure.imported import imported
    from convcalc.exchange.structure.origin import is_foreign

    with progress() as update:
        network = loading.load(file, dict(settings), input, update, [file], None, unfold)
    if not is_foreign(network):
        raise fail(f"{shown_path(file)} is a spec already", help="'convcalc show --flat' writes out every layer of it")
    show_notes(network)
    with progress(doing="finding what repeats"):
        found = imported(network, flat)
    if not flat and not found.structured:
        tell("note: no structure was found in it: one item a layer, as with --flat")
    write(output, found.text, "yaml")
    return CLEAN
