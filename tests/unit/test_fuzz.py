"""Shipped specs, broken at random: each mutant is computed or refused with a SpecError, in bounded time.

A few hundred mutants from a fixed seed; `CONVCALC_FUZZ=100000 pytest tests/unit/test_fuzz.py` tries as many as
it says, from `CONVCALC_SEED` on.
"""

import os
import random
import re

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.cli import CLEAN, FAILED, run
from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.language.expansion import build
from convcalc.language.growth import LARGEST_NETWORK
from convcalc.language.loading import find, preset_names, presets_folder
from convcalc.language.spec import read_spec
from convcalc.render.problems import render_problems
from convcalc.render.summary.json import to_dict
from convcalc.render.text import unstyled
from tests.support.timing import timed, within

COUNT = int(os.environ.get("CONVCALC_FUZZ", "400"))
SEED = int(os.environ.get("CONVCALC_SEED", "20260101"))
SECONDS = 2.0
SECONDS_A_LAYER = 2e-5
LARGEST = 3000
"""Mutants of more layers than this are not analysed: they are right, and take their time."""

TOKEN = re.compile(r"[A-Za-z_][\w.]*|\d+|[^\w\s]")
NUMBERS = [
    "0", "-1", "1", "2", "3.5", "7", "1e9", "1e999", "10**18", "999999999999999999", "9" * 30, ".nan", "0x10", "1/3",
]  # fmt: skip
WORDS = [
    "x", "i", "x.channels", "x.height", "same", "true", "null", "~", "conv", "add", "head", "relu", "input", "1//0",
    "9**9**9", "*a", "&a", "!t", "<<", "é", "日本", "🙂", "[]", "{}", "''", "(", ")", "[", "]", "{", "}", ",", '"', "'",
    "#", "|", ">", "?", "%", "@", "`", "- ", ": ", "\n", "\n  ", "---\n", "...\n", "\t", "\r", "\x00", "\x1b", "\x85",
    "\u2028", "\ufeff", "\ud7ff", "repeat: 3", "when: x", "from: input", "name: a", "extends: vgg11", "groups: 3",
    "expect: {params: 1}", "pad: same",
]  # fmt: skip


def specs():
    folder = presets_folder()
    for name in preset_names():
        with open(os.path.join(folder, f"{name}.yaml"), encoding="utf-8") as file:
            yield file.read()


TEXTS = list(specs())


def change_characters(text, chance):
    place = chance.randrange(len(text) + 1)
    new = chance.choice([chr(chance.randrange(1, 256)), "", chance.choice(WORDS)])
    return text[:place] + new + text[place + chance.randrange(3) :]


def change_lines(text, chance):
    lines = text.splitlines(keepends=True) or [""]
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    change = chance.randrange(6)
    if change == 0:
        del lines[one]
    elif change == 1:
        lines.insert(other, lines[one])
    elif change == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif change == 3:
        lines[one] = " " * chance.randrange(12) + lines[one].lstrip()
    elif change == 4:
        lines[one : one + chance.randrange(1, 20)] = []
    else:
        lines[one:one] = lines[other : other + chance.randrange(1, 20)]
    return "".join(lines)


def change_tokens(text, chance):
    tokens = list(TOKEN.finditer(text))
    if not tokens:
        return text
    old = chance.choice(tokens)
    new = chance.choice([chance.choice(tokens)[0], chance.choice(WORDS), chance.choice(NUMBERS), ""])
    return text[: old.start()] + new + text[old.end() :]


def change_numbers(text, chance):
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return text
    old = chance.choice(numbers)
    return text[: old.start()] + chance.choice(NUMBERS) + text[old.end() :]


def change_keys(text, chance):
    keys = list(re.finditer(r"\w+(?=:)", text))
    if not keys:
        return text
    old = chance.choice(keys)
    return text[: old.start()] + chance.choice([chance.choice(keys)[0], chance.choice(WORDS)]) + text[old.end() :]


def splice(text, chance):
    other = chance.choice(TEXTS)
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other)) :]


CHANGES = [change_characters, change_lines, change_tokens, change_tokens, change_numbers, change_keys, splice]


def mutant(number):
    """The mutant of a number, always the same."""
    chance = random.Random(SEED + number)
    text = chance.choice(TEXTS)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        text = chance.choice(CHANGES)(text, chance)
    return text


def outcome(text):
    """How many layers a spec has, 0 where it is refused, and how many were expanded; what it shows is worked out.

    One that outgrows the largest network step by step is refused only when it has: as a valid one as large would be.
    """
    try:
        network = build(read_spec(parse("net.yaml", text), find))
    except SpecError as error:
        assert error.problems
        shown = unstyled(render_problems(error.problems))
        assert shown.count("error: ") >= min(len(error.problems), 20)
        assert all(char.isprintable() or char == "\n" for char in shown)
        outgrown = any(f"more than {LARGEST_NETWORK:,} layers" in problem.message for problem in error.problems)
        return 0, LARGEST_NETWORK if outgrown else 0
    if len(network.nodes) <= LARGEST:
        assert to_dict(analyse(network))
    return len(network.nodes), len(network.nodes)


@pytest.mark.slow
def test_mutants_are_computed_or_refused():
    right = 0
    for number in range(COUNT):
        text = mutant(number)
        with timed() as took:
            try:
                layers, expanded = outcome(text)
            except Exception as error:
                pytest.fail(f"mutant {number} of seed {SEED}: {error!r}\n{text}")
        seconds = took()
        right += layers > 0
        assert within(SECONDS + expanded * SECONDS_A_LAYER, seconds), (
            f"mutant {number} of seed {SEED} takes {seconds:.1f} s\n{text}"
        )
    assert 0.02 * COUNT < right < 0.6 * COUNT


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1000, 1030))
def test_a_command_ends_with_a_code_and_no_traceback(number, tmp_path, capsys):
    path = tmp_path / "net.yaml"
    path.write_text(mutant(number), encoding="utf-8", newline="")
    code = run(["summary", str(path), "--format", "csv"])
    found = capsys.readouterr()
    assert code in (CLEAN, FAILED)
    assert bool(found.err) == (code == FAILED)
    assert bool(found.out) == (code == CLEAN)
