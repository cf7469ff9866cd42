"""Random families: random specs whose numbers vary, parts of which are blocks, repeated or under a condition."""

import json
from typing import Any

from hypothesis import strategies as st

from convcalc.document.source import parse
from convcalc.language.loading import read_source
from convcalc.sweep.evaluating import Members
from convcalc.sweep.space import Axis, Space
from tests.support.graphs import specs, tangled_specs, viewing_specs

MOST_AXES = 4
Draw = Any


def family(text: str | dict[str, Any], input: Any = (), **axes: Any) -> Members:
    """The family of a spec's text, or of its data; of each axis the choices."""
    data = text if isinstance(text, str) else json.dumps(text)
    found = [Axis(name, tuple(choices)) for name, choices in axes.items()]
    found += [Axis("input", tuple(input))] if input else []
    return Members(read_source(parse("family.yaml", data)), Space(tuple(found)))


@st.composite
def families(draw: Draw) -> Members:
    """A family of a few members, some of which cannot be built."""
    spec = draw(st.one_of(specs(draw(st.integers(1, 2))), specs(1, 1, 4), tangled_specs(), viewing_specs()))
    axes: dict[str, list[Any]] = {}
    spec["layers"] = [_varied(draw, item, axes) for item in spec["layers"]]
    spec["blocks"] = {}
    if draw(st.integers(0, 3)):
        spec["layers"] = _with_blocks(draw, spec["layers"], spec["blocks"], axes)
    _vary(draw, axes, 1, True)
    spec["vars"] = {name: choices[0] for name, choices in axes.items()}
    sizes = [[int(n) for n in spec["input"].split("x")]]
    sizes += [[n + 1 for n in sizes[0][:-1]] + sizes[0][-1:]] * draw(st.booleans())
    return family(spec, sizes, **axes)


def _vary(draw: Draw, axes: dict[str, list[Any]], value: int, always: bool = False) -> int | str:
    """A number, or the name of what it is one choice of; sometimes an element of a list."""
    if len(axes) >= MOST_AXES or not (always or draw(st.integers(0, 3)) == 0):
        return value
    name = f"v{len(axes)}"
    others = draw(st.lists(st.sampled_from([value + 1, 2 * value, 1, 2, 3, True]), min_size=1, max_size=2))
    listed = draw(st.integers(0, 3)) == 0
    axes[name] = [[each, 1] for each in (value, *others)] if listed else [value, *others]
    return f"{name}[{draw(st.sampled_from([0, 0, 0, 1]))}]" if listed else name


def _varied(draw: Draw, value: Any, axes: dict[str, list[Any]]) -> Any:
    """The same with some of its numbers varied."""
    if isinstance(value, dict):
        return {key: _varied(draw, each, axes) if key != "from" else each for key, each in value.items()}
    if isinstance(value, list):
        return [_varied(draw, each, axes) for each in value]
    return _vary(draw, axes, value) if type(value) is int else value


def _with_blocks(draw: Draw, items: list[Any], blocks: dict[str, Any], axes: dict[str, list[Any]]) -> list[Any]:
    """The same with runs of items in blocks; some of them with an argument, some in each other."""
    start = draw(st.integers(0, len(items) - 1))
    end = draw(st.integers(start + 1, len(items)))
    inside = items[start:end]
    if len(inside) > 1 and draw(st.booleans()):
        inside = _with_blocks(draw, inside, blocks, axes)
    name, call = f"block{len(blocks)}", dict[str, Any]()
    argument = draw(st.booleans())
    if argument:
        inside = [*inside, {"conv": {"filters": "k", "kernel": 1}}]
    blocks[f"{name}(k)" if argument else name] = inside
    call[name] = _vary(draw, axes, draw(st.integers(1, 3))) if argument else None
    if draw(st.booleans()):
        call["repeat"] = _vary(draw, axes, draw(st.integers(1, 3)), True)
    if draw(st.integers(0, 2)) == 0:
        call["when"] = f"{draw(st.sampled_from([*axes, 2]))} != 1"
    if draw(st.integers(0, 3)) == 0:
        call["name"] = draw(st.sampled_from([name, "n0", "branch0"]))
    return [*items[:start], call, *items[end:]]


OPERATIONS = {
    "skip": [{"identity": None}],
    "nothing": [],
    "wide": [{"relu": None}, {"conv": {"filters": "x.channels", "kernel": 3, "pad": 1, "bias": False}}, {"bn": None}],
    "narrow": [{"conv": {"filters": "x.channels", "kernel": 1}}, {"relu": None}],
    "pool": [{"maxpool": {"kernel": 3, "stride": 1, "pad": 1}}],
    "even": [{"avgpool": {"kernel": 2, "stride": 1, "pad": [[0, 1], [0, 1]]}}],
    "gate": [{"mul": {"body": [], "gate": [{"gap": None}, {"conv": {"filters": "x.channels", "kernel": 1}}]}}],
    "more": [{"conv": {"filters": "x.channels + 1", "kernel": 1}}],
    "smaller": [{"conv": {"filters": "x.channels", "kernel": 3}}],
    "dropped": [{"dropout": 0.5}],
    "part": [{"slice": {"start": 0, "stop": "max(x.channels - 1, 1)"}}],
    "middle": [{"crop": {"size": "x.height - 1"}}],
    "grouped": [{"reshape": ["x.height", "x.width", "x.channels"]}],
    "turned": [{"dropout": 0}],
    "levelled": [{"in": None}],
}


