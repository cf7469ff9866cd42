"""Darknet's .cfg files: what each section makes, figures as Darknet prints them, and faults at their place."""

import random

import pytest

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.opening import document
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network
from tests.support.paths import SHARED

FILES = SHARED / "files" / "darknet"
NET = "[net]\nheight=8\nwidth=8\nchannels=4\n"
FLAT = "[net]\ninputs=6\n"


def network(text: str) -> Network:
    return build(loading.read_source(document("net.cfg", text.encode())))


def figures(text: str) -> tuple[str, int, int, int]:
    """What comes out, and all that it costs."""
    found = analyse(network(text))
    return found.network.gives, *found.total


def problems(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SpecError) as caught:
        network(text)
    return [(*problem.place.spot[1:], problem.message) for problem in caught.value.problems if problem.place]


CONV = "[convolutional]\nfilters=6\nsize=3\nstride=1\npad=1\nactivation=linear\n"
HALF = "[convolutional]\nfilters=6\nsize=3\nstride=2\npad=1\nactivation=linear\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 6 filters of 3*3*4, at 64 positions
        (CONV, ("8x8x6", 6 * 36 + 6, 0, 64 * 6 * 36)),
        (CONV.replace("linear", "leaky"), ("8x8x6", 6 * 36 + 6, 0, 64 * 6 * 36)),
        (HALF, ("4x4x6", 6 * 36 + 6, 0, 16 * 6 * 36)),
        ("[conv]\n", ("8x8x1", 5, 0, 64 * 4)),
        (CONV + "batch_normalize=1\n", ("8x8x6", 6 * 36 + 12, 12, 64 * 6 * 36)),
        (CONV + "groups=2\n", ("8x8x6", 6 * 18 + 6, 0, 64 * 6 * 18)),
        (CONV + "dilation=2\n", ("8x8x6", 6 * 36 + 6, 0, 64 * 6 * 36)),
        (CONV + "stride_x=2\n", ("8x4x6", 6 * 36 + 6, 0, 32 * 6 * 36)),
        (CONV.replace("pad=1", "padding=2"), ("10x10x6", 6 * 36 + 6, 0, 100 * 6 * 36)),
        ("[local]\nfilters=2\nsize=3\nstride=1\npad=1\n", ("8x8x2", 64 * 2 * 36 + 64 * 2, 0, 64 * 2 * 36)),
        ("[deconvolutional]\nfilters=3\nsize=2\nstride=2\n", ("16x16x3", 3 * 16 + 3, 0, 64 * 3 * 16)),
        ("[connected]\noutput=10\n", ("10", 256 * 10 + 10, 0, 2560)),
        ("[connected]\noutput=10\nbatch_normalize=1\n", ("10", 256 * 10 + 20, 20, 2560)),
        ("[maxpool]\nsize=2\nstride=2\n", ("4x4x4", 0, 0, 0)),
        ("[maxpool]\nsize=2\nstride=1\n", ("8x8x4", 0, 0, 0)),
        ("[maxpool]\nsize=3\nstride=2\n", ("4x4x4", 0, 0, 0)),
        ("[maxpool]\nsize=3\nstride=2\npadding=0\n", ("3x3x4", 0, 0, 0)),
        ("[maxpool]\nstride=4\n", ("2x2x4", 0, 0, 0)),
        ("[local_avgpool]\nsize=2\nstride=2\n", ("4x4x4", 0, 0, 0)),
        ("[avgpool]\n[softmax]\n[contrastive]\n[cost]\n", ("1x1x4", 0, 0, 0)),
        ("[reorg]\nstride=2\n", ("4x4x16", 0, 0, 0)),
        ("[reorg3d]\nstride=2\nreverse=1\n", ("16x16x1", 0, 0, 0)),
        ("[upsample]\nstride=2\n", ("16x16x4", 0, 0, 0)),
        ("[crop]\ncrop_height=6\ncrop_width=5\n", ("6x5x4", 0, 0, 0)),
        ("[dropout]\nprobability=.3\n[batchnorm]\n[activation]\nactivation=mish\n", ("8x8x4", 8, 8, 0)),
        ("[normalization]\nsize=3\n", ("8x8x4", 0, 0, 0)),
        # a state of 5 from 256 inputs, itself from itself, and 3 outputs: three dense layers
        ("[rnn]\nhidden=5\noutput=3\n", ("3", 257 * 5 + 6 * 5 + 6 * 3, 0, 256 * 5 + 25 + 15)),
        ("[crnn]\nhidden=5\noutput=3\nsize=1\n", ("8x8x3", 25 + 30 + 18, 0, 64 * (20 + 25 + 15))),
        ("[lstm]\noutput=3\n", ("3", 4 * (256 * 3 + 9 + 6), 0, 4 * (256 * 3 + 9))),
        ("[gru]\noutput=3\n", ("3", 3 * (256 * 3 + 9 + 6), 0, 3 * (256 * 3 + 9))),
    ],
)
def test_a_section_makes(text, expected):
    assert figures(NET + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CONV + "[route]\nlayers=-1,0\n", "8x8x12"),
        (CONV + "[route]\nlayers=0\ngroups=2\ngroup_id=1\n", "8x8x3"),
        (CONV + HALF + "[route]\nlayers=0\n", "8x8x6"),
        (CONV + CONV + "[shortcut]\nfrom=-2\nactivation=leaky\n", "8x8x6"),
        # of different channels, those that both have are added
        (CONV + "[convolutional]\nfilters=9\n[shortcut]\nfrom=-2\n", "8x8x9"),
        (CONV + "[convolutional]\nfilters=2\n[shortcut]\nfrom=-2\n", "8x8x2"),
        # of a volume twice as high and wide, every second position
        (CONV + HALF + "[shortcut]\nfrom=-2\n", "4x4x6"),
        (CONV + "[avgpool]\n[convolutional]\nfilters=6\n[scale_channels]\nfrom=0\n", "8x8x6"),
        (CONV + CONV + "[sam]\nfrom=-2\n", "8x8x6"),
        (CONV + "[yolo]\n" + "[route]\nlayers=-2\n" + HALF + "[yolo]\n", "yolo1 8x8x6, yolo4 4x4x6"),
        (CONV + "[region]\n", "8x8x6"),
    ],
)
def test_sections_that_name_others(text, expected):
    assert network(NET + text).gives == expected


