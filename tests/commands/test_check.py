"""The check command: exit codes, which files, what comments and baselines hide, and the shipped specs."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convcalc.check import rules
from convcalc.document import files
from convcalc.language import loading
from tests.support.command import convcalc

GOOD = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - relu\n"
WARNS = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n"
FAILS = GOOD + "expect: {params: 113}\n"
BROKEN = "input: 8x8x3\nlayers:\n  - conv: 4 9x9\n"
NOT_YAML = "input: 8x8x3\nlayers:\n  - conv: [4, 3x3\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    """A file below the folder."""
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    Path(name).write_bytes(text.encode())
    return name


def check(*arguments: str, **more) -> tuple[int, list[str]]:
    """The exit code and the lines of the concise format."""
    result = convcalc("check", "--format", "concise", *arguments, **more)
    return result.code, (result.out + result.err).splitlines()


@pytest.mark.parametrize(
    ("text", "code", "tally"),
    [
        (GOOD, 0, "1 file checked: no problems"),
        (WARNS, 1, "1 file checked: 1 warning"),
        (FAILS, 1, "1 file checked: 1 error"),
        (BROKEN, 2, "1 file checked: 1 error"),
        (NOT_YAML, 2, "1 file checked: 1 error"),
        ("", 2, "1 file checked: 1 error"),
        (GOOD + "expect: {params: lots}\n", 2, "1 file checked: 1 error"),
    ],
)
def test_exit_codes(folder, text, code, tally):
    found, lines = check(write("a.yaml", text))
    assert (found, lines[-1]) == (code, tally)


def test_one_bad_file_does_not_hide_the_others(folder):
    for name, text in (("a", BROKEN), ("b", FAILS), ("c", NOT_YAML), ("d", GOOD), ("e", WARNS)):
        write(f"{name}.yaml", text)
    code, lines = check(".")
    assert code == 2
    assert [line.split(" ")[0] + line.split(" ")[1] for line in lines[:-1]] == [
        "a.yaml:3:11:C001", "b.yaml:5:18:C002", "c.yaml:3:11:C001", "e.yaml:3:5:C301",
    ]  # fmt: skip
    assert lines[-1] == "5 files checked: 3 errors, 1 warning"


def test_the_text_that_a_person_reads(folder):
    write(
        "net.yaml",
        "input: 32x32x3\nlayers:\n  - conv: 4 5x5\n  - flatten\n  - dense: 10\nexpect: {params: {max: 5k}}\n",
    )
    result = convcalc("check", "net.yaml")
    assert result.code == 1
    assert (
        result.out
        == """\
net.yaml:5:5: warning[C302]: dense: nothing non-linear stands between it and the conv before
   5 |   - dense: 10
     |     ^^^^^
  net.yaml:3:5: that conv is here: conv
  help: put an activation such as relu between them
net.yaml:6:24: error[C002]: params: expected at most 5k, found 31,674
   6 | expect: {params: {max: 5k}}
     |                        ^^
  help: over by 26,674; dense (dense 10) holds 99%
