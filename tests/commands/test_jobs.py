"""`check` with several processes: what it says and how it ends does not depend on how many there are."""

import os
import signal
import subprocess
import sys
import time

import pytest

from convcalc.check import workers
from convcalc.check.workers import processes
from tests.support.command import convcalc

GOOD = "input: 8x8x3\nlayers: [{conv: 4 3x3}, relu]\n"
FILES = {
    "a.yaml": GOOD,
    "b.yaml": GOOD.replace("relu", "bn") + "vars: {idle: 1}\n",
    "base.yaml": GOOD + "vars: {n: 4}\n",
    "c.yaml": "extends: base.yaml\n",
    "d.yaml": "extends: base.yaml\nexpect: {params: 1}\n",
    "e.yaml": "input: 8x8x3\nlayers: [{conv: 4 9x9}]\n",
    "f.yaml": "input: [8, 8\n",
    "g.yaml": "other: thing\n",
    "h.yaml": GOOD.replace("8x8x3", "3x224x224"),
    "i.yaml": GOOD + "# convcalc: ignore-file[C301]\n",
    "left/out.yaml": GOOD + "expect: {params: 1}\n",
    ".convcalc.yaml": "exclude: [left]\nbudgets: {'*.yaml': {params: {max: 100}}, 'z.yaml': {params: {max: 1}}}\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit"])
@pytest.mark.parametrize("jobs", [2, 3, 40])
def test_any_number_of_processes_says_the_same(folder, form, jobs):
    one, many = (convcalc("check", ".", "a.yaml", "--format", form, "--jobs", str(n)) for n in (1, jobs))
    assert (one.out, one.err, one.code) == (many.out, many.err, many.code)
    assert one.code == 2
    assert len(one.out.splitlines()) > len(FILES) or form == "json"


def test_a_repair_is_made_by_any_number_of_processes(folder):
    (folder / "b.yaml").write_text("input: 8x8x3\nlayers: [{conv: 4 3x3}, bn]\n")
    assert "1 repaired" in convcalc("check", ".", "--fix", "--jobs", "3").err
    assert "nobias" in (folder / "b.yaml").read_text() or "bias: false" in (folder / "b.yaml").read_text()


def test_other_processes_do_the_work(folder, monkeypatch):
    monkeypatch.setattr(sys.modules["convcalc.check.run"], "build", fail_in(os.getpid()))
    specs = [name for name in FILES if name[0] in "abcdehi" and name.endswith(".yaml")]
    assert "AssertionError" not in convcalc("check", *specs, "--jobs", "3").out
    assert "AssertionError" in convcalc("check", *specs, "--jobs", "1").out


def fail_in(process):
    from convcalc.language.expansion import build

    def work(*given):
        assert os.getpid() != process
        return build(*given)

    return work


def test_a_process_that_ends_early_leaves_its_files_to_be_judged(folder, monkeypatch):
    one = convcalc("check", ".", "--jobs", "1").out
    done = workers._done
    monkeypatch.setattr(workers, "_done", lambda name, work: os._exit(1) if "c.yaml" in name else done(name, work))
    assert convcalc("check", ".", "--jobs", "3").out == one


def test_without_forks_there_is_one(folder, monkeypatch):
    one = convcalc("check", ".", "--jobs", "1").out
    monkeypatch.setattr(os, "fork", refused)
    assert convcalc("check", ".", "--jobs", "3").out == one
    monkeypatch.delattr(os, "fork")
    assert processes(1000, 4) == processes(1000, None) == 1
    assert convcalc("check", ".", "--jobs", "3").out == one


def refused():
    raise BlockingIOError


def test_as_many_as_pay(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(4))
    assert [processes(files, None) for files in (0, 1, 31, 32, 48, 1000)] == [1, 1, 1, 2, 3, 4]
    assert [processes(files, 8) for files in (0, 1, 5, 1000)] == [1, 1, 5, 8]


@pytest.mark.slow
def test_ctrl_c_ends_all_of_them(tmp_path):
    slow = "input: 8x8x3\nlayers:\n" + "".join(f"  - conv: {n} 1x1\n" for n in range(1, 9000))
    for k in range(6):
        (tmp_path / f"{k}.yaml").write_text(slow)
    command = [sys.executable, "-m", "convcalc", "check", str(tmp_path), "--jobs", "3"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    until(lambda: len(children(process.pid)) == 3)
    found = children(process.pid)
    process.send_signal(signal.SIGINT)  # to it alone
    assert process.wait(20) == 130
    until(lambda: not any(map(running, found)))


def children(process):
    found = subprocess.run(["ps", "--ppid", str(process), "-o", "pid="], check=False, capture_output=True, text=True)
    return list(map(int, found.stdout.split()))


def running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def until(holds):
    for _ in range(400):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError
