"""Documents of other formats, as they are read where inputs and settings are given from outside. Knows no format."""

from typing import Any

from convcalc.document.files import shown_path
from convcalc.document.foreign import UNFOLD, Foreign
from convcalc.document.problems import fail
from convcalc.document.source import Source
from convcalc.model.geometry import Order


def on_settings(source: Source, settings: dict[str, Any]) -> tuple[Source, dict[str, Any]]:
    """A document of another format as it is read with the settings that it takes; and those that are left."""
    if not isinstance(source, Foreign):
        return source, settings
    taken = {name: str(value) for name, value in settings.items() if name in source.takes}
    source = source.given_settings(source.settings | taken) if taken else source
    return source, {name: value for name, value in settings.items() if name not in taken}


def unfolded(source: Source) -> Source:
    """A document as it was before it was exported. Raises SpecError where no exporter is known to have changed it."""
    source, left = on_settings(source, {UNFOLD: True})
    if left:
        help = "it is for ONNX files whose exporter folded batch norm or dropped biases"
        raise fail(f"{shown_path(source.name)} has nothing to unfold", help=help)
    return source


def on_inputs(source: Source, volumes: Any, order: Order) -> Source:
    """A document of another format as it is where volumes are given: what it makes of its text may depend on them."""
    if not isinstance(source, Foreign):
        return source
    named = volumes if isinstance(volumes, dict) else {"input": volumes}
    each = {name: volume if isinstance(volume, list) else [volume] for name, volume in named.items()}
    whole = {name: numbers for name, numbers in each.items() if all(type(number) is int for number in numbers)}
    return source.given_inputs({name: order.inner(numbers) for name, numbers in whole.items()})
