"""Caffe's .prototxt files: what each type makes, published figures, phases, shared parameters, and faults."""

import random

import pytest

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.opening import document
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network
from tests.support.command import convcalc
from tests.support.paths import SHARED

FILES = SHARED / "files" / "caffe"
NET = 'name: "net"\ninput: "data"\ninput_dim: 1\ninput_dim: 4\ninput_dim: 8\ninput_dim: 8\n'


def network(text: str) -> Network:
    return build(loading.read_source(document("net.prototxt", text.encode())))


def figures(text: str) -> tuple[str, int, int, int]:
    """What comes out, and all that it costs."""
    found = analyse(network(text))
    return found.network.gives, *found.total


def problems(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SpecError) as caught:
        network(text)
    return [(*problem.place.spot[1:], problem.message) for problem in caught.value.problems if problem.place]


def layer(type: str, params: str = "", bottom: str = "data", top: str = "", name: str = "") -> str:
    """A layer, on one line."""
    bottoms = " ".join(f'bottom: "{each}"' for each in bottom.split())
    name = name or top or f"the{type}"
    tops = " ".join(f'top: "{each}"' for each in (top or name).split())
    return f'layer {{ name: "{name}" type: "{type}" {bottoms} {tops} {params} }}\n'


CONV = "convolution_param { num_output: 6 kernel_size: 3 pad: 1 }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (layer("Convolution", CONV), ("8x8x6", 6 * 36 + 6, 0, 64 * 6 * 36)),
        (layer("Convolution", CONV.replace("pad", "bias_term: false pad")), ("8x8x6", 6 * 36, 0, 64 * 6 * 36)),
        (layer("Convolution", CONV.replace("pad: 1", "stride: 2 group: 2")), ("3x3x6", 6 * 18 + 6, 0, 9 * 6 * 18)),
        (layer("Convolution", CONV.replace("kernel_size: 3 pad: 1", "kernel_h: 3 kernel_w: 1 pad_h: 1 pad_w: 0")),
         ("8x8x6", 6 * 12 + 6, 0, 64 * 6 * 12)),
        (layer("Convolution", CONV.replace("kernel_size: 3 pad: 1", "kernel_size: 3 kernel_size: 1")),
         ("6x8x6", 6 * 12 + 6, 0, 48 * 6 * 12)),
        (layer("Convolution", CONV.replace("pad: 1", "dilation: 2")), ("4x4x6", 6 * 36 + 6, 0, 16 * 6 * 36)),
        (layer("DepthwiseConvolution", CONV.replace("6", "8")), ("8x8x8", 8 * 9 + 8, 0, 64 * 8 * 9)),
        (layer("Deconvolution", "convolution_param { num_output: 3 kernel_size: 4 stride: 2 pad: 1 }"),
         ("16x16x3", 4 * 3 * 16 + 3, 0, 64 * 4 * 3 * 16)),
        (layer("InnerProduct", "inner_product_param { num_output: 10 }"), ("10", 2570, 0, 2560)),
        (layer("BatchNorm"), ("8x8x4", 0, 8, 0)),
        (layer("BN"), ("8x8x4", 8, 8, 0)),
        (layer("Scale", "scale_param { bias_term: true }"), ("8x8x4", 8, 0, 0)),
        (layer("Scale"), ("8x8x4", 4, 0, 0)),
        (layer("Bias"), ("8x8x4", 4, 0, 0)),
        (layer("PReLU"), ("8x8x4", 4, 0, 0)),
        (layer("PReLU", "prelu_param { channel_shared: true }"), ("8x8x4", 1, 0, 0)),
        (layer("Normalize", "norm_param { channel_shared: false }"), ("8x8x4", 4, 0, 0)),
        # sizes are rounded up: 3, 2 are the sizes of 8 and 3, stride 2, where Caffe looks
        (layer("Pooling", "pooling_param { pool: MAX kernel_size: 3 stride: 2 }"), ("4x4x4", 0, 0, 0)),
        (layer("Pooling", "pooling_param { pool: AVE kernel_size: 3 stride: 2 round_mode: FLOOR }"),
         ("3x3x4", 0, 0, 0)),
        (layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 ceil_mode: false }"), ("3x3x4", 0, 0, 0)),
        (layer("Pooling", "pooling_param { kernel_size: 2 pad: 1 stride: 2 }"), ("5x5x4", 0, 0, 0)),
        (layer("Pooling", "pooling_param { pool: AVE global_pooling: true }"), ("1x1x4", 0, 0, 0)),
        (layer("Pooling", "pooling_param { pool: MAX kernel_size: 2 }"), ("7x7x4", 0, 0, 0)),
        (layer("LRN", "lrn_param { local_size: 3 alpha: 5e-05 }"), ("8x8x4", 0, 0, 0)),
        (layer("Flatten"), ("256", 0, 0, 0)),
        (layer("Reshape", "reshape_param { shape { dim: 0 dim: -1 dim: 4 dim: 4 } }"), ("4x4x16", 0, 0, 0)),
        (layer("Reshape", "reshape_param { shape { dim: 0 dim: 256 } }"), ("256", 0, 0, 0)),
        (layer("Permute", "permute_param { order: 0 order: 2 order: 3 order: 1 }"), ("8x4x8", 0, 0, 0)),
        (layer("ShuffleChannel", "shuffle_channel_param { group: 2 }"), ("8x8x4", 0, 0, 0)),
        (layer("Interp", "interp_param { height: 12 width: 10 }"), ("12x10x4", 0, 0, 0)),
        (layer("Interp", "interp_param { zoom_factor: 2 }"), ("15x15x4", 0, 0, 0)),
        (layer("Upsample", "upsample_param { scale: 2 }"), ("16x16x4", 0, 0, 0)),
        (layer("Slice", "", top="a b"), ("a 8x8x2, b 8x8x2", 0, 0, 0)),
        (layer("Slice", "slice_param { axis: 1 slice_point: 1 slice_point: 2 }", top="a b c"),
         ("a 8x8x1, b 8x8x1, c 8x8x2", 0, 0, 0)),
        (layer("Eltwise", "eltwise_param { operation: MAX }", bottom="data data"), ("8x8x4", 0, 0, 0)),
        (layer("Concat", bottom="data data"), ("8x8x8", 0, 0, 0)),
        (layer("Concat", "concat_param { axis: 2 }", bottom="data data"), ("16x8x4", 0, 0, 0)),
        (layer("Concat", "concat_param { concat_dim: 1 }", bottom="data data"), ("8x8x8", 0, 0, 0)),
        *((layer(type), ("8x8x4", 0, 0, 0)) for type in (
            "ReLU", "ReLU6", "ELU", "Sigmoid", "TanH", "BNLL", "AbsVal", "Power", "Swish", "Softmax", "MVN", "Dropout",
        )),
    ],
)  # fmt: skip
def test_a_type_makes(text, expected):
    assert figures(NET + text) == expected


