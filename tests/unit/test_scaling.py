"""What grows with its input grows no faster: each kind of list, twice as long, through every command that reads it.

Twice the list may take 2.5 times the time and the memory. Time is the processor's, the best of several rounds in turns,
and a machine that is busy gets more rounds: what is quadratic takes four times as long in each of them.
"""

import gc
import tracemalloc
from itertools import pairwise
from statistics import median

import pytest

from convcalc.cli import run
from convcalc.compare.alignment import lists
from convcalc.document.settings import _read as settings_read
from tests.support.protobuf import field, onnx_model, onnx_node
from tests.support.timing import timed

MOST = 2.5
MOST_ROUNDS = 10
GRAIN = 0.03
"""Seconds that say nothing: what the machine does beside takes as long."""

SPECS = ("summary", "check")
LAYERS = (*SPECS, "summary --format json", "check --format json", "graph", "show --flat", "report", "diff NET")


def net(*lines):
    return {"net.yaml": "\n".join(["input: 8x8x4", *lines, ""])}


def layers(n):
    return net("layers:", *(f"  - conv: {k % 7 + 1} 3x3 p1" for k in range(n)))


def named(n):
    return net("layers:", *(f"  - conv: {k + 1} 3x3 p1\n    name: c{k}" for k in range(n)))


def one_line(n):
    return net(f"layers: [{', '.join(['conv: 4 3x3 p1, bn'] * n)}]")


def repeated(n):
    return net("layers:", "  - conv: 4 3x3 p1", f"    repeat: {n}")


def repeated_blocks(n):
    return net("blocks: {b: [conv: 4 3x3 p1, bn, {add: {x: , y: [relu]}}]}", "layers:", "  - b:", f"    repeat: {n}")


def branches(n):
    return net("layers:", "  - concat:", *(f"      b{k}: [conv: 2 1x1]" for k in range(n)))


def reversed_branches(n):
    branches = [f"      b{k}: [conv: {k + 1} 1x1]" for k in range(n)]
    return branches_of(branches) | {"other.yaml": branches_of(branches[::-1])["net.yaml"]}


def branches_of(lines):
    return net("layers:", "  - concat:", *lines)


def distinct_layers(n):
    lines = [f"  - conv: {k + 1} 1x1" for k in range(n)]
    return net("layers:", *lines) | {"other.yaml": net("layers:", *lines[::-1])["net.yaml"]}


def anchored_layers(n):
    def lines(factor):
        return [f"  - conv: {k * factor % 9 + 1} 1x1\n    name: {f'a{k}' if k % 40 == 0 else ''}" for k in range(n)]

    return net("layers:", *lines(7)) | {"other.yaml": net("layers:", *lines(5))["net.yaml"]}


def residuals(n):
    return net("layers:", *["  - add: {x: , y: [conv: 4 3x3 p1]}"] * n)


def heads(n):
    return net("layers:", "  - relu", *(f"  - head: {{h{k}: [gap]}}" for k in range(n)))


def blocks(n):
    return net(
        "blocks:", *(f"  b{k}(w): [conv: {{filters: w, kernel: 1}}]" for k in range(n)),
        "layers:", *(f"  - b{k}: 4" for k in range(n)),
    )  # fmt: skip


def variables(n):
    return net("vars:", *(f"  v{k}: {k}" for k in range(n)), "layers: [conv: {filters: v1, kernel: 1}]")


def chained_variables(n):
    chain = (f"  v{k}: v{k - 1} + 1" for k in range(1, n))
    return net("vars:", "  v0: 1", *chain, f"layers: [conv: {{filters: v{n - 1}, kernel: 1}}]")


def variables_and_calls(n):
    calls = (f"  - {{b: {k % 999 + 1}, repeat: 1}}" for k in range(n))
    return net("vars:", *(f"  v{k}: {k}" for k in range(n)), "blocks:", "  b(f): [conv: f 1x1]", "layers:", *calls)


