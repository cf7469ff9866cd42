"""What people say for the settings of layers, word by word. Knows names, no grammar."""

from typing import Any

from convcalc.language.spoken.kind_names import said_as


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


FIELDS: dict[str, tuple[str, ...]] = {
    **said_as(
        ("stride",),
        "stride, strides, stride size, stride length, step, steps, step size, pixels at a time, pixel at a time, hop",
    ),
    **said_as(
        ("pad",),
        "pad, pads, padding, paddings, zero padding, zero pad, zeros padding, zero paddings, padding size, pad size, "
        "padding width, amount of padding, amount of zero padding, border, zeros, zero border, border of zeros",
    ),
    **said_as(
        ("kernel", "size", "units"),
        "kernel, kernel size, kernel sizes, filter size, filter sizes, window, windows, window size, pool size, "
        "pooling size, pooling window, shape, receptive field, receptive fields, receptive field size, spatial extent, "
        "extent, neighborhood, neighbourhood, neighborhoods, neighbourhoods, region, regions, patch, patches, filter "
        "length, kernel length, filter width, kernel width, filter dimensions, kernel dimensions, kernel shape, "
        "filter shape, size of the filter, size of the filters, size of filters, size of the kernel, pooling "
        "regions, pool region, pool filter, size, sizes, sized, spatial size, spatial sizes, spatial dimensions",
    ),
    **said_as(
        ("dilation",),
        "dilation, dilations, dilation rate, dilation factor, atrous rate",
    ),
    **said_as(
        ("dilation", "rate"),
        "rate, rates",
    ),
    **said_as(
        ("rate",),
        "dropout rate, drop rate, ratio, dropout ratio, drop ratio, probability, drop probability, "
        "dropout probability, prob",
    ),
    **said_as(
        ("groups",),
        "groups, group, number of groups, num groups, cardinality",
    ),
    **said_as(
        ("output_pad",),
        "output padding, output pad",
    ),
    **said_as(
        ("size",),
        "output size, target size",
    ),
    **said_as(
        ("kernel",),
        "length, width, wide, long",
    ),
    **said_as(
        ("factor",),
        "factor, scale factor, upsampling factor, upscale factor, upscaling factor, factor of, times",
    ),
    **said_as(
        ("slope",),
        "negative slope, slope, leak",
    ),
    **said_as(
        ("multiplier",),
        "depth multiplier, channel multiplier, multiplier",
    ),
    **said_as(
        ("heads",),
        "number of heads, heads",
    ),
}
"""The fields that a name can be meant for: the first that a kind has. A number stands beside each."""

IDLE = _words(
    "window, windows, receptive field, receptive fields, neighborhood, neighbourhood, neighborhoods, neighbourhoods, "
    "region, regions, patch, patches, pooling window, extent, kernel, pooling regions, width, wide, long, shape, size"
)
"""Those beside which no number must stand, where the field is told elsewhere."""

COUNTS: dict[str, tuple[str, ...]] = {
    **said_as(
        ("filters", "kernel"),
        "filters, filter, kernels, maps, feature maps, feature map, activation maps, output maps, feature detectors, "
        "of them, templates, masks",
    ),
    **said_as(
        ("filters", "units"),
        "output channels, output channel, out channels, output feature maps, output filters, num filters, n filters, "
        "nb filter, nb filters, no filters, number of filters, number of kernels, number of output channels, # "
        "filters, #filters, # of filters, #kernels, number of feature maps, num output, num outputs, num kernels, "
        "filter count, n c, nc, nf, n f, number of output feature maps, num out channels, output depth, depth to, "
        "channels out, out ch, cout, c out, number of maps, number of feature detectors",
    ),
    **said_as(
        ("units", "hidden"),
        "units, unit, class, neurons, neuron, nodes, node, hidden units, hidden unit, hidden neurons, hidden nodes, "
        "output units, output neurons, output nodes, classes, output classes, way, out features, output "
        "features, num classes, number of units, number of neurons, number of hidden units, num units, number of "
        "classes, dimensions",
    ),
    **said_as(
        ("units", "hidden", "filters"),
        "outputs, dimensional, logits, scores",
    ),
    **said_as(
        ("filters",),
        "channels, channel",
    ),
}
"""As those, of nouns: the number can stand apart from them."""

IN = _words(
    "c in, channels in, cin, deep, in ch, in channels, in features, input channel, input channels, input depth, "
    "input features, inputs, number of input channels"
)
"""What goes in, which the volume before has."""

NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("padded", "zero padded"), ("pad",)),
    **dict.fromkeys(("dilated", "atrous", "dilate"), ("dilation",)),
    "strided": ("stride",),
    **dict.fromkeys(("grouped",), ("groups",)),
}
"""Words that say that a field is given: by a number, or somewhere else in the text."""

LETTERS: dict[str, tuple[str, ...]] = {
    "k": ("filters", "kernel"), "f": ("kernel", "filters"), "n": ("filters",), "m": ("multiplier",),
    "s": ("stride",), "p": ("pad", "rate"), "d": ("dilation",), "g": ("groups",), "w": ("window",),
    "c": ("channel_pad",), "z": ("kernel",),
}  # fmt: skip
"""The letters of courses: K filters of F in CS231n, kernels of k and filters of f elsewhere."""