def test_a_gate_of_one_position():
    pool = layer("Pooling", "pooling_param { pool: AVE global_pooling: true }", top="pool")
    flat = layer("Flatten", bottom="pool", top="flat")
    for bottoms in ("data pool", "data flat"):
        assert figures(NET + pool + flat + layer("Scale", bottom=bottoms, top="out"))[0].endswith("8x8x4")
    assert figures(NET + pool + layer("Axpy", bottom="pool data data", top="out"))[0] == "8x8x4"


def test_a_crop_is_as_large_as_its_second_blob():
    small = layer("Pooling", "pooling_param { kernel_size: 2 stride: 2 }", top="small")
    text = NET + small + layer("Crop", "crop_param { axis: 2 offset: 1 }", bottom="data small", top="out")
    found = network(text)
    assert found.gives == "4x4x4"
    assert found.nodes[-1].site.layer.pad == ((1, 3), (1, 3))


def test_a_mask_of_max_pooling():
    pool = layer("Pooling", "pooling_param { kernel_size: 2 stride: 2 }", top="pool mask")
    text = NET + pool + layer("Upsample", "upsample_param { scale: 2 }", bottom="pool mask", top="up")
    found = network(text + layer("Convolution", CONV, bottom="up", top="conv"))
    assert found.gives == "8x8x6"
    assert found.nodes[2].inputs == (1, 1)
    assert problems(NET + layer("Upsample", bottom="data data", top="up"))


