"""`convcalc sweep`: what it prints and writes, and how it takes what is wrong."""

import csv
import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest

import convcalc as api
from convcalc.analysis.parts import Figures, whole
from convcalc.cli import sweep as command
from convcalc.document.problems import SpecError
from convcalc.editor.reading import OpenSpec
from convcalc.language import loading
from convcalc.sweep import running
from convcalc.sweep.running import Chunk
from tests.support.command import convcalc
from tests.support.small_resnet import RESNET, VARY

ASKED = ["sweep", "net.yaml", *(word for each in VARY for word in ("--vary", each))]
LIMITS = ["--where", "params<=60k", "--where", "field>=60", "--where", "stage2.macs<1M"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "net.yaml").write_text(RESNET)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def by_hand() -> dict[int, dict[str, int]]:
    """The figures of every member, each built by itself."""
    found = {}
    for number, (width, kernel, depths, size) in enumerate(product((8, 16, 24), (3, 5), ([1, 1], [2, 2]), (32, 64))):
        given = {"width": width, "kernel": kernel, "depths": depths}
        network = loading.loads(RESNET, given, f"{size}x{size}x3")
        figures = Figures(network)
        names = ("params", "macs", "peak_memory")
        found[number] = {name: figures.figure(whole(network), name) for name in names}
        found[number]["receptive_field"] = min(figures.figure(whole(network), "receptive_field").each)
    return found


def test_the_front_is_what_nothing_beats() -> None:
    told = json.loads(convcalc(*ASKED, "--front", "params,peak,field", "--format", "json").out)
    known = by_hand()

    def better(one: dict[str, int], other: dict[str, int]) -> bool:
        pairs = [(one[n], other[n]) for n in ("params", "peak_memory")]
        pairs.append((-one["receptive_field"], -other["receptive_field"]))
        return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)

    front = {k for k, each in known.items() if not any(better(other, each) for other in known.values())}
    assert {each["point"] for each in told["points"]} == front
    assert {k: {n: each[n] for n in known[k]} for each in told["points"] if (k := each["point"]) in known} == {
        k: known[k] for k in front
    }
    assert (told["size"], told["tried"], told["kept"], told["reasons"]) == (24, 24, 24, [])


def test_a_table_fits_and_says_what_is_shown() -> None:
    for width in (60, 80, 160):
        result = convcalc(*ASKED, *LIMITS, "--best", "depth", width=width)
        assert max(map(len, result.out.splitlines())) <= width
        assert "best by largest depth" in result.out
        assert re.search(r"width +8|width=8|^ +\d+ +8 ", result.out, re.MULTILINE)
    assert "within   params<=60k, field>=60, stage2.macs<1M: " in result.out


