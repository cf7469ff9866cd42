"""A call of a class as the layers that it makes: arguments to settings, each with its place. Knows no networks."""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.document.wording import nearest
from convcalc.language.spoken.code.classes import ACTIVATIONS, PLAIN, CodeArgument, LayerClass, classes
from convcalc.language.spoken.code.keras_classes import BESIDE, OLD
from convcalc.language.spoken.code.made import CallArgument, MadeLayer
from convcalc.language.spoken.code.refusals import ONLY, GivenArgument, is_only, refuse
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.values import LibraryName, Opaque, OwnWeights, dotted, is_plain
from convcalc.language.spoken.kind_names import CONV, GLOBAL, SEPARABLE, TRANSPOSED
from convcalc.language.spoken.separable import separated
from convcalc.language.spoken.tokens import UNKNOWN
from convcalc.language.spoken.words import Setting, Words, WordsError
from convcalc.model.layers import kind
from convcalc.model.layers.fields import FieldType, Flag, Integer, Real

_MODES = {"bilinear": "linear", "trilinear": "linear", "nearest-exact": "nearest"}
_PADDED_BY_NUMBERS = {"features", "window_shape"}
"""Arguments of the classes of Flax, which are padded by a word or by numbers."""
CAUSAL = "causal"
"""Keras's padding before an axis that keeps what comes later out."""