def parameters(n):
    return net(f'blocks: {{"b({", ".join(f"p{k}=1" for k in range(n))})": [relu]}}', "layers: [b]")


def sources(n):
    return net("layers:", "  - relu:", "    name: r{i}", f"    repeat: {n}",
               "  - concat:", f"    from: [{', '.join(f'r{k}' for k in range(n))}]")  # fmt: skip


def missing_sources(n):
    return net("layers:", "  - relu", *(f"  - relu:\n    from: none{k}" for k in range(n)))


def taken_names(n):
    return net("layers:", "  - relu:", f"    repeat: {n}", *(f"  - relu:\n    name: relu_{k}" for k in range(2, n)))


def aliases(n):
    return net("layers:", "  - &a {conv: 4 3x3 p1}", *["  - *a"] * n)


def faulty_aliases(n):
    return net("layers:", "  - &a {conv: 4 99x99}", *["  - *a"] * n)


def ignores(n):
    return net("layers:", *["  - relu # convcalc: ignore[C201]"] * n)


def ignores_in_one(n):
    return net("layers:", f"  - relu # {'convcalc: ignore[' * n}")


def unknown_keys(n):
    return net("layers: [relu]", *(f"key{k}: 1" for k in range(n)))


def unknown_settings(n):
    return net("layers:", "  - conv:", "      filters: 3", *(f"      key{k}: 1" for k in range(n)))


def unknown_kinds(n):
    return net("layers:", *(f"  - kind{k}" for k in range(n)))


def repeated_keys(n):
    return net("layers: [relu]", *["layers: [relu]"] * n)


def expectations(n):
    return net("layers:", *["  - relu:\n    expect: {output: 8x8x5}"] * n)


def expected_keys(n):
    return net("layers: [relu]", "expect:", *(f"  key{k}: 1" for k in range(n)))


