"""The modules of files of other formats: every layer stands in its own, whole, and under a path that only it has."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.document.foreign import START, Foreign
from convcalc.exchange.modules import ModuleCall, calls, standing
from convcalc.exchange.onnx.messages import CLASSES, SCOPES, noted_modules
from convcalc.exchange.pt2.graph import stacked_modules
from convcalc.exchange.translation import Translation
from convcalc.explain.field import branch_names
from convcalc.explain.find import find_part
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network
from convcalc.model.tree import tree
from convcalc.render.summary.outline import outline
from tests.support.command import convcalc
from tests.support.paths import SHARED

UNIT = ("conv", "bn", "relu")


def stack(*entries: str) -> tuple[ModuleCall, ...]:
    """Modules written as `path`, `path:Class` or `path:Class@call`."""
    parts = [entry.partition(":") for entry in entries]
    return calls([(path, kind.partition("@")[0], kind.partition("@")[2]) for path, _, kind in parts])


def paths(*layers: tuple[str, tuple[ModuleCall, ...]]) -> list[str]:
    return [".".join([*(module.label for module in each.modules), each.label]) for each in standing(layers)]


def residual(translation: Translation, name: str, start: int, filters: int, stride: int = 1) -> int:
    """A unit as torchvision has it: `name.conv`, `name.bn`, and a sum with what goes in."""
    around = stack("stage:Sequential", f"{name}:Unit")

    def add(kind: str, reads: list[int], label: str = "", **settings: int) -> int:
        modules = (*around, ModuleCall(label, "Leaf")) if label else around
        return translation.layer(kind, settings, reads, f"{name}_{kind}", START, label=kind, modules=modules)

    end = add("bn", [add("conv", [start], "conv", filters=filters, kernel=3, stride=stride, pad=1)], "bn")
    if stride > 1:
        start = add("conv", [start], "short", filters=filters, kernel=1, stride=stride)
    return add("relu", [add("add", [end, start])])


def translate(source: Foreign) -> None:
    translation = Translation(source)
    end = translation.input("input", [16, 16, 3], START)
    end = translation.layer("conv", {"filters": 4, "kernel": 1}, [end], "stem", START, modules=stack("stem:Conv2d"))
    end = residual(translation, "stage.0", end, 8, 2)
    for k in (1, 2, 3):
        end = residual(translation, f"stage.{k}", end, 8)
    translation.layer("gap", {}, [end], "gap", START, label="gap")
    translation.finish("net")


@pytest.fixture
def network() -> Network:
    return build(loading.read_source(Foreign("net.pt2", "", translate).fill()))


# Where layers stand


def test_a_module_that_is_one_layer_is_that_layer() -> None:
    around = stack("layer1:Sequential", "layer1.0:Block")
    conv, again = (stack("layer1:Sequential", "layer1.0:Block", name) for name in ("layer1.0.conv:Conv2d",) * 2)
    assert paths(("conv", conv), ("add", around)) == ["layer1.0.conv", "layer1.0.add"]
    assert paths(("conv", conv), ("relu", again)) == ["layer1.0.conv.conv", "layer1.0.conv.relu"]


def test_a_further_call_is_a_module_of_its_own() -> None:
    first, second = stack("unit:Unit", "unit.relu:ReLU"), stack("unit:Unit", "unit.relu:ReLU@1")
    assert paths(("relu", first), ("relu", second)) == ["unit.relu", "unit.relu_2"]


def test_layers_that_do_not_follow_one_another_are_modules_of_their_own() -> None:
    one, other = stack("a:A"), stack("b:B")
    found = paths(*[(kind, one) for kind in UNIT], ("add", other), ("add", ()), *[(kind, one) for kind in UNIT])
    assert found == ["a.conv", "a.bn", "a.relu", "b", "add", "a_2.conv", "a_2.bn", "a_2.relu"]


def test_lists_that_take_turns_are_no_modules() -> None:
    turns = [("conv", stack(f"{name}.{k}:Leaf")) for k in (0, 1) for name in ("convs", "bns")]
    assert paths(*turns) == ["convs.0", "bns.0", "convs.1", "bns.1"]
    whole = standing([("conv", stack(f"blocks.{k}:Leaf")) for k in (0, 1)])
    assert [(each.modules[0].kind, each.label) for each in whole] == [("modules", "0"), ("modules", "1")]


MODULE = st.builds(ModuleCall, st.sampled_from("ab0"), st.sampled_from(("", "K")), st.sampled_from(("", "1")))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.lists(MODULE, max_size=3).map(tuple)), max_size=12))
def test_paths_are_unique_and_modules_whole(layers: list[tuple[str, tuple[ModuleCall, ...]]]) -> None:
    found = standing(layers)
    assert len(found) == len(layers)
    own, spans = set[str](), dict[str, list[int]]()
    for number, each in enumerate(found):
        labels = [module.label for module in each.modules]
        own.add(".".join([*labels, each.label]))
        for k in range(len(labels)):
            spans.setdefault(".".join(labels[: k + 1]), []).append(number)
    assert len(own) == len(layers)
    assert not own & spans.keys()
    assert all(numbers == [*range(numbers[0], numbers[-1] + 1)] for numbers in spans.values())
    for path, numbers in spans.items():
        assert [number for number, each in enumerate(found) if path in each.ends] == [numbers[-1]]


def test_thirty_thousand_of_one_name() -> None:
    turns = [("relu", stack("a:A") if k % 2 else stack("b")) for k in range(30_000)]
    assert paths(*turns)[-1] == "a_15000"


# What follows from it


def test_the_table_folds(network: Network) -> None:
    lines = [(each.label, each.kind, each.times) for each in outline(analyse(network), depth=1)]
    assert lines == [
        ("input", "input", 1), ("stem", "conv", 1), ("stage", "", 1), ("0", "Unit,", 1), ("1", "Unit,", 3),
        ("gap", "gap", 1),
    ]  # fmt: skip


def test_layers_and_modules_are_found(network: Network) -> None:
    assert find_part(network, "stage.2.conv").numbers == (network.nodes.index(find(network, "stage.2.conv")),)
    assert len(find_part(network, "stage.0").numbers) == 5
    add = next(number for number, node in enumerate(network.nodes) if node.path == "stage.0.add")
    assert branch_names(analyse(network), add) == ["bn", "short"]


def find(network: Network, path: str) -> object:
    return next(node for node in network.nodes if node.path == path)


@pytest.fixture
def caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Network]:
    """Loads a spec that calls the file."""
    source, find = Foreign(str(tmp_path / "net.pt2"), "", translate).fill(), loading.find
    monkeypatch.setattr(loading, "find", lambda name, *more: source if "net.pt2" in name else find(name, *more))

    def load(layers: str) -> Network:
        (tmp_path / "own.yaml").write_text(f"input: 16x16x3\nlayers:\n{layers}")
        return loading.load(str(tmp_path / "own.yaml"))

    return load


@pytest.mark.parametrize("until", ["stage.0", "stem", "stage.1.bn", "stage"])
def test_a_spec_calls_it_up_to_a_module(caller: Callable[[str], Network], until: str) -> None:
    found = caller(f"  - ./net.pt2: {{until: {until}}}\n    name: body\n")
    path = found.nodes[-1].path
    assert path == {"stage.0": "body.stage.0.relu", "stage": "body.stage.3.relu"}.get(until, f"body.{until}")


def test_layers_inside_are_named_from_outside(caller: Callable[[str], Network]) -> None:
    heads = "".join(f"  - head: {{h{k}: [from: body.{path}]}}\n" for k, path in enumerate(("stage.0", "stage.2.conv")))
    found = caller(f"  - ./net.pt2:\n    name: body\n{heads}  - flatten\n")
    assert [found.nodes[each.number].path for each in found.outputs[1:]] == ["body.stage.0.relu", "body.stage.2.conv"]


def test_what_exporters_note() -> None:
    noted = {SCOPES: "['', 'layer1', 'layer1.0', 'relu_1']", CLASSES: "['m.Net', 'torch.Sequential', 'm.Block', 'x']"}
    assert noted_modules("node_7", noted) == stack("layer1:Sequential", "layer1.0:Block")
    assert noted_modules("/layer1/layer1.0/relu/Relu", {}) == stack("layer1", "layer1.0", "relu")
    assert noted_modules("Relu_7", {}) == ()
    written = "L__self__,,m.Net;L__self__a,a,m.A;L__self__a.b@2,a.b,m.B"
    assert stacked_modules({"nn_module_stack": written}) == stack("a:A", "a.b:B@2")


SHARED_FILES = sorted([*(SHARED / "files").glob("pt2/**/*.pt2"), *(SHARED / "files").glob("onnx/*.onnx")])


@pytest.mark.slow
@pytest.mark.parametrize("path", SHARED_FILES, ids=lambda path: path.stem)
def test_modules_of_real_files(path: Path) -> None:
    network = loading.load(str(path))
    groups = [(group.scope.path[:-1], list(group.numbers())) for group in tree(network).groups()]
    own = {node.path for node in network.nodes}
    assert len(own) == len(network.nodes)
    assert len({path for path, _ in groups} | own) == len(groups) + len(own)
    assert all(numbers == [*range(numbers[0], numbers[-1] + 1)] for _, numbers in groups)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED_FILES, reason="there are no files beside this checkout")
def test_commands_take_paths_of_modules() -> None:
    path = str(SHARED / "files" / "pt2" / "resnet18.meta.pt2")
    assert convcalc("explain", path, "layer2.0.conv1").out.startswith("layer2.0.conv1  conv 128 3x3 s2 p1 nobias")
    assert "BasicBlock, 7 layers" in convcalc("summary", path).out
    told = json.loads(convcalc("summary", path, "--format", "json").out)
    assert told["layers"][5]["name"] == "layer1.0.conv1"
    assert "subgraph" in convcalc("graph", path).out
    assert "layer4.1.bn2" in convcalc("show", path, "--flat").out
