"""What layers are in Keras: padding said as it is, calls one after another, names that hide nothing."""

import ast

import pytest

from convcalc.document.problems import SpecError
from convcalc.exchange.writing.keras.kinds import KINDS as SAID
from convcalc.exchange.writing.keras.model import written
from convcalc.language.loading import loads
from convcalc.model.layers import KINDS
from tests.support.hostile import NAMES as HOSTILE


def code_of(layers: str, input: str = "8x8x4", more: str = "") -> str:
    return written(loads(f"{{input: {input}, layers: {layers}{more}}}", name="net"))


def statements(layers: str, input: str = "8x8x4", more: str = "") -> list[str]:
    """The lines of the network's own function, but for its input and what is returned."""
    tree = ast.parse(code_of(layers, input, more))
    main = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "net")
    return [ast.unparse(each).replace("'", '"') for each in main.body[1:-1]]


PADS = {
    "conv: 4 3 p1": ['layers.Conv2D(4, 3, padding="same", name="conv")(inputs)'],
    "conv: 4 3 s2 same": ['layers.Conv2D(4, 3, padding="same", strides=2, name="conv")(inputs)'],
    "conv: 4 3 s2 p1": ["layers.ZeroPadding2D(1)(inputs)", 'layers.Conv2D(4, 3, strides=2, name="conv")(x)'],
    "conv: 4 2 p1": ["layers.ZeroPadding2D(1)(inputs)", 'layers.Conv2D(4, 2, name="conv")(x)'],
    "conv: 4 1x3 p0x1 g2 nobias": [
        'layers.Conv2D(4, (1, 3), padding="same", groups=2, use_bias=False, name="conv")(inputs)'
    ],
    "conv: 4 1 d2 s2": ['layers.Conv2D(4, 1, strides=2, name="conv")(inputs)'],
    "depthwise: 3 p1 m2": ['layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="depthwise")(inputs)'],
    "depthwise: 3 s1x2": ['layers.Conv2D(4, 3, strides=(1, 2), groups=4, name="depthwise")(inputs)'],
    "maxpool: 2": ["layers.MaxPooling2D(2)(inputs)"],
    "maxpool: 3 s1 p1": ['layers.MaxPooling2D(3, strides=1, padding="same")(inputs)'],
    "maxpool: 3 s2 ceil": ['layers.MaxPooling2D(3, strides=2, padding="same")(inputs)'],
    "maxpool: 3 s2 p1": [
        'ops.pad(inputs, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=float("-inf"))',
        "layers.MaxPooling2D(3, strides=2)(x)",
    ],
    "avgpool: 3 s1 p1": ["layers.ZeroPadding2D(1)(inputs)", "layers.AveragePooling2D(3, strides=1)(x)"],
    "tconv: 4 2 s2": ['layers.Conv2DTranspose(4, 2, strides=2, name="tconv")(inputs)'],
    "tconv: 4 2 s3": [
        'layers.Conv2DTranspose(4, 2, strides=3, output_padding=0, name="tconv")(inputs)'
    ],
    "tconv: 4 4 s2 p1": ['layers.Conv2DTranspose(4, 4, strides=2, padding="same", name="tconv")(inputs)'],
    "tconv: {filters: 4, kernel: 3, stride: 2, pad: 1, output_pad: 1}": [
        'layers.Conv2DTranspose(4, 3, strides=2, name="tconv")(inputs)', "layers.Cropping2D(((1, 0), (1, 0)))(x)"
    ],
    "adaptive_avgpool: 4": ["layers.AveragePooling2D(2)(inputs)"],
    "adaptive_avgpool: 3": ["adaptive_pool(inputs, (3, 3), pool=ops.mean)"],
    "adaptive_maxpool: 1": ["layers.GlobalMaxPooling2D(keepdims=True)(inputs)"],
    "upsample: 2": ["layers.UpSampling2D(2)(inputs)"],
    "upsample: {size: 12}": ["nearest(inputs, (12, 12))"],
    "upsample: {factor: 2, mode: linear}": ['layers.UpSampling2D(2, interpolation="bilinear")(inputs)'],
    "upsample: {size: 12, mode: linear}": ['ops.image.resize(inputs, (12, 12), interpolation="bilinear")'],
    "pad: [[1, 0], [0, 2]]": ["layers.ZeroPadding2D(((1, 0), (0, 2)))(inputs)"],
    "pad: 0 c3": ["ops.pad(inputs, ((0, 0), (0, 0), (0, 0), (3, 3)))"],
    "slice: 0 2": ["inputs[..., :2]"],
    "bn: {eps: 0.001, momentum: 0.01}": [
        'layers.BatchNormalization(momentum=0.99, epsilon=0.001, name="bn")(inputs)'
    ],
    "bn: noscale": ['layers.BatchNormalization(momentum=0.9, epsilon=1e-05, scale=False, name="bn")(inputs)'],
    "ln: all": ['layers.LayerNormalization(axis=(1, 2, 3), epsilon=1e-05, name="ln")(inputs)'],
    "in": ["layers.GroupNormalization(-1, epsilon=1e-05, center=False, scale=False)(inputs)"],
    "prelu": ['layers.PReLU(shared_axes=(1, 2), name="prelu")(inputs)'],
    "drop_path: 0.1": ["layers.Dropout(0.1, noise_shape=(None, 1, 1, 1))(inputs)"],
    "reshape: [64, 4]": ["layers.Reshape((-1, 4))(inputs)"],
}  # fmt: skip


