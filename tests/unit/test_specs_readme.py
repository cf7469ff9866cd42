"""Every figure of specs/README.md is worked out by the command beside it."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from convcalc.language import loading
from tests.support.command import convcalc

README = (Path(loading.presets_folder()) / "README.md").read_text(encoding="utf-8")


class Line(NamedTuple):
    """A row of a table: the arguments of the command, and the cells after them."""

    arguments: str
    cells: tuple[str, ...]


def lines(heading: str) -> list[Line]:
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| [^|]*\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE)
    return [Line(arguments, tuple(rest.split(" | "))) for arguments, rest in found if arguments != "convcalc summary"]


DIFFERENCES, KERAS = lines("Where a paper and the common implementation differ"), lines("What Keras prints")


@pytest.fixture(autouse=True)
def own_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The spec that the page shows, in the file that its table names."""
    (block,) = re.findall(r"```yaml\n(.+?)```", README, re.DOTALL)
    (tmp_path / "vgg16-c.yaml").write_text(block)
    monkeypatch.chdir(tmp_path)


def summary(arguments: str) -> dict[str, Any]:
    result = convcalc("summary", *arguments.split(), "--format", "json")
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


def grouped(number: int) -> str:
    return f"{number:,}"


@pytest.mark.slow
@pytest.mark.parametrize("line", DIFFERENCES, ids=lambda line: line.arguments)
def test_differences(line: Line) -> None:
    total = summary(line.arguments)["total"]
    (seen,) = {(axis["size"], axis["whole"]) for axis in total["receptive_field"]}
    field = f"{seen[0]}+all" if seen[1] else str(seen[0])
    assert line.cells[:3] == (grouped(total["params"]), grouped(total["macs"]), field)


@pytest.mark.slow
@pytest.mark.parametrize("line", KERAS, ids=lambda line: line.arguments)
def test_what_keras_prints(line: Line) -> None:
    total = summary(line.arguments)["total"]
    together = total["params"] + total["buffers"]
    assert line.cells == (grouped(total["params"]), grouped(total["buffers"]), grouped(together))


def test_the_parts_of_keras_resnet50() -> None:
    plain, biased = (summary(f"resnet50-v1 --set bias={word}")["total"] for word in ("false", "true"))
    parts = plain["params"], biased["params"] - plain["params"], biased["buffers"]
    assert parts == (25_557_032, 26_560, 53_120)
    assert f"its {sum(parts):,} for ResNet-50 are {parts[0]:,} parameters,\n{parts[1]:,} biases" in README
    assert f"and {parts[2]:,} statistics" in README


@pytest.mark.parametrize(
    ("arguments", "millions"),
    [("vgg11", "133"), ("vgg13", "133"), ("vgg16-c.yaml", "134"), ("vgg16", "138"), ("vgg19", "144")],
)
def test_table_2_of_the_vgg_paper(arguments: str, millions: str) -> None:
    (line,) = (line for line in DIFFERENCES if line.arguments == arguments)
    assert f"{summary(arguments)['total']['params'] / 1e6:.0f}" == millions
    assert f"{millions} million" in line.cells[-1]


def test_sizes_that_the_page_tells() -> None:
    def outputs(arguments: str) -> list[str]:
        return ["x".join(map(str, layer["output"])) for layer in summary(arguments)["layers"]]

    assert outputs("alexnet-caffe")[1] == "55x55x96"
    assert outputs("alexnet-caffe --input 224x224x3")[1] == "54x54x96"
    assert outputs("alexnet")[1] == "55x55x64"
    assert outputs("squeezenet1_0 --input 227x227x3")[1] == "111x111x96"
    assert outputs("unet")[-1] == "388x388x2"
    assert outputs("unet --set pad=1 --input 512x512x1")[-1] == "512x512x2"


def test_no_figure_stands_outside_the_tables_unchecked() -> None:
    checked = {cell for line in (*DIFFERENCES, *KERAS) for cell in line.cells}
    assert set(re.findall(r"\d{1,3}(?:,\d{3})+", README)) - checked == {"26,560"}
    assert len(DIFFERENCES) == README.count("\n| ") - len(KERAS) - 2
