"""Imported specs: the same network again, with its structure found; and the steps on the way, each for itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.analysis.parts import Figures, whole
from convcalc.check.expectations import failing
from convcalc.exchange.structure import imported as importing
from convcalc.exchange.structure.imported import imported, structured
from convcalc.exchange.structure.naming import snake_case
from convcalc.exchange.structure.parameters import NumberForm, X, column_form, parameters_of
from convcalc.exchange.structure.pieces import LayerPiece, PieceColumn, Pieces, all_columns
from convcalc.exchange.structure.series import NoStructureError, Wiring, series, side_by_side
from convcalc.exchange.structure.writing import numbered
from convcalc.language import loading
from convcalc.language.spec import spec_of
from convcalc.model.network import Network
from tests.support.command import convcalc
from tests.support.graphs import network, specs, tangled_specs
from tests.support.paths import GOLDENS, SHARED
from tests.support.timing import timed, within

FILES = SHARED / "files"
LINES = {
    "pt2/googlenet.pt2": 40, "caffe/bvlc_googlenet.deploy.prototxt": 40, "pt2/mobilenet_v2.pt2": 36,
    "darknet/yolov3.cfg": 55, "pt2/resnet18.meta.pt2": 35, "keras/ResNet50.json": 42,
}  # fmt: skip
"""Files whose spec is a golden, and the most lines that it may have."""


def assert_same(text: str, net: Network) -> None:
    """Hold a spec to the figures of a network, layer by layer."""
    again = loading.loads(text, name=net.name)
    found, known = analyse(again), analyse(net)
    assert (found.total, found.fields) == (known.total, known.fields)
    assert sorted(map(str, _figures(found))) == sorted(map(str, _figures(known)))
    spec = spec_of(again)
    assert spec is not None
    assert not spec.expect or not [*failing(Figures.of(found), whole(again), spec.expect)]


def _figures(found: Any) -> list[Any]:
    return [(row.node.site.output, row.cost, row.reach) for row in found.rows]


# Real files


@pytest.mark.parametrize("name", LINES)
def test_specs_that_people_would_own(name: str) -> None:
    if not (FILES / name).exists():
        pytest.skip(f"{FILES / name} is not there")
    net = loading.load(str(FILES / name))
    text = structured(net)
    golden = GOLDENS / f"import-{Path(name).name.partition('.')[0]}.yaml"
    assert text + "\n" == golden.read_text() if golden.exists() else golden.write_text(text + "\n")
    assert len(text.split("\n")) <= LINES[name]
    assert_same(text, net)


MOST = {
    "dpn48b": 280, "hrnet_w18_small_v2": 360, "nasnetalarge": 900, "vit_b_16": 150, "hgnetv2_b3": 140,
    "rexnet_100": 150, "yolov7-tiny": 150, "mobilevitv2_075": 230,
}  # fmt: skip
"""Lines of specs of which little structure is found; of all others 110 at the most."""


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(path for path in FILES.rglob("*.*")), ids=lambda path: path.name)
def test_every_file(path: Path) -> None:
    sizes = {"lenet_train_test.prototxt": "28x28x1", "mnist_autoencoder.prototxt": "784"}
    net = loading.load(str(path), input=sizes.get(path.name))
    found = imported(net)
    assert found.structured
    assert_same(found.text, net)
    assert len(found.text.split("\n")) <= MOST.get(path.name.partition(".")[0], 110)
    assert_same(imported(net, flat=True).text, net)


# Any network


@pytest.mark.parametrize("name", ["resnet50", "densenet121", "mobilenet_v3_small", "unet", "yolov3", "alexnet-caffe"])
def test_structure_of_shipped_specs_is_found_again(name: str) -> None:
    net = loading.load(name)
    text = structured(net)
    assert_same(text, net)
    assert len(text.split("\n")) < len(net.nodes) / 2 + 20


@given(specs())
@settings(max_examples=12, deadline=None)
def test_random_networks(spec: Any) -> None:
    net = network(spec)
    assert_same(imported(net).text, net)


@given(tangled_specs())
@settings(max_examples=12, deadline=None)
def test_random_wiring(spec: Any) -> None:
    net = network(spec)
    assert_same(imported(net).text, net)


def chain(count: int, layer: Callable[[int], Any]) -> Network:
    return network({"input": "32x32x8", "layers": [layer(k) for k in range(count)]})


@pytest.mark.slow
@pytest.mark.parametrize("layer", [
    lambda k: "relu", lambda k: {"conv": f"{k % 1000 + 8} 1x1"}, lambda k: ["relu", {"conv": "8 1x1"}][k % 2],
    lambda k: {"add": {"a": ["relu"], "b": []}},
])  # fmt: skip
def test_large_networks_take_a_few_seconds(layer: Callable[[int], Any]) -> None:
    for count in (2_900, 30_000):
        net = chain(count, layer)
        with timed() as took:
            imported(net)
        assert within(20, took())


# Series and branches


def read_again(pieces: Pieces, start: int, reads: dict[int, tuple[int, ...]]) -> int:
    """What each node of pieces reads, and the node that comes out: the other way round."""
    for piece in pieces:
        if isinstance(piece, LayerPiece) and piece.branches:
            [number] = piece.numbers
            reads[number] = tuple(read_again(branch, start, reads) for branch in piece.branches)
            start = number
        elif isinstance(piece, LayerPiece):
            [number] = piece.numbers
            reads[number] = piece.sources or (start,)
            start = number
        else:
            [start] = getattr(piece, "sources", ())
    return start


@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True), min_size=1, max_size=14))
@settings(max_examples=60, deadline=None)
def test_series_and_branches_are_the_same_graph(back: list[list[int]]) -> None:
    rows: list[tuple[int, ...]] = [()]
    for k, steps in enumerate(back, 1):
        rows.append(tuple(max(0, k - 1 - step) for step in steps))
    merges = [k for k, row in enumerate(rows) if len(row) > 1]
    wiring = Wiring(rows, {0}, merges, {}, len(rows) - 1)
    pieces = series(wiring, lambda number: LayerPiece("add", (), (), (number,), ()))
    reads: dict[int, tuple[int, ...]] = {}
    assert read_again(pieces, 0, reads) == len(rows) - 1
    assert reads == {k: row for k, row in enumerate(rows) if k}


def test_a_growing_list_is_joined_step_by_step() -> None:
    rows = [(), (0,), (0, 1), (2,), (0, 1, 3), (4,), (0, 1, 3, 5)]
    assert side_by_side(rows, {2, 4, 6}) == [(), (0,), (0, 1), (2,), (2, 3), (4,), (4, 5)]


def test_a_wiring_that_takes_too_long_has_no_structure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convcalc.exchange.structure.series.MOST_STEPS", 3)
    net = network({"input": "8x8x4", "layers": [{"add": {"a": ["relu"], "b": ["relu", "relu"]}}] * 3})
    with pytest.raises(NoStructureError):
        structured(net)
    assert not imported(net).structured


# Parameters


def piece(names: list[str], rows: list[list[int]], x: list[int]) -> LayerPiece:
    columns = tuple(PieceColumn(name, tuple(row)) for name, row in zip(names, rows))
    return LayerPiece("conv", (), columns, tuple(range(len(x))), tuple(x))


CALLS = st.integers(1, 5).flatmap(
    lambda count: st.tuples(
        st.lists(st.lists(st.sampled_from([8, 16, 32, 64]), min_size=count, max_size=count), min_size=1, max_size=4),
        st.lists(st.sampled_from([8, 16, 32]), min_size=count, max_size=count),
    )
)


@given(CALLS, st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_block_and_its_arguments_are_what_they_were_made_of(made: tuple[Any, Any], by_x: bool) -> None:
    rows, x = made
    pieces = (piece(["filters", "kernel", "stride", "groups"], rows, x),)

    def channels(number: int | None) -> int | None:
        return number

    found = parameters_of(pieces, channels, lambda wanted: [f"p{k}" for k in range(len(wanted))], by_x)
    known = [(each.name, each.row) for each in found]
    for k, width in enumerate(x):
        values = {each.name: each.row[k] for each in found} | {X: width}
        for owner, column in all_columns(pieces):
            form = column_form(owner, column, known, tuple(x))
            assert form is not None
            assert form.of(values) == column.row[k]
        for each in found:
            assert each.default is None or each.default.name in ("", X, *(one.name for one in found))


def test_forms_of_numbers() -> None:
    assert NumberForm(None, "width", times=4).text == "4*width"
    assert NumberForm(None, X, over=4).of({X: 24}) == 6
    assert NumberForm(None, X, over=4).of({X: 25}) is None
    assert NumberForm(7).text == 7


# Names


def test_names_of_classes() -> None:
    assert snake_case("BasicConv2d") == "basic_conv2d"
    assert snake_case("Conv2dNormActivation") == "conv2d_norm_activation"
    assert snake_case("SEModule") == "se_module"


def test_names_that_count() -> None:
    assert numbered(("layer1.0", "layer1.1")) == "layer1.{i}"
    assert numbered(("conv3", "conv4", "conv5")) == "conv{i + 3}"
    assert numbered(("a", "b")) == numbered(("a1", "a3")) == numbered(("a01", "a02")) == numbered(("", "")) == ""


# The command

CFG = """[net]
width=16
height=16
channels=3

