"""Quizzes: the same for a seed, right by another way of working them out, and read by other programs."""

import doctest
import json
import os
import re
import select
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from moodle_xml_parser.parser import parse_string

from convcalc.homework.grading import grade, read_sheet
from convcalc.homework.quiz import LEVELS, Exercise, drafts, make
from convcalc.homework.quiz.dice import Dice
from convcalc.model.layers import kind
from tests.support.by_hand import field, missing, most_together, repeats, saving, work_out
from tests.support.command import Result, convcalc
from tests.support.known_facts import fact
from tests.support.npm import alone, install, needs
from tests.support.paths import TESTS

GIFT = TESTS / "gift"


@cache
def items() -> list[Exercise]:
    """Questions of every level."""
    return [item for level in LEVELS for item in make(3, 25, level).items]


# The same for a seed


def test_dice_are_the_same_everywhere() -> None:
    dice = Dice(7)
    assert [dice.number(1, 100) for _ in range(8)] == [33, 16, 66, 8, 54, 37, 6, 51]
    assert Dice(7).shuffled("abcdef") == ["b", "a", "e", "c", "f", "d"]


def test_a_quiz_is_the_same_for_its_seed() -> None:
    first = convcalc("quiz", "--seed", "7", "--count", "3", "--level", "stacks").out
    assert first == convcalc("quiz", "--seed", "7", "--count", "3", "--level", "stacks").out
    assert first != convcalc("quiz", "--seed", "8", "--count", "3", "--level", "stacks").out
    assert first == (TESTS / "goldens" / "quiz-stacks-7.txt").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["mixed", *LEVELS])
def test_a_longer_quiz_starts_with_the_shorter_one(level: str) -> None:
    long, short = ([(item.draft, item.choices) for item in make(5, count, level).items] for count in (12, 5))
    assert long[:5] == short


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_questions_differ(level: str) -> None:
    quizzes = [[item.draft.text for item in make(seed, 12, level).items] for seed in (1, 2)]
    assert [len(set(quiz)) for quiz in quizzes] == [12, 12]
    assert len(set(quizzes[0] + quizzes[1])) > 20


# Right, by another way


@pytest.mark.slow
def test_no_question_comes_twice_in_a_class_of_forty() -> None:
    asked = [item.draft.identity for seed in range(1, 41) for item in make(seed, 2 * len(LEVELS)).items]
    assert len(set(asked)) == len(asked) == 40 * 2 * len(LEVELS)


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_no_question_comes_twice_where_all_are_of_one_level(level: str) -> None:
    asked = [item.draft.identity for seed in range(7, 47) for item in make(seed, 10, level).items]
    assert len(set(asked)) == len(asked) == 400


def test_where_there_are_biases_the_question_says_whether_they_count() -> None:
    for item in items():
        if item.draft.quantity in ("params", "macs", "flops"):
            assert "bias" in item.draft.text or not any(
                "bias" in kind(each.split()[0]).fields for each in item.draft.layers
            )


@pytest.mark.slow
def test_answers_by_hand() -> None:
    """Windows are tried one by one, fields followed back pixel by pixel, weights counted one by one."""
    for item in items():
        assert item.text == by_hand(item), item.draft


def by_hand(item: Exercise) -> str:
    draft = item.draft
    if draft.spec:
        return str(fact(draft.spec, draft.classes, draft.quantity))
    if draft.against:
        return str(saving(draft.volume, draft.layers, draft.against, draft.quantity))
    if draft.quantity == "repeat":
        return str(repeats(draft.volume, draft.layers[0], draft.until))
    if draft.until:
        return str(missing(draft.volume, draft.layers[0], draft.until))
    if draft.quantity == "receptive_field":
        return str(field(draft.layers))
    found = work_out(draft.volume, draft.layers)
    figures = {
        "params": found.params,
        "macs": found.macs,
        "flops": found.flops,
        "memory": 4 * found.numbers * draft.batch,
        "peak_memory": 4 * most_together(draft.volume, draft.layers) * draft.batch,
    }
    return str(figures.get(draft.quantity, "x".join(map(str, [*found.size, found.channels]))))