@pytest.mark.parametrize(("layer", "calls"), PADS.items())
def test_a_layer_as_calls(layer: str, calls: list[str]):
    assert statements(f"[{{{layer}}}]") == [f"x = {each}" for each in calls]


def test_zeros_are_padding_for_max_pooling_where_no_number_is_below_them():
    assert statements("[relu, {maxpool: 3 s2 p1}]")[1:] == [
        "x = layers.ZeroPadding2D(1)(x)",
        "x = layers.MaxPooling2D(3, strides=2)(x)",
    ]


def test_what_is_pooled_to_one_position_is_flat_already():
    assert statements("[gap, flatten]") == ["x = layers.GlobalAveragePooling2D()(inputs)"]
    assert statements("[{add: {a: [gap], b: }}, flatten, {dense: 2}]")[1] == "x = layers.Add()([a, inputs])"


def test_numbers_in_a_row_have_the_order_of_pytorch_where_it_is_seen():
    assert statements("[flatten, relu, {dense: 2}]")[0] == "x = layers.Flatten()(inputs)"
    assert statements("[flatten, relu]")[:2] == [
        "x = layers.Permute((3, 1, 2))(inputs)",
        "x = layers.Flatten()(x)",
    ]


def test_a_volume_is_reshaped_in_the_order_in_which_it_is_written():
    assert statements("[{reshape: 64x2x2}]") == ["x = layers.Reshape((-1, 2, 2))(inputs)"]
    assert statements("[{reshape: 2x64x2}]", "4x8x8", ", order: channels_first") == [
        "x = layers.Permute((3, 1, 2))(inputs)",
        "x = layers.Reshape((2, 64, 2))(x)",
        "x = layers.Permute((2, 3, 1))(x)",
    ]


def test_padding_that_some_calls_lack_stands_behind_a_condition():
    conv = "conv: {filters: filters, kernel: kernel, stride: stride, pad: kernel // 2}"
    blocks = f", blocks: {{'c(filters, kernel, stride=1)': [{conv}, bn]}}"
    text = code_of("[c: 4 3 2, c: 4 1]", more=blocks)
    assert "    if kernel > 1:\n        x = layers.ZeroPadding2D(kernel // 2)(x)\n" in text
    assert text.count("layers.Conv2D(") == 1


def test_what_stands_behind_one_condition_does_so_together():
    blocks = ", blocks: {'b(deep)': [relu, {conv: 4 1, when: deep}, {bn: , when: deep}, sigmoid]}"
    text = code_of("[b: true, b: false]", more=blocks)
    assert text.count("    if deep:\n") == 1 and text.count("\n        x = ") == 2


def test_the_channels_that_come_in_are_known_after_they_have_changed():
    block = ", blocks: {b: [conv: 2*x.channels 1, relu, conv: x.channels//2 1]}"
    text = code_of("[b, {conv: 7 1}, b]", more=block)
    assert "def b(x, *, name):\n" in text and text.count("in_channels = x.shape[-1]") == 1


# Several inputs and outputs, shared weights


def test_volumes_come_in_and_out_by_their_names():
    text = code_of(
        "[{conv: 2 1, from: left, name: c}, {add: , from: [c, right]}, {head: {a: [gap], b: [gmp]}}]",
        "{left: 4x4x1, right: 4x4x2}",
    )
    assert '    left = keras.Input((4, 4, 1), name="left")\n' in text
    assert 'return keras.Model([left, right], {"a": a, "b": b}, name="net")' in text


def test_layers_that_share_weights_are_one_layer():
    assert statements("[{conv: 4 1, name: c}, {conv: 4 1, weights: c}]") == [
        'c_layer = layers.Conv2D(4, 1, name="c")',
        "x = c_layer(inputs)",
        "x = c_layer(x)",
    ]


BLOCK = ", blocks: {b: [conv: 4 3 p1, bn]}"


def test_blocks_that_share_weights_are_one_model():
    found = statements("[{b: , name: one}, {b: , weights: one}]", more=BLOCK)
    assert found == [
        "b_input = keras.Input(inputs.shape[1:])",
        'b_model = keras.Model(b_input, b(b_input, name="one"), name="one")',
        "x = b_model(inputs)",
        "x = b_model(x)",
    ]


def test_of_volumes_of_several_sizes_only_the_channels_are_said():
    found = statements("[{b: , name: one}, {maxpool: 2}, {b: , weights: one}]", more=BLOCK)
    assert found[0] == "b_input = keras.Input((None, None, 4))"


