"""What people say and paste: every phrase of the lists means what stands beside it, and what can be two things none."""

import re
from pathlib import Path

import pytest

from convcalc.document.problems import SpecError
from convcalc.language import chain
from convcalc.language.spoken.idioms.table import IDIOMS
from convcalc.language.spoken.rewriting import compiled, rewritten
from convcalc.language.spoken.tokens import tokens
from convcalc.model.layers import KINDS, kind

DATA = Path(__file__).parent.parent / "data"


def lines(name: str) -> list[list[str]]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("# ")]


def told(volume: str, layers: list[str]) -> list[object]:
    sites = [node.site for node in chain.network(volume, layers).nodes[1:]]
    return [
        (
            site.kind,
            site.output,
            site.layer.windows(site.inputs),
            site.layer.weights(site.inputs),
            # a pooling's stride is its kernel, said or not
            "" if site.kind.endswith("pool") else site.layer.settings(),
        )
        for site in sites
    ]


PHRASES = [(name, *line) for name in ("phrases.tsv", "phrases_more.tsv") for line in lines(name)]


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase[1][:60])
def test_a_phrase_means_what_people_mean(phrase: tuple[str, ...]) -> None:
    _, said, meant, *volume = phrase
    where = volume[0] if volume else "32x32x3"
    assert told(where, [said]) == told(where, meant.split(" ; "))