def test_the_checker_by_hand() -> None:
    """Figures that are worked out on paper."""
    assert work_out("32x32x3", ("conv 10 5x5 s1 p2",)) == ([32, 32], 10, 760, 768000, 1546240, 10240)
    assert work_out("7x5x2", ("tconv 3 4x4 s2 p1",))[:3] == ([14, 10], 3, 2 * 3 * 16 + 3)
    assert work_out("7x7x2", ("conv 3 3x3 s2 same",)).size == [4, 4]
    assert work_out("10x4", ("conv 2 3 s2 d2",)).size == [3]
    assert field(("conv 1 3x3", "maxpool 2x2 s2", "conv 1 3x3 d2")) == 12


FIT = ("layer", "macs", "chains", "receptive-field", "memory", "flops", "backwards")
"""Levels in which nothing is left over."""


@pytest.mark.slow
def test_answers_are_whole_and_nothing_is_left_over() -> None:
    for item in items():
        assert re.fullmatch(r"\d+(x\d+)*", item.text)
        for node in item.ask.network.nodes[1:]:
            for window in node.site.layer.windows(node.site.inputs):
                if hasattr(window, "stride"):
                    room = node.site.inputs[0].size[0] + window.before + window.after - window.kernel
                    assert room % window.stride == 0 or item.level not in FIT


def test_choices_are_the_right_answer_and_wrong_ones() -> None:
    for item in items():
        assert len(set(item.choices)) == len(item.choices) == 1 + len(item.wrong)
        assert item.choices.count(item.text) == 1
        assert 1 <= len(item.wrong) <= 3
        assert all(each.title and each.why for each in item.wrong)
    places = [item.order.index(0) for item in items() if len(item.wrong) == 3]
    assert min(places.count(k) for k in range(4)) > len(places) / 8


def test_most_questions_have_three_wrong_answers() -> None:
    every = items()
    assert sum(len(item.wrong) == 3 for item in every) > 0.9 * len(every)


# The command


def test_the_key_goes_apart(tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    result = convcalc("quiz", "--seed", "7", "--count", "3", "--level", "params", "--key", str(key))
    assert result.code == 0
    answers = [item.text for item in make(7, 3, "params").items]
    written = key.read_text().replace(",", "")
    assert all(f"{number}. {text}" in written for number, text in enumerate(answers, 1))
    assert "forgotten" in written and "forgotten" not in result.out
    assert convcalc("quiz", "--level", "params", "--key", "-").out.startswith("Quiz: params, seed 1: key")
    assert convcalc("quiz", "--key", str(tmp_path / "no" / "key.txt")).code == 2


def test_a_key_with_choices_names_the_letter() -> None:
    quiz = convcalc("quiz", "--seed", "2", "--count", "6", "--choices").out
    key = convcalc("quiz", "--seed", "2", "--count", "6", "--choices", "--key", "-").out
    shown = [re.findall(r"^   ([a-h]\) .+)$", part, re.M) for part in quiz.split("\n\n")[1:]]
    right = re.findall(r"^\d+\. ([a-h]\) .+)$", key, re.M)
    assert len(right) == len(shown) == 6
    assert all(answer in among for answer, among in zip(right, shown))


def test_markdown() -> None:
    out = convcalc("quiz", "--seed", "2", "--count", "3", "--choices", "--format", "markdown").out
    assert out.startswith("# Quiz: mixed, seed 2\n\n1. ") and "   - a) " in out


def test_a_level_that_is_too_small_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LEVELS, "layer", lambda dice: LEVELS["params"](Dice(0)))
    monkeypatch.setattr("convcalc.homework.quiz.making.MOST_TRIES", 5)
    result = convcalc("quiz", "--level", "layer", "--count", "3")
    assert result.code == 2 and "level 'layer' has no 3 different questions" in result.err


