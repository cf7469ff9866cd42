"""Questions of a quiz asked one after the other, each answer judged at once: on a terminal, or from a pipe."""

import sys
from collections.abc import Iterator

from convcalc.cli import CLEAN, INTERRUPTED
from convcalc.cli.terminal import show
from convcalc.document.problems import fail
from convcalc.document.wording import many
from convcalc.homework.grading.verdicts import RIGHT, UNREADABLE
from convcalc.homework.quiz import Exercise, Quiz
from convcalc.homework.quiz.checking import check_answer
from convcalc.render.formats import Options
from convcalc.render.grades.text import answers
from convcalc.render.quiz import LETTERS
from convcalc.render.quiz.text import question
from convcalc.render.text import page, wrapped

LONGEST = 1000
"""Characters of an answer that are read."""


def ask(quiz: Quiz, options: Options) -> int:
    """Ask until the questions end, or the answers. Ctrl-C ends it too, with what was right. Raises SpecError."""
    if sys.stdin is None:
        raise fail("there is no standard input to answer from")
    right = asked = 0
    code = CLEAN
    try:
        for correct in _each(quiz, options):
            asked, right = asked + 1, right + correct
    except EOFError:
        show("")
    except KeyboardInterrupt:
        code = INTERRUPTED
        show("")
    show(f"{right} of {many(asked, 'answer')} right")
    return code


def _each(quiz: Quiz, options: Options) -> Iterator[bool]:
    """Whether each answer is right, once it is given. Raises EOFError where there are no more."""
    for number, item in enumerate(quiz.items, 1):
        show(question(number, item, options))
        yield _judged(item, options)
        show("")


def _judged(item: Exercise, options: Options) -> bool:
    """Ask until an answer can be read, and show what is to be said of it."""
    while True:
        result = check_answer(item, _meant(item, _typed(), options))
        mark = result.marks[0]
        if mark.verdict != UNREADABLE:
            show(page(answers(result, options.width)))
            return mark.verdict == RIGHT
        show(page(wrapped(mark.note, options.width, "  unreadable ", " " * 13)))  # without what is right


def _meant(item: Exercise, text: str, options: Options) -> str:
    """The choice that a letter stands for, else what was typed."""
    chosen = LETTERS.find(text.lower().rstrip(")")) if options.choices and len(text.rstrip(")")) == 1 else -1
    return item.choices[chosen] if 0 <= chosen < len(item.choices) else text


def _typed() -> str:
    """A line, shown where a pipe gives it. Raises EOFError after the last one."""
    if sys.stdin.isatty():
        return input("> ").strip()
    try:
        line = sys.stdin.readline(LONGEST)
    except UnicodeDecodeError:
        raise fail("the answers are not UTF-8 text") from None
    if not line:
        raise EOFError
    show(f"> {line.strip()}")
    return line.strip()