@pytest.mark.parametrize("said", [line[0] for line in lines("phrases_two_ways.tsv")], ids=lambda said: said[:60])
def test_what_can_be_two_things_is_refused(said: str) -> None:
    with pytest.raises(SpecError) as raised:
        chain.network("32x32x3", [said])
    assert all(problem.message for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("said", "message", "help"),
    [
        ("ten 5x5x4 filters", "conv for 4 channels, and volume 32x32x3 has 3", "write 3"),
        ("nn.Conv2d(16, 32, 3)", "conv for 16 channels, and volume 32x32x3 has 3", "write 3"),
        ("nn.Sequential(nn.Flatten(), nn.Linear(1050, 10))", "dense for 1,050 numbers, and 3,072 come in",
         "write 3072 = 32*32*3"),
        ("nn.Linear(1050, 10)", "dense for 1,050 numbers, and 3,072 come in", "write 3072 = 32*32*3"),
        ("conv 16 3x4x3", "'3x4x3' can be read in two ways", "write '3x4' for the kernel, or '3 filters of 4x3'"),
        ("5x5 conv, 64 -> 128", "conv for 64 channels, and volume 32x32x3 has 3", "write 3"),
        ("conv 3x3x16x32", "conv for 16 channels, and volume 32x32x3 has 3", "write 3"),
        ("conv 64x64x3x3", "'64x64x3x3' can be read in two ways", "as '32 filters of 3x3'"),
        ("fc 120 -> 84", "dense for 120 numbers, and 3,072 come in", "write 3072 = 32*32*3"),
        ("nn.Conv1d(3, 16, 3)", "this layer is for 1 axis, and the volume has 2 axes", ""),
        ("ten 5x5 filters on a 28x28x3 image", "28x28x3 goes into conv, it says, and it is 32x32x3", ""),
        ("ten 5x5 filters on a grayscale image", "1 goes into conv, it says, and it is 32x32x3", ""),
        ("ten 5x5 filters, giving a 32x32x10 volume", "32x32x10 comes out of conv, it says, and it is 28x28x10", ""),
        ("ten 5x5 filters, pad 1 so that the size is kept", "a padding of 1 does not keep the size",
         "as 'same padding'"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_input_is_held_against_it(said: str, message: str, help: str) -> None:
    with pytest.raises(SpecError) as raised:
        chain.network("32x32x3", [said])
    (problem,) = raised.value.problems
    assert (problem.message, problem.help) == (message, help)


@pytest.mark.parametrize(
    ("volume", "written"),
    [
        ("(32, 32, 3)", "32x32x3"),
        ("[32, 32, 3]", "32x32x3"),
        ("32,32,3", "32x32x3"),
        ("32, 32, 3", "32x32x3"),
        ("(None, 32, 32, 3)", "32x32x3"),
        ("(?, 32, 32, 3)", "32x32x3"),
        ("(batch_size, 32, 32, 3)", "32x32x3"),
        ("32x32 RGB", "32x32x3"),
        ("a 32x32 RGB image", "32x32x3"),
        ("300 by 300 color (RGB) image", "300x300x3"),
        ("28x28 grayscale", "28x28x1"),
        ("3@32x32", "32x32x3"),
        ("32x32 with 3 channels", "32x32x3"),
        ("3-channel 32x32 image", "32x32x3"),
        ("input_shape=(28, 28, 1)", "28x28x1"),
        ("Input(shape=(28, 28, 1))", "28x28x1"),
        ("torch.Size([1, 3, 32, 32])", "3x32x32"),
        ("torch.randn(8, 3, 32, 32)", "3x32x32"),
        ("5 by 7 by 3", "5x7x3"),
        ("784", "784"),
    ],
)
def test_a_volume_in_any_notation(volume: str, written: str) -> None:
    assert str(chain.network(volume, ["relu"]).nodes[-1].site.output) == written


@pytest.mark.parametrize(
    "volume",
    ["height 32, width 48, depth 3", "H=32, W=48, C=3", "32 high, 48 wide, 3 deep", "32x48x3 (HxWxC)", "3x32x48 (CHW)"],
)
def test_a_volume_is_told_as_those_of_answers_are(volume: str) -> None:
    sides = chain.network(volume, ["relu"]).nodes[-1].site.output
    assert (sides.size, sides.channels) == ((32, 48), 3)


@pytest.mark.parametrize("volume", ["32x32 RGB 3 CMYK", "32x32 or 64x64", "RGB", "", "32x32@3", "one image", "(a, 3)",
                                    "32x32x1 RGB", "(3)(4)", "32x32, 3, 4 channels"])  # fmt: skip
def test_what_is_no_volume(volume: str) -> None:
    with pytest.raises(SpecError) as raised:
        chain.network(volume, ["relu"])
    assert raised.value.problems[0].message.startswith("expected the input volume")


@pytest.mark.parametrize(
    ("volume", "code", "output"),
    [
        ("32x32x3", "nn.Conv2d(3, 64, 3)", "30x30x64"),
        ("3x32x32", "nn.Conv2d(3, 64, 3)", "64x30x30"),
        ("(3, 32, 32)", "nn.Conv2d(3, 64, 3)", "64x30x30"),
        ("1,3,32,32", "nn.Conv2d(3, 64, 3)", "64x30x30"),
        ("64x8x8", "nn.MaxPool2d(2)", "64x4x4"),
        ("8x8x64", "nn.MaxPool2d(2)", "4x4x64"),
        ("1x28x32", "nn.MaxPool2d(2)", "1x14x16"),
        ("28x32x1", "MaxPooling2D()", "14x16x1"),
        ("(16, 28, 28, 1)", "Conv2D(8, 3)", "26x26x8"),
        ("16x3x5", "nn.Conv2d(16, 8, 3)", "8x1x3"),
    ],
)
def test_channels_are_where_the_code_says(volume: str, code: str, output: str) -> None:
    assert str(chain.network(volume, [code]).nodes[-1].site.output) == output


def test_channels_that_can_be_at_either_end_are_asked_for() -> None:
    with pytest.raises(SpecError) as raised:
        chain.network("16x24x8", ["nn.MaxPool2d(2)"])
    assert raised.value.problems[0].message == "are the channels of 16x24x8 the first number or the last?"


def test_what_several_layers_have_is_read_as_of_each_and_told() -> None:
    read = chain.read_chain("32x32x3", ["two conv layers with 16 filters of 3x3"])
    (note,) = chain.notes(read)
    assert (note.severity, note.message) == ("note", "this is read as of each of the 2 layers")
    assert not chain.notes(chain.read_chain("32x32x3", ["two conv layers, each with 16 filters of 3x3"]))


def test_idioms_say_what_they_have() -> None:
    for idiom in IDIOMS:
        groups = compiled(idiom.pattern).groups
        assert all(int(group) <= groups for group in re.findall(r"\\\\(\d)", idiom.said)), idiom


@pytest.mark.parametrize(
    ("said", "without"),
    [
        ("the learned 5x5 filters of a network, ten of them", "5x5 filters, ten of them"),
        ("ten 5x5 filtres moved along the image", "ten 5x5 filters"),
        ("how many parameters does a conv layer with ten 5x5 filters have?", "conv layer with ten 5x5 filters"),
        ("ASPP branch: ten 5x5 filters", "ten 5x5 filters"),
    ],
)
def test_words_that_say_nothing(said: str, without: str) -> None:
    assert told("32x32x3", [said]) == told("32x32x3", [without])


def test_idioms_leave_shorthand_as_it_is() -> None:
    for name, cls in ((name, kind(name)) for name in KINDS):
        for said in (f"{name} {field} {value}" for field in cls.fields for value in ("?", "2", "3x3")):
            words = tokens(said)
            assert rewritten(words, IDIOMS) == words, said