@pytest.mark.parametrize("arguments", [("--count", "0"), ("--level", "hard"), ("--seed", "x"), ("--format", "qti")])
def test_bad_options(arguments: tuple[str, ...]) -> None:
    assert convcalc("quiz", *arguments).code == 2


# Read by others


@pytest.mark.slow
def test_an_answer_file_that_is_filled_in_is_graded_right(tmp_path: Path) -> None:
    count = 30
    lines = convcalc("quiz", "--seed", "4", "--count", str(count), "--format", "yaml").out.rstrip("\n").split("\n")
    answers = iter(make(4, count, "mixed").items)
    filled = [f"{line} {next(answers).text}" if re.fullmatch(r" {6}\w+:", line) else line for line in lines]
    file = tmp_path / "quiz.yaml"
    file.write_text("\n".join(filled))
    assert convcalc("grade", str(file)).code == 0
    file.write_text("\n".join(lines))
    marks = [mark for result in grade(read_sheet(str(file))).results for mark in result.marks]
    assert [mark.verdict for mark in marks] == ["unanswered"] * count


def moodle(*arguments: str) -> str:
    return convcalc("quiz", "--seed", "5", "--count", "40", "--format", "moodle", *arguments).out


def test_moodle_multiple_choice_is_read_by_a_parser() -> None:
    quiz = make(5, 40)
    questions = parse_string(moodle("--choices"))["multichoice"]
    assert len(questions) == 40
    for item, question in zip(quiz.items, questions, strict=True):
        assert question.single and question.shuffle_answers
        assert item.draft.text in question.text_pre_parse
        options = {option.answer.replace(",", ""): option for option in question.options}
        assert set(options) == set(item.choices)
        assert [text for text, option in options.items() if option.score_fraction == 100] == [item.text]
        assert all(options[each.text].feedback == f"<p>{each.title}: {each.why}</p>" for each in item.wrong)


@pytest.mark.slow
def test_moodle_questions_to_write_an_answer_to() -> None:
    quiz = make(5, 40)
    root = ElementTree.fromstring(moodle())
    assert root[0].get("type") == "category"
    for item, question in zip(quiz.items, list(root)[1:], strict=True):
        kind = "shortanswer" if "x" in item.text else "numerical"
        assert question.get("type") == kind
        assert question.findtext("name/text") and question.findtext("questiontext/text")
        answers = [(each.get("fraction"), each.findtext("text")) for each in question.findall("answer")]
        assert ("100", item.text) in answers
        assert {text for fraction, text in answers if fraction == "0"} >= {each.text for each in item.wrong}
        assert all(each.findtext("tolerance") == "0" for each in question.findall("answer")) or kind == "shortanswer"


@pytest.fixture(scope="module")
def gift() -> list[str]:
    """The command that reads GIFT; its parser is installed beside it the first time."""
    needs("node", "npm")
    with alone(GIFT):
        if not (GIFT / "node_modules" / "gift-pegjs").exists():
            install(GIFT)
    return ["node", str(GIFT / "parse.js")]


def parsed(gift: list[str], *arguments: str) -> list[dict[str, Any]]:
    text = convcalc("quiz", "--seed", "6", "--count", "40", "--format", "gift", *arguments).out
    done = subprocess.run(gift, input=text, capture_output=True, text=True, check=True)
    category, *questions = json.loads(done.stdout)
    assert category["type"] == "Category"
    return questions


@pytest.mark.slow
def test_gift_multiple_choice_is_read_by_a_parser(gift: list[str]) -> None:
    for item, question in zip(make(6, 40).items, parsed(gift, "--choices"), strict=True):
        assert question["type"] == "MC"
        assert question["stem"]["text"] == item.draft.text
        choices = {each["text"]["text"].replace(",", ""): each for each in question["choices"]}
        assert set(choices) == set(item.choices)
        assert [text for text, each in choices.items() if each["isCorrect"]] == [item.text]
        assert all(choices[each.text]["feedback"]["text"] == f"{each.title}: {each.why}" for each in item.wrong)