1 file checked: 1 error, 1 warning
"""
    )


# Which files


def test_folders_globs_presets_and_standard_input(folder):
    write("specs/a.yaml", GOOD)
    write("specs/deep/b.yml", GOOD)
    write("specs/.hidden/c.yaml", BROKEN)
    write("specs/.d.yaml", BROKEN)
    write("specs/compose.yaml", "services: {web: {image: x}}\n")
    write("specs/broken.yaml", "a: [1\n")
    write("specs/notes.txt", "layers:")
    assert check("specs")[1] == ["2 files checked: no problems; 2 other YAML files passed over"]
    assert check()[1] == check("specs")[1]
    assert check("specs/*.yaml")[1] == ["1 file checked: no problems; 2 other YAML files passed over"]
    assert check("specs/**/*.yml", "specs/a.yaml", "./specs/a.yaml")[1] == ["2 files checked: no problems"]
    assert check("vgg16", "-", stdin=GOOD)[1] == ["2 files checked: no problems"]
    code, lines = check("-", stdin=WARNS)
    assert (code, lines[0][:17]) == (1, "<stdin>:3:5: C301")


def test_a_file_that_is_named_must_be_a_spec(folder):
    code, lines = check(write("compose.yaml", "services: {web: {image: x}}\n"))
    assert code == 2
    assert "C001" in lines[0]


@pytest.mark.parametrize("name", ["missing.yaml", "resnet5000", "nothing/*.yaml", "empty"])
def test_what_is_not_there(folder, name):
    os.mkdir("empty")
    result = convcalc("check", name)
    assert result.code == 2
    assert "there is no" in result.out + result.err


@pytest.mark.slow
def test_the_shipped_specs_are_clean():
    result = convcalc("check", loading.presets_folder())
    assert (result.code, result.out) == (0, f"{len(loading.preset_names())} files checked: no problems\n")
    assert check(*loading.preset_names())[0] == 0


# Comments


def test_a_comment_hides_what_stands_on_its_line(folder):
    write("a.yaml", "input: 8x8x3\nlayers:\n  - conv: 4 3x3   # convcalc: ignore[C301] kept for the import\n  - bn\n")
    assert check("a.yaml") == (0, ["1 file checked: no problems"])
    for written in ("# Convcalc: ignore[C301]", "# CONVCALC: Ignore[c301]"):
        write("a.yaml", f"input: 8x8x3\nlayers:\n  - conv: 4 3x3   {written}\n  - bn\n")
        assert check("a.yaml") == (0, ["1 file checked: no problems"])
    write("a.yaml", WARNS.replace("4 3x3", "4 3x3 # convcalc: ignore[bias-before-norm,C302]"))
    code, lines = check("a.yaml")
    assert code == 1
    assert lines[0] == "a.yaml:3:53: C004 nothing on this line is hidden by ignore[C302]"
    assert check("a.yaml", "--ignore", "C302")[0] == 0  # what is not judged cannot be told


def test_of_very_many_places_some_are_told_and_that_there_are_more(folder, monkeypatch):
    monkeypatch.setattr(rules, "MOST_PLACES", 3)
    write("a.yaml", "input: 8\nlayers:\n" + "- relu\n" * 3 + "- relu # convcalc: ignore[C303]\n" * 3)
    assert check("a.yaml")[1] == [
        "a.yaml:1:1: C303 found at more than 3 places: further ones are not told",
        "a.yaml:4:3: C303 relu right after relu",
        "a.yaml:5:3: C303 relu right after relu",
        "1 file checked: 3 warnings",
    ]
    write("a.yaml", "input: 8\nlayers:\n" + "- relu\n" * 4)
    assert len(check("a.yaml")[1]) == 4


def test_comments_that_hide_nothing(folder):
    comments = {3: "C301", 4: "C999", 5: "C001", 6: "C002"}
    lines = ["input: 8x8x3", "layers:", "  - conv: 4 3x3", "  - relu", "  - conv: 4 3x3", "expect: {params: 1}"]
    text = "\n".join(
        f"{line}  # convcalc: ignore[{comments[k]}]" if k in comments else line for k, line in enumerate(lines, 1)
    )
    code, found = check(write("a.yaml", text))
    assert code == 1
    assert found == [
        "a.yaml:3:37: C004 nothing on this line is hidden by ignore[C301]",
        "a.yaml:4:30: C004 there is no rule 'C999' to ignore",
        "a.yaml:5:37: C004 C001 cannot be ignored",
        "1 file checked: 3 warnings",
    ]


def test_what_is_found_in_a_file_that_is_extended_is_told_once_and_hidden_on_either_line(folder):
    base = "input: 8x8x3\nvars: {{norm: false}}\nlayers:\n  - conv: 4 3x3{}\n  - bn:\n    when: norm\n"
    for name in ("b", "c"):
        write(f"{name}.yaml", "extends: base.yaml\nvars: {norm: true}\n")
    write("base.yaml", base.format(""))
    code, lines = check(".")
    assert code == 1
    assert [line[:20] for line in lines] == ["base.yaml:4:5: C301 ", "3 files checked: 1 w"]
    assert "found in the network of 'b', which extends it" in convcalc("check", ".").out
    for name in ("b", "c"):
        write(f"{name}.yaml", "extends: base.yaml # convcalc: ignore[C301]\nvars: {norm: true}\n")
    assert check(".")[0] == 0
    write("b.yaml", "extends: base.yaml\nvars: {norm: true}\n")
    write("base.yaml", base.format(" # convcalc: ignore[C301]"))
    assert check("b.yaml", "base.yaml")[0] == 0


# Which rules


def test_select_and_ignore(folder):
    write("a.yaml", "input: 8x8x3\nvars: {n: 1}\nlayers:\n  - conv: 4 1x1 s2\n  - bn\n")

    def codes(*arguments):
        return [line.split()[1] for line in check("a.yaml", *arguments)[1][:-1]]

    assert codes() == ["C101", "C301"]
    assert codes("--select", "C301") == ["C301"]
    assert codes("--select", "default,C203") == ["C101", "C203", "C301"]
    assert codes("--select", "C1", "--select", "subsampling-1x1") == ["C101", "C203"]
    assert codes("--ignore", "unused-variable") == ["C301"]
    assert codes("--select", "all", "--ignore", "C1,C3") == ["C203"]
    write("a.yaml", FAILS)
    assert codes("--select", "C301") == ["C002"]
    assert codes("--ignore", "C002") == []


def test_an_unknown_rule_is_a_fault_of_the_command(folder):
    result = convcalc("check", "vgg16", "--select", "C301,bias-befor-norm")
    assert result.code == 2
    assert "did you mean 'bias-before-norm'?" in result.err


# Baselines


def test_a_baseline_goes_to_standard_output_as_well(folder):
    write("a.yaml", WARNS)
    result = convcalc("check", "a.yaml", "--write-baseline", "-")
    assert [row["code"] for row in json.loads(result.out)["findings"]] == ["C301"]
    assert (result.code, result.err) == (0, "baseline: 1 problem that will not count from now on\n")
    assert not Path("-").exists()


def test_a_baseline_holds_old_problems_wherever_their_lines_move(folder):
    write("nets/a.yaml", WARNS + "  - relu\n  - conv: 4 3x3\n    name: late\n  - bn\n")
    write("nets/b.yaml", FAILS)
    result = convcalc("check", "nets", "--write-baseline", "old.json")
    assert (result.code, result.err) == (0, "old.json: 3 problems that will not count from now on\n")
    assert check("nets", "--baseline", "old.json") == (
        0,
        ["2 files checked: no problems; 3 old problems in the baseline"],
    )
    rows = json.loads(Path("old.json").read_text())["findings"]
    assert rows[0] == {"file": "nets/a.yaml", "code": "C301", "path": "layers/conv/conv", "count": 1}
    assert rows[1]["path"] == "layers/late/conv"
    # moved, and a new one above
    moved = "# a comment\ninput: 8x8x3\nlayers:\n  - dropout\n" + Path("nets/a.yaml").read_text().split("\n", 2)[2]
    write("nets/a.yaml", moved)
    assert check("nets", "--baseline", "old.json")[0] == 0
    write("nets/a.yaml", moved + "  - relu\n  - conv: 4 3x3\n  - bn\n")
    code, lines = check("nets", "--baseline", "old.json")
    assert (code, lines[0][:21]) == (1, "nets/a.yaml:12:5: C30")
    # repaired
    write("nets/a.yaml", GOOD)
    assert check("nets", "--baseline", "old.json")[1][0].endswith(
        "1 old problem in the baseline; 2 of the baseline's are gone: write it anew"
    )


def test_a_baseline_never_holds_what_cannot_be_read(folder):
    write("a.yaml", BROKEN)
    assert convcalc("check", "a.yaml", "--write-baseline", "old.json").code == 2
    assert json.loads(Path("old.json").read_text())["findings"] == []
    assert check("a.yaml", "--baseline", "old.json")[0] == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1, "findings": [3]}', "\x00", None])
def test_what_is_no_baseline(folder, text):
    if text is not None:
        write("old.json", text)
    result = convcalc("check", "vgg16", "--baseline", "old.json")
    assert result.code == 2
    assert "--write-baseline" in result.out


# Writing


def test_a_file_is_replaced_whole_and_keeps_its_permissions(folder):
    write("a.txt", "old")
    os.chmod("a.txt", 0o640)
    os.symlink("a.txt", "link.txt")
    files.replace("link.txt", b"new")
    assert (Path("a.txt").read_bytes(), os.stat("a.txt").st_mode & 0o777) == (b"new", 0o640)
    assert os.path.islink("link.txt")
    files.replace("b.txt", b"first")
    assert sorted(os.listdir()) == ["a.txt", "b.txt", "link.txt"]
    with pytest.raises(TypeError):
        files.replace("a.txt", "no bytes")
    assert sorted(os.listdir()) == ["a.txt", "b.txt", "link.txt"]
    assert Path("a.txt").read_bytes() == b"new"


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_no_file_half_written(folder):
    """Many files are replaced over and over; each kill must leave every one of them old or new, never a part."""
    old, new = b"o" * 300_000, b"n" * 300_000
    loop = "from convcalc.document.files import replace\nimport itertools\n"
    loop += "for k in itertools.count():\n  replace(f'{k % 5}.yaml', (b'n' if k % 2 else b'o') * 300_000)\n"
    for k in range(5):
        write(f"{k}.yaml", old.decode())
    for delay in (0.25, 0.31, 0.37, 0.44):
        process = subprocess.Popen([sys.executable, "-c", loop])
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert {Path(f"{k}.yaml").read_bytes() for k in range(5)} <= {old, new}
