"""The words of a command line: what is the same, what is an error, and where its caret stands."""

import pytest

from convcalc.document.problems import SpecError
from convcalc.language import chain, loading
from convcalc.language.spoken.phrases import UNKNOWN, WordsError, read_layers, read_sizes, read_words

SAME = [
    ("conv 10 5x5 s1 p2", ["10 filters 5x5 stride 1 pad 2", "ten 5x5 filters, stride 1, padding 2"]),
    ("conv 10 5x5 s1 p2", ["conv 10 filters of 5x5, stride 1, padding 2", "10 5x5 kernels p2 s1"]),
    (
        "conv 10 5x5 s1 p2",
        ["conv 10 5*5 s1 p2", "conv 10 5×5 s=1 p=2", "conv 10 5 x 5 stride=1 pad: 2", "conv 10 5 by 5 s 1 p 2"],
    ),
    ("conv 10 5x5 s1 p2", ["Convolution with 10 filters of size 5x5, a stride of 1 and zero padding of 2"]),
    ("conv 10 5x5 s1 p2", ["5x5 conv, 10, /1, p2", "stride 1 pad 2 conv 10 5x5"]),
    (
        "conv 10 5x5 s1 p2",
        ["conv kernel size 5x5, filters 10, stride 1, pad 2", "conv filters=10 kernel=5 stride=1 pad=2"],
    ),
    ("conv 10 5 same", ["conv 10 kernel 5 same padding", "conv 10 5 padding same", "conv 10 5 pad same"]),
    (
        "conv 12 3x3 d2 g4 nobias",
        ["12 filters 3x3, dilation 2, groups 4, no bias", "conv 12 3x3 4 groups dilation rate 2 without bias"],
    ),
    (
        "conv 64 3x3",
        ["64 filters 3x3", "conv 3x3 64", "conv2d 64 3x3", "64 feature maps 3x3", "conv 64 3x3 no padding"],
    ),
    (
        "maxpool 2x2 s2",
        ["max pool 2x2 stride 2", "max-pooling 2x2 s2", "max pooling layer 2*2, stride 2", "MaxPool2d 2x2 s2"],
    ),
    ("avgpool 3", ["average pooling 3", "avg pool 3", "average pool of size 3"]),
    ("gap", ["global average pooling", "global avg pool", "GlobalAveragePooling2D"]),
    (
        "dense 1000",
        ["fc 1000", "fully connected 1000", "linear layer with 1000 units", "dense 1000 neurons", "FC layer 1000"],
    ),
    ("bn", ["batch norm", "batch normalization", "BatchNorm2d"]),
    ("tconv 8 3x3 s2", ["transposed convolution 8 3x3 s2", "deconv 8 filters 3x3 stride 2"]),
    ("pad 2", ["pad: 2", "zero padding of 2"]),
    ("conv 10 5x5 p2", ["conv 10 5x5 1 stride 2 padding", "conv 5x5 K=10 p2", "conv 10 kernel 5 2 pad"]),
    ("upsample 2", ["upsample factor 2", "resize 2"]),
    ("dropout", ["dropout layer"]),
    ("tconv 8 3x3 s2", ["transpose convolution 8 filters of size 3x3, stride size 2"]),
    ("conv 10 5", ["conv, 10 filters, filter size 5", "10 filters size 5", "conv of size 5, 10 filters"]),
]


@pytest.mark.parametrize(("shorthand", "said"), [(short, each) for short, others in SAME for each in others])
def test_said_in_another_way(shorthand: str, said: str) -> None:
    def told(text: str) -> tuple[object, ...]:
        volume = "300" if "dense" in shorthand or "fc" in shorthand else "32x32x4"
        site = chain.network(volume, [text]).nodes[1].site
        return site.kind, site.layer.settings(), site.output

    assert told(said) == told(shorthand)


