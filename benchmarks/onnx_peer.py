"""Building and analysing a network, all figures, against ONNX's compiled shape inference of the same one, shapes alone.

The ONNX model is written from convcalc's own network, node by node; weights are declared by shape only, so that neither
side reads numbers. Theirs starts from a model in memory, ours from a spec that is read.
"""

import math
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.claims import Claim, missing, tried
from benchmarks.loops import least, ratio
from benchmarks.ordinary import LARGE
from convcalc.analysis.analyse import analyse
from convcalc.document.source import Source, parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network, Node

RUNS, FEW = 31, 3
PART = "Warm loops"
NETWORKS = ("vgg16", "resnet152", "densenet201")


def claims() -> Iterator[Claim]:
    """A claim a network, or why it could not be measured."""
    if find_spec("onnx") is None:
        yield from missing(PART, "onnx", "it is not installed (pip install '.[bench]')")
        return
    sources = {name: loading.find(name) for name in NETWORKS}
    sources |= {name: parse("flat.yaml", text()) for name, text in LARGE.items()}
    for name, source in sources.items():
        runs = RUNS if name in NETWORKS else FEW
        yield from tried(PART, name, lambda name=name, source=source, runs=runs: _claim(name, source, runs))


def _claim(name: str, source: Source, runs: int) -> Iterator[Claim]:
    import onnx

    spec = loading.read_source(source)
    network = build(spec)
    model = onnx_model(network)
    _assert_alike(network, onnx.shape_inference.infer_shapes(model))

    def ours() -> object:
        return analyse(build(spec))

    def theirs() -> object:
        return onnx.shape_inference.infer_shapes(model)

    each = [least(action, runs) * 1e6 / len(network.numbers) for action in (ours, theirs)]
    what = f"building and analysing {name} / onnx.shape_inference, shapes alone"
    beside = f"{each[0]:.1f} and {each[1]:.1f} us a layer"
    yield Claim(PART, what, ratio(ours, theirs, runs), bound="at most 4", beside=beside)


def _assert_alike(network: Network, checked: Any) -> None:
    known = {value.name: value for value in (*checked.graph.value_info, *checked.graph.output)}
    for number, node in network.layers:
        volume = node.site.output
        dims = [dim.dim_value for dim in known[f"n{number}"].type.tensor_type.shape.dim]
        assert dims == [1, volume.channels, *volume.size], (node.path, dims, volume)


def onnx_model(network: Network) -> Any:
    """The network as an ONNX model, weights declared and not filled."""
    from onnx import TensorProto, helper

    inputs = [_value("n0", (1, network.input.channels, *network.input.size))]
    nodes = []
    for number, node in network.layers:
        sources = [f"n{source}" for source in node.inputs]
        kind, attributes, weights = _operation(node)
        names = [f"n{number}.{k}" for k in range(len(weights))]
        inputs += [_value(name, shape) for name, shape in zip(names, weights, strict=True)]
        nodes.append(helper.make_node(kind, [*sources, *names], [f"n{number}"], **attributes))
    last = helper.make_tensor_value_info(f"n{network.output}", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, network.name, inputs, [last])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _value(name: str, shape: tuple[int, ...]) -> Any:
    from onnx import TensorProto, helper

    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _operation(node: Node) -> tuple[str, dict[str, Any], list[tuple[int, ...]]]:
    """The ONNX operator of a node, its attributes and the shapes of its weights."""
    site = node.site
    layer: Any = site.layer
    x = site.inputs[0]
    shapes = [tensor.shape for tensor in layer.weights(site.inputs)]
    if site.kind in ("conv", "maxpool", "avgpool"):
        pads = [[side[k] for side in layer.pad] for k in (0, 1)]
        attributes = {"kernel_shape": layer.kernel, "strides": layer.steps(), "pads": [*pads[0], *pads[1]]}
        if site.kind == "conv":
            attributes["group"] = layer.groups
        return {"conv": "Conv", "maxpool": "MaxPool", "avgpool": "AveragePool"}[site.kind], attributes, shapes
    if site.kind == "bn":
        return "BatchNormalization", {}, [(x.channels,)] * 4
    if site.kind == "adaptive_avgpool":  # which VGG has where there is nothing to pool
        assert site.output == x
        return "Identity", {}, []
    if site.kind == "dense":
        return "Gemm", {"transB": 1}, shapes
    if site.kind == "concat":
        return "Concat", {"axis": 1}, []
    names = {"relu": "Relu", "add": "Add", "gap": "GlobalAveragePool", "flatten": "Flatten", "dropout": "Identity"}
    assert site.kind in names and not math.prod(map(len, shapes)) * len(shapes), site.kind
    return names[site.kind], {}, []
