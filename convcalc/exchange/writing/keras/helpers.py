"""What a file has of its own where Keras has no layer: each with the names that it uses of the others."""

import re
from collections.abc import Iterable

HELPERS = {
    "channel_shuffle": '''
def channel_shuffle(x, groups):
    """Deal the channels out across groups."""
    *size, channels = x.shape[1:]
    x = layers.Reshape((*size, groups, channels // groups))(x)
    return layers.Reshape((*size, channels))(ops.swapaxes(x, -1, -2))
''',
    "pixel_shuffle": '''
def pixel_shuffle(x, factor):
    """Move channels into space, in PyTorch's order."""
    *size, channels = x.shape[1:]
    rank = len(size)
    x = ops.reshape(x, (-1, *size, channels // factor**rank, *[factor] * rank))
    axes = [axis for k in range(1, rank + 1) for axis in (k, rank + 1 + k)]
    x = ops.transpose(x, (0, *axes, rank + 1))
    return ops.reshape(x, (-1, *(factor * n for n in size), x.shape[-1]))
''',
    "space_to_depth": '''
def space_to_depth(x, factor):
    """Move blocks of positions into channels, in PyTorch's order."""
    *size, channels = x.shape[1:]
    rank = len(size)
    x = ops.reshape(
        x, (-1, *(n for m in size for n in (m // factor, factor)), channels)
    )
    x = ops.transpose(
        x, (0, *range(1, 2 * rank, 2), 2 * rank + 1, *range(2, 2 * rank + 1, 2))
    )
    return ops.reshape(x, (-1, *(n // factor for n in size), channels * factor**rank))
''',
    "nearest": '''
def nearest(x, size):
    """Interpolate to a size by the number at the start of each position, as PyTorch does."""
    for axis, (n, m) in enumerate(zip(x.shape[1:-1], size, strict=True), 1):
        x = ops.take(x, [place * n // m for place in range(m)], axis=axis)
    return x
''',
    "adaptive_pool": '''
def adaptive_pool(x, size, pool):
    """Pool to a size, by windows that differ in size where they do not divide it."""
    for axis, m in enumerate(size, 1):
        n = x.shape[axis]
        parts = [range(k * n // m, -(-(k + 1) * n // m)) for k in range(m)]
        parts = [ops.take(x, list(part), axis=axis) for part in parts]
        x = ops.concatenate([pool(part, axis=axis, keepdims=True) for part in parts], axis)
    return x
''',
    "local_response_norm": '''
def local_response_norm(x, size, alpha, beta, k):
    """Divide each number by its neighbours in so many channels."""
    channels = x.shape[-1]
    around = [(0, 0)] * (len(x.shape) - 1) + [(size // 2, (size - 1) // 2)]
    squares = ops.pad(ops.square(x), around)
    total = sum(squares[..., start : start + channels] for start in range(size))
    return x / (k + alpha / size * total) ** beta
''',
    "Scale": '''
class Scale(layers.Layer):
    """A learned factor for each channel, and a shift where asked for."""

    def __init__(self, shifts=False, **settings):
        super().__init__(**settings)
        self.shifts = shifts

    def build(self, shape):
        self.weight = self.add_weight(
            shape=shape[-1:], initializer="ones", name="weight"
        )
        if self.shifts:
            self.bias = self.add_weight(
                shape=shape[-1:], initializer="zeros", name="bias"
            )

    def call(self, x):
        return x * self.weight + self.bias if self.shifts else x * self.weight
''',
    "GlobalResponseNorm": '''
class GlobalResponseNorm(layers.Layer):
    """The strength of each channel by the mean of all (Woo et al. 2023)."""

    def __init__(self, epsilon, **settings):
        super().__init__(**settings)
        self.epsilon = epsilon

    def build(self, shape):
        self.weight = self.add_weight(
            shape=shape[-1:], initializer="zeros", name="weight"
        )
        self.bias = self.add_weight(shape=shape[-1:], initializer="zeros", name="bias")

    def call(self, x):
        axes = tuple(range(1, len(x.shape) - 1))
        strength = ops.sqrt(ops.sum(ops.square(x), axis=axes, keepdims=True))
        share = strength / (ops.mean(strength, axis=-1, keepdims=True) + self.epsilon)
        return x + x * share * self.weight + self.bias
''',
    "Learned": '''
class Learned(layers.Layer):
    """A learned volume, the same for each example of what it is called with."""

    def __init__(self, volume, **settings):
        super().__init__(**settings)
        self.volume = volume

    def build(self, shape):
        self.weight = self.add_weight(shape=self.volume, name="weight")

    def call(self, x):
        return ops.broadcast_to(self.weight, (ops.shape(x)[0], *self.volume))
''',
    "matmul": '''
def matmul(first, second, transposed=False):
    """Positions x channels of the first, times those of the second."""
    flat = ops.reshape(first, (-1, math.prod(first.shape[1:-1]), first.shape[-1]))
    other = ops.reshape(second, (-1, math.prod(second.shape[1:-1]), second.shape[-1]))
    product = ops.matmul(flat, ops.swapaxes(other, 1, 2) if transposed else other)
    return ops.reshape(product, (-1, *first.shape[1:-1], product.shape[-1]))
''',
    "attend": '''
def attend(queries, keys, values, heads):
    """Softmax of queries times keys, times values, in each head."""

    def split(x):
        count, channels = math.prod(x.shape[1:-1]), x.shape[-1]
        x = ops.reshape(x, (-1, count, heads, channels // heads))
        return ops.transpose(x, (0, 2, 1, 3))

    scale = (queries.shape[-1] // heads) ** -0.5
    scores = ops.matmul(split(queries) * scale, ops.swapaxes(split(keys), -1, -2))
    found = ops.transpose(ops.matmul(ops.softmax(scores), split(values)), (0, 2, 1, 3))
    return ops.reshape(found, (-1, *queries.shape[1:-1], values.shape[-1]))
''',
    "self_attention": '''
def self_attention(x, heads):
    """Attention of queries, keys and values that lie side by side in the channels."""
    return attend(*ops.split(x, 3, axis=-1), heads)
''',
    "window_attention": '''
def window_attention(x, heads, window, shift=(), bias=None):
    """Attention in windows that tile a volume of queries, keys and values side by side.

    Where windows are shifted, both ends of an axis do not see each other.
    """
    size, channels, rank = x.shape[1:-1], x.shape[-1] // 3, len(window)
    counts = [n // side for n, side in zip(size, window, strict=True)]
    tiles = [n for pair in zip(counts, window, strict=True) for n in pair]
    axes, inner = range(1, 2 * rank, 2), range(2, 2 * rank + 1, 2)
    each = channels // heads
    if shift:
        x = ops.roll(x, [-move for move in shift], tuple(range(1, rank + 1)))
    x = ops.reshape(x, (-1, *tiles, 3, heads, each))
    x = ops.transpose(x, (2 * rank + 1, 0, *axes, 2 * rank + 2, *inner, 2 * rank + 3))
    x = ops.reshape(x, (3, -1, math.prod(counts), heads, math.prod(window), each))
    queries, keys, values = ops.unstack(x, 3, axis=0)
    scores = ops.matmul(queries * each**-0.5, ops.swapaxes(keys, -1, -2))
    if bias is not None:
        scores = scores + bias
    if shift:
        scores = scores + apart(size, window, shift)
    x = ops.matmul(ops.softmax(scores), values)
    x = ops.reshape(x, (-1, *counts, heads, *window, each))
    places = [axis for k in range(rank) for axis in (1 + k, 2 + rank + k)]
    x = ops.transpose(x, (0, *places, 1 + rank, 2 + 2 * rank))
    x = ops.reshape(x, (-1, *size, channels))
    return ops.roll(x, shift, tuple(range(1, rank + 1))) if shift else x
''',
    "apart": '''
def apart(size, window, shift):
    """What is taken off where a shifted window holds both ends of an axis."""
    labels = np.zeros(size, "int32")
    for axis, (n, side, move) in enumerate(zip(size, window, shift, strict=True)):
        place = np.arange(n).reshape([-1 if k == axis else 1 for k in range(len(size))])
        ends = (place >= n - side) + (place >= n - move).astype("int32")
        labels = labels * 3 + (ends if move else 0)
    tiles = [n for m, side in zip(size, window, strict=True) for n in (m // side, side)]
    order = (*range(0, 2 * len(size), 2), *range(1, 2 * len(size), 2))
    labels = labels.reshape(tiles).transpose(order).reshape(-1, 1, math.prod(window))
    differ = labels[..., :, None] != labels[..., None, :]
    return np.where(differ, -100.0, 0.0).astype("float32")
''',
    "RelativeAttention": '''
class RelativeAttention(layers.Layer):
    """Attention in windows, with a learned number for each way to a key."""

    def __init__(self, heads, window, shift=(), **settings):
        super().__init__(**settings)
        self.heads, self.window, self.shift = heads, window, shift

    def build(self, shape):
        ways = math.prod(2 * side - 1 for side in self.window)
        self.relative = self.add_weight(shape=(ways, self.heads), name="relative")

    def call(self, x):
        ways = 0
        for axis, side in enumerate(self.window):
            place = np.indices(self.window)[axis].ravel()
            ways = ways * (2 * side - 1) + place[:, None] - place[None, :] + side - 1
        bias = ops.transpose(ops.take(self.relative, ways, axis=0), (2, 0, 1))
        return window_attention(x, self.heads, self.window, self.shift, bias)
''',
}
"""Each as it stands in the file, in the order in which they stand there."""


def needed(names: Iterable[str]) -> list[str]:
    """The sources of helpers, and of those that these use."""
    found: set[str] = set()
    left = [name for name in names if name in HELPERS]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [other for other in HELPERS if re.search(rf"(?<![\w.]){other}\(", HELPERS[name])]
    return [HELPERS[name].strip("\n") for name in HELPERS if name in found]
