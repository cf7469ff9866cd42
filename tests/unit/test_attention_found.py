"""Attention found in a graph: what is exactly the kind becomes it; what has something else between stays as it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.exchange.tensors.views import NotAViewError, View, cut, picked, reshaped, turned, whole

onnx = pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'")
numpy = pytest.importorskip("numpy")

from tests.unit.test_onnx import ints, make, model, network  # noqa: E402

X = (1, 24, 10)
HALF = numpy.array(0.5, "float32")
WEIGHTS = {
    "w": (24, 72), "p": (24, 24), "parts": ints(1, 10, 3, 4, 6), "back": ints(1, 10, 24), "half": HALF,
    "k0": numpy.array(0, "int64"), "k1": numpy.array(1, "int64"), "k2": numpy.array(2, "int64"),
}  # fmt: skip


def together(order: tuple[int, ...] = (2, 0, 3, 1, 4), picks: str = "012") -> list[Any]:
    """Queries, keys and values of one dense layer, as timm writes it."""
    return [
        make("Transpose", ["x"], ["tokens"], perm=[0, 2, 1]),
        make("MatMul", ["tokens", "w"], ["qkv"]),
        make("Reshape", ["qkv", "parts"], ["five"]),
        make("Transpose", ["five"], ["turned"], perm=order),
        *(make("Gather", ["turned", f"k{k}"], [name], axis=0) for name, k in zip("qkv", picks)),
    ]


def products(scores: str = "scores") -> list[Any]:
    return [
        make("Mul", ["q", "half"], ["scaled"]),
        make("Transpose", ["k"], ["turned keys"], perm=[0, 1, 3, 2]),
        make("MatMul", ["scaled", "turned keys"], ["scores"]),
        make("Softmax", [scores], ["weights"], axis=-1),
        make("MatMul", ["weights", "v"], ["heads"]),
    ]


END = [
    make("Transpose", ["heads"], ["again"], perm=[0, 2, 1, 3]),
    make("Reshape", ["again", "back"], ["joined"]),
    make("MatMul", ["joined", "p"], ["y"]),
]


def kinds(nodes: list[Any], outputs: tuple[str, ...] = ("y",)) -> list[str]:
    found = network(model(nodes, WEIGHTS, X, outputs).SerializeToString())
    assert analyse(found).total.macs == 10 * 24 * 72 + 2 * 100 * 24 + 10 * 24 * 24
    return [str(node.site) for _, node in found.layers]


def test_heads_of_one_dense_layer() -> None:
    assert kinds(together() + products() + END) == ["dense 72 nobias each", "attention 4", "dense 24 nobias each"]


def test_three_dense_layers() -> None:
    nodes = [make("Transpose", ["x"], ["tokens"], perm=[0, 2, 1])]
    for name in "qkv":
        nodes.append(make("MatMul", ["tokens", "p"], [f"{name} flat"]))
        nodes.append(make("Reshape", [f"{name} flat", "heads of"], [f"{name} apart"]))
        nodes.append(make("Transpose", [f"{name} apart"], [name], perm=[0, 2, 1, 3]))
    weights = WEIGHTS | {"heads of": ints(1, 10, 4, 6)}
    found = network(model(nodes + products() + END, weights, X).SerializeToString())
    assert [str(node.site) for _, node in found.layers][3:] == ["attention 4", "dense 24 nobias each"]
    assert found.nodes[4].inputs == (1, 2, 3)


def biased() -> list[Any]:
    nodes = products("biased")
    return [*nodes[:3], make("Add", ["scores", "bias"], ["biased"]), *nodes[3:]]


@pytest.mark.parametrize(
    ("start", "middle", "more"),
    [
        (together(picks="021"), products(), []),
        (together(), biased(), []),
        (together(), products(), [make("Relu", ["weights"], ["z"])]),
    ],
    ids=["keys and values in each other's place", "a bias of the scores", "something else reads the weights"],
)
def test_what_has_something_else_between_stays_as_it_is(start: list[Any], middle: list[Any], more: list[Any]) -> None:
    outputs = ("y", "z") if more else ("y",)
    weights = WEIGHTS | {"bias": numpy.zeros((1, 1, 10, 10), "float32")}
    found = network(model([*start, *middle, *END, *more], weights, X, outputs).SerializeToString())
    assert "attention" not in {node.site.kind for node in found.nodes}
    assert analyse(found).total.macs == 10 * 24 * 72 + 2 * 100 * 24 + 10 * 24 * 24


# Views, against numpy


def places(view: View, sizes: tuple[int, ...]) -> Any:
    """The numbers that a view looks at, of a value that holds its own places."""
    steps = [int(numpy.prod(sizes[k + 1 :])) for k in range(len(sizes))]
    found = numpy.zeros((), int) + sum(pick.place * pick.piece.step * steps[pick.piece.dim] for pick in view.picks)
    for dim in view.dims:
        along = numpy.zeros((1,), int)
        for piece in dim:
            along = (along[:, None] + numpy.arange(piece.size) * piece.step * steps[piece.dim]).reshape(-1)
        found = found[..., None] + along
    return found


@given(st.data())
def test_a_view_looks_at_what_numpy_looks_at(data: st.DataObject) -> None:
    sizes = tuple(data.draw(st.lists(st.sampled_from([1, 2, 3, 4, 6]), min_size=1, max_size=4)))
    array: Any = numpy.arange(numpy.prod(sizes)).reshape(sizes)
    view = whole(sizes)
    for _ in range(data.draw(st.integers(0, 5))):
        what = data.draw(st.sampled_from(["reshape", "turn", "pick", "part"]))
        try:
            if what == "reshape":
                size = array.size
                first = data.draw(st.sampled_from([n for n in range(1, size + 1) if size % n == 0]))
                second = data.draw(st.sampled_from([n for n in range(1, size // first + 1) if size // first % n == 0]))
                shape = (first, second, size // first // second)
                view, array = reshaped(view, shape), array.reshape(shape)
            elif what == "turn":
                order = data.draw(st.permutations(range(array.ndim)))
                view, array = turned(view, order), array.transpose(order)
            elif array.ndim:
                axis = data.draw(st.integers(0, array.ndim - 1))
                place = data.draw(st.integers(0, array.shape[axis] - 1))
                if what == "pick":
                    view, array = picked(view, axis, place), array.take(place, axis)
                elif array.shape[axis] % 2 == 0:
                    half = array.shape[axis] // 2
                    first = half * (place >= half)
                    view, array = cut(view, axis, first, half), array.take(range(first, first + half), axis)
        except NotAViewError:
            continue
        assert (places(view, sizes) == array).all()
        assert view.sizes == array.shape


def test_operations_in_a_circle_end() -> None:
    """Each reads what the other makes: views before a product, and scales after it."""
    from convcalc.exchange.tensors.attention import with_attention
    from convcalc.exchange.tensors.graph import Operation, TensorGraph

    circle = ("Reshape", "", ("b",), ("a",), {}), ("Reshape", "", ("a",), ("b",), {})
    scales = ("Mul", "", ("s", "half"), ("t",), {}), ("Mul", "", ("t", "half"), ("s",), {})
    rest = ("MatMul", "", ("a", "b"), ("s",), {}), ("Softmax", "", ("t",), ("y",), {})
    nodes = tuple(Operation(*each) for each in (*circle, *scales, *rest))
    stated = dict.fromkeys("abst", (1, 4, 4))
    graph = TensorGraph(nodes, {"half": ()}, lambda name: (0.5,) if name == "half" else None, {}, ("y",), stated)
    assert with_attention(graph).nodes == nodes