@st.composite
def wired_families(draw: Draw) -> Members:
    """A family of networks of cells, which are wired of operations that vary."""
    operations = draw(st.lists(st.sampled_from(list(OPERATIONS)), min_size=3, max_size=4, unique=True))
    steps: list[dict[str, Any]] = [{"identity" if draw(st.booleans()) else "relu": None, "name": "n0"}]
    edges = 0

    def edge() -> dict[str, Any]:
        nonlocal edges
        edges += 1
        source = f"n{draw(st.integers(0, len(steps) - 1))}"
        return {"edge": f"o{edges - 1}"} | ({"from": source} if draw(st.integers(0, 3)) else {})

    while edges < 3:
        step = edge()
        if draw(st.booleans()):
            step = {"add": {f"b{edges}_{k}": [edge()] if draw(st.integers(0, 4)) else [] for k in range(2)}}
        elif len(steps) > 1 and draw(st.booleans()):
            names = draw(
                st.lists(st.sampled_from([f"n{k}" for k in range(len(steps))]), min_size=2, max_size=3, unique=True)
            )
            step = {draw(st.sampled_from(["add", "concat", "mul"])): None, "from": names}
        steps.append(step | {"name": f"n{len(steps)}"})
    if draw(st.booleans()):
        names = [f"n{k}" for k in range(len(steps)) if draw(st.booleans())]
        steps.append({"concat": None, "from": names if len(names) > 1 else ["n0", "n1"]})
    inside = [item | {"when": f"op == {k}"} for k, name in enumerate(operations) for item in OPERATIONS[name]]
    first = draw(st.sampled_from([[], [{"conv": {"filters": 3, "kernel": 3}}], [{"flatten": None}]]))
    layers = [
        *first,
        {"cell": None, "repeat": draw(st.integers(1, 3))},
        {"bn": None},
        {"gap": None},
        {"flatten": None},
        {"dense": 2},
    ]
    spec = {"input": "6x7x2", "blocks": {"edge(op)": inside, "cell": steps}, "layers": layers}
    axes = {f"o{k}": list(range(len(operations))) for k in range(edges)}
    return family(spec | {"vars": dict.fromkeys(axes, 0)}, **axes)


@st.composite
def cell_families(draw: Draw) -> Members:
    """A family of networks of cells, each wired in a way of its own: rows of what each vertex does and reads."""
    operations = draw(st.lists(st.sampled_from(list(OPERATIONS)), min_size=2, max_size=3, unique=True))
    first = draw(st.sampled_from(["identity", "relu", {"conv": {"filters": "channels", "kernel": "k", "pad": "half"}}]))
    narrowed = {"slice": {"start": 0, "stop": "least"}, "when": "x.channels > least"}
    edge = [{"from": "v{row[i + 1]}"}, *[narrowed] * draw(st.booleans())]
    merge = draw(st.sampled_from(["add", "concat", "mul", "maximum"]))
    meet = {
        merge: {"e{i}": {"layers": edge, "repeat": "len(row) - 1"}},
        "when": f"len(row) > {draw(st.integers(1, 2))}",
    }
    alone = {"from": "v{row[1]}", "when": "len(row) == 2"}
    inside = [item | {"when": f"row[0] == {k}"} for k, name in enumerate(operations) for item in OPERATIONS[name]]
    ends = [{"concat": {"end{i}": {"layers": [{"from": "v{cell[i][1]}"}], "repeat": "len(cell)"}}}]
    ends += [
        {"add": {"cell": [], "start": [{"from": "v0"}, {"slice": {"start": 0, "stop": 2}}][: draw(st.integers(1, 2))]}}
    ]
    ends += [{"from": "v{len(cell)}"}, {"relu": None, "from": "v{cell[-1][1]}", "when": "len(cell) > 2"}]
    start = first | {"name": "v0"} if isinstance(first, dict) else {first: None, "name": "v0"}
    vertex = {"vertex": {"row": "cell[i]", "least": "max(channels - 1, 1)"}, "name": "v{i + 1}", "repeat": "len(cell)"}
    cell = [start, vertex, *draw(st.lists(st.sampled_from(ends), max_size=2))]
    blocks = {"vertex(row, least)": [meet, alone, *inside], "cell(channels)": cell}
    rows = [
        [
            [draw(st.integers(0, 2)), *draw(st.lists(st.integers(0, k), min_size=1, max_size=3))]
            for k in range(draw(st.integers(1, 4)))
        ]
        for _ in range(8)
    ]
    layers = [{"conv": {"filters": 3, "kernel": 3}}, {"cell": 3, "repeat": draw(st.integers(1, 3))}, {"maxpool": 2}]
    layers += [
        {"cell": "x.channels" if draw(st.integers(0, 3)) == 0 else 4},
        {"bn": None},
        {"gap": None},
        {"flatten": None},
    ]
    spec = {"input": "8x9x2", "vars": {"cell": [[0, 0]], "k": 3}, "blocks": blocks, "layers": [*layers, {"dense": 2}]}
    return family(spec, cell=rows, k=[1, 3])
