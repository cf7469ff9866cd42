"""Bytes that a layer takes, in large networks: what is kept of it, and what is needed besides while it is written."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from convcalc.analysis.analyse import Analysis, Row, analyse
from convcalc.compare.difference import compare
from convcalc.document.source import parse
from convcalc.language.expansion import build
from convcalc.language.loading import load, read_source
from convcalc.model.network import Network
from convcalc.peers.reconciling import reconcile
from convcalc.render import as_json
from convcalc.render.figure.boxes import scene
from convcalc.render.formats import FORMATS, Options, parts
from convcalc.render.summary import columns, csv

MANY = 1_000


def network(layers: int = MANY) -> Network:
    return build(read_source(parse("net.yaml", f"input: 8x8x4\nlayers: [{{conv: 4 3x3 p1, repeat: {layers}}}]\n")))


def room(work: Callable[[], Any]) -> tuple[float, float]:
    """Bytes a layer that some work leaves behind, and the most that it takes meanwhile."""
    tracemalloc.start()
    try:
        kept = work()
        now, most = tracemalloc.get_traced_memory()
        del kept
        return now / MANY, most / MANY
    finally:
        tracemalloc.stop()


def test_a_layer_and_its_figures_take_some_hundred_bytes() -> None:
    network(10)
    kept, _ = room(network)
    assert kept < 290
    built = network()
    analyse(built)
    kept, most = room(lambda: analyse(built))
    assert kept < 400 and most < 470, "a row is made when it is asked for"


def test_what_other_tools_say_takes_little_room_however_many_there_are() -> None:
    reconcile(network(10))
    built = network()
    kept, most = room(lambda: reconcile(built))
    assert kept < 60 and most < 200, "layers that are called alike are told once, and shared by all tools"


def wider(kernel: str, layers: int = MANY) -> Analysis:
    """A network of layers that all differ."""
    text = "".join(f"  - conv: {4 + number} {kernel}\n" for number in range(layers))
    return analyse(build(read_source(parse("net.yaml", f"input: 8x8x4\nlayers:\n{text}"))))


def test_a_comparison_of_layers_that_all_differ_takes_little_more_than_what_it_says() -> None:
    compare(wider("3x3 p1", 10), wider("5x5 p2", 10))
    old, new = wider("3x3 p1"), wider("5x5 p2")
    kept, most = room(lambda: compare(old, new))
    assert kept < 1_400, "equal edits of neighbours are held once"
    assert most < 2_500, "how unlike two layers are is known by their kinds and names, not of each pair"


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(network())


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS["summary"])
def test_a_summary_takes_little_room_while_it_is_written(
    form: str, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No list of all lines, and never the whole text: of a table the cells, as the widest is known at the end."""
    for module in (columns, csv):
        monkeypatch.setattr(module, "SOME", 50)
    monkeypatch.setattr(as_json, "MOST_LINES", 50)
    next(parts("summary", form, analysis))
    _, most = room(lambda: sum(map(len, parts("summary", form, analysis, Options(full=True)))))
    assert most < 500


@pytest.mark.slow
def test_a_report_takes_little_room_while_it_is_written(analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs from layer to layer is kept as text, and the rest as numbers: never the whole page."""
    monkeypatch.setattr("convcalc.render.markup.MOST_VALUES", 50)
    monkeypatch.setattr("convcalc.render.report.formulas.MOST_EXPLAINED", 5)
    monkeypatch.setattr("convcalc.document.files.LARGEST_FILE", 100_000)  # so much room is taken to read a file
    sum(map(len, parts("report", "html", [analyse(network(100))])))
    _, most = room(lambda: sum(map(len, parts("report", "html", [analysis]))))
    assert most < 1_100


def test_a_figure_takes_little_room_while_it_is_laid_out() -> None:
    """Which places lead to which is a bit each, where none stand together."""
    layers = ", ".join(f"dense: {k % 9 + 1}" for k in range(MANY))
    built = build(read_source(parse("net.yaml", f"input: 8\nlayers: [{layers}]\n")))
    scene(built)
    _, most = room(lambda: scene(built))
    assert most < 4_000


def test_rows_are_a_sequence() -> None:
    analysis = analyse(load("lenet5"))
    rows, nodes = analysis.rows, analysis.network.nodes
    assert len(rows) == len(nodes) == len(list(rows))
    assert rows[-1] == list(rows)[-1] == rows[len(rows) - 1]
    assert rows[1:3] == tuple(list(rows)[1:3]) and rows[2] in rows
    each = zip(nodes, rows.costs, analysis.sights[0].reaches, analysis.memory.sizes, analysis.memory.saved, strict=True)
    assert list(rows) == [Row(*row) for row in each]
    assert rows == analyse(analysis.network).rows != analyse(load("lenet5"), batch=2).rows
    with pytest.raises(IndexError):
        rows[len(rows)]
