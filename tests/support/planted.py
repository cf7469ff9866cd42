"""Questions for `solve` whose answers are known: a chain is drawn, and some of its numbers are asked for.

What a chain comes to is worked out by the package's one way for specs, one set of values after the other:
no part of the search is used.
"""

from random import Random
from typing import Any, NamedTuple

from convcalc.analysis.cost import costs
from convcalc.analysis.receptive_field import field_of, reaches
from convcalc.document.problems import SpecError
from convcalc.homework.solve import Answers, Range, Target
from convcalc.model.geometry import AXES, Volume
from convcalc.model.layers import KINDS, kind
from convcalc.model.layers.custom import FreeText
from convcalc.model.layers.fields import MISSING, Axes, Choice, FieldType, Flag, Integer, Padding, PerAxis, Real, Shape
from convcalc.model.network import Network
from tests.support.graphs import network

ASKABLE = [
    (name, field)
    for name in KINDS
    if not kind(name).merges
    for field, each in kind(name).fields.items()
    if not isinstance(each.type, (Real, FreeText)) and not each.type.named and field != "each"
]
"""Every setting of every kind that can be asked for; `each` is a word that says nothing among words, and
`of` the name of a layer."""
COMMON = ["conv", "maxpool", "avgpool", "tconv", "depthwise", "pad", "crop", "upsample", "adaptive_avgpool", "relu"]

Layers = list[tuple[str, dict[str, Any]]]


class Question(NamedTuple):
    """A chain, the places of the numbers that are asked for, and the values they have in it."""

    volume: Volume
    layers: Layers
    asked: tuple[tuple[int, str], ...]
    """The layer's place and the field; (-1, "input") for all sides of the input."""

    @property
    def planted(self) -> tuple[Any, ...]:
        """The values in the chain."""
        return tuple(self.volume.size[0] if k < 0 else self.layers[k][1][field] for k, field in self.asked)

    def words(self) -> list[str]:
        """The input and the layers in words, with ? for what is asked."""
        sides = ["?"] * self.volume.rank if (-1, "input") in self.asked else [str(n) for n in self.volume.size]
        said = ["x".join([*sides, str(self.volume.channels)])]
        for k, (name, settings) in enumerate(self.layers):
            values = {field: "?" if (k, field) in self.asked else value for field, value in settings.items()}
            said.append(
                " ".join([name, *(f"{_called(name, field)} {_said(value)}" for field, value in values.items())])
            )
        return said

    def outcome(self, values: tuple[Any, ...]) -> Network | None:
        """The chain with other values; None where a layer does not take them."""
        given = dict(zip(self.asked, values))
        side = given.pop((-1, "input"), None)
        volume = Volume((side,) * self.volume.rank, self.volume.channels) if side else self.volume
        return built(volume, [(name, {**s, **_own(given, k)}) for k, (name, s) in enumerate(self.layers)])

    def target(self, random: Random) -> Target:
        """What the chain comes to, or part of it."""
        found = self.outcome(self.planted)
        assert found
        output, params, field = figures(found)
        targets = [Target(output), Target(output[:-1] or output), Target(output, Range(params, params))]
        targets += [Target(None, Range(params, params)), Target(None, Range(0, params))]
        if len(set(field)) == 1 and field[0]:
            targets.append(Target(None, None, Range(field[0], field[0])))
        return random.choice(targets)


def built(volume: Volume, layers: Layers) -> Network | None:
    """The network of a chain, if it is one."""
    try:
        return network({"input": [*volume.size, volume.channels], "layers": [{name: s or None} for name, s in layers]})
    except SpecError:
        return None


def figures(found: Network) -> tuple[tuple[int, ...], int, tuple[int | None, ...]]:
    """The output, the parameters and the receptive field."""
    output = found.nodes[found.output].site.output
    reach = field_of(found, reaches(found), found.output)
    return (*output.size, output.channels), sum(cost.params for cost in costs(found)), tuple(s.size for s in reach)


def reaches_target(found: Network | None, target: Target) -> bool:
    """Whether a chain comes to what is asked for."""
    if found is None:
        return False
    output, params, field = figures(found)
    right = not target.params or target.params.low <= params <= target.params.high
    right &= not target.field or all(n is not None and target.field.low <= n <= target.field.high for n in field)
    asked = target.output or output
    return right and len(output) - len(asked) in (0, 1) and all(m is None or n == m for n, m in zip(output, asked))


