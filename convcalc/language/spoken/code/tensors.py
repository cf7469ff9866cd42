"""What happens to tensors: `self.pool(F.relu(self.conv1(x)))`, `x.view(-1, 400)`, `Dense(10)(x)`. Joining is none."""

import ast
from collections.abc import Sequence
from typing import Any

from convcalc.language.spoken.code.classes import LayerClass, functions
from convcalc.language.spoken.code.libraries import TORCH, Library
from convcalc.language.spoken.code.made import (
    CallArgument,
    CodeTensor,
    Instance,
    Layered,
    MadeChain,
    MadeLayer,
    MadeModel,
    TensorSource,
)
from convcalc.language.spoken.code.making import CallReader
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.torch_classes import MEANS, POOLED, RESHAPE, SCALED, VIEWS
from convcalc.language.spoken.code.values import OPAQUE, LibraryName, Opaque, OwnWeights, is_number, leaves
from convcalc.language.spoken.kind_names import CONV, DENSE, FLATTEN
from convcalc.language.spoken.words import Setting, Words, WordsError

MOST_LAYERS = 2000
MOST_PASSED = 20_000
"""Layers and models that tensors go through, of all that a text makes."""
DEEPEST = 20
"""Modules inside modules."""
KEPT = ("to", "cuda", "cpu", "eval", "train", "float", "half", "double", "contiguous", "clone", "detach", "type",
        "requires_grad_", "apply", "share_memory", "hybridize", "copy", "data", "astype", "compile")  # fmt: skip
"""Methods that leave a module or a tensor as it is."""
NUMBERS = (
    "size",
    "dim",
    "numel",
    "get_shape",
    "ndimension",
    "item",
    "tolist",
    "numpy",
    "backward",
    "argmax",
    "stop_gradient",
)
"""Methods of a tensor that give something else."""
READ = ("inputs", "input", "value", "x", "tensor", "values", "features", "logits")
"""Names of the argument that is the tensor."""
_SIDES = {"torch": ((2, 3), (-2, -1), (-1, -2), (3, 2)), "keras": ((1, 2), (-3, -2), (2, 1))}


