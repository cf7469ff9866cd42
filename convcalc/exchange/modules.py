"""The modules of a file as scopes: where each layer stands, by the calls of modules around it. Knows no format.

Layers of a module that do not follow one another are as many modules, told apart by a number: what stands in a scope
runs without a break.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from convcalc.document.foreign import Module, Standing
from convcalc.document.records import NamedTuple

LONGEST = 80
"""Characters of a name: room is left for what makes it the only one."""
MOST_AROUND = 30
"""Modules around a layer; what stands in more is told of the outer ones."""


class ModuleCall(NamedTuple):
    """A module at work on a volume."""

    label: str
    kind: str
    """Its class; empty where the file does not say."""
    call: str = ""
    """Which of its calls."""


def calls(entries: Iterable[tuple[str, str, str]]) -> tuple[ModuleCall, ...]:
    """Modules by their paths, `layer1` and `layer1.0`, with their classes and which call of them it is, from the top.

    Of what a path leads through beside those, only the names are known.
    """
    found: list[ModuleCall] = []
    around = ""
    for path, kind, call in entries:
        own = path.removeprefix(f"{around}.") if around else path
        *through, label = own.split(".")
        found += [ModuleCall(each, "") for each in through]
        found.append(ModuleCall(label, kind.rpartition(".")[2], call))
        around = path
    return tuple(found)


class _Run:
    """A call of a module with what runs in it: further ones, and layers by their numbers."""

    def __init__(self, module: ModuleCall) -> None:
        self.module = module
        self.children: list[_Run | int] = []

    @property
    def alone(self) -> int | None:
        """The layer that is all there is in it."""
        return self.children[0] if len(self.children) == 1 and isinstance(self.children[0], int) else None


def standing(layers: Sequence[tuple[str, tuple[ModuleCall, ...]]]) -> list[Standing]:
    """Where each layer stands, by what it is called and the modules around it, in running order.

    A module that is one layer is that layer.
    """
    top = _Run(ModuleCall("", ""))
    opened = [top]
    for number, (_, modules) in enumerate(layers):
        same = _shared([run.module for run in opened[1:]], modules)
        del opened[same + 1 :]
        for module in modules[same:MOST_AROUND]:
            opened.append(_Run(module))
            opened[-2].children.append(opened[-1])
        opened[-1].children.append(number)
    found = dict(_placed(top, [label for label, _ in layers], ()))
    return [found[number] for number in range(len(layers))]


def _shared(one: Sequence[ModuleCall], other: Sequence[ModuleCall]) -> int:
    """How many modules are the same from the top."""
    pairs = enumerate(zip(one, other))
    return next((k for k, (a, b) in pairs if (a.label, a.call) != (b.label, b.call)), min(len(one), len(other)))


def _placed(run: _Run, labels: Sequence[str], around: tuple[Module, ...]) -> Iterator[tuple[int, Standing]]:
    """Where each layer of a run stands; its last layer ends the module."""
    taken: dict[str, int] = {}
    for wanted, child in _children(run, labels):
        alone, label = child if isinstance(child, int) else child.alone, _free(wanted, taken)
        if alone is not None:
            yield alone, Standing(label, around, (_path(around, label),))
            continue
        assert isinstance(child, _Run)
        inside = [*_placed(child, labels, (*around, Module(label, child.module.kind or "modules")))]
        number, last = inside[-1]
        yield from inside[:-1]
        yield number, last._replace(ends=(*last.ends, _path(around, label)))


def _children(run: _Run, labels: Sequence[str]) -> list[tuple[str, "_Run | int"]]:
    """What stands in a run, with what each wants to be called.

    Of a list of modules that takes turns with another, each is one of its own: `convs.0`, `bns.0`, `convs.1`.
    """
    found, broken = _called(run, "", labels), {""}
    while broken:
        times = Counter(wanted for wanted, child in found if _is_list(child))
        broken = {wanted for wanted, count in times.items() if count > 1}
        found = [
            each
            for wanted, child in found
            for each in (
                _called(child, f"{wanted}.", labels)
                if isinstance(child, _Run) and wanted in broken and _is_list(child)
                else [(wanted, child)]
            )
        ]
    return found


def _is_list(child: "_Run | int") -> bool:
    return isinstance(child, _Run) and not child.module.kind


def _called(run: _Run, before: str, labels: Sequence[str]) -> list[tuple[str, "_Run | int"]]:
    """What stands in a run, each by its own name, with something before it."""
    names = [labels[child] if isinstance(child, int) else child.module.label for child in run.children]
    return [(before + printable_name(name), child) for name, child in zip(names, run.children)]


def _path(around: Iterable[Module], label: str) -> str:
    return ".".join([*(module.label for module in around), label])


def _free(label: str, taken: dict[str, int]) -> str:
    """The label, or with a number the first that is not taken; `taken` has what was given, and how often it was."""
    name = label
    while name in taken:
        taken[label] += 1
        name = f"{label}_{taken[label]}"
    taken[name] = 1
    return name


def printable_name(wanted: str) -> str:
    """A name without what a spec has a meaning for."""
    return "".join([char if char.isprintable() and char not in "{}*." else "_" for char in wanted[:LONGEST]])
