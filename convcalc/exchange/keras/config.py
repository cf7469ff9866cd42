"""The configuration of a layer in Keras's JSON: settings by their keys, checked, each with its route."""

from collections.abc import Sequence
from typing import Any

from convcalc.document.foreign import Where
from convcalc.document.places import Place, Route
from convcalc.document.wording import shown
from convcalc.exchange.translation import At, Translation

LARGEST = 10**18


class KerasConfig:
    """A mapping of the JSON, and where it stands."""

    def __init__(self, data: Any, route: Route, translation: Translation) -> None:
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.route = route
        self._translation = translation
        if not isinstance(data, dict):
            self.fault(f"expected a mapping, not {shown(data)}", route)

    def fault(self, message: str, where: Where, help: str = "") -> None:
        """Note what is wrong with it."""
        self._translation.fault(message, where, help)

    def place(self) -> Place:
        """Where it stands."""
        return self._translation.source.place_at(self.route)

    def where(self, key: str) -> Where:
        """Where a setting stands, or the mapping where it is left out."""
        return (*self.route, key) if key in self.data else self.route

    def inner(self, key: str) -> "KerasConfig":
        """A mapping under a key; an empty one where there is none."""
        if not isinstance(self.data.get(key, {}), dict):
            return KerasConfig({}, self.route, self._translation)
        return KerasConfig(self.data.get(key, {}), (*self.route, key), self._translation)

    def has(self, key: str) -> bool:
        """Whether something is said there."""
        return self.data.get(key) is not None

    def whole(self, key: str, default: int, least: int = 1) -> At:
        """A whole number; the only one of a list."""
        found = self.wholes(key, least)
        if len(found) > 1:
            self.fault(f"{key}: expected one number, not {len(found)}", self.where(key))
        return found[0] if found else At(default, self.where(key))

    def wholes(self, key: str, least: int = 1) -> list[At]:
        """Whole numbers: a list of them, or a single one; none where nothing is said."""
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            return [self._whole(key, value, self.where(key), least)]
        return [self._whole(key, each, (*self.route, key, k), least) for k, each in enumerate(value[:10])]

    def _whole(self, key: str, value: Any, where: Where, least: int) -> At:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
            wanted = f"a whole number from {least} on"
            self.fault(f"{key}: expected {wanted}, not {shown(value)}", where)
            return At(max(least, 1), where)
        return At(value, where)

    def decimal(self, key: str, default: float) -> At:
        """A number."""
        value = self.data.get(key)
        if value is None:
            return At(default, self.where(key))
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < LARGEST:
            self.fault(f"{key}: expected a number, not {shown(value)}", self.where(key))
            return At(default, self.where(key))
        return At(value, self.where(key))

    def truth(self, key: str, default: bool) -> At:
        """True or false."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(f"{key}: expected true or false, not {shown(value)}", self.where(key))
        return At(value if isinstance(value, bool) else default, self.where(key))

    def word(self, key: str, default: str) -> At:
        """A word; what is none is told by its class, as of an activation with settings."""
        value = self.data.get(key)
        if isinstance(value, dict):
            name = value.get("class_name") if value.get("class_name") != "function" else value.get("config")
            value = name if isinstance(name, str) else None
        return At(value if isinstance(value, str) else default, self.where(key))

    def shape(self, *keys: str) -> list[Any] | None:
        """The first of some shapes that is there, without the examples."""
        for key in keys:
            value = self.data.get(key)
            if isinstance(value, list) and value:
                return value[1:]
        return None


def known(shape: Sequence[Any] | None, where: Where) -> list[At] | None:
    """A shape as a volume; None where some size of it is open."""
    if not shape or len(shape) > 4 or not all(isinstance(each, int) and 0 < each <= LARGEST for each in shape):
        return None
    return [At(each, where) for each in shape]
