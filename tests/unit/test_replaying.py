"""Block calls that make the layers of one before are copied: what comes out is what comes out without that."""

from random import Random

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.language.expansion import build, walk
from convcalc.language.loading import find, preset_names, read_source

BLOCKS = """
  unit(w, s=1): [conv: {filters: w, kernel: 3, stride: s, pad: 1}, bn, relu]
  twice(w): [unit: w, {unit: w, name: again}]
  residual(w): [add: {x: , y: [unit: w, {conv: w 1x1, frozen: true}]}, relu]
  inner(w): [{conv: w 1x1, name: a}, relu, {add: , from: [a, relu_of]}]
  named(w): [{conv: w 1x1, name: a}, relu, {conv: w 1x1, name: b}, {add: , from: [a, b]}]
  outwards(w): [{conv: w 1x1, name: a}, {add: , from: [a, first]}]
  fromstart(w): [{conv: w 1x1, name: a}, {add: , from: [a, input]}]
  headed(w): [relu, {head: {aux: [gap]}}, relu]
  clashing(w): [relu, {relu: , name: relu_2}, relu]
  nothing: []
  size(w): [{maxpool: 2, name: p}, {upsample: {size: p}}, {unpool: p}]
  every(w): [{unit: w, repeat: 2}, {unit: w, when: x.channels == 4}]
  passed(w, l): [conv: w 1x1, {add: {x: , y: [identity]}}]
  lists(w): [conv: {filters: "w[0]", kernel: 1}]
  act(w, a): [conv: w 1x1, a]
  grown: [concat: {x: , y: [bn, relu, {conv: 3 3x3 p1, name: c}]}]
  deep: [grown, {grown: , repeat: 2}, {maxpool: 3 p1, frozen: true}]
  asks(w=x.channels // 2): [{relu: , when: x.height > 4}, {conv: w 1x1, name: 'c{x.channels}'}]
  asksbelow(w): [add: {x: , y: [{concat: {a: [{relu: , when: x.height > 3}], b: [relu]}}, conv: x.channels 1x1]}]
  asksinside(w): [{asks: }, relu]
  asksoften(w): [{relu: , repeat: x.height}, {conv: {filters: w, kernel: [x.height, 1]}}]
  asksgiven(w): [{unit: x.channels}, {unit: w}]
  groups(w): [{conv: {filters: w, kernel: 1, groups: 4}}, channel_shuffle: 2, gap, flatten, {dense: w, name: d}]
  scored(w): [mul: {x: , s: [gap, conv: w 1x1, sigmoid]}, {add: {p: [relu], q: [conv: w 1x1]}}]
"""

LAYERS = [
    "[unit: 4, unit: 4, unit: 4 2, unit: 4 2]",
    "[twice: 4, twice: 4, {twice: 4, name: t}, {twice: 4, repeat: 3}]",
    "[residual: 4, {residual: 4, frozen: true}, {residual: 4, frozen: true}, residual: 4]",
    "[named: 4, named: 4]",
    "[{relu: , name: first}, outwards: 4, outwards: 4]",
    "[fromstart: 4, fromstart: 4]",
    "[headed: 4, headed: 4]",
    "[clashing: 4, clashing: 4]",
    "[relu, nothing, nothing]",
    "[every: 4, every: 4, {every: '4 + i', repeat: 3}]",
    "[lists: {w: [4, 1]}, lists: {w: [4, 1]}, lists: {w: [4, true]}]",
    "[act: {w: 4, a: relu}, act: {w: 4, a: silu}, act: {w: 4, a: relu}]",
    "[{add: {p: [twice: 4], q: [twice: 4, unit: 4]}}, twice: 4]",
    "[{concat: {p: [residual: 4], q: [residual: 4]}}, residual: 4, unit: 4, residual: 4]",
    "[unit: true, unit: 1]",
    "[inner: 4, inner: 4]",
]


def network(spec):
    try:
        return build(spec)
    except SpecError as error:
        return error


