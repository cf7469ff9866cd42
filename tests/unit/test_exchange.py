"""The way in for files of other formats: how they are told from specs, and that every command takes them."""

import json
import os
import pickle
import shutil

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.document.foreign import Foreign
from convcalc.language import loading
from convcalc.model.network import Network
from tests.support.command import convcalc

NET = (
    "[net]\nheight=8\nwidth=8\nchannels=4\n\n[convolutional]\nfilters=6\nsize=3\npad=1\nactivation=relu\n\n[avgpool]\n"
)
SPEC = "input: 8x8x4\nlayers: [conv: 6 3x3 p1, relu, gap]\n"
UNKNOWN = "[net]\ninputs=6\n[lstm]\noutput=4\nbatch_normalize=1\n[connected]\noutput=2\nactivation=linear\n"


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def write(name: str, text: str | bytes) -> str:
    with open(name, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return name


@pytest.mark.parametrize("name", ["net.cfg", "NET.CFG", "net", "net.txt", "net.conf"])
def test_a_network_is_told_by_its_text_whatever_its_name(name):
    assert loading.load(write(name, NET)).gives == "1x1x6"


def test_a_spec_stays_one_whatever_its_name():
    for name in ("net.cfg", "net.prototxt", "net.txt", "net"):
        assert loading.load(write(name, SPEC)).gives == "1x1x6"
    text = json.dumps({"input": [8, 8, 4], "layers": ["gap"]})
    for name in ("net.json", "net.cfg"):
        assert loading.load(write(name, text)).gives == "1x1x4"


def test_standard_input():
    assert "8x8x4 -> 1x1x6" in convcalc("summary", "-", stdin=NET).out
    assert "8x8x4 -> 1x1x6" in convcalc("summary", "-", stdin=SPEC).out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("setup.cfg", "[metadata]\nname = x\n", "'setup.cfg' is no network: it does not start with [net]"),
        ("tox.ini", "[tox]\nname = x\n", "tox.ini:2:1: error: not valid YAML"),
        ("package.json", '{"name": "secret"}', "package.json:1:1: error: expected a mapping with 'input' or 'layers'"),
        ("yolov3.weights", b"\0\1\2\3", "'yolov3.weights' holds weights, and no architecture"),
        ("net.caffemodel", b"\0\1\2\3", "'net.caffemodel' holds weights, and no architecture"),
        ("net.cfg", b"[net]\0\1", "'net.cfg' is not a text file"),
        ("net.cfg", b"[net]\n\xff", "net.cfg:2:1: error: this is not UTF-8 text"),
        ("net.cfg", "", "'net.cfg' is empty"),
    ],
)
def test_what_is_no_network(name, text, message):
    found = convcalc("summary", write(name, text))
    assert found.code == 2
    assert message in found.err
    assert "secret" not in found.err


def test_folders_are_walked_for_yaml_alone():
    write("net.cfg", NET)
    write("net.yaml", SPEC)
    assert "1 file checked" in convcalc("check", ".").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["summary", "net.cfg"],
        ["summary", "net.cfg", "--format", "json"],
        ["check", "net.cfg"],
        ["diff", "net.cfg", "same.yaml"],
        ["explain", "net.cfg", "conv0"],
        ["explain", "net.cfg"],
        ["report", "net.cfg"],
        ["graph", "net.cfg"],
        ["show", "net.cfg"],
        ["show", "net.cfg", "--flat"],
        ["solve", "--smallest-input", "net.cfg"],
    ],
)
def test_every_command_takes_it(arguments):
    write("net.cfg", NET)
    write("same.yaml", convcalc("show", "net.cfg", "--flat").out)
    found = convcalc(*arguments)
    assert (found.code, found.err) == (0, "")


def test_what_is_written_out_is_the_same_network():
    write("same.yaml", convcalc("show", write("net.cfg", NET), "--flat").out)
    assert "no differences" in convcalc("diff", "net.cfg", "same.yaml").out


def test_a_spec_can_extend_it():
    write("net.cfg", NET)
    write("bounds.yaml", "extends: net.cfg\nexpect: {params: 1}\n")
    found = convcalc("check", ".")
    assert found.code == 1
    assert "bounds.yaml:2:18: error[C002]: params: expected 1, found 222" in found.out


