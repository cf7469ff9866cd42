"""The traits of kinds: each kind states each, and whoever asks for one sees a kind that was just added."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import convcalc as package
from convcalc.check import rules
from convcalc.homework.quiz import make
from convcalc.model.layers import KINDS, Input, Layer, kind
from tests.support.command import convcalc
from tests.support.graphs import analysed
from tests.support.throwaway import NormOfFours, registered

PACKAGE = Path(package.__file__).parent
NAMING = {
    PACKAGE / "model/layers/__init__.py",
    PACKAGE / "language/spoken/kind_names.py",
    *(PACKAGE / "language/spoken/code").glob("*classes.py"),
    PACKAGE / "language/spoken/code/making.py",
    *(PACKAGE / "language/spoken/idioms").glob("*.py"),
    PACKAGE / "compare/kinds.py",
    *(PACKAGE / "exchange").rglob("*/*.py"),
    *(PACKAGE / "peers").rglob("*.py"),
}
"""Where kinds have their names, what else they are called, the formats, which write specs of other files, the rules
of other tools, which tell their kinds apart, and what comparing takes for the same."""

TRAITS = [name for name, hint in Layer.__annotations__.items() if name not in vars(Layer) and "ClassVar" in str(hint)]


FAMILIES = {"activation", "attending", "convolution", "fully connected", "input", "learned", "merge", "norm", "other",
            "passing", "pooling", "recurrent", "shape"}  # fmt: skip
WORDED = ("asked", "keeps", "family")


def test_traits_are_annotated_and_have_no_default():
    assert {"spatial", "merges", "linear", "weighted", "normalises", "positive", "any_size", "asked"} <= set(TRAITS)
    assert not [name for name in TRAITS if hasattr(Layer, name)]


@pytest.mark.parametrize("cls", [*map(kind, KINDS), Input], ids=[*KINDS, "input"])
def test_every_kind_states_each_trait(cls):
    assert [name for name in TRAITS if not hasattr(cls, name)] == []
    assert [name for name in TRAITS if name not in WORDED and not isinstance(getattr(cls, name), bool)] == []
    assert set(cls.keeps) <= {"inputs", "factors", "output", "row"}
    assert cls.family in FAMILIES


# A kind that was just added


@pytest.fixture
def fours() -> Iterator[None]:
    with registered("fours", NormOfFours):
        yield


def calc(*arguments: str) -> str:
    result = convcalc("calc", "8x8x16", *arguments, width=100)
    return result.out + result.err


@pytest.mark.usefixtures("fours")
def test_rules_see_a_new_kind():
    spec = {"input": "8x8x16", "layers": ["fours", "fours", {"conv": "8 3x3"}, "fours", {"conv": "8 3x3"}]}
    found = [problem for problem, _ in rules.findings(analysed(spec), rules.choose(["default"]))]
    assert [(each.code, each.message) for each in found] == [("C303", "fours right after fours")]
    mixed = {"input": "8x8x16", "layers": ["bn", "fours"]}
    assert [each.code for each, _ in rules.findings(analysed(mixed), ["C303"])] == ["C303"]


@pytest.mark.usefixtures("fours")
def test_slips_see_a_new_kind():
    assert "norm of fours's parameters forgotten" in calc("fours", "--answer", "params=0")
    assert "bias forgotten" not in calc("conv 8 3x3", "fours", "--answer", "params=1160")


@pytest.mark.usefixtures("fours")
def test_a_quiz_asks_for_a_new_kind():
    texts = [item.draft.text for item in make(1, 60, "params").items]
    assert any("without bias" in text and "norm of fours follows" in text for text in texts)


@pytest.mark.usefixtures("fours")
def test_solve_sees_what_channels_a_new_kind_takes():
    """It takes channels by fours, so that what lies between two solutions need not be one: 19 parameters a filter."""
    found = convcalc("solve", "8x8x16", "conv ? 1x1", "fours", "--params", "{min: 57, max: 171}", width=100)
    answers = [line.partition("  ")[0] for line in found.out.splitlines() if "->" in line]
    assert answers == ["conv filters 4 to 8 in steps of 4"]


@pytest.mark.usefixtures("fours")
def test_a_new_kind_is_explained():
    text = calc("fours", "--explain")
    assert "2*channels" in text and "2*16 = 32" in text


# Nobody else names kinds

WORDS = {
    "analysis/amounts.py": {"bn"},  # a billion
    "homework/quiz/sorts/params.py": {"flatten"},  # a layer, as convcalc reads it
    "model/layers/fields.py": {"maximum"},  # of a number, in a JSON Schema
    "language/shorthand.py": {"in"},  # of Python's expressions
    "homework/reading/cleaning.py": {"in"},  # words people write, as in the six below
    "homework/reading/units.py": {"in", "conv", "param"},
    "language/spoken/written.py": {"in"},
    "language/spoken/passage.py": {"in"},
    "language/spoken/phrases.py": {"add", "in"},
    "language/spoken/claims.py": {"in"},  # what goes in
    "language/spoken/words.py": {"in"},
    "language/spoken/misspelling.py": {"depthwise", "dropout", "flatten", "maximum", "sigmoid", "softmax"},  # as spelt
    "language/spoken/splitting.py": {"maximum"},
    "language/spoken/code/tf1_functions.py": {"relu"},  # of functions that it follows, and below
    "language/spoken/code/libraries.py": {"permute"},
    "language/spoken/code/library_calls.py": {"add", "matmul"},
    "language/spoken/code/models.py": {"add", "param"},
    "language/spoken/code/objects.py": {"add", "flatten", "relu", "reshape"},
    "language/spoken/code/python_functions.py": {"add"},
    "render/classroom/__init__.py": {"in"},
    "render/colours.py": {"attention", "conv", "dense"},  # colours, called after what they are most of
    "render/presets/chart.py": {"conv"},
    "render/figure/details.py": {"add", "mul"},  # what stands in figures in the place of a kind's name, and below
    "render/figure/piles.py": {"dense"},
    "render/figure/slabs.py": {
        "conv",
        "depthwise",
        "tconv",
        "local",
        "maxpool",
        "avgpool",
        "gap",
        "gmp",
        "adaptive_avgpool",
        "adaptive_maxpool",
        "concat",
        "lstm",
        "gru",
    },
    "sweep/cluster.py": {"local"},  # a cluster on this machine
}
FIELDS = {name for cls in map(kind, KINDS) for name in cls.fields}
OUTSIDE = [path for path in sorted(PACKAGE.rglob("*.py")) if path not in NAMING]


@pytest.mark.slow
@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_kinds_are_asked_and_never_told_by_their_names(path: Path):
    tree = ast.parse(path.read_text())
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    named = strings & set(KINDS) - FIELDS
    assert named <= WORDS.get(path.relative_to(PACKAGE).as_posix(), set())