def test_weights_that_are_shared_across_blocks_are_written_without_them():
    blocks = ", blocks: {b: [{conv: 4 1, name: c}, relu], d: [{conv: 4 1, weights: one.c}, bn]}"
    found = statements("[{b: , name: one}, d]", more=blocks)
    assert found[0] == 'one_c_layer = layers.Conv2D(4, 1, name="one_c")' and found[3] == "x = one_c_layer(x)"


def test_what_shares_weights_is_frozen_with_them():
    found = statements("[{conv: 4 1, name: c, frozen: true}, relu, {conv: 4 1, weights: c}]")
    assert found[0] == 'c_layer = layers.Conv2D(4, 1, trainable=False, name="c")' and found[-1] == "x = c_layer(x)"


def test_frozen_layers_are_not_trained():
    text = code_of("[{conv: 4 1, frozen: true}, bn]")
    assert "trainable=False" in text and "assert trainable == 8\n    assert others == 28" in text


# Names


NAMES = ["layers", "ops", "keras", "math", "name", "x", "i", "inputs", "nearest", "conv_bn", "float"]


@pytest.mark.parametrize("name", NAMES)
def test_names_hide_nothing(name: str):
    blocks = f", blocks: {{'conv_bn({name}_)': [conv: '{name}_ 1', bn, relu]}}"
    if name not in ("x", "i"):
        blocks = blocks.replace(f"{name}_", name)
    layers = f"[conv_bn: 4, conv_bn: 8, {{add: {{{name}: [conv_bn: 8], other: }}}}, {{upsample: {{size: 11}}}}]"
    run(code_of(layers, more=blocks))


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_never_code(name: str):
    layers = f"[{{conv: 4 1, name: {name!r}}}, {{add: {{{name!r}: [conv: 4 1, relu], other: }}}}]"
    try:
        text = code_of(layers)
    except SpecError:
        return
    run(text)


def run(text: str) -> None:
    """Hold that code defines functions and calls nothing else than Keras, with all names bound."""
    tree = ast.parse(text)
    kinds = {type(node) for node in tree.body}
    assert kinds <= {ast.Expr, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.If, ast.ClassDef}
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for function in functions.values():
        bound = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
        bound |= {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
        heads = {node.id for node in called if isinstance(node, ast.Name)}
        homes = {
            node.value.id for node in called if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        }
        assert heads <= {*functions, "range", "float", "tuple", "enumerate", "zip", "len", "sum"} - bound
        assert homes <= {"layers", "ops", "keras", "math"} - bound


def test_names_of_layers_are_told_apart():
    blocks = ", blocks: {a: [{conv: 4 1, name: b_c}, bn], a_b: [{conv: 4 1, name: c}, bn, relu]}"
    text = code_of("[{a: , name: a}, {a_b: , name: a_b}]", more=blocks)
    assert 'name=f"{name}-b_c"' in text and 'name=f"{name}-c"' in text


def test_rows_are_counted_as_in_the_spec():
    text = code_of('[{b: , name: u1}, {b: , name: "u{i + 2}", repeat: 2}, {b: , name: u4}]', more=BLOCK)
    assert 'name=f"u{i + 2}"' in text and 'name="u4"' in text and 'name=f"{name}_conv"' in text


# What cannot be said


def test_every_kind_is_said_but_three():
    assert {*KINDS} - {*SAID} == {"local", "unpool", "custom"}


REFUSED = {
    "local: 4 3": "a layer of kind local",
    "conv: 4 3 s2 d2": "a convolution with a stride and a dilation",
    "tconv: 4 3 g2": "a transposed convolution in groups",
    "maxpool: 2 d2": "pooling with dilation",
    "avgpool: 3 s2 ceil": "average pooling whose last windows hang over the end",
    "upsample: {factor: 2, mode: cubic}": "cubic interpolation, whose weights are others there",
    "upsample: {factor: 2, mode: linear, align_corners: true}": "linear interpolation with aligned corners",
    "upsample: {factor: 1.3}": "interpolation by a factor that does not give a whole size",
}


@pytest.mark.parametrize(("layer", "why"), REFUSED.items())
def test_what_keras_cannot_say_is_refused_with_the_layer(layer: str, why: str):
    with pytest.raises(SpecError) as error:
        code_of(f"[relu, {{{layer}, name: odd}}]")
    assert error.value.problems[0].message == f"odd: Keras cannot say it: {why}"


@pytest.mark.parametrize(
    ("layers", "why"),
    [
        ("[lstm: 4]", "lstm: Keras cannot say it: an LSTM with two biases a gate, where Keras' has one (onebias)"),
        (
            "[{conv: 4 3 p1, name: c}, {conv: 4 3 p2, weights: c, name: d}]",
            "d: Keras cannot say it: the weights of c with other settings",
        ),
        (
            "[{conv: 2 1, name: c}, {relu: , from: input}]",
            "c: Keras cannot say it: a layer with weights whose numbers go nowhere",
        ),
    ],
)
def test_what_is_refused_of_more_than_one_layer(layers: str, why: str):
    with pytest.raises(SpecError) as error:
        code_of(layers, "8x4" if "lstm" in layers else "8x8x4")
    assert error.value.problems[0].message == why
