"""Random layers of any kind, drawn from the types of its fields; and random specs to try them in."""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.problems import SpecError
from convcalc.model.layers import kind
from convcalc.model.layers.custom import FreeText
from convcalc.model.layers.fields import MISSING, Axes, Choice, FieldType, Flag, Integer, Padding, PerAxis, Real, Shape
from convcalc.model.layers.unpooling import Pooling
from tests.support.graphs import network

NAMES = {1: ["length"], 2: ["height", "width"], 3: ["depth", "height", "width"]}


def _values(type: FieldType, rank: int, volume: list[int]) -> st.SearchStrategy[Any]:
    numbers = st.integers(1, 4)
    if isinstance(type, Integer):
        return st.integers(type.least, 4)
    if isinstance(type, PerAxis):
        return st.one_of(numbers, st.lists(numbers, min_size=rank, max_size=rank))
    if isinstance(type, Padding):
        pad = st.integers(0, 2)
        sides = st.fixed_dictionaries({"before": pad, "after": pad})
        each = st.lists(st.one_of(pad, sides), min_size=rank, max_size=rank)
        return st.one_of(pad, sides, each, *map(st.just, type.words))
    if isinstance(type, Flag):
        return st.booleans()
    if isinstance(type, Choice):
        return st.sampled_from(type.words)
    if isinstance(type, Axes):
        return st.permutations([*NAMES[rank], "channels"])
    if isinstance(type, FreeText):
        return st.sampled_from(["Foo", "lstm with batch_normalize"])
    if isinstance(type, Pooling):
        return st.just("pool")
    if isinstance(type, Shape):
        return st.permutations(volume)
    assert isinstance(type, Real), f"{type} has no values to try"
    return st.just(0.5)


@st.composite
def layers_of(draw: Any, name: str) -> Analysis:
    """The analysis of a layer of a kind, on a volume whose reach is not trivial."""
    cls = kind(name)
    rank = draw(st.integers(1, 3))
    size = draw(st.lists(st.integers(4, 12), min_size=rank, max_size=rank))
    channels = draw(st.sampled_from([1, 2, 4, 8, 12]))
    before: list[Any] = [{"conv": {"filters": channels, "kernel": 3, "stride": draw(st.integers(1, 2)), "pad": 1}}]
    halves = [-(-n // before[0]["conv"]["stride"]) for n in size]
    if name == "dense":
        before.append("flatten")
    if cls.indexed:
        before.append({"maxpool": {"kernel": draw(st.integers(1, 3)), "stride": 2, "pad": "same"}, "name": "pool"})
    item: Any = {name: None}
    if cls.merges:
        branches = {
            f"branch{k}": [{"conv": {"filters": channels, "kernel": 2 * k + 1, "pad": k}}]
            for k in range(draw(st.integers(2, 4)))
        }
        item = {name: branches}
    elif cls.fields:
        wanted = [key for key, field in cls.fields.items() if field.default is MISSING or draw(st.booleans())]
        item = {name: {key: draw(_values(cls.fields[key].type, rank, [*halves, channels])) for key in wanted} or None}
    try:
        return analyse(network({"input": "x".join(map(str, [*size, 3])), "layers": [*before, item]}))
    except SpecError:
        assume(False)
        raise
