"""A quiz as GIFT, Moodle's text format: multiple choice, or numbers and volumes to write."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.model.geometry import Volume
from convcalc.render.formats import Options
from convcalc.render.markup import gift
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
        answers = [_answer("=" if k == 0 else "~", gift(text), item, k) for k, text in zip(item.order, choices(item))]
    else:
        answers = []
        for k, text in enumerate([item.text, *(each.text for each in item.wrong)]):
            forms = [f"{text}:0"] if numeric else map(gift, notations(text))
            answers += [_answer("=%0%" if k else "=", form, item, k) for form in forms]
    name = gift(f"{item.level} {quiz.seed}-{number:03}")
    lines = [f"::{name}::{gift(item.draft.text)} {{{'#' if numeric and not chosen else ''}"]
    lines += (f"  {each}" for each in answers)
    if because := "; ".join(reasons(item)):
        lines.append(f"  ####{gift(because)}")
    return "\n".join([*lines, "}"])


def _answer(mark: str, text: str, item: Exercise, k: int) -> str:
    said = f" #{gift(f'{item.wrong[k - 1].title}: {item.wrong[k - 1].why}')}" if k else ""
    return f"{mark}{text}{said}"