def sums(n):
    return net("layers: [conv: {filters: '" + " + ".join("1" * (n // 10)) + "', kernel: 1}]", *["# a comment"] * n)


def mapped_settings(n):
    return net("layers:", *(f"  - conv: {{filters: {k + 1}, kernel: [3, 3], pad: 1}}" for k in range(n)))


def computed_settings(n):
    return net("layers:", *(f"  - conv: {{filters: x.channels + {k}, kernel: 1}}" for k in range(n)))


def conditions(n):
    return net("layers:", *(f"  - relu if x.channels < {k}" for k in range(n)), "  - relu")


def frozen_layers(n):
    return net("layers:", *["  - {conv: 4 3x3 p1, frozen: true}"] * n)


def shared_weights(n):
    layers = (f"  - {{conv: 4 3x3 p1, name: c{k}, weights: c{k - 1}}}" for k in range(1, n))
    return net("layers:", "  - {conv: 4 3x3 p1, name: c0}", *layers)


def shared_calls(n):
    calls = ["  - {b: , weights: first}"] * n
    return net("blocks: {b: [conv: 4 3x3 p1, bn]}", "layers:", "  - {b: , name: first}", *calls)


def long_names(n):
    return net("layers:", *(f"  - {{conv: 4 1x1, name: {'합성곱' * 20}{k}}}" for k in range(n)))


def inputs(n):
    names = [f"i{k}" for k in range(n)]
    volumes = ", ".join(f"{name}: 8x8x4" for name in names)
    return {"net.yaml": f"input: {{{volumes}}}\nlayers:\n  - {{add: , from: [{', '.join(names)}]}}\n"
            "  - {conv: 4 3x3 p1, repeat: 1000}\n"}  # fmt: skip


def heads_in_one(n):
    return net("layers:", "  - relu", "  - head:", *(f"      h{k}: [gap]" for k in range(n)))


def expected_heads(n):
    return heads(n) | {"net.yaml": heads(n)["net.yaml"] + "expect:\n  output:\n" + "".join(
        f"    h{k}: 1x1x4\n" for k in range(n))}  # fmt: skip


def kept_expectations(n):
    return net("layers:", *(f"  - {{conv: 4 1x1, expect: {{params: 20, depth: {k + 1}}}}}" for k in range(n)))


def varying_branches(n):
    return net("layers:", "  - concat:", f"      'b{{i}}': {{repeat: {n}, layers: [conv: 2 1x1]}}")


def calls(n):
    block = "blocks: {'b(w)': [conv: {filters: w, kernel: 3, pad: 1}, bn, {add: {x: , y: [relu]}}]}"
    return net(block, "layers:", *(f"  - b: {k + 1}" for k in range(n)))


def equal_calls(n):
    return net("blocks: {'b(w)': [conv: {filters: w, kernel: 3, pad: 1}, bn, relu]}", "layers:", *["  - b: 4"] * n)


def arguments(n):
    names = [f"p{k}" for k in range(50)]
    given = ", ".join(f"{name}: {{0}}" for name in names)
    block = f'blocks: {{? "b({", ".join(names)})" : [relu]}}'
    return net(block, "layers:", *(f"  - b: {{{given.format(k)}}}" for k in range(n)))


def unused(n):
    return net("vars:", *(f"  v{k}: {k}" for k in range(n)), "blocks:",
               *(f"  b{k}(a{k}=1): [relu]" for k in range(n)), "layers: [relu]")  # fmt: skip


def reached_into(n):
    block = "blocks: {b: [{conv: 4 1x1, name: c}, relu]}"
    calls = (f"  - {{b: , name: b{k}}}\n  - {{add: , from: [b{k}.c, b{k}]}}" for k in range(n))
    return net(block, "layers:", *calls)


def patterns(n):
    return net("layers:", f"  - {{relu: , name: 'r{{i}}', repeat: {n}}}", "  - {add: , from: 'r*'}")


def resampled(n):
    up = ("  - upsample: {size: 31, mode: linear}", "  - upsample: {size: 8, mode: linear}", "  - tconv: 4 3x3 p1")
    return net("layers:", *up * n)


def long_periods(n):
    return {"net.yaml": "input: 2000x2000x4\nlayers:\n" + "".join(
        f"  - adaptive_avgpool: {1999 - k % 7}\n" for k in range(n))}  # fmt: skip


def gated(n):
    return net("layers:", *["  - mul: {x: , gate: [gap, conv: 4 1x1, sigmoid]}"] * n)


def unread(n):
    return net("layers:", "  - {relu: , name: a}", *["  - {conv: 4 1x1, from: a}"] * n)


def unpooled(n):
    return net("layers:", *(f"  - {{maxpool: 2, name: p{k}}}\n  - unpool: p{k}" for k in range(n)))


def learned(n):
    return net("layers:", *["  - add: {x: , y: [param: 8x8x4]}"] * n)


def needed_ignores(n):
    return net("layers:", *["  - relu # convcalc: ignore[C303]"] * n)


def codes_in_one_ignore(n):
    return net("layers:", f"  - relu # convcalc: ignore[{', '.join(['C201'] * n)}]")


def values(n):
    return net("vars:", *(f"  v{k}: [{', '.join('12345678')}]" for k in range(n)), "layers: [relu]")


def repeated_calls(n):
    calls = (f"  - {{b: {k + 1}, name: 's{k}_{{i}}', repeat: 2}}" for k in range(n))
    return net("blocks: {'b(w)': [conv: {filters: w, kernel: 1}, relu]}", "layers:", *calls)


def needless_biases(n):
    return net("layers:", *["  - conv: 4 3x3 p1\n  - bn"] * n)


def joined_late(n):
    lines = [f"  - {{conv: 4 1x1, name: c{k}}}" for k in range(n)]
    return net("layers:", *lines, f"  - {{add: , from: [{', '.join(f'c{k}' for k in range(n))}]}}")


WRITTEN = ("export --to pytorch -o out.py NET", "export --to keras -o out.py NET")
SPEC_LISTS = (
    (layers, 400, LAYERS), (named, 250, (*SPECS, "diff NET", "explain NET c9")), (one_line, 150, SPECS),
    (repeated, 800, SPECS), (repeated_blocks, 100, LAYERS), (branches, 150, (*SPECS, "diff NET")),
    (residuals, 100, SPECS), (reversed_branches, 180, ("diff NET",)), (distinct_layers, 144, ("diff NET",)),
    (anchored_layers, 198, ("diff NET",)), (heads, 150, (*SPECS, "graph NET")), (blocks, 1500, SPECS),
    (variables, 2000, SPECS), (chained_variables, 1000, SPECS), (variables_and_calls, 6000, ("check",)),
    (parameters, 1000, ("check",)), (sources, 500, SPECS),
    (missing_sources, 400, ("check",)), (taken_names, 300, SPECS), (aliases, 400, SPECS),
    (faulty_aliases, 1000, ("check",)), (ignores, 300, ("check", "check --format json")),
    (ignores_in_one, 4000, ("check",)), (unknown_keys, 2000, ("check",)), (unknown_settings, 2000, ("check",)),
    (unknown_kinds, 1000, ("check",)), (repeated_keys, 1500, ("check",)), (expectations, 200, ("check", "grade")),
    (expected_keys, 2000, ("check", "grade")), (sums, 10000, ("check",)),
    (mapped_settings, 500, SPECS), (computed_settings, 300, SPECS), (conditions, 1000, ("check",)),
    (frozen_layers, 1000, SPECS), (shared_weights, 500, SPECS), (shared_calls, 900, SPECS), (long_names, 500, SPECS),
    (inputs, 25, SPECS), (heads_in_one, 1000, SPECS), (expected_heads, 400, ("check",)),
    (kept_expectations, 500, ("check",)), (varying_branches, 2000, SPECS), (calls, 300, SPECS),
    (equal_calls, 1500, SPECS), (arguments, 200, ("check",)), (unused, 1000, ("check",)), (reached_into, 700, SPECS),
    (patterns, 3000, SPECS), (resampled, 200, SPECS), (long_periods, 1500, SPECS), (gated, 600, SPECS),
    (unread, 1500, SPECS), (unpooled, 800, SPECS), (learned, 800, SPECS), (needed_ignores, 2000, ("check",)),
    (codes_in_one_ignore, 2000, ("check",)), (needless_biases, 400, ("check --diff",)), (values, 1500, ("check",)),
    (branches, 1000, ("report NET", "explain NET concat")), (distinct_layers, 1200, WRITTEN),
    (shared_weights, 1200, WRITTEN), (repeated_calls, 1000, WRITTEN[:1]), (joined_late, 600, WRITTEN),
)  # fmt: skip


def files(n):
    return {f"net{k}.yaml": f"input: 8x8x4\nlayers: [conv: {k + 1} 3x3 p1]\n" for k in range(n)}


def budgets(n):
    globs = "".join(f'  "net{k}*.yaml": {{params: {{max: 5}}}}\n' for k in range(n))
    return {".convcalc.yaml": f"budgets:\n{globs}", "net.yaml": "input: 8x8x4\nlayers: [conv: 4 1x1]\n"}


def excluded(n):
    globs = "".join(f"  - net{k}*.yaml\n" for k in range(n))
    return {".convcalc.yaml": f"exclude:\n{globs}", "net.yaml": "input: 8x8x4\nlayers: [conv: 4 1x1]\n"}


def settings(n):
    allowed = "".join(f"  - Layer{k}\n" for k in range(n))
    return {".convcalc.yaml": f"allow_unknown:\n{allowed}", "net.yaml": "input: 8x8x4\nlayers: [conv: 4 1x1]\n"}


def baseline(n):
    row = '{{"file": "net.yaml", "code": "C303", "path": "layers/r{}/relu", "count": 1}}'
    rows = ", ".join(row.format(k) for k in range(n))
    lines = net("layers:", *(f"  - {{relu: , name: r{k}}}" for k in range(n)))
    return lines | {"base.json": f'{{"version": 1, "findings": [{rows}]}}'}


def extended(n):
    others = {f"n{k}.yaml": f"extends: n{k - 1}.yaml\nvars: {{v{k}: {k}}}\n" for k in range(1, n)}
    first = "input: 8x8x4\nvars: {v0: 4}\nlayers: [conv: v0 1x1]\n"
    return others | {"n0.yaml": first, "net.yaml": f"extends: n{n - 1}.yaml\n"}


def called(n):
    others = {f"n{k}.yaml": f"input: 8x8x4\nlayers: [{{conv: {k + 1} 1x1, repeat: 9}}]\n" for k in range(n)}
    return others | net("layers:", *(f"  - n{k}.yaml" for k in range(n)))


def toml(n):
    table = '[tool.convcalc]\nignore = ["C201"]\n[tool.other]\n' + "".join(f"key{k} = 'text'\n" for k in range(n))
    return {"pyproject.toml": table, "net.yaml": "input: 8x8x4\nlayers: [conv: 4 1x1]\n"}


def questions(n):
    each = "  - {{id: q{0}, input: 8x8x4, layers: [conv 4 3x3 p1], expect: {{params: 148, output: 8x8x4}}}}\n"
    return {"net.yaml": "questions:\n" + "".join(each.format(k) for k in range(n))}


def wrong_answers(n):
    each = "  - {{input: 8x8x4, layers: [conv 4 3x3 p1], expect: {{params: {0}}}}}\n"
    return {"net.yaml": "questions:\n" + "".join(each.format(k + 1000) for k in range(n))}


def layers_asked(n):
    """One question about a network, with a wrong answer for each of its layers."""
    lines = "".join(f"      - {{conv: 4 3x3 p1, name: c{k}}}\n" for k in range(n))
    answers = ", ".join(f"c{k}.params: {k}, c{k}.output: 8x8x{k + 5}" for k in range(n))
    return {"net.yaml": f"questions:\n  - input: 8x8x4\n    layers:\n{lines}    expect: {{{answers}}}\n"}


def large_network(n):
    wrong = "params: 5, macs: 7, memory: 11, receptive_field: 13"
    net = f"input: 8x8x4, layers: [{{conv: 4 3x3 p1, repeat: {n}}}]"
    return {"net.yaml": f"questions:\n  - {{{net}, expect: {{{wrong}}}}}\n"}


def repeated_until(n):
    each = "  - {input: 8x8x4, layers: [conv 4 3x3 p1], until: {receptive_field: 5000}, expect: {repeat: 4}}\n"
    return {"net.yaml": "questions:\n" + each * n}


OTHER_LISTS = (
    (files, 40, ("check .", "check . --format json")), (budgets, 400, ("check .",)), (excluded, 400, ("check .",)),
    (toml, 2000, ("check .",)), (settings, 5000, ("check .",)), (extended, 20, SPECS), (called, 50, SPECS),
    (baseline, 500, ("check net.yaml --baseline base.json",)), (questions, 40, ("grade", "grade --format json")),
    (wrong_answers, 20, ("grade",)), (layers_asked, 12, ("grade",)), (large_network, 300, ("grade",)),
    (repeated_until, 2, ("grade",)),
)  # fmt: skip


def nothing(n):
    return {}


def code(*lines):
    return {"net.yaml": "\n".join(["import torch.nn as nn", *lines, ""])}


def lines_of_code(n):
    return code(*(f"layer{k} = nn.ReLU()" for k in range(n)))


def one_line_of_code(n):
    return code("'größe';" + "nn.ReLU();" * n)


def lists_in_code(n):
    return code("sizes = []", *["sizes = sizes + [1]"] * n, "nn.ReLU()")


def functions_in_code(n):
    return code(*(f"def f{k}(x):\n  return nn.ReLU()(x)" for k in range(n)))


def classes_in_code(n):
    init, forward = "  def __init__(self):\n    self.a = nn.ReLU()", "  def forward(self, x):\n    return self.a(x)"
    return code(*(f"class A{k}(nn.Module):\n{init}\n{forward}" for k in range(n)))


def classes_from_others(n):
    return code("class A0(nn.Module):\n  pass", *(f"class A{k}(A{k - 1}):\n  pass" for k in range(1, n)), "nn.ReLU()")


def blank_code(n):
    return code(*["\f"] * n, "nn.ReLU()")


def attributes_in_code(n):
    return code(*["a" + ".a" * 300] * n, "nn.ReLU()")


def joined_in_caffe(n):
    shape = "input: 'data'\ninput_shape { dim: 1 dim: 3 dim: 8 dim: 8 }\n"
    return {"a.prototxt": shape + "layer { name: 'c' type: 'Concat' top: 't' " + "bottom: 'data' " * n + "}\n"}


def varying(*lines):
    return net("vars: {width: 4}", "layers: [conv: {filters: width, kernel: 1}]", "sweep:", *lines)


def axes(n):
    variables = "vars: {" + ", ".join(f"v{k}: 1" for k in range(n)) + "}"
    return net(variables, "layers: [relu]", "sweep:", "  vary:", *(f"    v{k}: [1, 2]" for k in range(n)))


def unknown_axes(n):
    return varying("  vary:", *(f"    other{k}: [1, 2]" for k in range(n)))


def limits(n):
    return varying("  vary: {width: 1..9}", "  where:", *(f"    - params <= {k + 1}" for k in range(n)))


def equal_figures(n):
    return varying("  vary: {width: 1..9}", f"  front: [{', '.join(['params'] * n)}]")


def split_in_onnx(n):
    ends = [f"y{k}" for k in range(n)]
    return {"a.onnx": onnx_model(onnx_node("Split", ["x"], ends, field(5, field(1, "axis") + field(3, 1))))}


CODE = ("calc --code net.yaml 3x8x8",)
ARGUMENTS = (
    (lines_of_code, 800, CODE), (one_line_of_code, 800, CODE), (lists_in_code, 150, CODE),
    (functions_in_code, 700, CODE), (classes_in_code, 200, CODE), (classes_from_others, 700, CODE),
    (blank_code, 5000, CODE), (attributes_in_code, 40, CODE), (axes, 450, ("check", "sweep")),
    (unknown_axes, 2000, ("check", "sweep")), (limits, 450, ("check", "sweep")), (equal_figures, 2000, ("check",)),
    (joined_in_caffe, 3000, ("import a.prototxt",)), (split_in_onnx, 10_000, ("summary a.onnx",)),
    (nothing, 20, ("quiz --count N", "quiz --count N --level chains --choices")),
    (nothing, 1000, ("calc 8x8x4 relu*N", "solve ?x8x4 relu*N --output 8x8x4")),
    (nothing, 40, ("stack 3x3*N --against 7x7", "stack 3x3*N --against 7x7 --input 500x500")),
    (
        repeated,
        150,
        ("solve --smallest-input NET", "solve --largest-batch NET --memory 24GiB", "solve --fits 8..12 NET"),
    ),
)  # fmt: skip


CASES = [
    pytest.param(command, make, size, command == commands[0], id=f"{make.__name__}: {command}")
    for make, size, commands in (*SPEC_LISTS, *OTHER_LISTS, *ARGUMENTS)
    for command in commands
]


@pytest.fixture
def twice(tmp_path, monkeypatch, capfd):
    """Two runs of a command in folders of their own, the second with a list twice as long.

    What `diff` compares at most is made less, so that lists of some hundreds come to it.
    """
    gc.collect()
    gc.freeze()  # what other tests have left is not looked through again in each round
    for limit, less in (("CELLS", 25), ("EDITS", 5), ("MOST_COMPARED", 25)):
        monkeypatch.setattr(lists, limit, getattr(lists, limit) // less)

    def runs(command, make, size):
        def prepared(n):
            folder = tmp_path / str(n)
            folder.mkdir(exist_ok=True)
            for name, text in make(n).items():
                (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
            words = command.split()
            arguments = (
                words
                if {"NET", ".", "net.yaml", "N", "3x3*N", "relu*N", "a.prototxt", "a.onnx"} & set(words)
                else [*words, "NET"]
            )
            places = {"NET": ["net.yaml"], "N": [str(n)], "3x3*N": ["3x3"] * n, "relu*N": ["relu"] * n}
            arguments = [each for word in arguments for each in places.get(word, [word])]
            if words[0] == "diff":
                arguments.append("other.yaml" if (folder / "other.yaml").exists() else "net.yaml")

            def once():
                monkeypatch.chdir(folder)
                settings_read.cache_clear()
                run(arguments)
                capfd.readouterr()

            return once

        return prepared(size), prepared(2 * size)

    return runs


def seconds(once):
    gc.collect()
    with timed() as took:
        once()
        return took()


def peak(once):
    tracemalloc.start()
    try:
        once()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def too_long(short, long):
    """What the rounds of two runs took, where the second takes more than MOST times as long; else nothing.

    The best of each tells. Where a machine is busy for longer than a run takes, one lucky run of the short list would
    make all of the long one look slow: there the middle of what the rounds tell, each by itself, has the last word.
    """
    shorts, longs = [short()], []
    for _ in range(MOST_ROUNDS):  # the short list once more than the long one: a slow run of it would hide something
        longs.append(long())
        if longs[-1] > GRAIN:
            shorts.append(short())
        if min(longs) <= MOST * min(shorts) + GRAIN:
            return ""
    rounds = [2 * (each - GRAIN) / sum(beside) for each, beside in zip(longs, pairwise(shorts), strict=True)]
    if median(rounds) <= MOST:
        return ""
    return f"{min(shorts):.3f} s, and for twice as many {min(longs):.3f} s; {median(rounds):.1f} times in a round"


@pytest.mark.seconds
@pytest.mark.slow
@pytest.mark.parametrize(("command", "make", "size", "weighed"), CASES)
def test_twice_the_list_takes_twice_the_time_and_memory(command, make, size, weighed, twice):
    # Memory is weighed on shorter lists, where they are long: it is the same each time, and a run five times as slow.
    less = 1 if size < 100 else 2 if command.startswith("diff") else 4
    small, large = map(peak, twice(command, make, size // less)) if weighed else (1, 1)
    assert large <= MOST * small, f"{small:,} bytes, and for twice as many {large:,}"
    short, long = twice(command, make, size)
    assert not (told := too_long(lambda: seconds(short), lambda: seconds(long))), told


@pytest.mark.slow
def test_what_a_list_takes_is_seen_beside_what_any_file_takes(twice):
    once, _ = twice("summary", named, 100)
    once()
    assert peak(once) < 1_000_000


@pytest.mark.slow
def test_the_measure_sees_what_is_quadratic():
    def quadratic(n):
        return lambda: seconds(lambda: [k in list(range(m)) for m in range(0, n, 2) for k in (m,)])

    assert too_long(quadratic(5000), quadratic(10_000))  # far more than what says nothing, on fast machines too


@pytest.mark.parametrize(("shorts", "longs", "right"), [
    ([1.0] * 11, [2.0] * 10, True),
    ([1.6, 1.0, *[1.6] * 9], [2.9] * 10, True),
    ([1.0] * 11, [*[3.2] * 9, 2.0], True),
    ([1.0] * 11, [4.0] * 10, False),
    ([1.0, 1.6] * 6, [4.0, 6.4] * 5, False),
    ([1.6, *[1.0] * 10], [3.9] * 10, False),
], ids=["linear", "lucky-short", "lucky-long", "quadratic", "quadratic-busy", "quadratic-slow-start"])  # fmt: skip
def test_a_busy_machine_neither_hides_nor_invents_what_grows(shorts, longs, right):
    assert (not too_long(iter(shorts).__next__, iter(longs).__next__)) == right