FLAGS: dict[str, tuple[str, Any]] = {
    **said_as(
        ("stride", 1),
        "unit stride, unit strides, unit step",
    ),
    **said_as(
        ("bias", False),
        "no bias, no biases, without bias, without biases, bias free, bias false, use bias false, no bias terms, "
        "without bias terms, no bias term, without a bias, bias no, bias none, not using bias, bias off, without any "
        "bias",
    ),
    **said_as(
        ("bias", True),
        "with bias, with biases, with a bias, bias true, use bias true, plus bias, and bias, biases included, "
        "including bias, including biases, with bias terms, bias yes, with bias term, and biases",
    ),
    **said_as(
        ("pad", 0),
        "no padding, without padding, unpadded, no pad, without any padding, no zero padding, without zero padding, "
        "padding none, pad none, not padded, without zero pad",
    ),
    **said_as(
        ("pad", "same"),
        "same padding, same padded, padding same, padding is same, padding set to same, same, zero padding same, "
        "same zero padding, same size padding, size preserving padding, same pad, pad same, padding mode same",
    ),
    **said_as(
        ("pad", "valid"),
        "valid padding, padding valid, valid, padding is valid, valid pad, pad valid",
    ),
    **said_as(
        ("pad", "half"),
        "half padding, padding half, half padded, pad half",
    ),
    **said_as(
        ("pad", "full"),
        "full padding, padding full, full, full padded, pad full",
    ),
    **said_as(
        ("ceil", True),
        "ceil mode, ceil, ceil mode true, rounding up, rounded up",
    ),
    **said_as(
        ("mode", "linear"),
        "bilinear, mode linear, mode bilinear, bilinear interpolation, with bilinear interpolation",
    ),
    **said_as(
        ("mode", "nearest"),
        "nearest, nearest neighbor, nearest neighbour, mode nearest, nearest neighbor interpolation",
    ),
}
"""What a word or a few say by themselves."""

LINKS = frozenset(
    {"of", "is", "are", "equal", "equals", "to", "by", "set", "at", "being", "be", "as", "the", "a", "an", "was"}
)
"""Words between a name and its number."""
FILL = LINKS | _words(
    "1d, 2d, 3d, across, acting, acts, add a, additional, all around, along, also, and, another, applied, applies, "
    "apply, applying, around, around the border, around the image, around the input, assume, bank, basic, begin, "
    "begins, block, called, cnn, cnns, collection, comes, coming, common, computed, configuration, configured, "
    "consecutive, consider, consisting, consists, contain, containing, contains, convolve, convolved, convolves, "
    "convolving, covering, covers, defined, detect, detects, different, dimension, dimensions, each, entire, "
    "everywhere, exactly, expanding, expands, extract, extracts, feature, fed, feed, fifth, first, for, fourth, from, "
    "generated, get, gets, given, gives, giving, goes, going, has, have, having, here, hidden, "
    "hyperparameters, i want, i.e., in, in all directions, in both dimensions, in both directions, in each "
    "dimension, in each direction, increases, increasing, individual, input volume, into, it, its, just, keras, last, "
    "layer, learn, learnable, learned, learning, learns, let, made up, mapping, maps to, model, move, moves, moving, "
    "named, network, nn, normal, now, number, obtained, on, on all four sides, on "
    "all sides, on both sides, on each border, on each side, on every side, only, operates, operating, operation, "
    "ordinary, output, outputting, over, parameters, pass, passed, passes, passing, per filter, per "
    "layer, per side, perform, performed, performs, plain, please, produced, produces, producing, "
    "projecting, projects, rectangular, reduce, reduces, reducing, regular, result, resulting, results, run, scan, "
    "scanned, scanning, scans, second, sent, separate, sequence, setting, "
    "shared weights, weight sharing, parameter sharing, sharing weights, settings, shifting, simple, size "
    "is, slide, slides, sliding, so, spanning, spatial, specification, specified, specs, square, standard, "
    "start, starting, starts, such, suppose, sweep, sweeps, swept, take, taken, temporal, tf, that, the image, the "
    "input, the output of, the volume, the whole volume, their, them, then a, there, there are, these, they, third, "
    "this, those, through, torch, type, types, typical, us, use, used, uses, using, usual, we, where, "
    "which, whole, whose, will, wise, with, yielding, yields, you"
)
"""Words that say nothing by themselves; none of them turns what is said round, as `not`, `or` and `at least` do."""
ACTIVE = _words(
    "activated, activation, activation function, activation functions, activation layer, activations, function, non "
    "linear activation, non linearity, nonlinear activation, nonlinearities, nonlinearity"
)
"""Words beside the name of an activation."""
PIXELS = ("pixel", "pixels", "px")
THEN = _words(
    "followed by a, followed by an, followed by, and then a, and then, then a, then an, then, next, after that, finally"
)
"""Words after which another layer comes."""
WEAKLY_APART = (",", ".", "and", "with", "using", "plus")

TWO_MEANINGS = {
    "pool": "write 'max pool' or 'average pool'",
    "pooling": "write 'max pool' or 'average pool'",
    "channels": "write '64 filters' for channels that come out; those that go in are part of the volume",
    "f": "write 'kernel 5' for the size, or '10 filters' for how many",
    "k": "write 'kernel 5' for the size, or '10 filters' for how many",
}
