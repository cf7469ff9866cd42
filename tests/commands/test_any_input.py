"""Whatever stands in specs, sheets, settings and arguments: an exit code that is stated, and formats that are whole."""

import json
import os
import random
import re
import shlex
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convcalc.render.formats import FORMATS
from tests.support.command import convcalc
from tests.support.hostile import NAMES, QUESTIONS, STEMS

SECONDS = 20

SPEC = """\
name: net
order: channels_first
input: 3x32x32
vars: {width: 8, depth: 2}
blocks:
  unit(filters=x.channels, stride=1):
    - conv: {filters: filters, kernel: 3, pad: 1, stride: stride}
    - bn
    - relu
layers:
  - conv: width 3x3 p1
    name: c{i + 1}
    repeat: depth
  - unit: 2*width 2
    expect: {output: 16x16x16}
  - add:
      left: [unit]
      right:
  - head: {aux: [gap, flatten, {dense: 10}]}
  - concat: {a: [{conv: 4 1x1}], b: [{maxpool: 3 s1 p1}]}
  - reshape: 20x64x4
  - flatten
  - dense: 10
expect: {params: {max: 1M}, output: 10}
"""
SHEET = """\
name: sheet
follow_through: true
questions:
  - id: a
    ask: how many?
    input: 32x32x3
    layers: [conv 10 5x5 p2, maxpool 2]
    expect: {conv.output: 32x32x10, params: 760, macs: 1.2M}
    points: 2
  - spec: lenet5
    vars: {}
    expect: {params: 61k}
"""
SETTINGS = (
    "select: [default, C401]\nignore: [C302]\nexclude: [x]\norder: channels_last\nbudgets: {'*.yaml': {params: 5}}\n"
)
BASELINE = '{"version": 1, "findings": []}\n'
TEXTS = {"net.yaml": SPEC, "sheet.yaml": SHEET, ".convcalc.yaml": SETTINGS, "old.json": BASELINE}

WORDS = [
    "", "0", "-1", "1e400", "9" * 40, "2.5", ".nan", "true", "null", "~",
    "x", "i", "x.channels", "1/0", "[]", "{}", "[1, [2]]",
    "&a [*a, *a]", "*a", "!!python/object:os.system x", "'", '"', "{", "]", ":", "- ", "\t", "#", "%YAML 1.1",
    "---", "...",
    "conv", "head", "from", "extends: net.yaml", "extends: .", "extends: ../../etc/passwd", "?", "same", "16x16",
    "a{i}",
    "lambda: 0", "__import__('os')", "10**10**10", "channels_first", "repeat: 100000", "when: x", "{min: 1, max: 0}",
    "# convcalc: ignore[", "# convcalc: ignore-file", *NAMES, *(repr(word) for word in (*STEMS, *QUESTIONS)),
]  # fmt: skip

CALLS = [
    shlex.split(line)
    for line in """\
summary net.yaml
explain net.yaml
explain net.yaml WORD
graph net.yaml
show net.yaml
show --flat net.yaml
report net.yaml
check net.yaml
check .
check --diff net.yaml
check net.yaml --baseline old.json
check --fix net.yaml
grade sheet.yaml
grade net.yaml
diff net.yaml lenet5
diff lenet5 net.yaml --fail-on WORD
diff net.yaml net.yaml
solve --smallest-input net.yaml
solve --fits 30..34 net.yaml
summary net.yaml --set width=WORD
summary net.yaml --input WORD
summary lenet5 --input WORD
calc WORD 'conv 8 3x3'
calc 8x8x3 WORD
calc 8x8x3 'conv 8 3x3' --answer WORD=WORD
calc 8x8x3 'conv WORD 3x3'
solve 8x8x3 'conv 8 ?' --output WORD
solve 8x8x3 'conv 8 WORD p?' --same-size
solve WORD WORD
solve 8x8x3 'conv ? 3x3' --params WORD
stack WORD --against 3x3
rule WORD
presets WORD
check net.yaml --select WORD
solve --how-many WORD --receptive-field 9
""".splitlines()
]
THINGS = {"summary": "summary", "explain": "explanation", "graph": "graph", "check": "findings", "grade": "grades",
          "diff": "diff", "presets": "presets"}  # fmt: skip


def mutated(text, draw):
    """A text with a few of its lines or words gone, doubled, moved, or in the place of others."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        parts = re.split(r"(\n|[\s,:{}\[\]]+)", text)
        at, other = draw.randrange(len(parts)), draw.randrange(len(parts))
        change = draw.randrange(5)
        if change == 0:
            parts[at] = draw.choice(WORDS)
        elif change == 1:
            parts[at : at + draw.randrange(1, 4)] = []
        elif change == 2:
            parts[at], parts[other] = parts[other], parts[at]
        elif change == 3:
            parts[at:at] = parts[other : other + draw.randrange(1, 30)]
        else:
            parts.insert(at, draw.choice(WORDS))
        text = "".join(parts)
    return text


def call(draw):
    """A call of some command, in some format."""
    words = [word.replace("WORD", draw.choice(WORDS).replace("\0", "")) for word in draw.choice(CALLS)]
    thing = THINGS.get(words[0])
    form = draw.choice(FORMATS[thing]) if thing and "--diff" not in words and "--answer" not in words else ""
    return ([*words, "--format", form] if form and form != "svg" else words), form


def whole(out, form, words):
    """A format for programs can be read by them, or nothing is written."""
    if form in ("json", "sarif", "gitlab", "gradescope") and out:
        json.loads(out)
    if form == "junit" and out:
        ElementTree.fromstring(out)


def tried(seed):
    """One call on mutated files; what is wrong with how it ended."""
    draw = random.Random(seed)
    for name, text in TEXTS.items():
        Path(name).write_text(mutated(text, draw) if draw.random() < 0.6 else text, encoding="utf-8", newline="")
    words, form = call(draw)
    result = convcalc(*words)
    said = result.out + result.err
    assert result.code in (0, 1, 2), (seed, words)
    assert "Traceback" not in said, (seed, words, said[-2000:])
    assert "fault of convcalc" not in said, (seed, words, said[-2000:])
    assert result.code == 0 or said.strip(), (seed, words)
    if result.code != 2 or words[0] == "check" or "--format" in words:
        whole(result.out, form, words)


SEEDS = (
    *range(40),
    100101,  # solve --how-many ?
)


@pytest.mark.parametrize("seed", SEEDS)
def test_some_inputs(seed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tried(seed)


@pytest.mark.slow
def test_whatever_is_given(tmp_path, monkeypatch):
    """For so many seconds, from a seed that is another one each day; `CONVCALC_SEED` begins where one was told."""
    monkeypatch.chdir(tmp_path)
    start = int(os.environ.get("CONVCALC_SEED", int(time.time()) // 86400 * 1000))
    end, seed = time.monotonic() + SECONDS, start
    while time.monotonic() < end:
        tried(seed)
        seed += 1
    assert seed - start > 10