class CallReader:
    """Reads one call."""

    def __init__(self, code: CodeText, call: ast.Call, cls: LayerClass, given: Sequence[CallArgument]) -> None:
        self.code = code
        self.call = call
        self.cls = cls
        self.given = given
        self.name = (dotted(call.func) or [cls.kind])[-1]
        self.kind = CONV if cls.kind == SEPARABLE else cls.kind
        self.span = code.span(call)

    def layers(self) -> list[Words]:
        """The layers that it makes, the activation last. Raises WordsError."""
        given = self.bound()
        refuse(self.code, self.call, self.cls, given)
        settings = {field: Setting(value, *self.span) for field, value in self.cls.defaults.items() if field != "then"}
        settings |= dict(self.settings(given))
        words = Words(self.kind, settings, *self.span, self.coming_in(given), self.cls.axes)
        then = given.get("then") or self.usual_activation()
        follows = then is not None and not _is_plain(then)
        found = [] if follows and self.name == "Activation" else list(self.made(words, given))
        return found + (self.activation(then) if then and follows else [])

    def usual_activation(self) -> GivenArgument | None:
        """The activation that follows where the call says none."""
        return GivenArgument(self.cls.defaults["then"], self.call) if "then" in self.cls.defaults else None

    # Arguments

    def bound(self) -> dict[str, GivenArgument]:
        """The arguments by their fields. Raises WordsError."""
        found: dict[str, GivenArgument] = {}
        for name, value, node in self.arguments():
            parameter = self.parameter(name, node)
            if name.endswith("_attr") and value is not False:
                continue  # of Paddle: how weights start
            if parameter.field in found and parameter.field != "-":
                raise self.code.fault(f"{name} is given twice", node)
            if parameter.field[0] == ONLY and not is_only(parameter.field, value):
                raise self.code.fault(f"{name} is read as {parameter.field[1:]} only", node)
            if parameter.field != "-" and parameter.field[0] != ONLY:
                found[parameter.field] = GivenArgument(self.value(value, node, parameter.field), node)
        if "shape" in found:
            found |= self.of_shape(found.pop("shape"))
        if "rows" in found and "columns" in found:
            rows, columns = found.pop("rows"), found.pop("columns")
            found["kernel"] = rows._replace(value=[rows.value, columns.value])
        for name in self.cls.required:
            if self.parameter(name, self.call).field not in found:
                raise self.code.fault(f"{self.name} needs {name}", self.call, self.form())
        return found

    def arguments(self) -> Iterator[tuple[str, Any, ast.expr]]:
        """The arguments with their names. Raises WordsError."""
        names = self.positions()
        for k, (name, value, node) in enumerate(self.given):
            if name is None and k >= len(names) and "*" not in names:
                raise self.code.fault(f"{self.name} takes no more than {len(names)} arguments", node, self.form())
            yield name or ("*" if k >= len(names) or names[k] == "*" else names[k]), value, node

    def positions(self) -> list[str]:
        """The arguments in their order: of Keras 1, `Convolution2D(32, 3, 3)` has 3x3. Raises WordsError."""
        names = [each.name for each in self.cls.parameters]
        given = [value for name, value, _ in self.given[1:3] if name is None]
        if not self.name.startswith("Convolution2D") or [type(each) for each in given] != [int, int]:
            return names
        if not any(each.name in OLD for each in self.given):
            rows, columns = given
            help = f"write ({rows}, {columns}), or strides={columns}"
            raise self.code.fault(f"the last {columns} is Keras 1's width of the kernel, or a stride", self.call, help)
        return ["nb_filter", "nb_row", "nb_col"]

    def parameter(self, name: str, node: ast.expr) -> CodeArgument:
        """The argument of a name. Raises WordsError where the class takes none."""
        found = self.cls.parameter(name)
        if found and name != "*":
            return found
        old = OLD.get(name, "") if self.cls.tool == "keras" else ""
        if old in ("-", "rows", "columns", *(each.field for each in self.cls.parameters)):
            return CodeArgument(name, old)
        if self.cls.parameter("*") or (self.cls.tool == "keras" and name in BESIDE):
            return CodeArgument(name, "-")
        help = nearest(name, [each.name for each in self.cls.parameters]) or self.form()
        raise self.code.fault(f"{self.name} has no argument {name!r}", node, help)

    def of_shape(self, given: GivenArgument) -> dict[str, GivenArgument]:
        """The kernel, the channels and the filters of the shape of all weights. Raises WordsError."""
        value = given.value
        if not (isinstance(value, list) and len(value) == 4 and all(type(each) is int for each in value)):
            raise self.code.fault(f"the shape of {self.code.said(given.node)} is not known here", given.node)
        parts = {"kernel": value[:2], "in": value[2], "filters": value[3]}
        return {field: GivenArgument(part, given.node) for field, part in parts.items()}

    def form(self) -> str:
        """How the class is called."""
        return f"as {self.name}({', '.join(each.name for each in self.cls.parameters if each.field != '-')})"

    def value(self, value: Any, node: ast.expr, field: str) -> Any:
        """The value of an argument. Raises WordsError where it is no constant."""
        if field == "then" and isinstance(value, LibraryName):
            return value.words[-1]
        if field == "then" and isinstance(value, MadeLayer):
            return value
        if isinstance(value, OwnWeights):
            value = value.shape
        if isinstance(value, float) and value.is_integer() and isinstance(self.field_type(field), Integer):
            value = int(value)
        if not is_plain(value) or isinstance(value, dict):
            raise self.unread(value, node)
        return _listed(value)

    def unread(self, value: Any, node: ast.expr) -> WordsError:
        """The error for an argument that is not known."""
        if isinstance(value, Opaque) and value.error and value.flows:
            return value.error
        return self.code.fault(f"{self.code.said(node)} is not known here", node, "write the number in its place")

    def field_type(self, field: str) -> FieldType | None:
        """What a setting may be; None where it is none of the kind."""
        found = kind(self.kind).fields.get(field)
        return found.type if found else None

    def settings(self, given: dict[str, GivenArgument]) -> Iterator[tuple[str, Setting]]:
        """The settings that arguments are. Raises WordsError where one is no value of it."""
        fields = kind(self.kind).fields
        for field, (said, node) in given.items():
            value = False if said is None and isinstance(self.field_type(field), Flag) else said
            if value is None and field in self.needed():
                raise self.code.fault(f"{self.code.said(node)} is no {field}", node, self.form())
            if field in fields and value is not None:
                found = _MODES.get(value.lower(), value.lower()) if isinstance(value, str) else value
                if not self.is_value(field, fields[field].type, found):
                    raise self.code.fault(f"{field}: {self.code.said(node)} is no value of it", node, self.form())
                yield field, Setting(self.sides(field, found), *self.code.span(node))

    def needed(self) -> list[str]:
        """The settings that must be given."""
        return [self.parameter(name, self.call).field for name in self.cls.required]

    def is_value(self, field: str, type: FieldType, value: Any) -> bool:
        """Whether an argument can be the value of a setting."""
        if isinstance(value, bool) or isinstance(type, Flag):
            return isinstance(value, bool) and isinstance(type, Flag)
        if isinstance(value, str):
            return value in type.words or value == UNKNOWN or (value == CAUSAL and self.cls.tool == "keras")
        names = {each.name for each in self.cls.parameters}
        if field == "pad" and self.cls.tool == "keras" and "strides" in names and not names & _PADDED_BY_NUMBERS:
            return False  # Keras's sliding windows are padded by a word
        if isinstance(value, list):
            return not isinstance(type, (Integer, Real))
        return isinstance(value, int) or isinstance(type, Real) or field == "factor"

    def sides(self, field: str, value: Any) -> Any:
        """Padding as specs have it: PyTorch gives the last axis first, each with both sides.

        TensorFlow 1 has the examples and the channels around strides and windows.
        """
        if self.cls.tool == "keras" and isinstance(value, list) and len(value) == 4 and value[0] == value[3] == 1:
            return value[1:3]
        if not isinstance(value, list) or self.kind not in ("pad", "crop"):
            return value
        if self.cls.tool == "keras" and self.cls.axes == 1 and len(value) == 2:
            return [value]  # of the only axis, before and after
        if self.cls.tool != "torch":
            return value
        return [value[k : k + 2] for k in range(len(value) - 2, -1, -2)]

    def coming_in(self, given: dict[str, GivenArgument], field: str = "in") -> Setting | None:
        """How much comes in, as the code says. Raises WordsError where that is no number."""
        if field not in given:
            return None
        value, node = given[field]
        value = value[0] if isinstance(value, list) and len(value) == 1 else value
        if type(value) is not int and value != UNKNOWN:
            raise self.code.fault(f"expected a whole number, not {self.code.said(node)}", node, self.form())
        return Setting(value, *self.code.span(node))

    # Layers

    def activation(self, then: GivenArgument) -> list[Words]:
        """The layer of an activation. Raises WordsError where it is not known."""
        if isinstance(then.value, MadeLayer):
            return list(then.value.words)
        name = ACTIVATIONS.get(str(then.value).lower()) or _class_kind(str(then.value))
        if name is None:
            help = nearest(str(then.value), ACTIVATIONS)
            raise self.code.fault(f"{self.code.said(then.node)} is no activation that is known", then.node, help)
        return [Words(name, {}, *self.code.span(then.node))]

    def made(self, words: Words, given: dict[str, GivenArgument]) -> Iterator[Words]:
        """The layers of a class, of which some have ways of their own."""
        settings = dict(words.settings)
        pad, keep = settings.get("pad"), given.get("keep")
        if self.cls.kind == SEPARABLE:
            yield from self.separable(words, given)
        elif (self.kind == "ln" and self.cls.tool == "torch") or self.is_of_each_number(given):
            yield words._replace(axes=0)
        elif self.kind == "relu" and given.get("most", GivenArgument(0, self.call)).value == 6:
            yield words._replace(kind="relu6")
        elif self.kind == "adaptive_avgpool" and _all_one(settings["size"].value):
            yield words._replace(kind=GLOBAL[0], settings={})
        elif keep and keep.value:
            pool = "adaptive_avgpool" if self.kind == GLOBAL[0] else "adaptive_maxpool"
            yield words._replace(kind=pool, settings={"size": Setting(1, *self.span)})
        elif self.kind == "prelu" and self.cls.tool == "torch":
            many = self.coming_in(given, "many")
            one = many is None or many.value == 1
            yield words._replace(settings={"shared": Setting(one, *self.span)}, channels=None if one else many)
        elif pad and pad.value == CAUSAL:
            sides = {"before": _reach(settings) - 1, "after": 0}
            yield words._replace(settings=settings | {"pad": pad._replace(value=sides)})
        elif self.kind == TRANSPOSED and self.cls.tool == "keras" and pad is None and _leaves_gaps(settings):
            yield words._replace(settings=settings | {"pad": Setting("valid", *self.span)})
        else:
            yield words

    def separable(self, words: Words, given: dict[str, GivenArgument]) -> Iterator[Words]:
        """The two layers of a separable convolution, of which the first may make several channels of each."""
        first, second = separated(words, bias=False)
        many = given.get("multiplier")
        more = {"multiplier": Setting(many.value, *self.code.span(many.node))} if many else {}
        yield first._replace(settings={**first.settings, **more})
        yield second

    def is_of_each_number(self, given: dict[str, GivenArgument]) -> bool:
        """Whether it is Keras' PReLU of a weight for each number, which is one for each channel on a flat volume."""
        shared = given.get("shared_axes")
        over_positions = shared and _listed(shared.value) in ([1], [1, 2], [1, 2, 3])
        return self.kind == "prelu" and self.cls.tool == "keras" and not over_positions


