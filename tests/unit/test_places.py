"""Places in documents of every sort: what lies where, and that what stands for a document points into it."""

import pytest

from convcalc.document import toml
from convcalc.document.places import Excerpt, Located, Pin, Place, Position
from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.language.chain import read_chain

TEXT = "input: 8x8x3\nlayers:\n- conv: {filters: 4}\n"


def whole():
    return parse("nets/a.yaml", TEXT)


def test_an_excerpt_points_into_the_whole():
    part = Excerpt(whole(), ("layers",), [{"conv": {"filters": 4}}])
    place = Place(part, (0, "conv", "filters"))
    assert (place.position, place.spot) == (Position(3, 19, 1), ("nets/a.yaml", 3, 19))
    assert (part.name, part.folder, part.line(3)) == ("nets/a.yaml", "nets", "- conv: {filters: 4}")


def test_a_mark_stays_where_it_is():
    mark = Pin(whole(), Position(2, 1, 6))
    assert Place(mark, ("layers", 0)).position == Position(2, 1, 6)
    assert mark.line(2) == "layers:"


def test_a_spot_of_a_text_is_as_long_as_what_stands_there():
    assert whole().spot(0, 7, "8x8x3").position == Position(1, 8, 5)
    assert whole().spot(2, 19, 4).position == Position(3, 20, 1)


def test_a_toml_table_is_a_document():
    raw = b'[project]\nname = "ignore"\n[tool.convcalc]\nignore = ["C301"]\n'
    table = toml.table("pyproject.toml", raw, ("tool", "convcalc"))
    assert table.data == {"ignore": ["C301"]}
    assert Place(table, ("ignore",)).spot == ("pyproject.toml", 4, 1)
    assert table.line(4) == 'ignore = ["C301"]'
    assert toml.table("pyproject.toml", raw, ("tool", "other")) is None


def test_a_key_of_very_many_parts_is_not_parsed():
    for part in ("a.", '"a".', "'a' . "):
        with pytest.raises(SpecError, match="more than 200 parts"):
            toml.table("pyproject.toml", f"[tool.convcalc]\n{part * 300_000}b = 1\n".encode(), ("tool", "convcalc"))
    raw = f"[tool.convcalc]\nx = \"{'1.' * 150} {'.' * 900}\"\ny = '''{'a. ' * 199}'''\n".encode()
    assert set(toml.table("pyproject.toml", raw, ("tool", "convcalc")).data) == {"x", "y"}


def test_many_places_in_a_toml_table_are_searched_for_once():
    listed = "".join(f'  "net{k}.yaml",\n' for k in range(20_000))
    table = toml.table("pyproject.toml", f"[tool.convcalc]\nexclude = [\n{listed}]\n".encode(), ("tool", "convcalc"))
    assert {table.locate(("exclude", k)) for k in range(20_000)} == {Position(2, 1, 7)}
    assert {table.line(2) for _ in range(20_000)} == {"exclude = ["}


@pytest.mark.parametrize(
    "document", [whole(), Excerpt(whole(), (), None), Pin(whole(), Position(1, 1)), read_chain("8x8x3", ["relu"]).line]
)
def test_what_stands_for_a_document_has_all_of_one(document):
    for name in ("name", "text", "folder", "data", "locate", "line"):
        assert name in Located.__dict__ and hasattr(document, name)
    assert document.line(1) in document.text
