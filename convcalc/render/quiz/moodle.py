"""A quiz as Moodle XML: multiple choice, or numbers and volumes to write, with a word on each known slip."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.model.geometry import Volume
from convcalc.render.formats import Options
from convcalc.render.markup import html
from convcalc.render.quiz import choices, notations, reasons, title

TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """All questions, in a category of their own."""
    category = _tag("category", _text(f"$course$/top/{title(quiz).replace('/', '//')}"))
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", f'<question type="category">{category}</question>']
    parts += (_question(quiz, number, item, options.choices) for number, item in enumerate(quiz.items, 1))
    return "\n".join([*parts, "</quiz>"])


def _question(quiz: Quiz, number: int, item: Exercise, choose: bool) -> str:
    kind = "multichoice" if choose and item.wrong else "shortanswer" if isinstance(item.figure, Volume) else "numerical"
    lines = [
        f'<question type="{kind}">',
        _tag("name", _text(f"{item.level} {quiz.seed}-{number:03}")),
        _html("questiontext", f"<p>{html(item.draft.text)}</p>"),
        _html("generalfeedback", "".join(f"<p>{html(line)}</p>" for line in reasons(item))),
        "<defaultgrade>1</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>",
    ]
    if kind == "multichoice":
        lines.append("<single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>")
        lines += (_answer(text, item, k, 'format="html"', "") for k, text in zip(item.order, choices(item)))
    elif kind == "numerical":
        lines += (_answer(text, item, k, "", "<tolerance>0</tolerance>") for k, text in enumerate(_texts(item)))
    else:
        lines.append("<usecase>0</usecase>")
        for k, text in enumerate(_texts(item)):
            lines += (_answer(form, item, k, "", "") for form in notations(text))
    return "\n".join([*lines, "</question>"])


def _texts(item: Exercise) -> list[str]:
    return [item.text, *(each.text for each in item.wrong)]


def _answer(text: str, item: Exercise, k: int, form: str, more: str) -> str:
    """One answer: 0 is the right one, the others have their slip told."""
    said = "" if k == 0 else f"{html(item.wrong[k - 1].title)}: {html(item.wrong[k - 1].why)}"
    feedback = _html("feedback", f"<p>{said}</p>" if said else "")
    return f'<answer fraction="{0 if k else 100}"{" " + form if form else ""}>{_text(text)}{more}{feedback}</answer>'


def _html(name: str, markup: str) -> str:
    """Markup in an element; CDATA keeps it as it is."""
    return f'<{name} format="html"><text><![CDATA[{markup}]]></text></{name}>'


def _text(text: str) -> str:
    return _tag("text", html(text))


def _tag(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"
