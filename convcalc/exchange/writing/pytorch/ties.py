"""Layers that use weights of others elsewhere: lines of the network's constructor that put one in the place of both."""

from collections.abc import Iterator, Mapping, Sequence

from convcalc.document.problems import fail
from convcalc.exchange.writing.code.words import CodeHop, CodeProgram
from convcalc.exchange.writing.pytorch.classes import TorchClass
from convcalc.model.network import Network, Node


def tying(program: CodeProgram, classes: Mapping[str, TorchClass], network: Network) -> Iterator[str]:
    """The lines. Raises SpecError for a layer whose weights are the transposes of another one's."""
    for tie in program.ties:
        node, owner = network.nodes[tie.node], network.nodes[tie.owner]
        end = "" if not node.own else ".weight"
        if node.own and not _fits(node, owner):
            place = node.origin.place if node.origin else None
            raise fail(f"{node.path}: PyTorch cannot say it: the transposed weights of {owner.path}", place)
        yield f"{_path(tie.way, classes)}{end} = {_path(tie.owner_way, classes)}{end}"


def _fits(node: Node, owner: Node) -> bool:
    """Whether two weights are the same numbers in the same order."""
    mine, theirs = (each.site.layer.weights(each.site.inputs)[0] for each in (node, owner))
    return node.site.kind != owner.site.kind and mine.shape == theirs.shape


def _path(way: Sequence[CodeHop], classes: Mapping[str, TorchClass]) -> str:
    return "self" + "".join([classes[hop.block].access(hop) for hop in way])
