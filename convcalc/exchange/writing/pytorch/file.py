"""A network as a file of PyTorch code: its classes, weights by their order, and a check of its own."""

import re
from collections.abc import Iterable, Iterator, Sequence

from convcalc.analysis.cost import costs
from convcalc.exchange.writing.code.foreign import as_of_a_spec
from convcalc.exchange.writing.code.heading import comment, docstring
from convcalc.exchange.writing.code.layout import STEP, Code, Invocation, laid_out
from convcalc.exchange.writing.code.naming import TakenNames, class_name, free
from convcalc.exchange.writing.code.program import program_of
from convcalc.exchange.writing.code.words import CodeProgram, LayerWords
from convcalc.exchange.writing.pytorch.classes import TorchClass
from convcalc.exchange.writing.pytorch.forms import TorchForm
from convcalc.exchange.writing.pytorch.helpers import helper_texts
from convcalc.exchange.writing.pytorch.kinds import KINDS
from convcalc.exchange.writing.pytorch.members import FROZEN, form_of
from convcalc.exchange.writing.pytorch.place import AxisOrders, TorchLayer
from convcalc.exchange.writing.pytorch.ties import tying
from convcalc.exchange.writing.pytorch.torchvision import loader
from convcalc.exchange.writing.volumes import shape_of
from convcalc.model.layers.base import LayerError
from convcalc.model.network import Network, Node

TIED = (
    "    own = [each for each in model.state_dict().values() if each.is_floating_point()]\n",
    "    own = {id(each): each for each in model.state_dict(keep_vars=True).values()}\n"
    "    own = [each.data for each in own.values() if each.is_floating_point()]\n",
)
"""How the weights of a model are found; and how they are where some stand in two places."""
LOAD_BY_ORDER = '''
def load_by_order(model, state_dict):
    """Take over weights in their order, whatever they are called."""
    own = [each for each in model.state_dict().values() if each.is_floating_point()]
    given = [each for each in state_dict.values() if each.is_floating_point()]
    for mine, theirs in zip(own, given, strict=True):
        if mine.squeeze().shape != theirs.squeeze().shape:
            raise ValueError(f"{tuple(theirs.shape)} in place of {tuple(mine.shape)}")
        mine.copy_(theirs.view_as(mine))
'''


def written(network: Network, keys: str = "") -> str:
    """The file, without the end of its last line; with keys `torchvision`, it takes over that one's weights.

    Raises SpecError where a layer cannot be said in PyTorch, with its name, and where no keys are known.
    """
    file = _File(as_of_a_spec(network))
    by_order = LOAD_BY_ORDER.replace(*TIED) if file.program.ties else LOAD_BY_ORDER
    loaders = [by_order, *([loader(network)] if keys else [])]
    return file.text([each.strip() for each in loaders])


