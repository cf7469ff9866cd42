"""Hostile specs: each ends within a second of processor time and 200 MB, with a message and never a traceback."""

import json
import os
import string
import subprocess
import sys
from itertools import pairwise

import pytest

resource = pytest.importorskip("resource", reason="limits are set and measured as Unix does")

pytestmark = pytest.mark.slow

SECONDS = 1.0
MEGABYTES = 200

LAUNCHER = """
import json, os, resource, sys
child = os.fork()
if not child:
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.executable, [sys.executable, "-m", "convcalc", *sys.argv[1:]])
_, status, usage = os.wait4(child, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""
"""A process of its own, so that the memory measured is the command's and not that of the tests."""


def run(*arguments, stdin=subprocess.DEVNULL):
    """Run a command; its exit code, processor seconds, megabytes, and what it wrote to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *arguments], capture_output=True, timeout=120, stdin=stdin, check=True
    )
    code, seconds, memory = json.loads(done.stdout)
    megabytes = memory / (2**20 if sys.platform == "darwin" else 2**10)
    return code, seconds, megabytes, done.stderr.decode("utf-8", "replace")


def assert_harmless(code, seconds, megabytes, text, expected=2):
    assert "Traceback" not in text
    assert "Warning" not in text
    assert code == expected, text[-500:]
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    assert bool(text) == bool(code)


def spec(*layers, variables="", blocks="", size="3x3x3"):
    parts = [f"input: {size}\n"]
    parts += ["vars:\n" + variables] if variables else []
    parts += ["blocks:\n" + blocks] if blocks else []
    return "".join([*parts, "layers:\n", *(f"  - {layer}\n" for layer in layers)])


def doubling(extra="", count=40, last="relu"):
    first = f"  b0:\n    - {last}\n"
    return first + "".join(f"  b{k}:\n" + f"    - b{k - 1}{extra}\n" * 2 for k in range(1, count + 1))


def nested_adds(inner, depth=4):
    for k in range(depth):
        inner = f"add: {{a{k}: [{inner if k == 0 else '{' + inner + '}'}], b{k}: }}"
    return inner


def bomb(letters, first, item, each):
    """Lines of anchors, each of which stands `each` times in the next."""
    lines = [f"  {letters[0]}: &{letters[0]} {first}\n"]
    for before, after in pairwise(letters):
        lines.append(f"  {after}: &{after} [{', '.join([item.format(before)] * each)}]\n")
    return "".join(lines)


LETTERS = "abcdefgh" + string.ascii_uppercase
MANY = 20_000

HOSTILE = {
    # more layers than can be
    "repeat": spec("relu:\n    repeat: 1e9"),
    "repeat of nothing": spec("a:\n    repeat: 1e18", blocks="  a:\n"),
    "repeat of what never is": spec("relu:\n    repeat: 1e18\n    when: false"),
    "repeat in repeat": spec(
        "a:\n    repeat: n", variables="  n: 2000\n", blocks="  a:\n    - relu:\n      repeat: n\n"
    ),
    "doubling": spec("b40", blocks=doubling()),
    "doubling under when": spec("b40", blocks=doubling(":\n      when: x.height > 1")),
    "doubling by repeat": spec("b40", blocks=doubling(":\n      when: n > 1\n      repeat: n"), variables="  n: 2\n"),
    "doubling heads": spec("b40", blocks=doubling(":\n      when: x.height > 1", last="head: {a: [relu], b: }")),
    "doubling to a fault": spec("b40", blocks=doubling(":\n      when: x.height > 1", last="conv: 3 9x9")),
    "recursion under when": spec("a: 3", blocks="  a(n):\n    - a: n - 1\n      when: n > 0\n"),
    "chain": spec("b2000", blocks="  b0: [relu]\n" + "".join(f"  b{k}: [b{k - 1}]\n" for k in range(1, 2001))),
    "chain reversed": spec(
        "b2000", blocks="".join(f"  b{k}: [b{k - 1}]\n" for k in range(2000, 0, -1)) + "  b0: [relu]\n"
    ),
    "chain of branches": spec(
        "b300",
        blocks="".join(f"  b{k}:\n    - {nested_adds(f'b{k - 1}')}\n" for k in range(300, 0, -1)) + "  b0: [relu]\n",
    ),
    # aliases
    "alias bomb in blocks": spec("relu", blocks=bomb(LETTERS, "[relu, relu]", "{{add: {{l: *{0}, r: *{0}}}}}", 8))
    + "expect: {params: 1, params: 2}\n",
    "alias bomb in layers": spec(blocks=bomb(LETTERS, "[relu]", "{{add: {{l: *{0}, r: *{0}}}}}", 8))[:-1] + " *Z\n",
    "alias bomb in a call": spec("b: {n: *Z}", blocks="  b(n): [relu]\n", variables=bomb(LETTERS, "[1]", "*{0}", 9)),
    "alias bomb in vars": spec("relu", variables=bomb(LETTERS, "[1]", "*{0}", 9)),
    "alias bomb in expect": spec("relu") + "expect:\n" + bomb(LETTERS, "[1]", "*{0}", 9).replace("  a:", "  params:"),
    "alias bomb in a name": spec("relu:\n    name: *Z\n    from: *Z", variables=bomb(LETTERS, "[1]", "*{0}", 9)),
    "one list a thousand times": spec(
        *["conv: {filters: 1, kernel: *k}"] * 3000, variables=f"  k: &k [{'1, ' * 900}1]\n"
    ),
    # expressions
    "lists of lists": spec(
        "relu:\n    when: v39 == w39",
        variables="  v0: [1]\n  w0: [1]\n"
        + "".join(f"  {v}{k}: '[{v}{k - 1}, {v}{k - 1}]'\n" for k in range(1, 40) for v in "vw"),
    ),
    "lists of lists by calls": spec(
        "b49: {n: 1, m: 2}",
        blocks="  b0(n, m):\n    - relu:\n      when: n == m\n"
        + "".join(f"  b{k}(n, m):\n    - b{k - 1}: {{n: '[n, n]', m: '[m, m]'}}\n" for k in range(1, 50)),
    ),
    "lists that add up": spec(
        "relu:\n    when: len(v39) > 3",
        variables="  v0: [1]\n" + "".join(f"  v{k}: 'sum([v{k - 1}, v{k - 1}], [])'\n" for k in range(1, 40)),
    ),
    "minus signs": spec(f"conv: {{filters: '{'-' * 498}1', kernel: 1}}"),
    "minus signs deep down": spec(
        "b50", blocks=f"  b0:\n    - conv: {{filters: '{'-' * 450}x.height', kernel: 1}}\n"
        + "".join(f"  b{k}:\n    - b{k - 1}\n" for k in range(1, 51)) + "  c(n=2.5):\n    - conv: n 1\n"
    ) + "  - c\n",
    "parentheses": spec("conv: " + "(" * 100_000, "conv: " + "1 + " * 100_000 + "1", f"conv: {'(' * 250}1{')' * 249}"),
    "brackets in a signature": spec("relu", blocks=f"  'a(n={'[' * 400}{']' * 400})':\n    - relu\n"),
    "signature": spec("relu", blocks="  'a" + " " * 900 + "!': [relu]\n  'b(n=" + "-" * 900 + "1)': [relu]\n"),
    "names without end": spec(f"relu:\n    name: a{'b' * 10**6}{{i}}\n    repeat: 1000"),
    "warnings of the parser": spec("conv: {filters: '1if x else 2', kernel: \"'\\\\d'\"}"),
    # volumes
    "upsample": spec("upsample: 1000000000000000000\n    repeat: 400"),
    "channels": spec("depthwise: {kernel: 1, multiplier: 1000000000}\n    repeat: 400"),
    "concat": spec(*["concat: {a: , b: }"] * 100),
    # text
    "brackets": "layers: " + "[" * 10**6,
    "dashes": "layers:\n  " + "- " * 10**5,
    "quote": "name: '" + "x\n" * 500_000,
    "comment": "#" + "x" * 10**7 + "\nlayers: [rulu]\n",
    "long word": spec("r" * 10**6),
    "wrong items": spec(*["rulu"] * MANY * 2),
    "wrong settings": spec(*["conv: {filter: 3}"] * MANY),
    "wrong expressions": spec(*[f"conv: {{filters: a{k} + b, kernel: 1}}" for k in range(MANY // 2)]),
    "wrong windows": spec(*["conv: 3 9x9\n    from: input"] * (MANY // 4)),
    "wrong names": spec(*[f"relu: {{}}\n    name: n{k}\n  - relu:\n    from: m{k}" for k in range(5000)]),
    "repeated keys": "vars:\n" + "".join(f"  n{k}: 1\n" for k in range(MANY)) * 2 + "layers: [relu]\n",
    "anchors": spec("conv: *b", variables="".join(f"  a{k}: &a{k} 1\n" for k in range(MANY))),
    "null bytes": "\0" * 10**7,
    "escapes of a terminal": "\x1b[2J\x1b]0;owned\x07" * 1000,
}  # fmt: skip

LARGE = {
    "strides of one position": spec("conv: 8 3x3 s2 p1\n    repeat: 5000"),
    "strides of 10^18": spec("conv: {filters: 1, kernel: 1, stride: 1000000000000000000}\n    repeat: 400"),
    "pooling of nothing": spec("maxpool: {kernel: 1000000000000000000, pad: 500000000000000000}\n    repeat: 400"),
    "dilation": spec(
        "conv: {filters: 1, kernel: 3, dilation: 1000000000000000000, pad: 1000000000000000000}\n    repeat: 400"
    ),
    "transposed kernel": spec("tconv: {filters: 1, kernel: 300000000}", size="1x1x1"),
    "adaptive pooling": spec("upsample: 2", "adaptive_avgpool: 3", size="100000000000000x10x1"),
    "wide window after upsampling": spec("upsample: 2", "conv: {filters: 1, kernel: 999999999, pad: 500000000}"),
    "filters": spec("conv: {filters: 100000000000000000, kernel: 1}\n    repeat: 100", size="1x1x1"),
    "resampling to primes": spec(*[f"upsample: {{size: {n}}}" for n in (2039, 2029, 2027, 2017)], size="999x999x1"),
}  # fmt: skip
"""Odd, but nothing is wrong with them: they are computed."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_spec_is_refused_at_once(name, tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(HOSTILE[name], encoding="utf-8")
    assert_harmless(*run("summary", str(path)))


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("name", LARGE)
def test_a_spec_of_large_numbers_is_computed_at_once(name, form, tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(LARGE[name], encoding="utf-8")
    assert_harmless(*run("summary", str(path), "--format", form), expected=0)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/urandom", "/dev/null", "/", "/dev/full"])
def test_a_device_is_refused_at_once(path, tmp_path):
    if not os.path.exists(path):
        pytest.skip(f"there is no {path} here")
    assert_harmless(*run("summary", path))
    net = tmp_path / "net.yaml"
    net.write_text(f"extends: {path}\n", encoding="utf-8")
    assert_harmless(*run("summary", str(net)))


def test_a_file_without_end_is_refused(tmp_path):
    path = tmp_path / "net.yaml"
    with path.open("wb") as file:
        file.write(b"#" * 2**16)
        file.truncate(2**36)
    assert_harmless(*run("summary", str(path)))


@pytest.mark.parametrize(
    ("redirection", "expected"),
    [("<&-", 2), ("> /dev/full", 2), (">&-", 0), ("| true", 0)],
    ids=["no input", "full disk", "no output", "nobody reads"],
)
def test_standard_streams_may_be_anything(redirection, expected, tmp_path):
    name = "-" if "<" in redirection else "vgg16"
    command = f"{sys.executable} -m convcalc summary {name} {redirection}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, timeout=120, cwd=tmp_path, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == expected