def told(found):
    """All that a network is, or what is wrong with it."""
    if isinstance(found, SpecError):
        return [(problem.message, problem.place, problem.notes) for problem in found.problems]
    nodes = [
        (node.path, str(node.site), node.site.output, node.inputs, node.frozen, node.origin) for node in found.nodes
    ]
    scopes = {id(node.scope): node.scope for node in found.nodes}
    calls = sorted((each.path, each.block, each.branch, each.depth, len(each.chain)) for each in scopes.values())
    return nodes, calls, found.outputs


def both(spec, monkeypatch):
    copied = network(spec)
    with monkeypatch.context() as patched:
        patched.setattr(walk, "MOST_DONE", -1)
        return told(copied), told(network(spec))


def written(layers):
    return read_source(parse("net.yaml", f"input: 8x8x4\nblocks:{BLOCKS}layers: {layers}\n"), ())


@pytest.mark.parametrize("layers", LAYERS)
def test_copies_are_what_they_stand_for(layers, monkeypatch):
    copied, expanded = both(written(layers), monkeypatch)
    assert copied == expanded


@pytest.mark.slow
@pytest.mark.parametrize("name", preset_names())
def test_copies_are_what_they_stand_for_in_presets(name, monkeypatch):
    copied, expanded = both(read_source(find(name), ()), monkeypatch)
    assert copied == expanded


CALLS = [
    "unit: 4", "unit: 4 2", "twice: 4", "residual: 4", "{residual: 4, frozen: true}", "named: 4", "outwards: 4",
    "nothing",
    "fromstart: 4", "headed: 4", "clashing: 4", "{size: 4, name: s}", "every: 4", "act: {w: 4, a: silu}", "grown",
    "deep",
    "{deep: , repeat: 2}", "asks", "asksbelow: 4", "asksinside: 4", "asksoften: 4", "asksgiven: 4", "groups: 8",
    "scored: 4",
    "add: {p: [unit: 4, grown], q: [unit: 4, grown]}",
]  # fmt: skip
CHANGES = ["conv: 4 1x1", "conv: 8 1x1", "conv: 8 3x3 s2 p1", "maxpool: 2", "relu", "{relu: , name: first}", "flatten"]


@pytest.mark.parametrize("seed", range(150))
def test_copies_on_other_volumes_are_what_they_stand_for(seed, monkeypatch):
    random = Random(seed)
    few = random.sample(CALLS, 3)
    items = [each for _ in range(4) for each in (random.choice(few), random.choice(CHANGES[: 6 + seed % 2]))]
    copied, expanded = both(written(f"[{', '.join(items)}]"), monkeypatch)
    assert copied == expanded


def test_what_asks_for_no_volume_is_gone_through_once_on_all(monkeypatch):
    gone = []
    inside = walk._inside
    monkeypatch.setattr(walk, "_inside", lambda *given: gone.append(given[1].item.kind) or inside(*given))
    assert len(network(written("[{grown: , repeat: 50}, maxpool: 2, {asks: , repeat: 2}]")).nodes) == 1 + 50 * 4 + 1 + 2
    assert gone == ["grown", "concat", "concat", "asks", "asks"]


def test_equal_calls_are_gone_through_once(monkeypatch):
    gone = []
    inside = walk._inside
    monkeypatch.setattr(walk, "_inside", lambda *given: gone.append(given) or inside(*given))
    assert len(network(written("[{unit: 4, repeat: 50}, unit: 5]")).numbers) == 153
    assert len(gone) == 2


def test_a_copy_has_scopes_of_its_own():
    made = network(written("[residual: 4, residual: 4]"))
    assert len({node.path for node in made.nodes}) == len(made.nodes)
    assert len({id(node.scope) for node in made.nodes}) == 7
    assert analyse(made).total.params == 2 * (148 + 8 + 20)


def test_after_many_calls_that_differ_none_are_kept(monkeypatch):
    monkeypatch.setattr(walk, "MOST_DONE", 3)
    spec = written("[{unit: i + 1, repeat: 9}, unit: 4, {unit: i + 1, repeat: 9}]")
    copied, expanded = both(spec, monkeypatch)
    assert copied == expanded
