"""`convcalc schema`: the spec language for editors, and what commands write as JSON for programs."""

from importlib import import_module
from typing import Any

import click

from convcalc.cli import CLEAN
from convcalc.cli.terminal import show
from convcalc.document.wording import nearest
from convcalc.render.formats import FORMATS

OF_SPECS = "spec"


class _Thing(click.ParamType[str]):
    """What a schema is of: a spec, or something that is written as JSON."""

    name = "thing"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of the thing."""
        if value not in THINGS:
            self.fail(
                f"no schema of {value!r}: {nearest(value, THINGS) or 'there are: ' + ', '.join(THINGS)}", param, ctx
            )
        return str(value)


THINGS = (OF_SPECS, *(thing for thing, forms in FORMATS.items() if "json" in forms))


@click.command()
@click.argument("thing", type=_Thing(), default=OF_SPECS, metavar="[THING]")
def command(thing: str) -> int:
    """Print a JSON Schema: of the spec language, for editors, or of the JSON that commands write, for programs.

    THING is spec, or what --format json writes: summary, explanation, findings, diff, grades, presets, sweep, ...

    \b
    convcalc schema > convcalc.language.schema.json
    convcalc schema summary > summary.schema.json
    """
    import json

    show(json.dumps(_schema(thing), indent=2), "json")
    return CLEAN


def _schema(thing: str) -> dict[str, Any]:
    if thing == OF_SPECS:
        from convcalc.language.schema import schema

        return schema()
    from convcalc.model.quantities import QUANTITIES
    from convcalc.render.json_shape import schema_of

    meanings = {name: quantity.meaning for name, quantity in QUANTITIES.items() if quantity.meaning}
    return schema_of(thing, import_module(f"convcalc.render.{thing}.json").SHAPE, meanings)