def _listed(value: Any) -> Any:
    """A value with lists in the place of tuples."""
    return [_listed(each) for each in value] if isinstance(value, (list, tuple)) else value


def _class_kind(name: str) -> str | None:
    """The activation that a class of it makes: `activation=nn.ReLU`."""
    found = classes().get(("torch", name)) or classes().get(("keras", name))
    return found.kind if found and kind(found.kind).family == "activation" else None


def _is_plain(then: GivenArgument) -> bool:
    """Whether an activation does nothing."""
    return then.value is None or str(then.value).lower() in PLAIN


def _reach(settings: dict[str, Setting]) -> int:
    """How far a window reaches, along an axis."""
    kernel, dilation = (_one(settings[name].value) if name in settings else 1 for name in ("kernel", "dilation"))
    return dilation * (kernel - 1) + 1


def _leaves_gaps(settings: dict[str, Setting]) -> bool:
    """Whether windows may lie apart, along an axis: Keras adds what is between them behind the last, too."""
    values = [settings[name].value if name in settings else 1 for name in ("stride", "kernel")]
    strides, kernels = (each if isinstance(each, list) else [each] for each in values)
    return max(strides) > min(kernels)


def _one(value: Any) -> int:
    found = value[0] if isinstance(value, list) else value
    return found if isinstance(found, int) else 1


def _all_one(value: Any) -> bool:
    return value == 1 or value in ([1], [1, 1], [1, 1, 1])