def test_layers_in_place_and_their_names():
    text = (
        NET
        + layer("Convolution", CONV, top="conv", name="conv/3x3")
        + layer("ReLU", bottom="conv", top="conv", name="r")
    )
    assert [node.label for node in network(text).nodes] == ["input", "conv/3x3", "r"]
    assert network(text).name == "net"


def test_names_that_no_spec_has_are_written_otherwise():
    text = "".join(layer("ReLU", name=name, top="data") for name in ("1x1", "a.b", "a*b", "input", "{x}", "a.b"))
    assert [node.label for node in network(NET + text).nodes][1:] == ["_1x1", "a_b", "a_b_2", "input_2", "_x_", "a_b_3"]


# What goes in


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ('input: "data" input_shape { dim: 1 dim: 3 dim: 5 dim: 6 }', "5x6x3"),
        ('input: "data" input_shape { dim: 1 dim: 7 }', "7"),
        ('input: "data" input_shape { dim: [1, 3, 2, 5, 6] }', "2x5x6x3"),
        ('layer { type: "Input" top: "data" input_param { shape: { dim: 9 dim: 3 dim: 5 dim: 6 } } }', "5x6x3"),
        ('layer { type: "MemoryData" top: "data" top: "label" memory_data_param { batch_size: 1 channels: 3 height: 5 '
         'width: 6 } }', "5x6x3"),
        ('layer { type: "DummyData" top: "data" dummy_data_param { shape { dim: 9 dim: 3 dim: 5 dim: 6 } } }', "5x6x3"),
        ('layer { type: "Data" top: "data" top: "label" transform_param { crop_size: 5 mean_value: 1 mean_value: 2 '
         'mean_value: 3 } }', "5x5x3"),
    ],
)  # fmt: skip
def test_what_goes_in(text, takes):
    assert network(text + "\n" + layer("ReLU")).takes == takes


def test_several_inputs_have_their_names():
    shape = "input_param { shape { dim: 1 dim: 3 dim: 5 dim: 6 } }"
    text = layer("Input", shape, bottom="", top="left right") + layer("Eltwise", bottom="left right", top="out")
    assert network(text).takes == "left 5x6x3, right 5x6x3"


TRAINED = """name: "trained"
layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TRAIN } }
layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TEST } transform_param { crop_size: 8 } }
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 5 } }
layer { name: "only" type: "InnerProduct" bottom: "ip" top: "only" include { phase: TRAIN }
  inner_product_param { num_output: 5 } }
layer { name: "drop" type: "Dropout" bottom: "ip" top: "ip" exclude { phase: TRAIN } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy" include { phase: TEST } }
"""


def test_a_net_to_train_is_read_as_it_runs(tmp_path):
    (tmp_path / "net.prototxt").write_text(TRAINED)
    assert problems(TRAINED) == [(3, 40, "input: its size is not stated")]
    found = loading.load(tmp_path / "net.prototxt", input="8x8x3")
    assert [node.label for node in found.nodes] == ["input", "ip_flat", "ip", "drop"]
    assert found.gives == "5"


def test_where_a_phase_says_nothing_of_what_goes_in_another_is_asked():
    staged = TRAINED.replace("include { phase: TEST } transform", 'include { phase: TEST stage: "a" } transform')
    assert problems(staged) == [(2, 40, "input: its size is not stated")]


