"""A report's numbers beyond 2^53, where a script's own round: shown, added up and sorted with every digit."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.public import analyse
from convcalc.render import numbers, report

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = os.path.dirname(report.__file__)
Visit = Callable[..., Any]
Report = Callable[..., str]

LARGE = 27_021_597_764_222_979
AMOUNTS = """
name: amounts
input: 8x8x4
blocks:
  pair:
    - custom: {volume: 8x8x4, params: 27021597764222979, multiply_accumulates: 27021597764222978}
      name: odd
    - custom: {volume: 8x8x4, params: 27021597764222977, multiply_accumulates: 27021597764222979}
      name: less
layers:
  - {pair: , name: both}
  - custom: {volume: 8x8x4, params: 27021597764222980, multiply_accumulates: 1}
    name: more
"""
PLACES = """
name: places
input: 36028797018963999x1
layers:
  - conv: 1 9007199254740993 p4503599627370496
  - maxpool: 9007199254740993
"""


@pytest.fixture
def written(tmp_path: os.PathLike[str]) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = os.path.join(tmp_path, "net.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    return write


def shown(page: Any, column: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        f'.rows tbody [data-column="{column}"]', "cells => cells.map(cell => cell.textContent)"
    )
    return found


def test_amounts_are_shown_and_added_up_to_the_last_digit(
    visit: Visit, report: Report, written: Callable[[str], str]
) -> None:
    page = visit(report(written(AMOUNTS)))
    facts = page.locator(".facts")
    for name, params, macs in (("odd", LARGE, LARGE - 1), ("less", LARGE - 2, LARGE), ("more", LARGE + 1, 1)):
        page.get_by_role("button", name=name).first.click()
        told = facts.locator("button b").all_text_contents()
        assert (told[1], told[2]) == (f"{params:,}", f"{macs:,}")
    assert f"{LARGE + 1:,} parameters" in page.locator('.item[aria-label^="more"]').get_attribute("aria-label")
    page.locator(".item.head, .item.closed").first.click()
    assert f"{2 * LARGE - 2:,}" in facts.text_content() and f"{2 * LARGE - 1:,}" in facts.text_content()
    page.locator("summary", has_text=numbers.count(3 * LARGE - 1)).click()
    assert page.locator("details[open]").text_content().endswith(f"together {3 * LARGE - 1:,}")
    assert page.locator(".strip .name").all_text_contents()[:2] == [
        "Parameters 33.3% in more",
        "MACs 50.0% in both.less",
    ]


def test_amounts_are_sorted_by_the_last_digit(visit: Visit, report: Report, written: Callable[[str], str]) -> None:
    page = visit(report(written(AMOUNTS)))
    page.locator("th button", has_text="Params").click()
    assert shown(page, "layer") == ["more", "both.odd", "both.less", "input"]
    page.locator("th button", has_text="MACs").click()
    assert shown(page, "layer") == ["both.less", "both.odd", "more", "input"]


def test_places_are_exact(visit: Visit, report: Report, written: Callable[[str], str]) -> None:
    path = written(PLACES)
    page = visit(report(path))
    analysis = analyse(build(loading.read_source(parse("net.yaml", PLACES))))
    field, pooled = analysis.rows[1].reach[0], analysis.rows[2].reach[0]
    assert (field.size, pooled.size) == (9007199254740993, 18014398509481985)
    page.get_by_role("button", name="conv").first.click()
    page.get_by_label("position").fill("0")
    assert (
        page.locator(".says")
        .text_content()
        .startswith(
            "The unit sees positions -4503599627370496 to 4503599627370496 (0 to 4503599627370496 of the image). "
            "The image has 36028797018963999."
        )
    )
    page.get_by_role("button", name="maxpool").first.click()
    page.get_by_label("position").fill("1")
    low = 9007199254740993 - 4503599627370496
    assert f"positions {low} to {low + 18014398509481985 - 1}" in page.locator(".says").text_content()
    assert page.locator(".unit .at").text_content() == f"1 of {analysis.rows[2].node.site.output.size[0]}"
    assert "at most 18,014,398,509,481,985" in page.locator(".strip .name").last.text_content()
    assert shown(page, "field") == ["1", "9007199254740993", "18014398509481985"]
