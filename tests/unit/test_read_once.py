"""What says the same is read once, and stands where it stands; what only looks the same is told apart."""

import gc
import sys

import pytest

from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.language.expansion import build
from convcalc.language.item_reader import ItemReader
from convcalc.language.loading import read_source
from convcalc.language.settings import SettingsReader

HEAD = 'input: 9x9x4\nblocks: {"b(w, s=1)": [conv: {filters: w, kernel: 3, stride: s}]}\nlayers:\n'


def spec(*lines):
    return read_source(parse("net.yaml", HEAD + "".join(f"  - {line}\n" for line in lines)), ())


@pytest.mark.parametrize("line", [
    "relu",
    "conv: 4 3x3 p1",
    "conv: {filters: x.channels, kernel: 3, pad: 1}",
    "{conv: 4 3x3 p1, frozen: true}",
    "{dropout: 0.5, expect: {params: 0}}",
    "b: {w: 4}",
])  # fmt: skip
def test_an_item_is_read_once_and_stands_on_its_own_line(line, monkeypatch):
    read = []
    item = ItemReader._item
    monkeypatch.setattr(ItemReader, "_item", lambda *given: read.append(given) or item(*given))
    items = spec(*[line] * 20).items
    assert len([data for _, data, place, _ in read if place.route[0] == "layers"]) == 1
    assert [each.place.position.line for each in items] == list(range(4, 24))


def test_items_with_layers_in_them_are_read_each_for_itself():
    items = spec(*["add: {x: , y: [relu]}"] * 3, *["add: {x: , y: }"] * 3).items
    assert [branch.place.position.line for each in items for branch in each.branches[1:]] == [4, 5, 6, 7, 8, 9]


def test_a_field_is_read_once(monkeypatch):
    read = []
    field = SettingsReader._new_field
    monkeypatch.setattr(SettingsReader, "_new_field", lambda *given: read.append(given[3]) or field(*given))
    spec(*(f"conv: x.channels{'+1' * k} 3x3 p1" for k in range(1, 50)))
    assert (read.count("filters"), read.count("kernel"), read.count("pad")) == (50, 2, 1)  # with those of the block


def test_lines_that_differ_in_a_number_are_read_once(monkeypatch):
    read = []
    item = ItemReader._item
    monkeypatch.setattr(ItemReader, "_item", lambda *given: read.append(given[1]) or item(*given))
    items = spec(*(f"{line} {k} 1" for k in range(1, 50) for line in ("conv:", "b:"))).items
    assert len(read) == 3  # with the item of the block
    assert [each.settings for each in items[-2:]] == [{"filters": 49, "kernel": 1}, {"w": 49, "s": 1}]
    assert items[97].place.position.line == 101


@pytest.mark.parametrize("line", [
    "{{conv: x.channels*{} 1}}", "{{conv: {{filters: x.channels*{}+1, kernel: 1}}}}",
    "{{conv: {{filters: {}, kernel: 1}}}}",
    "{{b: x.channels + {}}}", "{{b: {{w: {}, s: 2}}}}", "{{conv: 4 1, name: c{}}}",
    "{{conv: 4 1, when: x.channels > {}}}",
    "{{conv: {} 1, expect: {{params: {}}}}}", "{{conv: 4 1, name: d{}, from: input}}", "relu if x.height < {}",
])  # fmt: skip
def test_lines_that_differ_in_numbers_elsewhere_or_in_their_own_keys_are_read_once(line, monkeypatch):
    read = []
    item = ItemReader._item
    monkeypatch.setattr(ItemReader, "_item", lambda *given: read.append(given[1]) or item(*given))
    items = spec(*(line.format(*[k] * 2) for k in range(1, 50))).items
    alone = spec(line.format(49, 49)).items[0]
    assert len(read) == 4  # with the items of the block, and the one alone
    assert repr(items[-1]._replace(place=None, open=())) == repr(alone._replace(place=None, open=()))


def test_lines_with_equal_numbers_share_their_settings():
    """What is built of them is told by the identity of these."""
    items = spec(*[f"conv: {k % 3 + 1} 3x3 p1" for k in range(9)], *["b: 1", "b: 2"] * 2).items
    assert len({id(each.settings) for each in items}) == 5