def test_the_older_layers():
    text = (
        NET
        + """layers { name: "c" type: CONVOLUTION bottom: "data" top: "c" blobs_lr: 1 blobs_lr: 2
      convolution_param { num_output: 6 kernel_size: 3 pad: 1 } }
    layers { name: "r" type: RELU bottom: "c" top: "c" }
    layers { name: "i" type: INNER_PRODUCT bottom: "c" top: "i" inner_product_param { num_output: 2 } }
    layers { name: "l" type: SOFTMAX_LOSS bottom: "i" top: "l" }"""
    )
    assert figures(text) == ("2", 6 * 36 + 6 + 384 * 2 + 2, 0, 64 * 6 * 36 + 768)
    oldest = 'layers { layer { name: "c" type: "conv" num_output: 6 } bottom: "data" top: "c" }'
    assert problems(NET + oldest)[0] == (7, 1, "this layer has no type")


# Shared parameters


def twin(number: int, params: str) -> str:
    return layer("Convolution", params + CONV, bottom=f"in{number}", top=f"c{number}")


TWINS = layer("Input", "input_param { shape { dim: 1 dim: 4 dim: 8 dim: 8 } }", bottom="", top="in1 in2")


def test_parameters_of_one_name_are_counted_once():
    named = 'param { name: "w" lr_mult: 1 } param { name: "b" } '
    assert figures(TWINS + twin(1, named) + twin(2, named))[1:] == (6 * 36 + 6, 0, 2 * 64 * 6 * 36)
    assert figures(TWINS + twin(1, "param { lr_mult: 1 } ") + twin(2, "param { lr_mult: 1 } "))[1] == 2 * (6 * 36 + 6)
    older = 'param: "w" param: "b" '
    assert figures(TWINS + twin(1, older) + twin(2, older))[1] == 6 * 36 + 6


def test_what_is_shared_in_part_is_told():
    text = TWINS + twin(1, 'param { name: "w" } param { name: "b" } ') + twin(2, 'param { name: "w" } param { } ')
    assert [found[2] for found in problems(text)] == [
        "these parameters are those of several layers, or only some of them are shared"
    ]


def test_what_training_leaves_as_it_is_is_frozen():
    for params, frozen in (
        ("param { lr_mult: 0 } param { lr_mult: 0 decay_mult: 0 } ", True),
        ("param { lr_mult: 0 } ", False),
        ("param { lr_mult: 0 } param { lr_mult: 2 } ", False),
        ("param { } param { } ", False),
    ):
        network = build(
            loading.read_source(document("net.prototxt", (NET + twin(1, params).replace("in1", "data")).encode()))
        )
        assert network.nodes[-1].frozen == frozen


# What people have published

PUBLISHED = {
    "bvlc_googlenet.deploy": (6_998_552, 1_582_671_872),
    "bvlc_googlenet.train_val": (13_378_280, 1_591_044_096),
    "bvlc_alexnet.deploy": (60_965_224, 724_406_816),
    "ResNet-50-deploy": (25_557_096, 3_857_973_248),
    "squeezenet1_0.deploy": (1_248_424, 861_339_936),
    "lenet": (431_080, 2_293_000),
}
"""Parameters and MACs. He's ResNet-50 has a bias in its first convolution: 64 more than in the paper."""


def shared(name: str) -> Analysis:
    path = FILES / f"{name}.prototxt"
    if not path.is_file():
        pytest.skip(f"no ../shared/files/caffe/{name}.prototxt here")
    return analyse(loading.load(path))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_figures(name):
    total = shared(name).total
    assert (total.params, total.macs) == PUBLISHED[name]


