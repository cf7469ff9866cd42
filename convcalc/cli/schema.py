"""`convcalc schema`: the spec language for editors."""

import click

from convcalc.cli import CLEAN
from convcalc.cli.terminal import show


@click.command()
def command() -> int:
    """Print a JSON Schema of the spec language, for editors.

    convcalc schema > convcalc.language.schema.json
    """
    import json

    from convcalc.language.schema import schema

    show(json.dumps(schema(), indent=2), "json")
    return CLEAN