VALUES = (
    "{} 3x3 p1", "{} 3x3  p1", "{}", "'{}'", "{} ", "{} {{3}}", "{} - 1", "{} % 3", "{} if 3 else 2", "{} (3)",
    "0{} 3x3", "{}.5", "-{}", "{} s2", "{} b", "{} 3 s{}", "{{filters: {}, kernel: 3}}", "{} same", "{} g2 3x3", "x{}",
    "{} bias=false 1", "{}x{}", "{} " + "3x3 " + "  " * 240 + "p1", "x.channels*{} 3x3", "x.channels+{}", "{}*2 3",
    "{}+{}",
    "{{filters: x.channels-{}, kernel: 3}}", "{{w: x.channels + {}, s: {}}}", "{{filters: '{}', kernel: {}}}",
    "{{size: {}, stride: {}}}", "{{before: {}, after: 1}}", "{{w: {}, v: 2}}", "{{filters: {}}}",
    "{{units: -{}, bias: false}}",
    "{{kernel: 1, filters: '{} ', pad: same}}", "x.channels%{} (3)", "s=x.channels*{} 3", "max(x.channels, {}) 3",
    "{{filters: [{}], kernel: 1}}", "x.wide*{} 1", "x.channels/{} 1", "{} if x.height > {} else 3",
    "{{filters: {}, kernel: x.height//{}}}",
)  # fmt: skip
ITEMS = (
    "{{{}: {} 1, name: n{}}}", "{{{}: {} 1, name: '{}'}}", "{{name: 'a{{i}}', {}: {} 1, repeat: {}}}",
    "{{{}: {}, when: x.height > {}}}",
    "{{{}: {} 1, from: input, name: '+{}'}}", "{{{}: i 1, repeat: {}}}", "{{{}: i 1, repeat: null, name: n{}}}",
    "{{{}: {} 1, frozen: {}}}",
    "{{{}: {{filters: i+{}, kernel: 1}}, repeat: {}}}", "{{{}: {}, expect: {{params: {}}}}}", "{{{}: {}, expect: {}}}",
    "{{{}: {} 1, from: a*{}}}", "{{{}: {} 1, bias: {}}}", "{{{}: {} 1, weights: own, when: w > {}}}",
    "{{{}: {}, avgpool: {}}}",
)  # fmt: skip
NUMBERS = (3, 4, 0, 10**10, 10**17, 10**18, 10**20, 12)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["conv", "maxpool", "b", "permute", "upsample", "lstm", "crop"])
def test_with_another_number_an_item_is_what_it_is_alone(kind):
    lines = [f"{kind}: {value.format(*[number] * 2)}" for value in VALUES for number in NUMBERS]
    lines += [item.format(kind, *[number] * 2) for item in ITEMS for number in NUMBERS]

    def told(*lines):
        try:
            return [repr(item._replace(place=None, open=())) for item in spec(*lines).items]
        except SpecError as error:
            return [(each.message, each.help) for each in error.problems]

    alone = [told(line) for line in lines]
    good = [line for line, each in zip(lines, alone) if isinstance(each[0], str)]
    assert told(*good) == [each[0] for each in alone if isinstance(each[0], str)]
    bad = [(line, each) for line, each in zip(lines, alone) if not isinstance(each[0], str)]
    bad = [each for each in bad if "grows to" not in each[1][0][0]]  # which is told where nothing else is wrong
    for k in range(0, len(bad), 20):  # of a hundred faults no others are told
        some = bad[k : k + 20]
        assert told(*good, *[line for line, _ in some]) == [fault for _, faults in some for fault in faults]


@pytest.mark.parametrize(("first", "second"), [
    ("conv: {filters: 4, kernel: 1, bias: true}", "conv: {filters: 4, kernel: 1, bias: 1}"),
    ("{conv: 4 1x1, frozen: true}", "{conv: 4 1x1, frozen: 'tru'}"),
    ("dense: 1", "dense: true"),
])  # fmt: skip
def test_one_is_not_true(first, second):
    with pytest.raises(SpecError) as caught:
        build(spec(first, first, second))
    assert {problem.place.position.line for problem in caught.value.problems} <= {4, 6}
    assert 6 in {problem.place.position.line for problem in caught.value.problems}


def test_a_fault_is_told_on_each_of_its_lines():
    with pytest.raises(SpecError) as caught:
        spec(*["conv: {filters: 4, kernel: 0}"] * 3)
    assert [problem.place.position.line for problem in caught.value.problems] == [4, 5, 6]


def test_settings_that_come_to_the_same_make_one_layer():
    nodes = build(spec("{conv: {filters: i % 2 + 1, kernel: 1}, repeat: 10}")).nodes
    assert len({id(node.site.layer) for node in nodes[1:]}) == 2


def steps(once):
    """How many functions are called: what does not hang on the machine."""
    count = 0

    def counting(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    collecting = gc.isenabled()
    gc.disable()  # whoever listens to the collector would be counted, too
    sys.setprofile(counting)
    try:
        once()
    finally:
        sys.setprofile(None)
        if collecting:
            gc.enable()
    return count


@pytest.mark.slow
@pytest.mark.parametrize(("line", "most"), [
    ("- conv: {0} 3x3 p1", 26), ("- bn", 10), ("- b: {0}", 32), ("- {{conv: {0} 3x3 p1, name: c{0}}}", 58),
    ("- conv: {{filters: {0}, kernel: 3, pad: 1}}", 55), ("- conv: {{filters: x.channels*{0}+1, kernel: 3}}", 48),
    ("- b: x.channels*{0}", 44), ("- {{conv: 4 1, when: x.channels > {0}}}", 74),
    ("- {{conv: 4 1, from: input, name: c{0}}}", 95),
])  # fmt: skip
def test_a_line_is_read_in_few_steps(line, most):
    def read(count):
        text = HEAD + "".join(f"{line.format(k)}\n" for k in range(1, count))
        return steps(lambda: read_source(parse("net.yaml", text), ()))

    read(900)  # what is imported for it
    assert read(1800) - read(900) <= 900 * most
