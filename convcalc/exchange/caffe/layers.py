"""The layers of a .prototxt: their types, whatever version wrote them, which of them are there, and what goes in."""

from collections.abc import Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.caffe.prototxt import Message
from convcalc.exchange.translation import At

DATA = (
    "Input", "Data", "ImageData", "HDF5Data", "MemoryData", "WindowData", "DummyData", "AnnotatedData",
    "DenseImageData", "VideoData", "Python",
)  # fmt: skip
"""Types that make what goes in, where nothing comes in."""

LOSSES = (
    "SoftmaxWithLoss", "EuclideanLoss", "HingeLoss", "SigmoidCrossEntropyLoss", "InfogainLoss", "ContrastiveLoss",
    "MultinomialLogisticLoss", "MultiBoxLoss", "SmoothL1Loss", "Accuracy", "Silence", "HDF5Output", "PriorBox",
    "DetectionOutput", "DetectionEvaluate", "ArgMax",
)  # fmt: skip
"""Types that learn nothing, multiply by no weight, and of which nothing comes that a layer with weights reads."""

OLD = {
    "ABSVAL": "AbsVal", "ARGMAX": "ArgMax", "BNLL": "BNLL", "CONVOLUTION": "Convolution", "DATA": "Data",
    "DECONVOLUTION": "Deconvolution", "ELTWISE": "Eltwise", "EXP": "Exp", "HDF5_DATA": "HDF5Data", "IM2COL": "Im2col",
    "IMAGE_DATA": "ImageData", "INNER_PRODUCT": "InnerProduct", "LRN": "LRN", "MEMORY_DATA": "MemoryData",
    "MVN": "MVN", "RELU": "ReLU", "SIGMOID": "Sigmoid", "TANH": "TanH", "WINDOW_DATA": "WindowData",
    "DUMMY_DATA": "DummyData", "EUCLIDEAN_LOSS": "EuclideanLoss", "HINGE_LOSS": "HingeLoss",
    "INFOGAIN_LOSS": "InfogainLoss", "MULTINOMIAL_LOGISTIC_LOSS": "MultinomialLogisticLoss",
    "CONTRASTIVE_LOSS": "ContrastiveLoss", "SIGMOID_CROSS_ENTROPY_LOSS": "SigmoidCrossEntropyLoss",
    "SOFTMAX_LOSS": "SoftmaxWithLoss", "HDF5_OUTPUT": "HDF5Output",
}  # fmt: skip
"""What `layers` call a type that `layer` calls otherwise, beside those that differ in case alone."""


class CaffeLayer(NamedTuple):
    """A layer as it is written."""

    type: At
    name: At
    message: Message
    bottoms: list[At]
    tops: list[At]

    def param(self, name: str) -> Message:
        """The settings of its type."""
        return self.message.message(f"{name}_param")

    @property
    def makes_input(self) -> bool:
        """Whether what it makes comes from outside."""
        return self.type.value in DATA and not self.bottoms


def read_layers(top: Message) -> list[CaffeLayer]:
    """The layers that are there when the network runs, as `phase: TEST` has it.

    What goes in is taken as another phase, or another stage, has it where this one says nothing of it.
    """
    found = [_written(each) for each in top.messages("layer") + top.messages("layers")]
    there = [layer for layer in found if _is_there(layer.message)]
    made = {top.value for layer in there for top in layer.tops}
    others = [layer for layer in found if layer.makes_input and not made.intersection(top.value for top in layer.tops)]
    return [*others[:1], *there]


def _written(message: Message) -> CaffeLayer:
    type, name = message.word("type", ""), message.word("name", "")
    if not type.value:
        inner = "layers of this age are not read: upgrade_net_proto_text writes them anew"
        message.fault("this layer has no type", message.position, inner if "layer" in message.fields else "")
    if any(token.kind == "word" for token in message.tokens("type")):  # an enumeration, in layers
        type = At(OLD.get(type.value, type.value.title().replace("_", "")), type.position)
    return CaffeLayer(type, name, message, message.words("bottom"), message.words("top"))


def _is_there(message: Message) -> bool:
    """Whether the rules of a layer let it be there."""
    included, excluded = message.messages("include"), message.messages("exclude")
    if included:
        return any(map(_holds, included))
    return not any(map(_holds, excluded))


def _holds(rule: Message) -> bool:
    phase = rule.word("phase", "TEST").value in ("TEST", "1")
    levels = rule.whole("min_level", 0).value <= 0 <= rule.whole("max_level", 0).value
    return phase and levels and not rule.tokens("stage")


# What goes in


class Inflow(NamedTuple):
    """A volume that goes in."""

    name: str
    volume: list[At] | None
    """The channels last; None where nobody says how large it is."""
    at: At
    """Where it is named."""


def read_inputs(top: Message, layers: Sequence[CaffeLayer]) -> Iterator[Inflow]:
    """All that goes in: the fields of the network, and the layers that make it. Labels are none."""
    shapes = [each.wholes("dim", 1) for each in top.messages("input_shape")]
    dims = top.wholes("input_dim", 1)
    shapes += [dims[k : k + 4] for k in range(0, len(dims), 4)]
    for k, name in enumerate(top.words("input")):
        yield Inflow(name.value, _volume(shapes[k] if k < len(shapes) else []), name)
    for layer in layers:
        if layer.makes_input:
            yield from _made(layer)


def _made(layer: CaffeLayer) -> Iterator[Inflow]:
    shapes = [each.wholes("dim", 1) for each in layer.param("input").messages("shape")]
    shapes += [each.wholes("dim", 1) for each in layer.param("dummy_data").messages("shape")]
    if layer.type.value == "Input":
        for k, top in enumerate(layer.tops):
            yield Inflow(top.value, _volume(shapes[min(k, len(shapes) - 1)] if shapes else []), top)
    elif layer.tops:
        top = layer.tops[0]
        yield Inflow(top.value, _volume(shapes[0]) if shapes else _sized(layer), top)


def _volume(dims: list[At]) -> list[At] | None:
    """Examples, channels and sizes as sizes and channels."""
    return [*dims[2:], dims[1]] if len(dims) > 1 else None


def _sized(layer: CaffeLayer) -> list[At] | None:
    """The volume that a data layer makes, where its settings say all of it."""
    memory, crop = layer.param("memory_data"), layer.param("transform").whole("crop_size", 0, 0)
    numbers = [memory.whole(key, 0, 1) for key in ("height", "width", "channels")]
    if all(number.value for number in numbers):
        return numbers
    means = layer.param("transform").tokens("mean_value")
    if crop.value and len(means) > 1:
        return [crop, crop, At(len(means), means[0].position)]
    return None
