"""The item key `weights`, as it is read: whose weights a layer or a call uses. Knows no layers."""

from typing import Any

from convcalc.document.places import Place
from convcalc.document.wording import nearest, shown
from convcalc.language.items import OWN, Weights
from convcalc.language.values import LONGEST_NAME, Known, ValueReader, is_template

_KEYS = ("of", "transposed")
_HELP = "as 'weights: h3', {of: h3, transposed: true}, or own"


def read_weights(values: ValueReader, value: Any, place: Place, known: Known) -> Weights | None:
    """Whose weights are used; None where that is faulty, or not said."""
    if value is None:
        return None
    if value == OWN:
        return Weights(None)
    if not isinstance(value, dict):
        return _named(values, value, place, known, False)
    unknown = [key for key in value if key not in _KEYS]
    for key in unknown:
        values.problems.add(f"unknown key {shown(key)}", place.at(key).on_key(), nearest(key, _KEYS) or _HELP)
    if unknown:
        return None
    transposed = value.get("transposed", False)
    if not isinstance(transposed, bool):
        message = f"transposed: expected true or false, not {shown(transposed)}"
        values.problems.add(message, place.at("transposed"), _HELP)
    return _named(values, value.get("of"), place.at("of") if "of" in value else place, known, transposed is True)


def _named(values: ValueReader, name: Any, place: Place, known: Known, transposed: bool) -> Weights | None:
    if not isinstance(name, str) or len(name) > LONGEST_NAME or not is_template(name):
        values.problems.add(f"expected the name of a layer or of a block's call, not {shown(name)}", place, _HELP)
        return None
    return Weights(values.template(name, place, known), transposed)
