"""What is said of a layer, as it compares and as it is spelled."""

from typing import Any

from convcalc.language.spoken.words import IN, Setting, sized

SaidSettings = dict[str, Setting]


def as_compared(settings: SaidSettings) -> list[tuple[str, Any]]:
    """Settings without their places, as they compare: 5 is 5x5 where all axes have it."""
    return sorted((name, one_of(each.value)) for name, each in settings.items())


def one_of(value: Any) -> Any:
    """The number of a size whose sides are alike; any other value as it is."""
    return value[0] if isinstance(value, list) and len({*map(str, value)}) == 1 and len(value) == 2 else value


def spelled(settings: SaidSettings) -> str:
    """Settings as somebody could have said them."""
    return ", ".join(f"{name} {sized(each.value)}" for name, each in settings.items() if name != IN)
