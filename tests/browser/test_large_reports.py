"""Reports of networks with thousands of layers, in headless Chromium: what is equal is one, and opens step by step."""

import os
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUNS = """
input: 32x32x16
blocks:
  unit:
    - add:
        residual: [{conv: 16 3x3 p1}, relu, {conv: 16 3x3 p1}]
        shortcut:
layers:
  - {conv: 16 3x3 p1, repeat: 2500}
  - {unit: , repeat: 60}
  - bn
"""
APART = "input: 8x8x4\nlayers:\n" + "".join(f"  - conv: {k % 7 + 1} 1x1\n" for k in range(1100))

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, report: Callable[..., str]) -> Callable[[str], str]:
    folder = tmp_path_factory.mktemp("specs")

    def write(text: str) -> str:
        path = os.path.join(folder, f"{len(text)}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return report(path)

    return write


def names(page: Any) -> list[str]:
    found: list[str] = page.locator(".rows tbody th").all_text_contents()
    return found


def press(page: Any, name: str) -> None:
    page.locator(".rows tbody tr", has=page.get_by_role("button", name=name, exact=True)).locator("button").click()


def test_equal_neighbours_are_one_and_open_step_by_step(visit: Visit, written: Callable[[str], str]) -> None:
    page = visit(written(RUNS))
    assert names(page) == ["input", "conv x2,500", "unit x60", "bn"]
    run = page.locator(".rows tr[data-block]").first.locator("td").all_text_contents()
    assert run[1:] == ["conv 16 3x3 p1, 2,500 layers", "32x32x16", "5.80M", "5.90G", "156.2 MiB", "5001"]
    press(page, "conv x2,500")
    assert names(page)[1:6] == [
        "conv x2,500", "conv to conv_1000", "conv_1001 to conv_2000", "conv_2001 to conv_2500", "unit x60",
    ]  # fmt: skip
    press(page, "conv_2001 to conv_2500")
    assert names(page)[5:7] == ["conv_2001", "conv_2002"]
    assert page.locator('.item.head .title:text-is("conv_2001 to conv_2500")').count() == 1
    # What is chosen elsewhere opens what it stands in; a call in a run has its own name, and its layers have theirs
    page.get_by_role("searchbox").fill("unit_50.residual.relu")
    page.locator(".rows tbody button").first.click()
    assert page.locator(".item.chosen .title").text_content() == "relu"
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Show all").click()
    assert {"unit_49", "unit_50", "unit_51"} <= {*names(page)}
    at = names(page).index("unit_50")
    assert names(page)[at : at + 4] == ["unit_50", "residual.conv", "residual.relu", "residual.conv_2"]
    assert page.locator(".detail .heading").text_content() == "unit_50.residual.relu"


def test_on_paper_one_of_them_stands_for_all(visit: Visit, written: Callable[[str], str]) -> None:
    page = visit(written(RUNS))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert names(page) == [
        "input", "conv x2,500", "conv", "unit x60", "unit", "residual.conv", "residual.relu", "residual.conv_2", "add",
        "bn",
    ]  # fmt: skip
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert names(page) == ["input", "conv x2,500", "unit x60", "bn"]


def test_very_many_that_differ_stand_together_by_thousands(visit: Visit, written: Callable[[str], str]) -> None:
    page = visit(written(APART))
    assert names(page) == ["input to conv_999", "conv_1000 to conv_1100"]
    press(page, "conv_1000 to conv_1100")
    assert names(page)[1:4] == ["conv_1000 to conv_1100", "conv_1000", "conv_1001"]
    page.locator("th button", has_text="MACs").click()
    macs = page.locator('.rows td[data-column="macs"]').all_text_contents()
    assert macs[0] == "2,688" and len(macs) == 500 and set(macs[:157]) == {"2,688"}
    numbers = [int(each) for each in page.locator('.rows td[data-column="number"]').all_text_contents()]
    assert numbers[:157] == sorted(numbers[:157]), "equal ones stay in running order"
