"""Judged answers that show themselves: what `convcalc.grade` gives."""

from convcalc.homework.grading import Graded
from convcalc.render.formats import Options
from convcalc.render.grades import text
from convcalc.render.text import unstyled

WIDTH = 100


class Grades(Graded):
    """Judged answers, with the points; its text is that of `convcalc grade`."""

    __slots__ = ()

    def __str__(self) -> str:
        return unstyled(text.render([self], Options(WIDTH)))
