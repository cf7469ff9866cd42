"""Families that share nothing: they are built one by one, as soon as that shows; and choices that a file lists."""

import pytest

from convcalc.document.problems import SpecError
from convcalc.sweep.gauges import Gauge
from convcalc.sweep.plan import worth
from convcalc.sweep.plan.planned import Planned
from convcalc.sweep.plan.worth import Worth
from convcalc.sweep.request import stated, varied
from tests.support.families import family

NET = """
input: 8x8x3
vars: {w: 8, k: 3}
layers:
  - conv: w k half
  - relu
  - conv: 2*w+1 k half
  - relu
  - conv: 3*w+1 k half
"""


def test_members_that_share_nothing_are_built_one_by_one(monkeypatch):
    monkeypatch.setattr(worth, "TRIED", 16)
    members, gauges = family(NET, w=range(1, 400), k=[3]), [Gauge("params"), Gauge("macs")]
    plan, alone = Planned(members, gauges), []
    by_itself = plan.by_itself
    plan.by_itself = lambda values: alone.append(values["w"]) or by_itself(values)
    found = plan.many(members.space, range(399))
    assert alone[0] == 17 and len(alone) > 300
    assert list(zip(found.indices, *found.columns)) == [(k, *by_itself({"w": k + 1, "k": 3})) for k in range(399)]


def test_members_that_share_are_put_together_for_good():
    judged = Worth()
    assert (judged.most(), judged.plainly) == (worth.TRIED, False)
    judged.put(worth.TRIED, 10, 1000)
    assert (judged.most(), judged.plainly) == (None, False)


def test_the_plain_path_is_held_to_for_longer_each_time():
    judged, left = Worth(), []
    for _ in range(3):
        judged.put(worth.TRIED, 900, 1000)
        left.append(judged.most())
        assert judged.plainly
        judged.built(left[-1])
        assert (judged.most(), judged.plainly) == (worth.TRIED, False)
    assert left == [512, 1024, 2048]


def test_few_members_at_once_are_judged_together():
    judged = Worth()
    for k in range(worth.TRIED):
        assert (judged.most(), judged.plainly) == (worth.TRIED - k, False)
        judged.put(1, 0 if k else 10, 10)
    assert (judged.most(), judged.plainly) == (None, False)
    judged.put(1, 10, 10)
    assert (judged.most(), judged.plainly) == (None, False)


def test_a_sweep_that_begins_with_few_puts_together_what_shares():
    members = family(NET, w=range(1, 4), k=range(1, 40))
    plan = Planned(members, [Gauge("params"), Gauge("macs")])
    plan.by_itself = None
    assert all(len(plan.many(members.space, [k]).indices) for k in range(117))


def test_a_file_lists_choices(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cells.jsonl").write_text("[[0, 1], [2]]\n\n[[0, 1], [3]]\n7\nrelu\n[true, 2.5]\n")
    axis = varied("cell=@cells.jsonl").axis
    assert [str(choice) for choice in axis.choices] == [
        "[[0, 1], [2]]", "[[0, 1], [3]]", "7", "relu", "[True, 2.5]",
    ]  # fmt: skip
    assert axis.choices[0][0] is axis.choices[1][0]
    assert stated({"cell": "@cells.jsonl"}, (), (), "", (), None, None).vary[0].axis.choices[2] == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1\n[2\n", "line 2 of 'cells.jsonl', '[2'"),
        ("1\n2\n1\n", "1 is given twice"),
        ("", "there are no choices"),
        ("x" * 70_000, "a line of 65,536"),
    ],
)
def test_what_is_wrong_with_a_file_of_choices(tmp_path, monkeypatch, text, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cells.jsonl").write_text(text)
    with pytest.raises(SpecError, match=told.replace("[", r"\[")):
        varied("cell=@cells.jsonl")


def test_a_file_of_choices_that_is_not_there():
    with pytest.raises(SpecError, match=r"there is no file 'none\.jsonl'"):
        varied("cell=@none.jsonl")