@pytest.mark.parametrize(
    ("said", "message", "part", "help"),
    [
        ("pool 2x2", "'pool' can be two things", "pool", "write 'max pool' or 'average pool'"),
        ("cnov 10 5x5", "unknown layer 'cnov'", "cnov", "did you mean 'conv'?"),
        (
            "two 3x3 conv layers with 16 filters in total",
            "it is not said what each of 2 layers has",
            "two 3x3 conv layers",
            "as 'two conv layers, each with 16 filters of 3x3'",
        ),
        ("(conv 8 1x1 -> conv 8 3x3) x 2", "brackets around several layers are not read", "x 2", "write each layer"),
        ("pointwise 3x3 conv with 8 filters", "conv has kernel 1", "3x3", ""),
        ("conv 10 5x5 strid 2", "'strid' is not understood", "strid", "did you mean 'stride'?"),
        (
            "conv 10 5x5 q2",
            "'q2' is not understood",
            "q2",
            "without it, this is 'conv 10 5x5'",
        ),
        ("conv 10 5x5 2", "'2' is a number too many", "2", "say what it is, as 'stride 2'"),
        (
            "10 filters 5",
            "this can be read in two ways",
            "10 filters 5",
            "write 'conv filters 5, kernel 10' or 'conv filters 10, kernel 5'",
        ),
        ("conv k=5", "this can be read in two ways", "k=5", "write 'conv filters 5' or 'conv kernel 5'"),
        ("5x5", "'5x5' does not say which layer it is", "5x5", "as 'conv 5x5', 'maxpool 2x2' or '10 filters 5x5'"),
        ("conv 10 5x5 relu", "'relu' is another layer", "relu", "give each layer in quotes of its own"),
        ("conv 10 5x5 s2 stride 2", "stride is given twice", "stride 2", ""),
        (
            "conv 10 5x5 zero padding",
            "'zero padding' has no number beside it",
            "zero padding",
            "as 'padding 2', or 'no padding'",
        ),
        ("conv 10 5x5 stride", "'stride' has no number beside it", "stride", "as 'stride 2'"),
        (
            "conv 10 5x5 64 channels",
            "'channels' can be two things",
            "channels",
            "write '64 filters' for channels that come out; those that go in are part of the volume",
        ),
        ("", "expected a layer, not an empty text", "", "as 'conv 10 5x5 s1 p2'"),
        ("relu 3", "'3' is a number too many", "3", "relu takes no more"),
        ("then", "'then' says no layer", "then", "as 'conv 10 5x5 s1 p2'"),
        (
            "10 5x5 filters frobnicated s2, no bias, then relu",
            "'frobnicated' is not understood",
            "frobnicated",
            "without it, this is 'conv 10 5x5 s2 nobias', then 'relu'",
        ),
    ],
)
def test_not_guessed(said: str, message: str, part: str, help: str) -> None:
    with pytest.raises(WordsError) as raised:
        read_words(said)
    error = raised.value
    assert (error.message, said[error.start : error.end], error.help) == (message, part, help)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("32x32x3", [32, 32, 3]),
        ("32×32×3", [32, 32, 3]),
        ("32 * 32 * 3", [32, 32, 3]),
        ("4096", [4096]),
        ("?x?x3", [UNKNOWN, UNKNOWN, 3]),
        ("32xax3", None),
        ("a", None),
        ("", None),
        ("32x32x", None),
    ],
)
def test_sizes(text: str, sizes: object) -> None:
    assert read_sizes(text) == sizes


def test_unknown_numbers_stay() -> None:
    words = read_words("conv ? ?x? s? pad ?")
    assert {name: setting.value for name, setting in words.settings.items()} == {
        "filters": "?",
        "kernel": ["?", "?"],
        "stride": "?",
        "pad": "?",
    }


def test_a_problem_points_into_the_words() -> None:
    with pytest.raises(SpecError) as raised:
        chain.network("8x8x3", ["conv 10 5x5", "relu", "conv 10 stride 2 5x5"])
    (problem,) = raised.value.problems
    assert problem.place
    position = problem.place.source.locate(problem.place.route)
    line = problem.place.source.line(position.line)
    assert line == '8x8x3 "conv 10 5x5" relu "conv 10 stride 2 5x5"'
    assert line[position.column - 1 :][: position.length] == "5x5"
    assert "the window does not fit" in problem.message


def test_every_layer_that_is_not_understood_is_told() -> None:
    with pytest.raises(SpecError) as raised:
        chain.network("8xfx3", ["cnov 3", "relu", "conv 10 5x5 q"])
    assert [problem.message for problem in raised.value.problems] == [
        "expected the input volume, not '8xfx3'",
        "unknown layer 'cnov'",
        "'q' is not understood",
    ]


def test_unknown_numbers_are_for_solve() -> None:
    with pytest.raises(SpecError) as raised:
        chain.network("32x32x3", ["conv 10 5x5 p?"])
    assert raised.value.problems[0].message == "'?' is not a number"


@pytest.mark.parametrize(
    ("said", "settings"),
    [
        ("upsample size 14x14", {"size": [14, 14]}),
        ("upsample 2 mode linear", {"factor": 2, "mode": "linear"}),
        ("upsample 1.5 round round", {"factor": 1.5, "round": "round"}),
        ("maxpool 3 s2 ceil ?", {"kernel": 3, "stride": 2, "ceil": "?"}),
        ("adaptive avg pool 7x7", {"size": [7, 7]}),
        ("adaptive_avgpool size 7", {"size": 7}),
        ("lrn 5 k=2", {"size": 5, "k": 2}),
        ("ln all", {"over": "all"}),
        ("tconv 8 3x3 s2 size=17", {"filters": 8, "kernel": [3, 3], "stride": 2, "size": 17}),
        ("tconv 8 filters of size 3x3, s2, output size 17", {"filters": 8, "kernel": [3, 3], "stride": 2, "size": 17}),
        ("tconv 8 3x3 s2 output padding 1", {"filters": 8, "kernel": [3, 3], "stride": 2, "output_pad": 1}),
        ("depthwise conv 3x3 m2", {"kernel": [3, 3], "multiplier": 2}),
        ("conv x.channels 1x1", {"filters": "x.channels", "kernel": [1, 1]}),
    ],
)
def test_settings_of_other_kinds(said: str, settings: dict[str, object]) -> None:
    assert {name: setting.value for name, setting in read_words(said).settings.items()} == settings


@pytest.mark.slow
def test_layers_are_read_as_tables_show_them() -> None:
    shown = {}
    for name in loading.preset_names():
        for node in loading.load(name).nodes[1:]:
            if len(node.site.inputs) == 1:
                shown[str(node.site)] = node.site
    assert len(shown) > 700
    for text, site in shown.items():
        found = chain.network(str(site.inputs[0]), [text]).nodes[-1].site
        assert (str(found), found.output) == (text, site.output)


@pytest.mark.parametrize("text", ["in eps=0.001", "conv 25 7 p6+0", "ln channels eps=1e-06", "crop 0+196"])
def test_shorthand_is_read_where_its_words_say_nothing_else(text: str) -> None:
    (found,) = read_layers(text)
    assert found.shorthand == text