@pytest.mark.slow
def test_gift_questions_to_write_an_answer_to(gift: list[str]) -> None:
    for item, question in zip(make(6, 40).items, parsed(gift), strict=True):
        right = [each for each in question["choices"] if each["weight"] is None]
        if "x" in item.text:
            assert question["type"] == "Short"
            assert item.text in [each["text"]["text"] for each in right]
        else:
            assert question["type"] == "Numerical"
            assert [(each["text"]["number"], each["text"]["range"]) for each in right] == [(int(item.text), 0)]


# Asked here


def asked(stdin: str | bytes, *more: str) -> Result:
    return convcalc("quiz", "--seed", "2", "--level", "params", "--count", "3", "--ask", *more, stdin=stdin)


def test_each_answer_is_judged_at_once() -> None:
    first, second, third = make(2, 3, "params").items
    result = asked(f"{first.text}\n{second.wrong[0].text}\n\n")
    parts = result.out.split("\n\n")
    assert result.code == 0 and len(parts) == 4
    assert "> " + first.text in parts[0] and "  right      params: " in parts[0]
    assert "  wrong      params: " in parts[1] and second.wrong[0].title in parts[1]
    assert f"not answered; it is {third.figure:,}" in parts[2]
    assert parts[3] == "1 of 3 answers right\n"


def test_what_cannot_be_read_is_asked_again_and_gives_nothing_away() -> None:
    item = make(2, 1, "params").items[0]
    told = asked("many\n").out
    assert "unreadable 'many'" in told and "it is" not in told
    assert "1 of 1 answer right" in asked(f"many\n{item.text}\n").out


def test_answers_that_end_early() -> None:
    result = asked("")
    assert (result.code, result.out.splitlines()[-1]) == (0, "0 of 0 answers right")
    assert asked(b"\xff\n").code in (0, 2)
    assert asked("9" * 100_000).code == 0


def test_a_choice_by_its_letter() -> None:
    item = make(2, 3, "params").items[0]
    letter = "abcd"[item.order.index(0)]
    for said in (letter, f"{letter.upper()})", item.text):
        assert "  right " in asked(f"{said}\n", "--choices").out


@pytest.mark.parametrize("more", [("--format", "yaml"), ("--key", "-")])
def test_options_that_asking_has_no_use_for(more: tuple[str, ...]) -> None:
    assert asked("", *more).code == 2


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no pty")
def test_ctrl_c_on_a_terminal_ends_with_what_was_right() -> None:
    import pty

    first = make(2, 3, "params").items[0]
    command = [sys.executable, "-m", "convcalc", "quiz", "--seed", "2", "--level", "params", "--ask"]
    process, main = pty.fork()
    if process == 0:
        os.execv(command[0], command)
    shown = until(main, b"> ")
    os.write(main, f"{first.text}\n".encode())
    shown += until(main, b"> ")
    os.write(main, b"\x03")
    shown += until(main, b"1 of 1 answer right", again=b"\x03")  # one that comes before the read waits for it
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 130
    assert b"Traceback" not in shown


def until(handle: int, mark: bytes, again: bytes = b"") -> bytes:
    """What a terminal shows until it shows a mark, within a minute; `again` is typed after each quiet second."""
    shown, end = b"", time.monotonic() + 60
    while mark not in shown:
        assert time.monotonic() < end, shown
        if select.select([handle], [], [], 1)[0]:
            shown += os.read(handle, 1000)
        else:
            os.write(handle, again)
    return shown


def test_numbers_have_the_article_that_is_said() -> None:
    assert doctest.testmod(drafts).failed == 0
    said = " ".join(item.draft.text for seed in range(1, 7) for item in make(seed, 40).items)
    assert not re.search(r"\b[Aa] (8|1[18]\b|1[18]x)", said)
    assert " a 84 volume" not in said and "is 'dense 10' on an 84 volume" not in said