[convolutional]
batch_normalize=1
filters=8
size=3
pad=1
activation=leaky
"""


@pytest.fixture
def cfg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.cfg").write_text(CFG)
    return tmp_path


def test_it_writes_a_spec_that_is_held_to_its_figures(cfg: Path) -> None:
    assert convcalc("import", "net.cfg", "-o", "net.yaml").code == 0
    text = (cfg / "net.yaml").read_text()
    assert text.startswith("# Imported from net.cfg.\nname: net\n")
    assert text.endswith("expect: {params: 232, macs: 55296, buffers: 16}\n")
    assert convcalc("check", "net.yaml").code == 0
    assert "no layer is different" in convcalc("diff", "net.cfg", "net.yaml").out


def test_flat_is_an_item_a_layer(cfg: Path) -> None:
    text = convcalc("import", "net.cfg", "--flat").out
    assert text.startswith("# Imported from net.cfg.\n")
    assert "layers:\n  - conv: 8 3x3 p1 nobias\n" in text
    assert text.endswith("expect: {params: 232, macs: 55296, buffers: 16}\n")


def test_a_spec_is_one_already(cfg: Path) -> None:
    refused = convcalc("import", "lenet5", "-o", "old.yaml")
    assert refused.code == 2
    assert "'lenet5' is a spec already" in refused.err
    assert not (cfg / "old.yaml").exists()


def test_nothing_is_written_of_a_network_that_would_be_another(cfg: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No structure is kept that does not hold; what is written then is flat, and that is said."""

    def refuse(*arguments: Any) -> None:
        raise NoStructureError

    monkeypatch.setattr(importing, "_hold", refuse)
    done = convcalc("import", "net.cfg", "-o", "net.yaml")
    assert (done.code, "no structure was found in it" in done.err) == (0, True)
    assert "  - bn:\n" in (cfg / "net.yaml").read_text() or "  - bn\n" in (cfg / "net.yaml").read_text()
