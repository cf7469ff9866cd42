"""Whose a name is: a class or a function of PyTorch, Keras, Flax, Gluon or Paddle."""

import ast

from convcalc.document.wording import nearest
from convcalc.language.spoken.code.classes import LayerClass, classes, function_of
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.values import LibraryName, dotted
from convcalc.language.spoken.words import WordsError

KERAS = {"keras", "layers", "tf", "tensorflow", "activations", "slim"}
TORCH = {"nn", "torch", "F", "functional"}
_MARKS = {
    "flax": {"flax", "linen"},
    "gluon": {"gluon", "mxnet", "mx", "HybridSequential", "HybridBlock"},
    "paddle": {"paddle"},
}
"""Names by which the other libraries are known."""
_OWN = {"torchvision", "tensorflow_addons", "tflearn", "tf_keras", "jax", "numpy", "np", "math", "functools", "copy",
        "collections", "typing", "pytorch_lightning", "lightning", "k", "backend", "efficientnet"}  # fmt: skip
_TOLD_BY: dict[str, set[str | None]] = {
    "flax": {"features", "Conv"},
    "paddle": {"in_channels", "out_channels"},
    "gluon": {"channels", "pool_size", "strides", "Dense"},
}
"""Arguments and classes by which the classes of a library are known where nothing is imported."""
_METHODS = {"view", "mean", "unsqueeze", "permute"}
"""Methods of tensors of PyTorch."""
_MADE_BY = {"channels": "gluon", "features": "flax", "in_channels": "paddle"}
"""Arguments of a class in whose name there is a D, by which it is known."""


class Library:
    """The library of a text, and what its names stand for."""

    def __init__(self, code: CodeText) -> None:
        self.code = code
        self.name = _library_of(code)

    @property
    def is_channels_first(self) -> bool:
        """Whether it has the channels before the sides."""
        return self.name in ("torch", "gluon", "paddle")

    def class_of(self, words: tuple[str, ...] | list[str], named: set[str | None] = frozenset()) -> LayerClass | None:  # type: ignore[assignment]
        """The class of a dotted name, called with arguments of such names; None where nobody has it."""
        *before, name = words or [""]
        tried = [self.name, "keras" if self.name == "torch" else "torch"]
        if own := next((library for library, marks in _MARKS.items() if marks.intersection(before)), None):
            tried = [own]
        elif self.name not in _MARKS and TORCH.intersection(before):
            tried = ["torch", *(library for each, library in _MADE_BY.items() if each in named)]
        elif KERAS.intersection(before):
            tried = ["keras"]
        elif self.name in _MARKS:
            tried = [self.name, "torch"]
        return next((classes()[library, name] for library in tried if (library, name) in classes()), None)

    def function(self, words: tuple[str, ...] | list[str]) -> LayerClass | None:
        """The function of a dotted name."""
        if self.name == "flax" and list(words[:-1])[-1:] == ["nn"]:
            words = [*words[:-2], "linen", words[-1]]
        return function_of(words)

    def is_foreign(self, name: LibraryName) -> bool:
        """Whether a name is imported from where no layers are known."""
        roots = KERAS | TORCH | _OWN | set.union(*_MARKS.values())
        return name.imported and not roots.intersection(name.words[0].split("."))

    def unknown(self, node: ast.expr, name: str) -> WordsError:
        """The error for a class that is not known."""
        help = nearest(name, [each for _, each in classes()]) or "it takes the layers of torch.nn and keras.layers"
        return self.code.fault(f"{self.code.said(node)} is no layer that is known", node, help)


def _library_of(code: CodeText) -> str:
    """The library whose names stand in a text; Keras's where only its have no prefix."""
    words = set(_words(code.tree))
    for library, marks in _MARKS.items():
        if words & marks:
            return library
    if "torch" not in words and (found := _library_of_calls(code.tree)):
        return found
    if words & {"torch", "tf", "tensorflow", "keras"}:
        return "torch" if "torch" in words else "keras"
    if words & TORCH:
        return "torch"
    names: dict[str, set[str]] = {
        library: {name for each, name in classes() if each == library} for library in ("torch", "keras")
    }
    own = (names["torch"] - names["keras"]) | _METHODS
    return "torch" if words & own and not words & (KERAS | {"jnp"}) else "keras"


def _library_of_calls(tree: ast.AST) -> str | None:
    """The library whose are all classes that are called as `nn.Conv2D`, and the arguments by which it is known."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and dotted(node.func)[:-1] == ["nn"]]
    names = {name for each in calls if (name := dotted(each.func)[-1])[:1].isupper()} - {"Module", "Sequential"}
    given = {keyword.arg for each in calls for keyword in each.keywords}
    if not names or all(("torch", name) in classes() for name in names):
        return None
    own = [library for library in _TOLD_BY if all((library, name) in classes() for name in names)]
    return next((library for library in own if _TOLD_BY[library].intersection(given | names)), None)


def _words(tree: ast.AST) -> list[str]:
    """The names of a text, and what they are imported from."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.alias):
            found += node.name.split(".")
        elif isinstance(node, ast.ImportFrom):
            found += (node.module or "").split(".")
    return found
