"""Layers given in words on a command line: the figures of papers and courses, and whatever people type."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.document.problems import SpecError
from convcalc.language import chain
from tests.support.command import convcalc

FACTS = [
    # volume, layers, output, parameters, MACs, receptive field of the last layer
    ("32x32x3", ["conv 10 5x5 s1 p2"], "32x32x10", 760, 768_000, 5),
    ("32x32x3", ["ten 5x5 filters, stride 1, pad 2"], "32x32x10", 760, 768_000, 5),
    ("227x227x3", ["conv 96 11x11 s4"], "55x55x96", 34_944, 105_415_200, 11),
    ("227x227x3", ["conv 96 11x11 s4", "maxpool 3x3 s2"], "27x27x96", 34_944, 105_415_200, 19),
    ("7x7x1", ["conv 1 3x3"], "5x5x1", 10, 225, 3),
    ("7x7x1", ["conv 1 3x3 s2"], "3x3x1", 10, 81, 3),
    ("7x7x1", ["conv 1 3x3", "conv 1 3x3"], "3x3x1", 20, 306, 5),
    ("7x7x1", ["conv 1 3x3", "conv 1 3x3", "conv 1 3x3"], "1x1x1", 30, 315, 7),
    ("7x7x1", ["conv 1 5x5"], "3x3x1", 26, 225, 5),
    ("7x7x1", ["conv 1 7x7"], "1x1x1", 50, 49, 7),
    ("300x300x3", ["100 filters 5x5"], "296x296x100", 7_600, 657_120_000, 5),
    ("5x5x1", ["pad 2"], "9x9x1", 0, 0, 1),
    ("28x28x192", ["conv 32 5x5 p2"], "28x28x32", 153_632, 120_422_400, 5),
    ("28x28x192", ["conv 16 1x1", "conv 32 5x5 p2"], "28x28x32", 15_920, 12_443_648, 5),
    ("2x2x3", ["tconv 1 2x2 s2"], "4x4x1", 13, 48, 1),
    ("5x5x1", ["max pool 2x2, stride 2, pad 1, ceil mode"], "3x3x1", 0, 0, 2),
    ("7x7x512", ["flatten", "fc 4096"], "4096", 102_764_544, 102_760_448, None),
]  # fmt: skip


@pytest.mark.parametrize(("volume", "layers", "output", "params", "macs", "field"), FACTS)
def test_figures_of_papers_and_courses(volume, layers, output, params, macs, field):
    analysis = analyse(chain.network(volume, layers))
    last = analysis.rows[-1]
    found = (str(last.node.site.output), analysis.total.params, analysis.total.macs)
    assert found == (output, params, macs)
    assert last.reach[0].size == field
    text = convcalc("calc", volume, *layers, "--explain", width=120)
    assert text.code == 0
    for figure in (output, f"{params:,}", f"{macs:,}"):
        assert figure in text.out


def test_an_alexnet_input_that_does_not_fit():
    result = convcalc("calc", "224x224x3", "conv 96 11x11 s4", "--strict-fit")
    assert "(224 - 11) / 4 = 53.25: the last 1 pixel is not used" in result.out
    assert (result.code, result.err.splitlines()[0]) == (
        1,
        "command line:1:12: error: conv does not fit: (224 - 11) / 4 = 53.25",
    )


def test_a_chain_shows_its_arithmetic_when_asked():
    arguments = ["calc", "32x32x3", "conv 10 5x5", "relu"]
    assert "(32 - 5) / 1 + 1 = 28" not in convcalc(*arguments).out
    assert "(32 - 5) / 1 + 1 = 28" in convcalc(*arguments, "--explain").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["32x32x3", "conv 10 40x40"], "the window does not fit"),
        (["32x32x3", "nn.Sequential(nn.Conv2d(3, 4, 5), nn.Linear(4, 10))"], "dense takes a flat volume, not 28x28x4"),
        (["32x32x3", "conv 10 5x5 g2"], "2 groups do not divide 3 input channels"),
        (["0x32x3", "conv 10 5x5"], "expected at least 1, not 0"),
        (["32x32x32x32x3", "relu"], "expected up to three sizes and the channels"),
        (["32x32x3", "conv 10 3x3x64"], "conv for 64 channels, and volume 32x32x3 has 3"),
        (["32x32x3", "conv 0 3x3"], "filters: expected at least 1, not 0"),
        (["32x32x3", "conv 10 3x3 s0"], "stride: expected at least 1, not 0"),
        (["32x32x3", "add"], "'add' joins branches, and a chain has none"),
        (["32x32x3", "dropout 1.5"], "expected a number from 0 to 1, not 1.5"),
        (["32x32x3", "conv x.depth 3x3"], "the current volume 32x32x3 has no depth"),
        (["32x32x3", "conv 999999999999999999 3x3"], "volume 30x30x999999999999999999 is too large"),
        (["32x32x3"], "Missing argument"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_calculated(arguments, message):
    result = convcalc("calc", *arguments)
    assert message in result.err
    assert result.code == 2


WORDS = ["conv", "10", "5x5", "s2", "p1", "filters", "stride", "pad", ",", "of", "max", "pool", "?", "x", "3", "no",
         "bias", "same", "fc", "=", ":", "kernel", "zero", "padding", "groups", "4", "by", "*", "x.channels", "d2",
         "upsample", "mode", "linear", "0.5", "-1", "relu", "1x1x1x1", "dilation", "ten", "(",
         "\u00d7", "size"]  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), st.sampled_from(["32x32x4", "16x3", "9", "4x4x4x2"]))
def test_any_words_are_read_or_refused_with_a_place(text, volume):
    try:
        chain.network(volume, [text])
    except SpecError as error:
        for problem in error.problems:
            assert problem.place
            position = problem.place.source.locate(problem.place.route)
            line = problem.place.source.line(position.line)
            assert 1 <= position.column <= len(line) + 1


@pytest.mark.slow
@given(st.text(max_size=20), st.text(max_size=12))
def test_any_text_is_read_or_refused(text, volume):
    with pytest.raises(SpecError):
        chain.network(volume + "z", [text])
    try:
        chain.network("32x32x4", [text])
    except SpecError as error:
        assert all(problem.message for problem in error.problems)


@pytest.mark.slow
@given(
    filters=st.integers(1, 99),
    kernel=st.integers(1, 7),
    stride=st.integers(1, 4),
    pad=st.integers(0, 3),
    order=st.permutations(range(4)),
)
def test_any_order_of_phrases_says_the_same(filters, kernel, stride, pad, order):
    phrases = [f"{filters} filters", f"kernel {kernel}x{kernel}", f"stride {stride}", f"padding {pad}"]
    one = chain.network("32x32x4", [f"conv {filters} {kernel}x{kernel} s{stride} p{pad}"]).nodes[1].site
    other = chain.network("32x32x4", [", ".join(phrases[k] for k in order)]).nodes[1].site
    assert (one.layer.settings(), one.output) == (other.layer.settings(), other.output)


@pytest.mark.parametrize("width", [60, 80, 160])
def test_texts_fit_the_terminal(width):
    out = convcalc("calc", "224x224x3", "conv 96 11x11 s4 p2 d2", width=width).out
    explanation = out.split("\n\n", 2)[2]
    assert max(map(len, explanation.splitlines())) <= width


# Words as people type them


def test_nobody_says_flatten():
    result = convcalc("calc", "14x14x512", "a fully connected layer with 4096 hidden units")
    assert result.code == 0
    assert "flatten" in result.out
    assert "100352" in result.out
    assert result.err.splitlines()[0] == "command line:1:14: note: this takes a flat volume: flatten is put before it"
    kinds = [
        node.site.kind
        for node in chain.network("8x8x64", ["global average pooling then a softmax over 10 classes"]).nodes[1:]
    ]
    assert kinds == ["gap", "flatten", "dense", "softmax"]
    each = chain.network("8x8x64", ["dense 10 each"]).nodes[-1].site
    assert str(each.output) == "8x8x10"


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["32x32x3", "conv", "10", "5x5"], "28x28x10"),
        (["32x32x3", "10", "filters", "5x5", "stride", "2", "relu", "2x2", "maxpool"], "7x7x10"),
        (["32x32x3", "flatten", "dense", "10"], "10"),
    ],
)
def test_forgotten_quotes_are_no_matter(arguments, output):
    result = convcalc("calc", *arguments)
    assert (result.code, result.err) == (0, "")
    assert f"-> {output}\n" in result.out


def test_an_error_shows_the_command_with_its_quotes():
    result = convcalc("calc", "32x32x3", "conv", "10", "5x5", "strid", "2")
    assert result.err.splitlines()[:2] == [
        "command line:1:22: error: 'strid' is not understood",
        '   1 | 32x32x3 "conv 10 5x5 strid 2"',
    ]


def test_what_a_linear_layer_takes_is_answered():
    layers = ["nn.Conv2d(1, 16, 5)", "nn.MaxPool2d(2)", "nn.Linear(?, 10)"]
    answer = "in_features is 2304 = 16*12*12: nn.Linear(2304, 10)"
    assert convcalc("calc", "1x28x28", *layers).out.splitlines()[0] == answer
    solved = convcalc("solve", "1x28x28", *layers)
    assert (solved.code, solved.out, solved.err) == (0, answer + "\n", "")
    data = convcalc("calc", "1x28x28", *layers, "--format", "json")
    assert data.err == answer + "\n"
    assert "in_channels is 16: nn.Conv2d(16, 8, 3)" in convcalc("solve", "8x8x16", "nn.Conv2d(?, 8, 3)").out


def test_a_notebook_of_code(tmp_path, monkeypatch):
    """Its cells are one program, without magics and cells in another language; lines are counted through them."""
    monkeypatch.chdir(tmp_path)
    cells = [
        ("markdown", ["# nn.Conv2d(1, 2, 3)"]),
        ("code", ["%matplotlib inline\n", "!{pip} install torch\n", "import torch.nn as nn"]),
        ("code", "%%bash\nls nn.Linear(1, 2)"),
        ("code", ["net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(),\n", "    nn.Linear(288, 10))\n", "?net"]),
    ]
    data = {"cells": [{"cell_type": kind, "source": source} for kind, source in cells]}
    Path("net.ipynb").write_text(json.dumps(data))
    assert "8x8x3 -> 10" in convcalc("calc", "--code", "net.ipynb", "8x8x3").out
    wrong = convcalc("calc", "--code", "net.ipynb", "9x9x3").err.splitlines()
    assert wrong[0] == "the code of net.ipynb:7:15: error: dense for 288 numbers, and 392 come in"
    assert "code is read by 'convcalc calc --code net.ipynb 32x32x3'" in convcalc("summary", "net.ipynb").err


def test_an_expression_that_goes_on_is_no_magic(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = ["import torch.nn as nn\n", "n = (18\n", "     % 10)\n", "nn.Conv2d(3, n, 3)"]
    Path("net.ipynb").write_text(json.dumps({"cells": [{"cell_type": "code", "source": source}]}))
    assert "8x8x3 -> 6x6x8" in convcalc("calc", "--code", "net.ipynb", "8x8x3").out


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', "[" * 9999], ids=range(6)
)
def test_what_is_no_notebook(text: str, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.ipynb").write_text(text)
    done = convcalc("calc", "--code", "net.ipynb", "8x8x3")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: 'net.ipynb' is no Jupyter notebook")


def test_a_file_of_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(
        "model = Sequential([\n  Conv2D(8, 3, input_shape=(28, 28, 1)),\n  Flatten(),\n])\n"
    )
    assert "28x28x1 -> 5408" in convcalc("calc", "--code", "net.py").out
    assert "14x14x1 -> 1152" in convcalc("calc", "--code", "net.py", "14x14x1").out
    wrong = convcalc("calc", "--code", "net.py", "14x14x3")
    assert (wrong.code, wrong.err.splitlines()[0]) == (
        2,
        "net.py:2:28: error: conv for 1 channels, and volume 14x14x3 has 3",
    )
    (tmp_path / "open.py").write_text("nn.Conv2d(1, 8, 3)\n")
    assert "open.py:1:1: error: this code does not say what goes in" in convcalc("calc", "--code", "open.py").err
    assert "layers given in words changes nothing" in convcalc("calc", "--code", "open.py", "8x8x1", "relu").err
    assert convcalc("calc", "--code", "none.py", "8x8x1").code == 2


def test_batch_dtype_and_columns():
    chain_of = ["calc", "32x32x3", "conv 10 5x5", "relu"]
    out = convcalc(*chain_of, "--batch", "8", "--dtype", "float16", "--columns", "kind,memory", width=100).out
    assert "conv 10 5x5  125,440 B" in out
    assert "memory      float16, batch 8; weights 1,520 B" in out
    right = convcalc(*chain_of, "--batch", "8", "--answer", "conv.memory=250880 B")
    assert right.code == 0
    assert "changes nothing" in convcalc(*chain_of, "--columns", "kind", "--format", "json").err
    assert "changes nothing" in convcalc(*chain_of, "--columns", "kind", "--answer", "params=1").err
    assert "changes nothing" in convcalc("calc", "8x8x3", "relu", "--columns", "kind", "--format", "latex").err


def test_letters_are_for_stack():
    assert 'convcalc stack 3x3:64 "maxpool 2" --input HxWx3' in convcalc("calc", "HxWx3", "conv 64 3x3").err
    assert "takes letters" not in convcalc("calc", "8xfx3", "conv 64 3x3").err
