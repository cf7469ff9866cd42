"""One call as lines of Python: what is made, what it is given, and what it is called with."""

import re
from collections.abc import Iterator, Mapping, Sequence

from convcalc.exchange.writing.keras.formatting import bracketed, called
from convcalc.exchange.writing.keras.steps import USUAL, KerasStep

_USUAL_TEXTS = {name: repr(value) for name, value in USUAL.items()}

StepTexts = Mapping[str, str]
"""The values of a call by their names, as they are written."""


def statement(
    indent: int, result: str, step: KerasStep, texts: StepTexts, name: Sequence[str], given: Sequence[str]
) -> list[str]:
    """A call, with a name where it has one, of what is given."""
    if step.style == "slice":
        return [f"{' ' * indent}{result}{given[0]}[..., {_span(texts['start'], texts['stop'], given[0])}]"]
    head, inner = made(step, texts, name)
    if step.style == "function":
        return bracketed(indent, f"{result}{head}(", [*given, *inner], ")")
    return called(indent, result, (head, inner), listed(given))


def made(step: KerasStep, texts: StepTexts, name: Sequence[str]) -> tuple[str, list[str]]:
    """What is called, and with which settings."""
    inner = [*_settings(step, texts)]
    if step.around:
        return step.around, [f"{step.head}({', '.join(inner)})", *name]
    return step.head, [*inner, *name]


def listed(volumes: Sequence[str]) -> list[str]:
    """What a layer is called with: several volumes as a list."""
    return [*volumes] if len(volumes) == 1 else [f"[{', '.join(volumes)}]"]


def guard(step: KerasStep, texts: StepTexts) -> str:
    """When padding is any, where that can be none: `kernel // 2` where the kernel is larger than one."""
    pad = texts.get("pad", "")
    if not step.optional or pad.startswith(("(", *"123456789")):
        return ""
    half = re.fullmatch(r"(\w+) // 2", pad)
    return f"{half[1]} > 1" if half else pad


def _settings(step: KerasStep, texts: StepTexts) -> Iterator[str]:
    """What a call is given, by position and by name; not what it has by itself."""
    for place, (name, text) in enumerate(texts.items()):
        if place < step.positional:
            yield text
        elif not _is_usual(step, name, text, texts):
            yield f"{'axis' if name == 'over' else name}={text}"


def _is_usual(step: KerasStep, name: str, text: str, texts: StepTexts) -> bool:
    if name == "strides" and "Pooling" in step.head:
        return text == texts["kernel"]
    return text == _USUAL_TEXTS.get(name)


def _span(start: str, stop: str, given: str) -> str:
    """From and to, as a slice has it."""
    start, stop = "" if start == "0" else start, "" if stop == f"{given}.shape[-1]" else stop
    simple = re.fullmatch(r"\w*", start) and re.fullmatch(r"\w*", stop)
    return f"{start}:{stop}" if simple else f"{start} : {stop}".strip()
