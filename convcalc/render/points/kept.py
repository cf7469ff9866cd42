"""What is told of a file of points that a sweep cannot go on with, whatever its format."""

from convcalc.document.problems import SpecError, fail

ANEW = "without --resume it is written anew"


def shorter() -> SpecError:
    """What is told where fewer points are left than there were."""
    return fail("a file of points is shorter than it was", help=ANEW)