class TensorReader:
    """Follows tensors."""

    def __init__(self, code: CodeText) -> None:
        self.code = code
        self.library = Library(code)
        self.inside = 0
        """How many networks of the text run at present: outside all, a name that nothing makes can be the input."""
        self.opened: dict[str, CodeTensor] = {}
        """The names that were taken for the input."""
        self._modules = self._passed = 0

    def tensor(self, value: Any, node: ast.AST) -> "CodeTensor | Opaque":
        """A value as a tensor."""
        if isinstance(value, (list, tuple)):
            if len(value) == 1:
                return self.tensor(value[0], node)
            message = f"{self.code.said(node)} is no plain chain: it joins or splits what comes in"
            return Opaque(self.code.fault(message, node), True)
        if isinstance(value, CodeTensor):
            return value
        if isinstance(value, LibraryName) and not self.inside:
            return self._opened(value, node)
        if isinstance(value, Opaque) and not value.flows and not self.inside:
            return CodeTensor((), TensorSource())
        if isinstance(value, Opaque) and value.error:
            return Opaque(value.error, True)
        return Opaque(self.code.fault(f"{self.code.said(node)} is not known here", node), True)

    def _opened(self, name: LibraryName, node: ast.AST) -> "CodeTensor | Opaque":
        """A name that nothing makes as the input, of which there is one."""
        key = ".".join(name.words)
        if key not in self.opened and (self.opened or self.library.class_of(name.words) or TORCH & {*name.words}):
            return Opaque(self.code.fault(f"{self.code.said(node)} is not known here", node), True)
        return self.opened.setdefault(key, CodeTensor((), TensorSource()))

    # Layers

    def applied(self, made: Any, given: Sequence[CallArgument], node: ast.Call) -> Any:
        """What comes out of a layer or a model that is called."""
        if isinstance(made, Instance) and made.cls.find(self.run_name(made)):
            return self.ran(made, list(given), node)
        given = [each for each in given if each.name is None or each.name in READ or self.is_tensor(each.value)]
        if not given:
            return Opaque(self.code.fault(f"{self.code.said(node)} reads nothing", node), True)
        if others := [each for each in given[1:] if self.is_tensor(each.value)]:
            return Opaque(self.code.fault("a call that reads several tensors is no plain chain", others[0].node), True)
        return self.through(made, self.tensor(given[0].value, given[0].node), node)

    def is_tensor(self, value: Any) -> bool:
        """Whether a value is a tensor, or holds one."""
        return any(isinstance(each, CodeTensor) or (isinstance(each, Opaque) and each.flows) for each in leaves(value))

    def through(self, made: Any, tensor: "CodeTensor | Opaque", node: ast.AST) -> Any:
        """A tensor after a layer or a model. Raises WordsError where that is no such thing, or stands too deep."""
        if isinstance(tensor, Opaque):
            return tensor
        if self._modules >= DEEPEST:
            raise self.code.fault(f"modules stand inside modules more than {DEEPEST} deep", node)
        self._modules, self._passed = self._modules + 1, self._passed + 1
        if self._passed > MOST_PASSED or len(tensor.layers) > MOST_LAYERS:
            raise self.code.fault(f"more than {MOST_LAYERS:,} layers", node)
        try:
            return self._through(made, tensor, node)
        finally:
            self._modules -= 1

    def _through(self, made: Any, tensor: CodeTensor, node: ast.AST) -> Any:
        if isinstance(made, Layered):
            made.used = True
        if isinstance(made, MadeLayer):
            return tensor.then(made.words)
        if isinstance(made, MadeModel):
            end = self.end(made.end, node)
            return tensor.then(end.layers) if isinstance(end, CodeTensor) else end
        if isinstance(made, Instance):
            if made.cls.find(self.run_name(made)):
                name = ast.copy_location(ast.Name(id="x"), node)
                return self.end(self.ran(made, [CallArgument(None, tensor, name)], node), node)
            made = made.chain
        if isinstance(made, MadeChain):
            result: Any = tensor
            for _, part in made.parts:
                result = self.through(part, self.tensor(result, node), node)
            return result
        if isinstance(made, Opaque) and made.error:
            return made
        if self.is_tensor(made):  # Keras's Input in a Sequential
            return tensor
        return Opaque(self.code.fault("a part of this is no layer that is known", node), True)

    def end(self, value: Any, node: ast.AST) -> Any:
        """What comes out at the end: of several tensors the last, where the others are on the way to it."""
        if isinstance(value, dict):
            value = list(value.values())
        if not isinstance(value, (list, tuple)):
            return self.tensor(value, node) if value is not None else value
        tensors = [each for each in value if self.is_tensor(each)]
        if bad := next((each for each in tensors if not isinstance(each, CodeTensor)), None):
            return self.tensor(bad, node)
        last: Any = max(tensors, key=lambda each: len(each.layers), default=None)
        if last and all(each.layers == last.layers[: len(each.layers)] for each in tensors):
            return last
        return Opaque(self.code.fault("what comes out here is no plain chain of layers", node), True)

    def run_name(self, made: Instance) -> str:
        """The method that runs a network of the text."""
        raise NotImplementedError

    def ran(self, made: Instance, given: list[CallArgument], node: ast.AST) -> Any:
        """What the method that runs a network of the text gives."""
        raise NotImplementedError

    # Functions and methods of tensors

    def function(self, node: ast.Call, cls: LayerClass, given: Sequence[CallArgument]) -> Any:
        """A tensor after a function: `F.max_pool2d(x, 2)`."""
        first = next((k for k, each in enumerate(given) if each.name is None or each.name in READ), None)
        if first is None:
            return OPAQUE
        tensor = self.tensor(given[first].value, given[first].node)
        others = [each for k, each in enumerate(given) if k != first]
        if bad := next((each for each in others if self.is_tensor(each.value)), None):
            return Opaque(self.code.fault("a call that reads several tensors is no plain chain", bad.node), True)
        return self._made(tensor, node, cls, given)

    def _made(
        self, tensor: "CodeTensor | Opaque", node: ast.Call, cls: LayerClass, given: Sequence[CallArgument]
    ) -> Any:
        if isinstance(tensor, Opaque):
            return tensor
        try:
            return tensor.then(CallReader(self.code, node, cls, given).layers())
        except WordsError as error:
            return Opaque(error, True)

    def tensor_method(self, tensor: CodeTensor, name: str, node: ast.Call, given: Sequence[CallArgument]) -> Any:
        """A tensor after a method of its own: `x.view(-1, 400)`, `x.flatten(1)`, `x.relu()`."""
        if name in NUMBERS:
            return OPAQUE
        if name in KEPT:
            return tensor
        if name in VIEWS:
            return self.viewed(tensor, node, given)
        if name in MEANS or name == "squeeze":
            return self.averaged(tensor, name, node, given)
        name = name.removesuffix("_")
        if name not in functions():
            return Opaque(self.code.fault(f".{name} is no layer that is known", node), True)
        if bad := next((each for each in given if self.is_tensor(each.value)), None):
            return Opaque(self.code.fault("a call that reads several tensors is no plain chain", bad.node), True)
        return self._made(tensor, node, functions()[name], [CallArgument(None, tensor, node.func), *given])

    def viewed(self, tensor: CodeTensor, node: ast.Call, given: Sequence[CallArgument]) -> Any:
        """A view as one vector, and how many numbers it is to have; of the input alone, what goes in."""
        given = [each for each in given if each.name is None or each.name in ("shape", "newshape")]
        values, nodes = [each.value for each in given], [each.node for each in given]
        if len(values) == 1 and isinstance(values[0], (list, tuple)):
            values = list(values[0])
            nodes = list(nodes[0].elts) if isinstance(nodes[0], (ast.List, ast.Tuple)) else nodes * len(values)
        sides = values[1:]
        if len(values) > 2 and not tensor.layers and all(type(each) is int and each > 0 for each in sides):
            return CodeTensor((), TensorSource(Setting(sides, *self.code.span(node))))
        if len(values) > 2 and all(type(each) is int and each > 0 for each in sides):
            place = self.code.span(node)
            return tensor.then([Words(RESHAPE, {"volume": Setting(sides, *place)}, *place)])
        rows = values[:1] == [-1] or (bool(values) and isinstance(values[0], (Opaque, LibraryName)))
        if len(values) != 2 or not (rows or values[1] == -1):
            help = "as x.view(x.size(0), -1)"
            return Opaque(self.code.fault(f"{self.code.said(node)} is read only where it flattens", node, help), True)
        wanted = type(values[1]) is int and values[1] > 0
        numbers = Setting(values[1], *self.code.span(nodes[1])) if wanted else None
        return tensor.then([Words(FLATTEN, {}, *self.code.span(node), numbers)])

    def averaged(self, tensor: CodeTensor, name: str, node: ast.Call, given: Sequence[CallArgument]) -> Any:
        """The mean over both sides; what has one position as a vector. Opaque for other axes."""
        span = self.code.span(node)
        flat = Words(FLATTEN, {}, *span)
        if name == "squeeze" and self.is_flat(tensor):
            return tensor
        if name == "squeeze":
            pooled = next((each for each in reversed(tensor.layers) if each.cls.weighted or each.cls.spatial), None)
            size = pooled.settings.get("size") if pooled else None
            if pooled and pooled.kind in POOLED and (size is None or size.value in (1, [1, 1])):
                return tensor if tensor.layers[-1].kind == FLATTEN else tensor.then([flat])
        else:
            by_name = {each.name: each.value for each in given if each.name}
            axes = next((each.value for each in given if each.name is None), by_name.get("dim", by_name.get("axis")))
            way = "torch" if self.library.is_channels_first else "keras"
            if isinstance(axes, (list, tuple)) and tuple(axes) in _SIDES[way]:
                keeps = by_name.get("keepdim", by_name.get("keepdims", False))
                pool = Words(MEANS[name], {}, *span, axes=2)
                return tensor.then([pool] if keeps is True else [pool, flat])
        return Opaque(self.code.fault(f"{self.code.said(node)} is read only where it goes over both sides", node), True)

    def is_flat(self, tensor: CodeTensor) -> bool:
        """Whether a tensor is a vector for sure: flattened, or out of a dense layer."""
        shapes = (FLATTEN, DENSE, RESHAPE, *POOLED)
        last = next((each for each in reversed(tensor.layers) if each.kind in shapes or each.cls.spatial), None)
        return last is not None and last.kind in (FLATTEN, DENSE)

    def mixed(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        """A tensor with something else: numbers scale it, weights of its own are a bias; what joins is no chain."""
        tensor, other = (left, right) if isinstance(left, CodeTensor) else (right, left)
        if isinstance(node.op, ast.MatMult):
            return self.multiplied(tensor, other, node)
        if is_number(other) and not isinstance(node.op, ast.Pow):
            return tensor.then([Words(SCALED, {}, *self.code.span(node))])
        if isinstance(other, OwnWeights) and isinstance(node.op, ast.Add):
            return self.biased(tensor, node)
        message = f"{self.code.said(node)} is no plain chain: it joins or splits what comes in"
        return other if isinstance(other, Opaque) and other.flows else Opaque(self.code.fault(message, node), True)

    def multiplied(self, tensor: Any, weights: Any, node: ast.AST) -> Any:
        """A matrix of weights: a dense layer without a bias."""
        shape = weights.shape if isinstance(weights, OwnWeights) else None
        if not (isinstance(shape, list) and len(shape) == 2 and all(type(each) is int for each in shape)):
            return Opaque(
                self.code.fault(f"the shape of the weights in {self.code.said(node)} is not known", node), True
            )
        span = self.code.span(node)
        settings = {"units": Setting(shape[1], *span), "bias": Setting(False, *span)}
        return tensor.then([Words(DENSE, settings, *span, Setting(shape[0], *span))])

    def biased(self, tensor: CodeTensor, node: ast.AST) -> Any:
        """A layer with a bias that is added by itself."""
        last = tensor.layers[-1] if tensor.layers else None
        if last is None or last.kind not in (CONV, DENSE) or "bias" not in last.settings:
            return Opaque(self.code.fault(f"{self.code.said(node)} adds to no layer without a bias", node), True)
        settings = {name: each for name, each in last.settings.items() if name != "bias"}
        return CodeTensor((*tensor.layers[:-1], last._replace(settings=settings)), tensor.source)


def run_twice(layers: Sequence[Words]) -> WordsError | None:
    """Why layers are no chain of which each has weights of its own."""
    seen: set[int] = set()
    for words in layers:
        if id(words) in seen and (words.cls.weighted or words.cls.normalises):
            return WordsError(f"this {words.kind} runs twice with the same weights", words.start, words.end)
        seen.add(id(words))
    return None