def unit(bottom: str, name: str, width: int, stride: int, projected: bool) -> str:
    """A unit of He's residual networks, stage `a`."""

    def conv(part: str, start: str, filters: int, kernel: int, by: int) -> str:
        size = f"num_output: {filters} kernel_size: {kernel} pad: {kernel // 2} stride: {by} bias_term: false"
        top = f"{name}_{part}"
        norms = layer("BatchNorm", bottom=top, top=top, name=f"bn{top}")
        return (
            layer("Convolution", f"convolution_param {{ {size} }}", bottom=start, top=top)
            + norms
            + layer("Scale", "scale_param { bias_term: true }", bottom=top, top=top, name=f"scale{top}")
        )

    def relu(top: str) -> str:
        return layer("ReLU", bottom=top, top=top, name=f"relu_{top}")

    text = conv("branch1", bottom, 4 * width, 1, stride) if projected else ""
    text += conv("2a", bottom, width, 1, stride) + relu(f"{name}_2a")
    text += conv("2b", f"{name}_2a", width, 3, 1) + relu(f"{name}_2b") + conv("2c", f"{name}_2b", 4 * width, 1, 1)
    start = f"{name}_branch1" if projected else bottom
    return text + layer("Eltwise", bottom=f"{start} {name}_2c", top=name) + relu(name)


def residual(units: tuple[int, ...], bias: bool) -> str:
    """One of He's residual networks, as its prototxt has it."""
    text = 'name: "ResNet"\ninput: "data"\ninput_dim: [1, 3, 224, 224]\n'
    size = f"num_output: 64 kernel_size: 7 pad: 3 stride: 2 bias_term: {str(bias).lower()}"
    text += layer("Convolution", f"convolution_param {{ {size} }}", top="conv1")
    text += layer("BatchNorm", bottom="conv1", top="conv1", name="bn_conv1")
    text += layer("Scale", "scale_param { bias_term: true }", bottom="conv1", top="conv1", name="scale_conv1")
    text += layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 pool: MAX }", bottom="conv1", top="pool1")
    last = "pool1"
    for stage, count in enumerate(units):
        for k in range(count):
            name = f"res{stage + 2}b{k}"
            text += unit(last, name, 64 * 2**stage, 2 if stage and not k else 1, not k)
            last = name
    text += layer("Pooling", "pooling_param { kernel_size: 7 stride: 1 pool: AVE }", bottom=last, top="pool5")
    return text + layer("InnerProduct", "inner_product_param { num_output: 1000 }", bottom="pool5", top="fc1000")


@pytest.mark.parametrize(
    ("units", "bias", "params", "macs"),
    [
        ((3, 4, 6, 3), True, 25_557_096, 3_857_973_248),
        ((3, 4, 23, 3), False, 44_549_160, 7_570_194_432),
        ((3, 8, 36, 3), False, 60_192_808, 11_282_415_616),
    ],
)
def test_residual_networks_of_any_depth(units, bias, params, macs):
    """He's file for 50 layers has a bias in its first convolution, and those for 101 and 152 layers have none."""
    total = analyse(network(residual(units, bias))).total
    assert (total.params, total.macs) == (params, macs)


# Faults


def conv(settings: str) -> str:
    return layer("Convolution", f"convolution_param {{ {settings} }}")


