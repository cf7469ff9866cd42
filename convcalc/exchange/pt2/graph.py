"""The graph of an exported program, with the operators of PyTorch as those of ONNX."""

from collections.abc import Iterator
from typing import Any

from convcalc.exchange.modules import ModuleCall, calls
from convcalc.exchange.pt2.aten import OPERATORS, AtenCall, Written
from convcalc.exchange.tensors.graph import MOST_OPERATIONS, MOST_SIZES, Dims, Operation, TensorGraph

_PLAIN = ("as_int", "as_float", "as_bool", "as_string", "as_ints", "as_floats", "as_bools", "as_strings")


def graph_of(program: dict[str, Any]) -> TensorGraph:
    """The graph of a program. Raises KeyError, TypeError, ValueError or AttributeError where it is none."""
    module = program["graph_module"]
    graph, specs = module["graph"], module["signature"]["input_specs"]
    stated = {name: _dims(value["sizes"]) for name, value in graph["tensor_values"].items()}
    held, learned = _held(specs)
    names = Naming(held)
    inputs = [name for name in map(_user_input, specs) if name]
    operations = tuple(_operations(graph["nodes"], names, stated))
    return TensorGraph(
        operations,
        {held[name]: tuple(size for size in stated[name] if isinstance(size, int)) for name in held}
        | dict.fromkeys(names.constants, ()),
        names.constants.get,
        {name: stated[name] for name in inputs},
        tuple(names.of(each["as_tensor"]["name"]) for each in graph["outputs"] if "as_tensor" in each),
        {**stated, **names.sizes},
        frozenset(learned),
        f"PyTorch {str(program.get('torch_version', ''))[:40]}".rstrip(),
    )


class Naming:
    """What values are called: weights by their names in the module, numbers by ones of their own."""

    def __init__(self, held: dict[str, str]) -> None:
        self.called = dict(held)
        """The names of values that have others: those of weights, and of what changes nothing that of what it reads."""
        self.constants: dict[str, tuple[Any, ...]] = {}
        self.sizes: dict[str, Dims] = {}

    def of(self, value: Any) -> str:
        """The name of a value; a number has one made for it."""
        if isinstance(value, str):
            return self.called.get(value, value)
        if value is None:
            return ""
        name = f"number {value!r}"
        self.constants[name] = (value,)
        return name


def _held(specs: list[dict[str, Any]]) -> tuple[dict[str, str], set[str]]:
    """The names of weights and buffers in the module, by those in the graph; and which of them are learned."""
    held, learned = dict[str, str](), set[str]()
    for spec in specs:
        for kind, key in (
            ("parameter", "parameter_name"),
            ("buffer", "buffer_name"),
            ("tensor_constant", "tensor_constant_name"),
        ):
            if kind in spec:
                held[spec[kind]["arg"]["name"]] = spec[kind][key]
                if kind == "parameter":
                    learned.add(spec[kind][key])
    return held, learned


def _user_input(spec: dict[str, Any]) -> str:
    found = spec.get("user_input", {}).get("arg", {})
    return found["as_tensor"]["name"] if "as_tensor" in found else ""


def _dims(sizes: list[dict[str, Any]]) -> Dims:
    """Sizes; those that are left open by the names that the program has for them."""
    if len(sizes) > MOST_SIZES:
        raise ValueError
    return tuple(
        size["as_int"] if "as_int" in size else str(size.get("as_expr", {}).get("expr_str", "")) for size in sizes
    )


def _operations(nodes: list[dict[str, Any]], names: Naming, stated: dict[str, Dims]) -> Iterator[Operation]:
    if len(nodes) > MOST_OPERATIONS:
        raise ValueError
    for node in nodes:
        target, metadata = node["target"], node.get("metadata", {})
        outputs = tuple(_outputs(node["outputs"]))
        given = {each["name"]: _argument(each["arg"]) for each in node["inputs"]}
        call = AtenCall(target, given, outputs, stated, names.of)
        op, inputs, attributes = _written(call)
        if op == "Identity":
            names.called[outputs[0]] = next(iter(inputs))
            continue
        name, modules = node.get("name") or outputs[0], stacked_modules(metadata)
        yield Operation(op, name, tuple(inputs), outputs, attributes, modules)


def _written(call: AtenCall) -> Written:
    """The operator of ONNX that it is; one by its own name where it is not known, or asked for in another way."""
    known = OPERATORS.get(_short(call.target))
    if known:
        try:
            op, inputs, attributes = known(call)
            if None not in attributes.values():
                return op, tuple(inputs), attributes
        except (KeyError, TypeError, ValueError, IndexError):
            pass
    return _named_alike(_short(call.target)), call.tensors(), {}


def _named_alike(name: str) -> str:
    """An operator that only moves numbers is called as ONNX calls one that does."""
    return _MOVING.get(name, name)


_MOVING = {
    "sum": "ReduceSum", "stack": "Stack", "expand": "Expand", "expand_as": "Expand", "select": "Select", "index":
    "Gather", "reshape": "Reshape", "view": "Reshape", "reshape_as": "Reshape", "permute": "Transpose", "transpose":
    "Transpose", "slice": "Slice", "sub": "Sub", "div": "Div", "add": "Add", "mul": "Mul", "pow": "Pow", "roll":
    "Gather", "gather": "Gather", "unbind": "Split", "split": "Split", "split_with_sizes": "Split", "chunk":
    "Split", "mean": "ReduceMean", "cat": "Concat", "clamp": "Clip", "masked_fill": "Where", "unsqueeze":
    "Unsqueeze", "squeeze": "Squeeze", "flatten": "Flatten", "unflatten": "Reshape", "repeat": "Tile", "softmax":
    "Softmax",
}  # fmt: skip


def _short(target: str) -> str:
    """The name of an operator, whether it works in place or not: `add` of `torch.ops.aten.add_.Tensor`."""
    return target.removeprefix("torch.ops.aten.").partition(".")[0].rstrip("_")


def _outputs(outputs: list[dict[str, Any]]) -> Iterator[str]:
    for each in outputs:
        if "as_tensor" in each:
            yield each["as_tensor"]["name"]
        elif "as_tensors" in each:
            yield from (one["name"] for one in each["as_tensors"])


def _argument(found: dict[str, Any]) -> Any:
    """The value of an argument: a name for a tensor in a list of one, numbers as they are."""
    if "as_tensor" in found:
        return Ref(found["as_tensor"]["name"])
    if "as_tensors" in found:
        return [Ref(each["name"]) for each in found["as_tensors"]]
    if "as_optional_tensor" in found:
        return _argument(found["as_optional_tensor"])
    for key in _PLAIN:
        if key in found:
            return found[key]
    if "as_sym_ints" in found:
        return [each.get("as_int") for each in found["as_sym_ints"]]
    if "as_sym_int" in found:
        return found["as_sym_int"].get("as_int")
    return None


class Ref(str):
    """The name of a tensor in the graph."""

    __slots__ = ()


def stacked_modules(metadata: dict[str, Any]) -> tuple[ModuleCall, ...]:
    """The modules that a node is a part of: `L__self__layer1,layer1,torch.nn.Sequential;L__self__layer1.0@1,...`."""
    entries = [entry.split(",") for entry in str(metadata.get("nn_module_stack", "")).split(";")]
    return calls([(path, kind, key.rpartition("@")[2] if "@" in key else "") for key, path, kind in entries if path])
