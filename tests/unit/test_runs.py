"""Long runs of plain items, read without the parser: data, positions and faults are those that the parser tells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.document import source as documents
from convcalc.document.problems import SpecError
from convcalc.document.runs import PlainRun
from convcalc.document.source import parse

RUN = "".join(f"- conv: {k} 3x3 p1\n- bn\n" for k in range(12))
MAPPINGS = "".join(
    f"- b: a*{k}+1\n- {{conv: 3 1,  name: x{k}}}\n- b:  {{c: (a-{k}) % 4, k: true}}\n- b: min(a, {k}) [{k}]\n"
    for k in range(8)
)


def routes(data, route=()):
    yield route
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from routes(value, (*route, key))


def told(text):
    """All that is known of a text: its data, and where each value and each key stands; or what is wrong with it."""
    try:
        source = parse("t", text)
    except SpecError as error:
        return [(each.message, each.place and each.place.position, each.help) for each in error.problems]
    places = [(route, source.locate(route), source.locate(route, True)) for route in routes(source.data)]
    return repr(source.data), places


def both(text, monkeypatch):
    """What is told of a text that is read without runs, and with them; and whether there were any."""
    monkeypatch.setattr(documents, "LONG", 10**9)
    slow = told(text)
    monkeypatch.setattr(documents, "LONG", 0)
    taken = []
    monkeypatch.setattr(PlainRun, "put", noted(taken))
    return slow, told(text), taken


def noted(taken, put=PlainRun.put):
    def noting(run, *given):
        taken.append(run)
        put(run, *given)

    return noting


@pytest.mark.parametrize(
    "text",
    [
        f"input: 8x8x4\nlayers:\n{RUN}",
        f"layers:\n{RUN}name: x\nblocks:\n  a: &a\n    - relu\n{RUN.replace('- ', '    - ')}  b: *a\n",
        f"layers:\n- x: |+\n{RUN}",
        f"layers:\n- x: >\n    a\n\n\n{RUN}",
        f"layers:\n- a: b\n  c: [d, e]\n{RUN}  name: last\n- 'q'\n{RUN}- [\n  x]\n",
        f"layers:\n{RUN}    and so on\n{RUN}",
        f"layers:\n{RUN.replace('bn', 'true').replace('3x3 p1', '')}- null\n",
        f"{RUN}",
        f"layers:\n{MAPPINGS}",
        f"layers:\n- bn\n{MAPPINGS}- {{a: b, c: d}}\n",
        f"layers:\n{MAPPINGS}{MAPPINGS}- x: {{y: 1, y-z: 2}}\n",
    ],
)
def test_what_is_read_line_by_line_is_what_the_parser_reads(text, monkeypatch):
    slow, quick, taken = both(text, monkeypatch)
    assert quick == slow
    assert taken


def test_equal_items_are_one_each_with_places_of_its_own():
    source = parse("t", "layers:\n" + "- conv:   4 3x3 p1\n- bn\n" * 200)
    items = source.data["layers"]
    assert items[60] is items[62]
    first, second = (source.locate(("layers", number, "conv")) for number in (60, 62))
    assert (second.line - first.line, second.column, second.length) == (2, 11, 8)


@pytest.mark.parametrize(
    "text",
    [
        f"layers: |\n{RUN.replace('- ', '  - ')}",
        f"layers: 'a\n{RUN.replace('- ', '  - ')}  '\n",
        f"layers: [\n{RUN}]\n",
        f"layers: a\n{RUN}",
        f"layers:\n{RUN}key: {{\n",
        f"layers:\n{RUN}layers: again\n",
        f"layers:\n{RUN}---\n{RUN}",
        f"layers:\n{RUN}- *none\n",
        f"layers: [\n{MAPPINGS}]\n",
        f"layers:\n{MAPPINGS}- {{a: 1, a: 2}}\n{MAPPINGS}",
        f"layers:\n{MAPPINGS}- x: {{a: 1, b: 3, a: 2}}\n{MAPPINGS}",
        f"layers:\n  - a: b\n{RUN.replace('- ', '   - ')}",
    ],
)
def test_what_only_looks_like_a_run_is_left_to_the_parser(text, monkeypatch):
    slow, quick, _ = both(text, monkeypatch)
    assert quick == slow


STARTS = st.sampled_from(["- a: {", "- {a: ", "- a: b"])
PARTS = st.sampled_from([
    "a", "b1", ": ", ":", ":  ", ", ", ",", "{", "}", " ", "-", "(", ")", "[", "]", "*", "3", "%", "<", "=", "'", "#",
])  # fmt: skip


@pytest.mark.slow
@given(
    st.lists(st.lists(PARTS, max_size=12).map("".join), min_size=1, max_size=3),
    STARTS,
)
@settings(max_examples=800, deadline=None)
def test_any_line_in_a_run_is_read_alike(lines, start):
    text = "layers:\n" + RUN + "".join(f"{start}{line}\n" for line in lines) + RUN
    with pytest.MonkeyPatch.context() as patched:
        slow, quick, _ = both(text, patched)
    assert quick == slow


LINES = st.sampled_from([
    RUN, MAPPINGS, RUN.replace("- ", "  - "), RUN.replace("\n", " \n"), "layers:\n", "  a:\n", "- b: |+\n", "  - >\n",
    "key: 'a\n", "'\n", "[\n", "]\n", "#\n", "\n", "- c: &d\n", "- *d\n", "  word\n", "    word\n", "- e: 1\n",
    "  f: 2\n", "---\n", "- g\n",
])  # fmt: skip


@pytest.mark.slow
@given(st.lists(LINES, min_size=1, max_size=7).map("".join))
@settings(max_examples=150)
def test_any_text_is_read_alike(text):
    with pytest.MonkeyPatch.context() as patched:
        slow, quick, _ = both(text, patched)
    assert quick == slow