def test_weights_of_a_shortcut():
    both = CONV + CONV
    plain = figures(NET + both)[1]
    assert figures(NET + both + "[shortcut]\nfrom=-2\nweights_type=per_feature\n")[1] == plain + 2
    assert figures(NET + both + "[shortcut]\nfrom=-2\nweights_type=per_channel\n")[1] == plain + 2 * 6


def test_shared_weights_are_counted_once():
    same = CONV.replace("filters=6", "filters=4") + "batch_normalize=1\n"
    params, buffers, macs = figures(NET + same + same + "share_index=-1\n")[1:]
    assert (params, buffers, macs) == (4 * 36 + 8, 8, 2 * 64 * 4 * 36)
    nodes = network(NET + same + same + "share_index=0\n").nodes
    assert [node.shares for node in nodes] == [None, None, None, 1, 2]


def test_layers_are_called_after_their_section():
    text = NET + CONV + "batch_normalize=1\n" + CONV.replace("linear", "leaky") + "[shortcut]\nfrom=-2\n"
    assert [node.label for node in network(text).nodes] == ["input", "conv0", "bn0", "conv1", "leaky1", "shortcut2"]


def test_as_darknet_reads_a_line():
    net = "# a comment\n; another\n\n [ net ]\nheight = 8 # high\nwidth= 8;\n channels =4\nheight=9\n"
    assert network(net + "[ max pool ]\r\n stride = 2\r\n").gives == "4x4x4"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        (NET + "[convolutional]\nfilters = many\n", 6, 11, "filters: expected a whole number, not 'many'"),
        (NET + "[convolutional]\nfilters = 0\n", 6, 11, "filters: expected at least 1, not 0"),
        (NET + "[convolutional]\nfilters=1,2\n", 6, 9, "filters: expected one number, not 2"),
        (NET + "[convolutional]\nactivation=rely\n", 6, 12, "activation: 'rely' is not known here"),
        (NET + "[maxpool]\nsize=30\npadding=0\n", 6, 6, "maxpool: the window does not fit"),
        (NET + "[route]\nlayers = -1\n", 6, 10, "layers: there is no section -1 above this one"),
        (NET + CONV + HALF + "[route]\nlayers = 0, 1\n", 18, 10, "concat: volumes 8x8x6 and 4x4x6 differ in size"),
        (NET + CONV + "[shortcut]\nfrom=5\n", 12, 6, "from: there is no section 5 above this one"),
        (NET + CONV + "[shortcut]\n", 11, 1, "[shortcut] names no section"),
        (NET + CONV + "share_index=-1\n", 11, 13, "share_index: there is no convolution in section -1 above this one"),
        (NET + "[route]\nlayers=0\ngroups=2\n[route]", 6, 8, "layers: there is no section 0 above this one"),
        (NET + CONV + "[route]\nlayers=0\ngroups=4\n", 13, 8, "groups: 4 groups do not divide 6 channels"),
        (NET + CONV + "[route]\nlayers=0\ngroups=2\ngroup_id=2\n", 14, 10, "group_id: there is no group 2 of 2"),
        (NET + "[dropout]\nprobability=half\n", 6, 13, "probability: expected a number, not 'half'"),
        (NET + "filters\n", 5, 1, "expected a section or an option, not 'filters'"),
        (NET + CONV + NET, 11, 1, "a second [net] starts here"),
        (NET + CONV + "[l2norm]\n", 11, 1, "what comes out of 'l2norm' is not known, and nothing after it can be told"),
        (NET + "[maxpool]\nmaxpool_depth=1\n", 6, 15, "what comes out of 'maxpool with maxpool_depth' is not known"),
        (NET + "[convolutional]\nantialiasing=1\n", 6, 14, "what comes out of 'convolutional with antialiasing'"),
        (NET + "[crnn]\nstride=2\n", 6, 8, "what comes out of 'crnn with a stride' is not known"),
        ("[net]\nheight=8\n" + CONV, 1, 1, "input: its size is not stated"),
        (NET, 1, 1, "'layers' is empty"),
    ],
)
def test_faults_stand_where_they_are(text, line, column, message):
    found = problems(text)
    assert found[0][:2] == (line, column)
    assert found[0][2].startswith(message)