class _File:
    """A file in the making."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.lying = AxisOrders(network)
        self.numbers = {id(node): number for number, node in enumerate(network.nodes)}
        self.indexed = {node.inputs[1] for node in network.nodes if node.site.layer.indexed}
        self.program = program_of(network, self._say, tell=lambda number: self.lying.last[number])
        self.helpers = [form.helper for form in _forms(self.program) if form.helper]
        self.classes = self._class_names()

    def _say(self, node: Node) -> LayerWords:
        number = self.numbers[id(node)]
        spot = TorchLayer(node, number, self.lying, number in self.indexed)
        if node.site.kind not in KINDS:
            raise LayerError(f"PyTorch cannot say it: a layer of kind {node.site.kind}")
        try:
            words = KINDS[node.site.kind](spot)
        except LayerError as error:
            raise LayerError(f"PyTorch cannot say it: {error.fault.message}") from error
        return words._replace(callee=words.callee + FROZEN) if node.frozen and node.weights else words

    def _class_names(self) -> dict[str, str]:
        taken = TakenNames(self.helpers)
        main = self.program.main.name
        found = {main: free(spelled(self.network, self.network.name), taken)}
        for block in self.program.blocks[:-1]:
            found[block.name] = free(spelled(self.network, block.name), taken)
        return found

    def text(self, loaders: Sequence[str]) -> str:
        """The whole file."""
        main = self.program.main
        blocks = [TorchClass(block, self.classes, self.lying, block is main) for block in self.program.blocks]
        texts = {block.block.name: block.lines() for block in blocks}
        if self.program.ties:
            by_name = {block.block.name: block for block in blocks}
            blocks[-1].ties = [*_laid_ties(tying(self.program, by_name, self.network))]
            texts[main.name] = blocks[-1].lines()
        parts = [*helper_texts(self.helpers), *("\n".join(lines) for lines in texts.values())]
        parts += [*loaders, "\n".join(self._check())]
        body = "\n\n\n".join(parts)
        return "\n".join([*docstring(self.network), "", *_imports(body), "", "", body])

    def _check(self) -> Iterator[str]:
        """What the file does when it is run: hold the model to the figures of the spec."""
        network, name = self.network, self.classes[self.program.main.name]
        found = costs(network)
        params, buffers = sum(each.params for each in found), sum(each.buffers for each in found)
        shapes = [(1, *shape_of(network.nodes[number].site.output)) for number in network.inputs]
        outputs = [(1, *shape_of(network.nodes[number].site.output)) for number in network.ends]
        yield 'if __name__ == "__main__":'
        yield f'{STEP}with torch.device("meta"):'
        yield f"{STEP * 2}model = {name}().eval()"
        if len(shapes) == 1:
            yield f"{STEP * 2}output = model(torch.zeros{shapes[0]})"
        else:
            examples = ", ".join(f"torch.zeros{shape}" for shape in shapes)
            yield f"{STEP * 2}output = model({examples})"
        counted = "tuple(output.shape)" if len(outputs) == 1 else "[tuple(each.shape) for each in output]"
        yield f"{STEP}shape = {counted}"
        yield f"{STEP}params = sum(each.numel() for each in model.parameters())"
        yield f'{STEP}print(f"{{shape}} comes out, {{params:,}} parameters")'
        yield from laid_out(_expected(outputs), STEP, "assert shape == ")
        yield f"{STEP}assert params == {_grouped(params)}"
        if buffers:
            yield f"{STEP}buffers = sum(each.numel() for each in model.buffers() if each.dim())"
            yield f"{STEP}assert buffers == {_grouped(buffers)}"


def _laid_ties(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        path, _, owner = line.partition(" = ")
        yield from laid_out(owner, STEP * 2, f"{path} = ")


def _expected(shapes: Sequence[tuple[int, ...]]) -> Code:
    """The shape that comes out, or the list of them."""
    texts = tuple(map(str, shapes))
    return texts[0] if len(texts) == 1 else Invocation("", texts, brackets="[]")


def _grouped(number: int) -> str:
    return f"{number:_}"


def _forms(program: CodeProgram) -> list[TorchForm]:
    steps = [step for block in program.blocks for step in block.steps if not step.block]
    return [form_of(step) for step in steps]


def _imports(body: str) -> list[str]:
    found = ["import math", ""] if re.search(r"\bmath\.", body) else []
    found.append("import torch")
    if re.search(r"\bF\.", body):
        found.append("import torch.nn.functional as F")
    return [*found, "from torch import nn"]


def spelled(network: Network, name: str) -> str:
    """A name as that of a class, spelled as the comment of the spec spells it: resnet50 is ResNet50."""
    wanted = re.sub(r"\W|_", "", name).lower()
    words = re.findall(r"[^\s,:;()]+", " ".join(comment(network))[:200])
    for count in (1, 2, 3):
        for k in range(len(words) - count + 1):
            found = "".join(re.sub(r"[\W_]", "", word, flags=re.ASCII) for word in words[k : k + count])
            if found.lower() == wanted and not found.islower() and found[0].isalpha():
                return found[0].upper() + found[1:]
    return class_name(name)