def test_all_points_are_written_in_each_format(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    names = ["points.csv", "points.jsonl", "points.parquet"]
    assert convcalc(*ASKED, *LIMITS, *(word for name in names for word in ("-o", name))).code == 0
    lines = list(map(json.loads, (folder / "points.jsonl").read_text().splitlines()))
    assert lines == list(api.sweep("net.yaml", dict(each.split("=", 1) for each in VARY), LIMITS[1::2]))
    assert parquet.read_table(folder / "points.parquet").to_pylist() == lines
    with (folder / "points.csv").open() as file:
        rows = list(csv.DictReader(file))
    as_text = [{key: f"{value}" for key, value in line.items()} for line in lines]
    assert (rows, len(rows) > 3) == (as_text, True)
    assert sorted(path.name for path in folder.iterdir()) == ["net.yaml", *names]


def test_a_point_is_written_as_a_spec_that_is_read_again(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "found").mkdir()
    row = next(row for row in api.sweep("net.yaml", {"width": [8, 24], "input": "32,64"}) if row["point"] == 3)
    given = ["--vary", "width=8,24", "--vary", "input=32,64"]
    assert convcalc("sweep", "net.yaml", *given, "--write", "3", "-o", "found/net-3.yaml").code == 0
    written = (folder / "found/net-3.yaml").read_text()
    assert 'extends: "../net.yaml"\ninput: 64x64x3\nvars:\n  width: 24\n' in written
    found = json.loads(convcalc("summary", "found/net-3.yaml", "--format", "json").out)
    assert (found["total"]["params"], found["total"]["macs"]) == (row["params"], row["macs"])
    whole = convcalc("sweep", "-", *given, "--write", "3", stdin=RESNET).out
    found = json.loads(convcalc("summary", "-", "--format", "json", stdin=whole).out)
    assert (found["total"]["params"], found["total"]["macs"]) == (row["params"], row["macs"])
    assert convcalc("sweep", "net.yaml", *given, "--write", "4").code == 2


def test_a_file_says_what_is_too_long_to_type(folder: Path) -> None:
    text = "sweep:\n  vary:\n    width: [8, 16]\n    depths[1]: 1..3\n"
    text += "  where:\n    - params<=60k\n    - width > 8 or depths[1] == 1\n"
    (folder / "net.yaml").write_text(RESNET + text + "  front: [params, field]\n")
    told = json.loads(convcalc("sweep", "net.yaml", "--format", "json").out)
    assert (told["size"], told["vary"], len(told["front"])) == (6, {"width": 2, "depths[1]": 3}, 2)
    assert told["reasons"] == [{"points": 2, "first": 1, "text": "outside of width > 8 or depths[1] == 1"}]
    again = json.loads(convcalc("sweep", "net.yaml", "--vary", "width=24", "--best", "macs", "--format", "json").out)
    assert (again["size"], again["front"]) == (3, [])


def test_a_check_says_all_that_is_wrong_in_a_section_and_so_does_an_editor(folder: Path) -> None:
    text = """\
extends: net.yaml
sweep:
  vary:
    widht: [8, 16]
    kernel: 7..3
    depths[5]: 1..3
    width: 8..24:8
  where: [parms<=5M, stage9.params<=5M, kernel < wdth, 7]
  front: [params, field, params]
  best: macs
  sample: many
"""
    (folder / "family.yaml").write_text(text)
    out = convcalc("check", "family.yaml", "--format", "concise").out
    told = [tuple(map(int, line.split(":")[1:3])) for line in out.splitlines() if "C001" in line]
    assert told == [(4, 5), (5, 13), (6, 5), (8, 11), (8, 41), (8, 56), (9, 26), (10, 3), (11, 11)], out
    assert {(8, 11), (11, 11)} <= {each.place.spot[1:] for each in OpenSpec("family.yaml", text).problems if each.place}
    mended = "extends: net.yaml\nsweep: {vary: {width: 8..24:8}, where: %s.params<=5M, front: [field, fc.params]}\n"
    (folder / "family.yaml").write_text(mended % "stage9")
    assert "has no layer 'stage9'" in convcalc("check", "family.yaml").out
    (folder / "family.yaml").write_text(mended % "stage2")
    assert "has no layer 'fc'" in convcalc("check", "family.yaml").out
    (folder / "family.yaml").write_text((mended % "stage2").replace(", fc.params", ""))
    assert convcalc("check", "family.yaml").code == 0


def test_a_sample_is_the_same_for_a_seed_and_the_start_of_a_larger_one() -> None:
    def drawn(*more: str) -> list[int]:
        out = convcalc(*ASKED, "--sample", *more, "--front", "params,macs,field", "--format", "json").out
        return [json.loads(out)["tried"], *(each["point"] for each in json.loads(out)["points"])]

    assert drawn("9") == drawn("9", "--seed", "0")
    assert [drawn("9")[0], drawn("1000")[0]] == [9, 24]
    assert convcalc(*ASKED, "--seed", "3").code == 2


def test_the_count_is_that_of_trying_all() -> None:
    limits = ["--where", "params<=60k", "--where", "field>=60", "--where", "width > 8 or depths[1] == 1"]
    kept = json.loads(convcalc(*ASKED, *limits, "--format", "json").out)["kept"]
    counted = convcalc(*ASKED, *limits, "--count")
    words = f"{kept} of 24 points are within params<=60k, field>=60, 1 condition"
    assert kept and counted.code == 0 and counted.out.startswith(words)
    assert convcalc(*ASKED, "--count").out == "24 of 24 points can be built: 100 %\n"
    assert convcalc(*ASKED, "--count", "--where", "params<1").code == 1
    sample = json.loads(convcalc(*ASKED, *limits, "--sample", str(kept), "--format", "json").out)
    assert (sample["tried"], sample["kept"]) == (kept, kept)


@pytest.mark.slow
def test_a_draw_within_limits_is_the_same_in_every_process() -> None:
    vary = [f"--vary={each}" for each in ("width=8..32:8", "depths[0]=1..4", "depths[1]=1..4")]
    asked = ["sweep", "net.yaml", *vary, "--where=params<=200k", "--where=macs<=12M", "--sample=5", "--format=csv"]
    call = [sys.executable, "-m", "convcalc", *asked]
    drawn = {
        subprocess.run(call, capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


def test_a_count_from_python_and_of_each_limit() -> None:
    vary, limits = {"width": [8, 16, 24], "kernel": "3,5"}, ["params<=15k", "macs<=3M"]
    asked = [f"--where={limit}" for limit in limits]
    out = convcalc("sweep", "net.yaml", "--vary", "width=8,16,24", "--vary", "kernel=3,5", "--count", *asked).out
    counts = [len(list(api.sweep("net.yaml", vary, where))) for where in (limits, *limits)]
    assert counts == [api.count("net.yaml", vary, where) for where in (limits, *limits)]
    assert [int(line.split()[k]) for line, k in zip(out.splitlines(), (0, 2, 2), strict=True)] == counts
    with pytest.raises(SpecError, match="cannot be counted: intensity") as told:
        api.count("net.yaml", vary, "intensity>=1")
    assert told.value.problems[0].help == "a sweep tries all 6 of them, and says the same"
    assert convcalc("sweep", "net.yaml", "--vary", "width=8", "--count", "--format", "csv").code == 2


def test_an_input_from_python_is_that_of_the_command() -> None:
    vary, limit = {"width": [8, 16, 24]}, "macs<=3M"
    for volume, text in (("48x48x3", "48x48x3"), ((64, 64, 3), "64x64x3")):
        asked = ["sweep", "net.yaml", "--vary", "width=8,16,24", "--input", text]
        rows = list(api.sweep("net.yaml", vary, input=volume))
        told = json.loads(convcalc(*asked, "--format", "json").out)["points"]
        assert [row["macs"] for row in rows] == [each["macs"] for each in told]
        assert rows[0]["macs"] == api.analyse(loading.loads(RESNET, {"width": 8}, text)).total.macs
        counted = convcalc(*asked, "--count", "--where", limit).out
        assert api.count("net.yaml", vary, limit, input=volume) == int(counted.split()[0])
    assert list(api.sweep("net.yaml", vary, input="3x48x48", order="channels_first")) == list(
        api.sweep("net.yaml", vary, input="48x48x3")
    )
    with pytest.raises(SpecError, match="the input is given one volume, and varies"):
        api.sweep("net.yaml", {"input": [32, 64]}, input="48x48x3")


def test_what_cannot_be_counted_is_told_and_a_sample_is_of_all() -> None:
    counted = convcalc(*ASKED, "--count", "--where", "stage2.macs<1M")
    assert (counted.code, counted.out) == (2, "")
    assert "these points cannot be counted: a figure of stage2 is asked for" in counted.err
    out = convcalc(*ASKED, "--where", "stage2.macs<1M", "--sample", "9").out
    assert "drawn with seed 0; of all, as a figure of stage2 is asked for" in out
    assert convcalc(*ASKED, "--count", "--sample", "9").code == 2


@pytest.mark.parametrize("engine", (("--jobs", "2"), ("--dask", "local")))
def test_few_points_start_nothing(engine: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert convcalc(*ASKED, *engine).out == convcalc(*ASKED).out


def test_jobs_are_not_for_a_cluster_that_is_there() -> None:
    asked = convcalc(*ASKED, "--dask", "tcp://127.0.0.1:1", "--jobs", "2")
    assert (asked.code, "--jobs changes nothing beside --dask" in asked.err) == (2, True)


def test_nothing_left_is_told_with_what_each_limit_takes_and_what_came_nearest() -> None:
    limits = {"params": 15_000, "macs": 2_000_000, "peak_memory": 20_000}
    asked = [*ASKED, *(word for name, most in limits.items() for word in ("--where", f"{name}<={most}"))]
    known = by_hand()
    over = {n: [name for name, most in limits.items() if each[name] > most] for n, each in known.items()}
    misses = {n: sum(each[name] / limits[name] - 1 for name in over[n]) for n, each in known.items()}
    result = convcalc(*asked)
    assert (result.code, "No point is left." in result.out) == (1, True)
    told = json.loads(convcalc(*asked, "--format", "json").out)
    for name, each in zip(limits, told["limits"], strict=True):
        beyond = [n for n in known if name in over[n]]
        assert (each["beyond"], each["alone"]) == (len(beyond), sum(over[n] == [name] for n in beyond))
        assert each["nearest"]["point"] == min(beyond, key=lambda n: known[n][name])
        assert f"{name}<={limits[name]} takes {len(beyond)}" in result.out
    nearest = min(misses, key=misses.__getitem__)
    assert told["nearest"]["point"] == nearest
    assert f"nearest  point {nearest}: width=" in result.out


def test_what_a_limit_takes_is_told_where_points_are_left() -> None:
    out = convcalc(*ASKED, "--where", "macs<=5M", "--where", "macs<=1G").out
    assert "macs<=1G takes none" in out and " by itself\n" in out and "nearest" not in out
    out = convcalc("sweep", "net.yaml", "--vary", "width=7,8", "--where", f"params<={by_hand()[0]['params'] - 1}").out
    assert "takes 1; the nearest has" in out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--where", "params"], "neither one limit on a figure nor a condition"),
        (["--where", "params<5 and macs<3"], "neither one limit on a figure nor a condition"),
        (["--where", "params<5 and macs<3"], "give each limit by itself"),
        (["--where", "params<5M,macs<3M"], "give each limit by itself"),
        (["--where", "params<5M and macs<3M"], "give each limit by itself"),
        (["--where", "kernel>3"], "'kernel' is no figure, and nothing that varies"),
        (["--vary", "kernel=3-7"], "'3-7' is no range"),
        (["--vary", "kernel=3...7"], "did you mean 3..7?"),
        (["--vary", "kernel=3:7:2"], "did you mean 3..7:2?"),
        (["--where", "1M<=params<=3M"], "the figure comes first"),
        (["--best", "params,macs"], "front takes several"),
        (["--vary", "input=abc"], "a choice is a number"),
        (["--vary", "width=24"], "'width' varies already"),
        (["--write", "0", "-o", "p.csv"], "--write writes a spec"),
        (["--count", "--write", "0"], "--write changes nothing beside --count"),
        (["--resume", "-o", "p.parquet", "-o", "p.csv"], "--resume goes on with one file of points"),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(asked: list[str], said: str) -> None:
    result = convcalc("sweep", "net.yaml", "--vary", "width=8,16", *asked)
    assert result.code == 2 and said in " ".join(result.err.split())


def test_a_page_and_a_drawing_hold_every_point_of_the_front(folder: Path) -> None:
    asked = [*ASKED, "--front", "params,field", "-o", "a.html", "-o", "a.svg", "--format", "json"]
    points = {each["point"] for each in json.loads(convcalc(*asked).out)["points"]}
    for name in ("a.html", "a.svg"):
        assert {int(number) for number in re.findall(r"<title>point (\d+):", (folder / name).read_text())} == points
    assert {int(n) for n in re.findall(r'<tr id="point-(\d+)"', (folder / "a.html").read_text())} == points
    assert convcalc(*ASKED, "-o", "points.txt").code == 2
    assert convcalc(*ASKED, "--where", "params<=5", "-o", "a.html", "-o", "a.svg").code == 1
    assert "No point is left. The nearest is point 0: width=8" in (folder / "a.html").read_text()
    assert "There is no point to draw." in (folder / "a.svg").read_text()


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_done(folder: Path) -> None:
    call = [sys.executable, "-m", "convcalc", "sweep", "resnet152", "--vary", "classes=1..100000", "-o", "p.jsonl"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as process:
        while not (folder / "p.jsonl").exists() or (folder / "p.jsonl").stat().st_size < 200:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in err) == (130, False)
    lines = (folder / "p.jsonl").read_text().splitlines()
    assert [json.loads(line)["point"] for line in lines] == list(range(len(lines)))
    assert f"interrupted after {len(lines):,} of 100,000 points" in err
    assert f"tried    {len(lines):,} of 100,000 points" in out


def stopped(*each: Any, **more: Any) -> Iterator[Chunk]:
    """Some points, and Ctrl-C."""
    yield from islice(running.run(*each, **more, piece=4), 3)
    raise KeyboardInterrupt


def rows_of(path: Path) -> list[dict[str, Any]] | bytes:
    """What is in a file of points."""
    if path.suffix != ".parquet":
        return path.read_bytes()
    from pyarrow import parquet

    return parquet.read_table(path).to_pylist()


@pytest.mark.parametrize("name", ["p.jsonl", "p.csv", "p.parquet"])
def test_resume_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if name == "p.parquet":
        pytest.importorskip("pyarrow")
    asked = [*ASKED, "--where", "params<60k", "--where", "field>=60", "--front", "params,field", "-o"]
    whole = convcalc(*asked, f"whole-{name}")
    with monkeypatch.context() as patched:
        patched.setattr(command, "run", stopped)
        left = convcalc(*asked, name)
    assert (left.code, "; --resume goes on" in left.err) == (130, True)
    assert convcalc(*asked, name, "--set", "classes=2", "--resume").code == 2
    assert "is of another sweep" in convcalc(*asked, name, "--where", "macs>1", "--resume").err
    if name != "p.parquet":
        with (folder / name).open("a") as file:
            file.write('{"poi')  # what a process that is killed may leave
    with monkeypatch.context() as patched:
        patched.setattr(command, "run", stopped)
        assert convcalc(*asked, name, "--resume").code == 130
    resumed = convcalc(*asked, name, "--resume")
    assert (resumed.out, resumed.code) == (whole.out, 0)
    assert rows_of(folder / name) == rows_of(folder / f"whole-{name}") != []
    assert sorted(path.name for path in folder.iterdir()) == ["net.yaml", name, f"whole-{name}"]
    assert convcalc(*asked, name, "--resume").code == 2


def test_a_table_without_its_end_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    asked = [*ASKED, "-o", "p.parquet"]
    with monkeypatch.context() as patched:
        patched.setattr(command, "run", stopped)
        assert convcalc(*asked).code == 130
    rows = rows_of(folder / "p.parquet")
    told, content = (folder / "p.parquet.left").read_bytes(), (folder / "p.parquet").read_bytes()
    for end, said in ((content[:-9], "'p.parquet' is cut off, or no Parquet"), (None, "there is no file 'p.parquet'")):
        (folder / "p.parquet").write_bytes(end) if end else (folder / "p.parquet").unlink()
        result = convcalc(*asked, "--resume")
        assert (result.code, said in result.err) == (2, True)
    (folder / "p.parquet").write_bytes(content)
    assert convcalc(*asked, "--resume").code == 0
    assert rows_of(folder / "p.parquet")[: len(rows)] == rows and len(rows_of(folder / "p.parquet")) == 24
    (folder / "p.parquet.left").write_bytes(told.replace(b'"size": 7', b'"size": 25'))
    assert "a file of points is shorter than it was" in convcalc(*asked, "--resume").err


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("p.csv.left", lambda text: text.replace(b'"size": ', b'"size": -'), "'p.csv.left' is not what a sweep leaves"),
        ("p.csv.left", lambda text: text.replace(b'"tried": ', b'"tried": 0.'), "is not what a sweep leaves"),
        ("p.csv.left", lambda text: text.replace(b'"refused": {', b'"refused": {"a": ["b", "c", "d"]'), "leaves"),
        ("p.csv.left", lambda text: b"[" * 100_000, "is not what a sweep leaves"),
        ("p.csv", lambda text: text.replace(b",", b"\xe9"), "'p.csv' is not what a sweep writes"),
        ("p.csv", lambda text: b"\n" * len(text), "'p.csv' is not what a sweep writes"),
        ("p.csv", lambda text: text[: text[:-1].rindex(b"\n") + 1], "a file of points is shorter than it was"),
    ],
)
def test_what_no_sweep_has_left_is_not_gone_on_with(
    name: str, change: Callable[[bytes], bytes], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [*ASKED, "-o", "p.csv"]
    with monkeypatch.context() as patched:
        patched.setattr(command, "run", stopped)
        assert convcalc(*asked).code == 130
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    result = convcalc(*asked, "--resume")
    assert (result.code, said in result.err) == (2, True), result.err


@pytest.mark.parametrize("section", ["[1, 2]", "words", "{vary: [1]}", "{vary: {width: 8}, where: [[1]]}"])
def test_a_section_of_another_shape_is_told(section: str, folder: Path) -> None:
    (folder / "net.yaml").write_text(f"input: 8x8x3\nvars: {{width: 1}}\nlayers: [relu]\nsweep: {section}\n")
    for each in ("check", "sweep"):
        result = convcalc(each, "net.yaml")
        assert (result.code, "fault of convcalc" in result.out + result.err) == (2, False)


@pytest.mark.parametrize("line", ["[" * 30_000, "[" * 30_000 + "]" * 30_000, "<" * 30_000])
def test_a_listed_choice_that_is_none_is_told(line: str, folder: Path) -> None:
    (folder / "choices.jsonl").write_text(f"{line}\n")
    result = convcalc("sweep", "net.yaml", "--vary", "width=@choices.jsonl")
    assert (result.code, "line 1 of 'choices.jsonl'" in result.err) == (2, True), result.err


def test_no_more_varies_and_is_wanted_than_somebody_asks_for(folder: Path) -> None:
    lists = "".join(f"  v{k}: 1\n" for k in range(1001)), "".join(f"    v{k}: [1, 2]\n" for k in range(1001))
    (folder / "many.yaml").write_text(f"input: 8x8x3\nvars:\n{lists[0]}layers: [relu]\nsweep:\n  vary:\n{lists[1]}")
    assert "more than 1,000 things that vary are too many" in convcalc("sweep", "many.yaml").err
    result = convcalc(*ASKED, *["--where", "params<=5M"] * 1001)
    assert (result.code, "more than 1,000 limits are too many" in result.err) == (2, True)
    (folder / "many.yaml").write_text(f"input: 8x8x3\nvars:\n{lists[0]}layers: [relu]\n")
    names = " ".join(convcalc("sweep", "many.yaml", "--vary", "zzz=1,2").err.split())
    assert "it has: v0, v1, " in names and "v19, ..." in names


def test_a_full_disk_is_told_of_the_file_that_was_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(command, "run", stopped)
        patched.setattr("convcalc.document.files._fill", full)
        result = convcalc(*ASKED, "-o", "p.csv")
    assert (result.code, "cannot write 'p.csv': no space left on device" in result.err) == (2, True), result.err


@pytest.mark.slow
def test_a_killed_process_leaves_no_part_of_a_table(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    asked = ["sweep", "resnet152", "--vary", "classes=1..100000", "-o", "p.jsonl", "-o", "p.parquet"]
    with subprocess.Popen([sys.executable, "-m", "convcalc", *asked], env=os.environ) as process:
        while not (folder / "p.jsonl").exists():
            assert process.poll() is None
        process.kill()
    assert not [path for path in folder.iterdir() if "parquet" in path.name]


def test_the_api_says_what_is_wrong() -> None:
    with pytest.raises(SpecError, match="no variable 'widht'"):
        api.sweep("net.yaml", {"widht": [8]})
    with pytest.raises(SpecError, match="there is no figure 'parms'"):
        api.sweep("net.yaml", {"width": [8]}, front="parms")
    assert next(api.sweep(RESNET, {"width": [8]}, "params<5"), None) is None


def test_a_place_that_is_all_of_the_input_is_missing_in_a_table_too(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    (folder / "flat.yaml").write_text(
        "input: 4x4x1\nvars: {n: 2}\nlayers: [{flatten: }, dense: n, reshape: [1, 1, n], conv: 1 1x1]\n"
    )
    asked = ["sweep", "flat.yaml", "--vary", "n=2,3", "--columns", "field_start,field"]
    assert convcalc(*asked, "-o", "points.parquet", "-o", "points.csv").code == 0
    assert (folder / "points.csv").read_text() == "point,n,field_start,receptive_field\n0,2,all,all\n1,3,all,all\n"
    found = parquet.read_table("points.parquet").to_pylist()
    assert [(row["field_start"], row["receptive_field"]) for row in found] == [(None, None)] * 2


def test_a_point_is_written_with_the_expressions_of_its_lists(folder: Path) -> None:
    (folder / "lists.yaml").write_text(
        "input: 8x8x1\nvars: {w: 2, ws: [w, 2 * w]}\n"
        "layers: [conv: {filters: 'ws[0]', kernel: 3}, conv: {filters: 'ws[1]', kernel: 3}]\n"
    )
    asked = ["sweep", "lists.yaml", "--vary", "w=2,3", "--vary", "ws[0]=4,5"]
    assert convcalc(*asked, "--write", "3", "-o", "point.yaml").code == 0
    assert 'ws: [5, "2 * w"]' in (folder / "point.yaml").read_text()
    written = api.analyse("point.yaml").total
    assert [row["params"] for row in api.sweep("lists.yaml", {"w": [2, 3], "ws[0]": [4, 5]})][3] == written.params
    said = convcalc(*asked, "--where", "ws[1]>=6")
    assert (said.code, "ws[1] does not vary, and is worked out of other variables" in said.err) == (2, True)


@pytest.mark.parametrize("count", [(), ("--count",)])
def test_what_is_set_and_nowhere_is_told_once(count: tuple[str, ...]) -> None:
    found = convcalc("sweep", "net.yaml", "--vary", "width=8,16", "--set", "widht=3", *count)
    assert (found.code, found.out) == (2, "")
    assert "no variable 'widht' to set\n  help: did you mean 'width'?" in found.err
    found = convcalc("sweep", "net.yaml", "--vary", "width=8,16", "--input", "left=8x8x3", *count)
    assert (found.code, "has no input 'left'" in found.err) == (2, True)


def test_none_of_a_family_that_cannot_be_built_counts() -> None:
    found = convcalc("sweep", "net.yaml", "--vary", "width=8,16", "--input", "3", "--count")
    assert (found.code, found.out) == (1, "0 of 2 points can be built: 0 %\n")


def test_numbers_of_numpy_are_choices() -> None:
    numpy = pytest.importorskip("numpy")
    plain = list(api.sweep("net.yaml", {"width": [8, 16]}))
    assert plain
    assert list(api.sweep("net.yaml", {"width": numpy.arange(8, 17, 8)})) == plain
    assert list(api.sweep("net.yaml", {"width": [numpy.int64(8), numpy.int32(16)]}, sample=numpy.int64(2))) == plain


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"best": "params", "front": "macs"}, "front or best, not both"),
        ({"sample": 0}, "expected a whole number from 1 on, not 0"),
        ({"sample": 2, "seed": -1}, "expected a whole number from 0 on, not -1"),
        ({"settings": {"widht": 3}}, "no variable 'widht' to set"),
        ({"vary": {"width": b"8"}}, "b'8' is no choice"),
        ({"vary": {"width": [object]}}, "<class 'object'> is no choice"),
    ],
)
def test_what_a_program_asks_for_wrongly_is_told(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecError, match=re.escape(said)):
        api.sweep("net.yaml", **({"vary": {"width": [8, 16]}} | given))