def test_what_comes_before_an_unknown_section_is_still_there():
    with pytest.raises(SpecError) as caught:
        network(NET + CONV + "[l2norm]\n" + CONV)
    assert [problem.message.split(",")[0] for problem in caught.value.problems] == [
        "what comes out of 'l2norm' is not known"
    ]
    assert caught.value.partial.gives == "8x8x6"


def test_an_unknown_cost_is_left_out():
    found = analyse(network(FLAT + "[lstm]\noutput=4\nbatch_normalize=1\n[connected]\noutput=2\n"))
    assert found.network.nodes[1].site.layer.unstated() == ("params", "macs", "saved")
    assert found.total.params == 10


# What Darknet prints

BILLIONS = {
    "yolov3": 65.864,
    "yolov3-tiny": 5.565,
    "darknet53": 18.570,
    "vgg-16": 30.941,
    "densenet201": 10.848,
    "extraction": 8.519,
    "alexnet": 2.271,
    "yolov4": 128.389,
}
"""BFLOPs: two operations for each multiply-accumulate of convolutional and connected layers."""


def shared(name: str) -> Analysis:
    path = FILES / f"{name}.cfg"
    if not path.is_file():
        pytest.skip(f"no ../shared/files/darknet/{name}.cfg here")
    return analyse(loading.load(path))


@pytest.mark.parametrize("name", BILLIONS)
def test_billions_of_operations(name):
    assert round(2 * shared(name).total.macs / 10**9, 3) == BILLIONS[name]


def test_darknet19_at_448():
    path = FILES / "darknet19.cfg"
    if not path.is_file():
        pytest.skip("no ../shared/files/darknet here")
    found = analyse(loading.load(path, input="448x448x3"))
    assert round(2 * found.total.macs / 10**9, 3) == 22.328


@pytest.mark.parametrize(
    ("name", "params", "buffers"), [("yolov3", 61_949_149, 52_608), ("darknet53", 41_609_928, 35_712)]
)
def test_parameters_are_those_of_the_shipped_specs(name, params, buffers):
    assert shared(name).total[:2] == analyse(loading.load(name)).total[:2] == (params, buffers)


@pytest.mark.slow
@pytest.mark.skipif(not FILES.is_dir(), reason="no ../shared/files/darknet here")
@pytest.mark.parametrize("path", sorted(FILES.glob("*.cfg")), ids=lambda path: path.stem)
def test_every_file_is_read_to_its_end(path):
    assert analyse(loading.load(path)).total.macs > 0


# Hostile files


def attempted(text: str) -> None:
    """Reading it ends in a network or in faults that can be shown."""
    try:
        network(text)
    except SpecError as error:
        assert all(problem.message for problem in error.problems)
        assert all(problem.place.position.line >= 1 for problem in error.problems if problem.place)


WHOLE = (
    NET
    + CONV
    + HALF
    + "[route]\nlayers=-1\n[shortcut]\nfrom=-2\n[yolo]\n[route]\nlayers=0,0\ngroups=2\n[lstm]\noutput=3\n"
)


def test_a_file_that_is_cut_short():
    for length in range(len("[net]"), len(WHOLE), 3):
        attempted(WHOLE[:length])


def test_files_with_changes_at_random():
    dice = random.Random(7)
    for _ in range(150):
        text = list(WHOLE)
        for _ in range(dice.randint(1, 6)):
            text[dice.randrange(len("[net]"), len(text))] = dice.choice("0123456789-,=#[]\n\t xé")
        attempted("".join(text))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NET + "[convolutional]\nfilters=" + "9" * 5000 + "\n", "filters: expected a whole number"),
        (NET + "[convolutional]\nfilters=999999999999999999\n", "volume 8x8x999999999999999999 is too large"),
        (NET + "[avgpool]\n" * 20_001, "more than 20,000 sections"),
        ("[net]\nheight=999999999999999999\nwidth=999999999\nchannels=3\n[avgpool]\n", "input: volume"),
        (NET + "\x1b[31m\n", "control character U+001B in the text"),
        (NET + "[route]\nlayers=" + "7," * 5000 + "\n", "layers: there is no section 7"),
    ],
)
def test_what_is_too_much(text, message):
    assert any(message in found for *_, found in problems(text))