def told(answers: Answers, question: Question, values: tuple[Any, ...]) -> bool:
    """Whether values are among the answers."""
    given = dict(zip(question.asked, values))
    # a side of the input has a name of its own where the sides that are asked for differ
    by_unknown = [
        _number(each, given.get((each.layer, each.field), given.get((each.layer, "input"))))
        for each in answers.unknowns
    ]
    return any(
        all(
            run.first <= number and (run.endless or number <= run.last) and (number - run.first) % run.step == 0
            for run, number in zip(solution.runs, by_unknown)
        )
        for solution in answers.solutions
    )


def ask(random: Random, wanted: list[tuple[str, str]], longest: int) -> Question:
    """A question about some settings, in a chain of random layers around theirs."""
    while True:
        rank = random.choice([1, 2, 2, 3])
        side = random.randint(2, 16)
        size = tuple(side if random.random() < 0.7 else random.randint(2, 16) for _ in range(rank))
        volume = Volume(size, random.choice([1, 2, 3, 4, 6, 8, 12]))
        names = [(name, field) for name, field in wanted if name]
        filler = [(random.choice(COMMON), "") for _ in range(random.randint(0, longest))]
        layers, asked = _chain(random, volume, random.sample([*names, *filler], len(names) + len(filler)))
        asked += [(-1, "input")] * (len(wanted) - len(names))
        if layers and len(asked) == len(wanted) and (len(names) == len(wanted) or len(set(size)) == 1):
            return Question(volume, layers, tuple(asked))


def _chain(random: Random, x: Volume, plan: list[tuple[str, str]]) -> tuple[Layers, list[tuple[int, str]]]:
    """Layers that take what comes to them; flat ones after a flatten."""
    layers: Layers = []
    asked = []
    volume = x
    for name, field in plan:
        if name == "dense" and x.size:
            layers.append(("flatten", {}))
            x = Volume((), x.elements)
        for _ in range(30):
            settings = _settings(random, name, field, x)
            found = built(volume, [*layers, (name, settings)])
            if found and found.nodes[found.output].site.output.elements < 10**7:
                layers.append((name, settings))
                asked += [(len(layers) - 1, field)] if field else []
                x = found.nodes[found.output].site.output
                break
    return layers, asked


def _settings(random: Random, name: str, wanted: str, x: Volume) -> dict[str, Any]:
    settings = {}
    left_out = ("factor",) if (name, wanted) == ("upsample", "size") else ("size",) if name == "upsample" else ()
    for field, each in kind(name).fields.items():
        if field != wanted and (isinstance(each.type, (Flag, Real, Axes, FreeText)) or field in left_out):
            continue
        if field == wanted or each.default is MISSING or random.random() < 0.3 or field == "factor":
            settings[field] = _value(random, each.type, x, field == wanted)
    return settings


def _value(random: Random, type: FieldType, x: Volume, wanted: bool) -> Any:
    small = random.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 7])
    if isinstance(type, Integer):
        return max(type.least, random.choice([0, small, small, 8, 12, 16]))
    if isinstance(type, (PerAxis, Padding)):
        small = small if isinstance(type, PerAxis) else random.choice([0, 1, 1, 2, 3])
        return small if wanted or random.random() < 0.7 else [max(1, n + small - 1) for n in range(max(1, x.rank))]
    if isinstance(type, Flag):
        return random.choice([True, False])
    if isinstance(type, Choice):
        return random.choice(type.choices)
    if isinstance(type, Axes):
        return random.sample([*AXES[x.rank], "channels"], x.rank + 1)
    assert isinstance(type, Shape), f"{type} has no values to ask for"
    return x.elements if wanted else [x.elements]


def _own(given: dict[tuple[int, str], Any], k: int) -> dict[str, Any]:
    return {field: value for (layer, field), value in given.items() if layer == k}


def _called(name: str, field: str) -> str:
    """A setting's name among words: of a kind with a kernel, `size` is mostly that of the kernel."""
    return "output size" if field == "size" and "kernel" in kind(name).fields else field


def _said(value: Any) -> str:
    return "x".join(map(str, value)) if isinstance(value, list) else str(value).lower()


def _number(unknown: Any, value: Any) -> int:
    """The value of an unknown as it is counted in answers."""
    return unknown.words.index(tuple(value) if isinstance(value, list) else value) if unknown.words else value
