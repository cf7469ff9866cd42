"""Activations, norms, dense and recurrent layers in PyTorch's words."""

from collections.abc import Callable

from convcalc.exchange.writing.code.words import LayerWords, Verbatim
from convcalc.exchange.writing.pytorch.place import TorchLayer
from convcalc.exchange.writing.volumes import shape_of

SayTorch = Callable[[TorchLayer], LayerWords]


def named(callee: str) -> SayTorch:
    """A module or an operator without settings."""
    return lambda at: at.words(callee)


def activation(callee: str) -> SayTorch:
    """The same of an activation, which may stand in the place of another one."""
    return lambda at: LayerWords(callee, (), "activation")


def dense(at: TorchLayer) -> LayerWords:
    """A product with a matrix."""
    return at.words("nn.Linear", {"in_features": at.channels, "out_features": at.layer.units, "bias": at.layer.bias})


def leaky_relu(at: TorchLayer) -> LayerWords:
    """With the slope below zero."""
    return at.words("nn.LeakyReLU", {"negative_slope": float(at.layer.slope)})


def elu(at: TorchLayer) -> LayerWords:
    """With the height below zero."""
    return at.words("nn.ELU", {"alpha": float(at.layer.alpha)})


def prelu(at: TorchLayer) -> LayerWords:
    """A slope a channel, or one."""
    return at.words("nn.PReLU", {"num_parameters": 1 if at.layer.shared else at.channels})


def softmax(at: TorchLayer) -> LayerWords:
    """Over the channels."""
    return at.words("nn.Softmax", {"dim": -1 if at.last else 1})


def log_softmax(at: TorchLayer) -> LayerWords:
    """Over the channels."""
    return at.words("nn.LogSoftmax", {"dim": -1 if at.last else 1})


def bn(at: TorchLayer) -> LayerWords:
    """With running statistics."""
    layer = at.layer
    name = "FrozenBatchNorm" if at.node.frozen else "nn.BatchNorm"
    if layer.affine and layer.scale != layer.shift:
        name = "ScaledBatchNorm" if layer.scale else "ShiftedBatchNorm"
        if at.node.frozen:
            at.refuse("frozen batch norm with a scale or a shift alone")
    settings = {"num_features": at.channels, "eps": float(layer.eps), "momentum": float(layer.momentum)}
    return at.words(f"{name}{max(at.rank, 1)}d", {**settings, "affine": layer.affine and (layer.scale or layer.shift)})


def ln(at: TorchLayer) -> LayerWords:
    """Over the channels of each position, or over everything."""
    settings = (("eps", float(at.layer.eps)), ("elementwise_affine", at.layer.affine))
    if at.layer.over == "all" and at.rank:
        return LayerWords("nn.LayerNorm", (("normalized_shape", shape_of(at.inputs[0])), *settings))
    name = f"LayerNorm{at.rank}d" if at.rank and not at.last else "nn.LayerNorm"
    return LayerWords(name, (("normalized_shape", at.channels), *settings))


def gn(at: TorchLayer) -> LayerWords:
    """Over groups of channels."""
    settings = {"num_groups": at.layer.groups, "num_channels": at.channels, "eps": float(at.layer.eps)}
    return at.words("nn.GroupNorm", {**settings, "affine": at.layer.affine})


def instance(at: TorchLayer) -> LayerWords:
    """Over each channel; of a vector, PyTorch has none."""
    if not at.rank:
        at.refuse("instance norm of a flat volume")
    settings = {"num_features": at.channels, "eps": float(at.layer.eps), "affine": at.layer.affine}
    return at.words(f"nn.InstanceNorm{at.rank}d", settings)


def grn(at: TorchLayer) -> LayerWords:
    """The strength of each channel over the image."""
    return at.words("GlobalResponseNorm", {"channels": at.channels, **_laid(at), "eps": float(at.layer.eps)})


def lrn(at: TorchLayer) -> LayerWords:
    """By the neighbours among the channels."""
    layer = at.layer
    if not at.rank:
        at.refuse("local response norm of a flat volume")
    settings = {"size": layer.size, "alpha": float(layer.alpha), "beta": float(layer.beta), "k": float(layer.k)}
    return at.words("nn.LocalResponseNorm", settings)


def scale(at: TorchLayer) -> LayerWords:
    """A factor a channel, and a shift."""
    return at.words("Scale", {"channels": at.channels, **_laid(at), "bias": at.layer.bias})


def _laid(at: TorchLayer) -> dict[str, int]:
    """How many axes come after the channels."""
    return {"rank": 0 if at.last else at.rank}


def dropout(at: TorchLayer) -> LayerWords:
    """Numbers left out in training."""
    return at.words("nn.Dropout", {"p": float(at.layer.rate)})


def drop_path(at: TorchLayer) -> LayerWords:
    """Examples left out in training."""
    return at.words("DropPath", {"p": float(at.layer.rate)})


def embedding(at: TorchLayer) -> LayerWords:
    """A vector looked up for each number."""
    return at.words("nn.Embedding", {"num_embeddings": at.layer.words, "embedding_dim": at.layer.dim})


def lstm(at: TorchLayer) -> LayerWords:
    """Long short-term memory."""
    return _recurrent(at, "LSTM")


def gru(at: TorchLayer) -> LayerWords:
    """Gated recurrent unit."""
    return _recurrent(at, "GRU")


def _recurrent(at: TorchLayer, name: str) -> LayerWords:
    layer = at.layer
    if layer.bias and not layer.two_biases:
        at.refuse("a recurrent layer with one bias a gate: its layers have two")
    settings = {"input_size": at.channels, "hidden_size": layer.hidden, "num_layers": layer.layers, "bias": layer.bias}
    settings |= {"batch_first": True, "bidirectional": layer.both}
    return at.words(f"Last{name}" if layer.last else name, settings)


def attention(at: TorchLayer) -> LayerWords:
    """Over everything, or in windows, which may be shifted."""
    layer = at.layer
    if not any(layer.window) and not layer.relative:
        return at.words("Attention", {"heads": layer.heads})
    if len(at.inputs) == 3:
        at.refuse("attention in windows over three volumes")
    size, sides = at.inputs[0].size, layer.sides(at.inputs)
    shift = layer.shift * len(sides) if len(layer.shift) == 1 else layer.shift
    moves = tuple([move if side < n else 0 for move, side, n in zip(shift, sides, size)])
    settings = [("heads", layer.heads), ("window", tuple(sides)), ("shift", moves if any(moves) else Verbatim("None"))]
    return LayerWords("WindowAttention", (*settings, ("relative", layer.relative)))
