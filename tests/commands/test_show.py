"""`convcalc show`: the text of a spec, and the spec written out layer by layer."""

import json
from pathlib import Path

import pytest

from convcalc.language import loading
from tests.support.command import convcalc


@pytest.mark.parametrize("name", ["resnet50", "vgg11", "unet"])
def test_a_spec_is_printed_as_it_is_written(name: str) -> None:
    result = convcalc("show", name)
    assert (result.code, result.out, result.err) == (0, loading.find(name).text, "")


def test_a_file_and_standard_input(tmp_path: Path) -> None:
    text = "input: 8x8x1 # small\nlayers: [relu]\n"
    (tmp_path / "net.yaml").write_text(text)
    assert convcalc("show", str(tmp_path / "net.yaml")).out == text
    assert convcalc("show", "-", stdin=text).out == text


def summary(spec: str, stdin: str | None = None) -> dict:
    found = json.loads(convcalc("summary", spec, "--format", "json", stdin=stdin).out)
    for layer in found["layers"]:
        del layer["name"], layer["inputs"]
    for output in found["outputs"]:
        del output["layer"]
    del found["memory"]["peak_at"], found["memory"]["peak_alive"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["resnet50", "densenet121", "unet", "googlenet-caffe", "mobilenet_v3_small"])
def test_flat_computes_to_the_same_figures(name: str) -> None:
    result = convcalc("show", name, "--flat")
    assert (result.code, result.err) == (0, "")
    assert summary("-", stdin=result.out) == summary(name)


def test_flat_takes_variables_and_an_input() -> None:
    text = convcalc(
        "show", "inception_v3", "--flat", "--set", "aux=true", "--set", "classes=7", "--input", "399x399x1"
    ).out
    lines = text.splitlines()
    assert lines[:4] == [
        "# inception_v3, with every block, repeat and variable written out.",
        "name: inception_v3",
        "input: 399x399x1",
        "layers:",
    ]
    assert lines[-4:] == ["  - head: {aux: []}", "    from: aux", "  - dense: 7", "    name: fc"]


def test_variables_without_flat_are_refused() -> None:
    for given in (("--set", "classes=7"), ("--input", "64x64x3")):
        result = convcalc("show", "vgg16", *given)
        assert (result.code, result.out) == (2, "")
        assert "--set, --input, --order and --unfold need --flat" in result.err


def test_what_cannot_be_read() -> None:
    result = convcalc("show", "rsnet50")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'resnet50'?" in result.err
    result = convcalc("show", "-", "--flat", stdin="input: 2x2x1\nlayers: [conv: 1 3x3]\n")
    assert (result.code, result.out) == (2, "")
    assert "<stdin>:2:" in result.err


def test_a_spec_that_cannot_be_computed_can_still_be_read() -> None:
    assert convcalc("show", "-", stdin="layers: [konv: 3]\n").out == "layers: [konv: 3]\n"
