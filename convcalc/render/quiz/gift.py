"""A quiz as GIFT, Moodle's text format: multiple choice, or numbers and volumes to write."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.model.geometry import Volume
from convcalc.render.formats import Options
from convcalc.render.quiz import choices, notations, reasons, title

TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """All questions, in a category of their own."""
    parts = [f"// {title(quiz)}", f"$CATEGORY: $course$/top/{title(quiz).replace('/', '//')}"]
    parts += (_question(quiz, number, item, options.choices) for number, item in enumerate(quiz.items, 1))
    return "\n\n".join(parts)


def _question(quiz: Quiz, number: int, item: Exercise, choose: bool) -> str:
    chosen, numeric = choose and bool(item.wrong), not isinstance(item.figure, Volume)
    if chosen:
        answers = [
            _answer("=" if k == 0 else "~", _escaped(text), item, k) for k, text in zip(item.order, choices(item))
        ]
    else:
        answers = []
        for k, text in enumerate([item.text, *(each.text for each in item.wrong)]):
            forms = [f"{text}:0"] if numeric else map(_escaped, notations(text))
            answers += [_answer("=%0%" if k else "=", form, item, k) for form in forms]
    name = _escaped(f"{item.level} {quiz.seed}-{number:03}")
    lines = [f"::{name}::{_escaped(item.draft.text)} {{{'#' if numeric and not chosen else ''}"]
    lines += (f"  {each}" for each in answers)
    if because := "; ".join(reasons(item)):
        lines.append(f"  ####{_escaped(because)}")
    return "\n".join([*lines, "}"])


def _answer(mark: str, text: str, item: Exercise, k: int) -> str:
    said = f" #{_escaped(f'{item.wrong[k - 1].title}: {item.wrong[k - 1].why}')}" if k else ""
    return f"{mark}{text}{said}"


def _escaped(text: str) -> str:
    """The text with the format's own characters taken as they are."""
    return "".join(f"\\{char}" if char in "\\~=#{}:" else char for char in text)