def test_it_lies_in_the_project():
    write("net.cfg", NET)
    os.makedirs("sub/.git")
    write("sub/bounds.yaml", "extends: ../net.cfg\n")
    assert "lies outside of the project" in convcalc("summary", "sub/bounds.yaml").err


def test_its_volumes_are_its_own_in_a_project_that_writes_channels_first():
    write(".convcalc.yaml", "order: channels_first\n")
    assert "4x8x8 -> 6x1x1" in convcalc("summary", write("net.cfg", NET)).out
    assert "4x9x9 -> 6x1x1" in convcalc("summary", "net.cfg", "--input", "4x9x9").out


def test_another_input():
    assert "16x12x4 -> 1x1x6" in convcalc("summary", write("net.cfg", NET), "--input", "16x12x4").out
    asked = NET.replace("height=8\n", "")
    assert "error: input: its size is not stated" in convcalc("summary", write("net.cfg", asked)).err
    assert "16x12x4 -> 1x1x6" in convcalc("summary", "net.cfg", "--input", "16x12x4").out


def test_what_a_file_makes_of_its_text_depends_on_the_input():
    text = "[net]\nchannels=3\n[connected]\noutput=5\n"
    assert loading.load(write("net.cfg", text), input="4x4x3").output == 3
    assert loading.load("net.cfg", input="48").output == 2


def test_a_document_can_be_copied():
    source = loading.find(write("net.cfg", NET))
    assert isinstance(source, Foreign)
    again = pickle.loads(pickle.dumps(source))
    assert (again.data, again.locate(("layers", 0, "conv", "filters"))) == (source.data, (7, 9, 1))
    assert isinstance(pickle.loads(pickle.dumps(loading.load("net.cfg"))), Network)


# What is not known


def test_an_unknown_cost_is_told_everywhere():
    text = convcalc("summary", write("net.cfg", UNKNOWN)).out
    assert "lstm0   custom 4 op=lstm with batch_normalize       4       ?     ?" in text
    assert "10; not stated, and left out: 1 of 2 layers (1 lstm with batch_normalize)" in text
    found = json.loads(convcalc("summary", "net.cfg", "--format", "json").out)
    assert (found["complete"], found["layers"][1]["params"], found["layers"][1]["macs"]) == (False, None, None)
    assert ",,," in convcalc("summary", "net.cfg", "--format", "csv").out.splitlines()[2]


def test_a_check_lets_no_unknown_cost_pass_that_nobody_allows():
    found = convcalc("check", write("net.cfg", UNKNOWN), "--format", "concise")
    assert found.code == 2
    assert "net.cfg:3:1: C001 'lstm with batch_normalize' is not known" in found.out
    assert convcalc("check", "net.cfg", "--allow-unknown", "Foo, lstm with batch_normalize").code == 0
    write(".convcalc.yaml", "allow_unknown: [lstm with batch_normalize]\n")
    assert convcalc("check", "net.cfg").code == 0
    write(".convcalc.yaml", "allow_unknown: {a: b}\n")
    assert "expected a list of layers, not a mapping" in convcalc("check", "net.cfg").out


def test_a_layer_of_ones_own_is_known_to_whoever_wrote_it():
    write("net.yaml", "input: 8x8x4\nlayers: [custom: {volume: 4, op: Foo}]\n")
    assert convcalc("check", "net.yaml").code == 0


def test_a_repair_is_one_of_a_specs_text():
    text = NET.replace("activation=relu", "activation=linear").replace("[avgpool]", "[batchnorm]")
    found = convcalc("check", write("net.cfg", text), "--fix", "--select", "C301")
    assert "left as it is: it stands in a file of another format" in found.out
    with open("net.cfg") as file:
        assert file.read() == text


def test_git_has_it_as_it_was(tmp_path):
    import subprocess

    shutil.rmtree(tmp_path / ".git")
    for arguments in (["init", "-q"], ["add", "net.cfg"], ["commit", "-qm", "x"]):
        write("net.cfg", NET)
        identity = ["-c", "user.name=x", "-c", "user.email=x@x"]
        subprocess.run(["git", *identity, *arguments], check=True, cwd=tmp_path)
    write("net.cfg", NET.replace("filters=6", "filters=8"))
    assert "filters 6 -> 8" in convcalc("diff", "net.cfg", "--git", "HEAD").out
    assert analyse(loading.load("net.cfg")).total.params == 8 * 36 + 8