@pytest.mark.parametrize(
    ("text", "there", "message"),
    [
        (conv("num_output: 0 kernel_size: 3"), "0 kernel", "num_output: expected at least 1, not '0'"),
        (conv("num_output: x kernel_size: 3"), "x kernel", "num_output: expected a whole number, not 'x'"),
        (conv("num_output: 4"), "convolution_param", "Convolution needs kernel_size"),
        (conv("kernel_size: 3"), "convolution_param", "Convolution needs num_output"),
        (conv("num_output: 4 kernel_size: 33"), "33", "conv: the window does not fit"),
        (layer("Pooling", "pooling_param { pool: MIN kernel_size: 2 }"), "MIN", "pool: expected MAX or AVE, not 'MIN'"),
        (
            layer("Eltwise", "eltwise_param { operation: DIV }"),
            "DIV",
            "operation: expected SUM, PROD or MAX, not 'DIV'",
        ),
        (layer("ReLU", bottom="dada", top="out"), '"dada"', "no layer above makes 'dada'"),
        (layer("Slice", "slice_param { slice_point: 1 }", top="a b c"), "1 }", "1 points part the channels into 2"),
        (layer("Foo"), '"Foo"', "what comes out of 'Foo' is not known, and nothing after it can be told"),
        (layer("Dropout", "dropout_param { dropout_ratio: x }"), "x }", "dropout_ratio: expected a number, not 'x'"),
        (layer("Scale", "scale_param { bias_term: x }"), "x }", "bias_term: expected true or false, not 'x'"),
        ("layer { name: 'x'", "layer", "this is not closed: '}' is missing"),
        ("layer { name 'x' }", "'x'", "expected ':' or '{', not 'x'"),
        ("layer { name: }", "}", "expected a value of 'name', not '}'"),
        ("layer { } }", "}", "expected the name of a field, not '}'"),
        ('layer { name: "x }', '"x', "expected a value of 'name', not '\"'"),
        ("layer { dim: [1, 2", "", "expected a value, or ']', not the end of the file"),
    ],
)
def test_faults_stand_where_they_are(text, there, message):
    line, column, found = problems(NET + text + "\n")[0]
    assert found.startswith(message)
    assert (NET + text + "\n").split("\n")[line - 1][column - 1 :].startswith(there)
    assert line >= 7


def test_a_file_without_layers(tmp_path):
    (tmp_path / "solver.prototxt").write_text('net: "train_val.prototxt"\nbase_lr: 0.01\n')
    found = convcalc("summary", str(tmp_path / "solver.prototxt"))
    assert (found.code, "it has no layer { ... }, as a network of Caffe has" in found.err) == (2, True)


def test_text_as_protobuf_has_it():
    text = NET + "layer < name: 'x', type: \"ReLU\"; bottom: 'data' top: 'y' # a comment { \n>"
    assert network(text).gives == "8x8x4"


def test_a_window_on_nothing_is_not_counted_as_another():
    text = layer("Pooling", "pooling_param { kernel_size: 1 stride: 2 }")
    assert problems(NET + text)[0][2].startswith("what comes out of 'Pooling with a window on nothing' is not known")


# Hostile files

WHOLE = NET + layer("Convolution", CONV, top="c") + layer("Slice", bottom="c", top="a b") + TRAINED


def attempted(text: str) -> None:
    """Reading it ends in a network or in faults that can be shown."""
    try:
        network(text)
    except SpecError as error:
        assert all(problem.message for problem in error.problems)
        assert all(problem.place.position.line >= 1 for problem in error.problems if problem.place)


def test_a_file_that_is_cut_short():
    for length in range(0, len(WHOLE), 5):
        attempted(WHOLE[:length])


def test_files_with_changes_at_random():
    dice = random.Random(7)
    for _ in range(150):
        text = list(WHOLE)
        for _ in range(dice.randint(1, 6)):
            text[dice.randrange(len(text))] = dice.choice("0123456789-,{}<>[]\"':\n xé#")
        attempted("".join(text))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("layer { " + "a { " * 100, "nested deeper than 60 levels"),
        (conv(f"num_output: {'9' * 5000} kernel_size: 3"), "num_output: expected a whole number"),
        (conv(f"num_output: {'9' * 18} kernel_size: 1"), "volume 8x8x99"),
        ("layer { " + "a: 1 " * 101_000 + "}", "more than 300,000 words, numbers and marks"),
        ("layer { \x1b[31m }", "control character U+001B in the text"),
    ],
)  # fmt: skip
def test_what_is_too_much(text, message):
    assert any(message in found for *_, found in problems(NET + text))


def test_a_file_that_is_too_large():
    with pytest.raises(SpecError, match=r"'net.prototxt' is larger than 4 MiB"):
        network(NET + layer("ReLU") + "#" * 2**22)


@pytest.mark.slow
def test_what_takes_long_to_tell_is_told_soon():
    for text in ("layer" + " " * 500_000, "} " * 250_000, "\n" * 500_000, '"' * 500_000, "[" + " " * 500_000):
        with pytest.raises(SpecError):
            network(text)
