"""`convcalc lsp`: specs in an editor, with figures beside the lines, by the Language Server Protocol."""

import gc

import click

from convcalc.cli import CLEAN
from convcalc.document.problems import fail


@click.command()
def command() -> int:
    """Serve an editor, by the Language Server Protocol on standard input and output.

    Beside each line stand the volume that comes out there and the sums up to there; hovering shows how the numbers
    come about. Problems, completion, definitions, renaming, repairs and an outline. Beside the layers of Python code
    stand their parameters. The code is read and never run.
    """
    try:
        import pygls.lsp.server  # noqa: F401
    except ImportError:
        raise fail("convcalc lsp needs the pygls package", help="pip install 'convcalc[lsp]'") from None
    from convcalc.cli.editors.server import serve

    gc.enable()  # this run is not a short one
    serve()
    return CLEAN
