"""Other ways to write the same answer: as LaTeX, with decimal commas, with reasons; sizes with any signs."""

import re
from collections.abc import Iterable

_PLAIN = tuple((re.compile(pattern), put) for pattern, put in (
    (r"\\times|\\ast", " x "), (r"\\cdot", " * "), (r"\\[()\[\],;!]|\\$|\\q?quad|\\left|\\right", " "),
    (r"\s*[:;]-?[)(dp]$", ""),  # 760 :)
    (r",? *\bi\. ?e\.,? *", " = "),
    (r"(?<=[\d)\]])(?:,? +(?:since|because)\b|,? +due to\b).*", ""),
    (r"^\d[\d.,]* (?:per [a-z]+|each), *(?:so |thus |hence |(?=\d[\d.,]* (?:in )?(?:total|all)\b))", ""),
    (r"^(.*\d)(?: ?-?ish)$", r"about \1"),
))  # fmt: skip
_COMMAS = tuple((re.compile(pattern), put) for pattern, put in (
    (r"\b(\d{1,2}(?:,\d{2})+,\d{3})(?![\d,])", lambda match: match[1].replace(",", "")),  # 7,68,000 of lakhs
    (r"(?<![\d.,])(\d{1,3}),(\d{1,2}|(?<=\b0,)\d+)(?= ?(?:[kmgt]i?b?|mio\.?|million|billion|thousand)\b)", r"\1.\2"),
))  # fmt: skip
_SIDES = tuple((re.compile(pattern), put) for pattern, put in (
    (r"^<(.*)>$", r"[\1]"), (r" *; *(?=\d)", ", "), (r"^batch(?:[ _]size)? ?x ", "n x "),
    (r"\(= ?([^()]*)\)", r"= \1"), (r"\( ?x ?(\d+) ?\)", r"x \1"), (r"\((\d+ ?x ?\d+)\)(?= ?x)", r"\1"),
    (r"(?<=\d) ?(?:px|pixels?)(?= ?x ?\d)", ""),
    (r"\((\d+) of them\)", r"(\1 channels)"), (r"(?<=each, )(\d+) of them", r"\1 maps"),
    (r"^length (\d+),?(?: with| and)? (\d+) (?:channels|filters|(?:feature )?maps)$", r"\1x\2"),
    (r"^(\d+) (?:channels|filters|(?:feature )?maps) of length (\d+)$", r"\2x\1"),
    (r"^(\d+ ?x ?\d+) (?:channels|filters|(?:feature )?maps)$", r"\1"),
    (r"^(?:p|k|s|pad|padding|kernel|stride) ?[:=]? ?(?=\d+ ?(?:$|on|px|pixels?))", ""),
    (r" (?:on|at) (?:each|both|every|all) sides?$", ""),
    (r"^(\d+) ?[x*] ?(\d+) ?, ?(\d+)$", r"\1x\2x\3"), (r"\bh ?= ?w ?= ?(\d+)", r"h=\1, w=\1"),
    (r"^\d+(?: ?/ ?\d+){2,}$", lambda match: match[0].replace("/", "x")),
    (r"^\d{1,2}(?: \d+){2}$|^\d+ \d{1,2} \d+$|^\d+ \d+ \d{1,2}$", lambda match: match[0].replace(" ", "x")),
))  # fmt: skip
_TIMES = tuple((re.compile(pattern), put) for pattern, put in (
    (r"^(?:by )?(?:a )?(?:times|factor)(?: of)? (?=\d)", ""), (r"(?<=\d) ?: ?1$", ""),
    (r"(?<=\d)(?: ?x| times?|[ -]?fold)(?: (?:fewer|less|smaller|cheaper))?$", ""),
    (r"^(\d+) (\d+ ?/ ?\d+)$", r"\1 + \2"),
))  # fmt: skip
_NOT_KNOWN = re.compile(
    r"\?+|idk|dunno|pass|skip(?:ped)?|no (?:idea|clue|answer)|not sure|unknown|"
    r"(?:i )?(?:do not|don'?t|donno) know|not answered|left blank|keine ahnung|wei(?:ß|ss) (?:ich )?nicht|no s[eé]|"
    r"(?:je )?(?:ne )?sais pas|non (?:lo )?so"
)


def plainer(text: str) -> str:
    """An answer in lower case as it is written most: what says nothing is left out.

    >>> plainer(r"10 \\times 76"), plainer("76 per filter, 760 in total"), plainer("760 because 10*76")
    ('10 x 76', '760 in total', '760')
    """
    return _put(text, _PLAIN)


def plainer_number(text: str) -> str:
    """The same where one number is asked for, whose commas part anything but its sides.

    >>> plainer_number("0,768m"), plainer_number("102,8 mio"), plainer_number("7,68,000"), plainer_number("768,000")
    ('0.768m', '102.8 mio', '768000', '768,000')
    """
    return _put(text, _COMMAS)


def plainer_sides(text: str) -> str:
    """The same where a number for each side is asked for.

    >>> plainer_sides("(32; 32; 10)"), plainer_sides("32 32 10"), plainer_sides("32 x 32 (x 10)")
    ('(32, 32, 10)', '32x32x10', '32 x 32 x 10')
    """
    return _put(text, _SIDES)


def plainer_times(text: str) -> str:
    """The same where it is asked how many times more or less something is.

    >>> plainer_times("3.6x"), plainer_times("a factor of 3.6"), plainer_times("3 3/5")
    ('3.6', '3.6', '3 + 3/5')
    """
    return _put(text, _TIMES)


def is_given_up(text: str) -> bool:
    """Whether somebody only says not to know.

    >>> is_given_up("I don't know"), is_given_up("?"), is_given_up("-")
    (True, True, False)
    """
    return bool(_NOT_KNOWN.fullmatch(text.strip().lower().rstrip(".!,;: ").replace("’", "'")))


def _put(text: str, table: Iterable[tuple[re.Pattern[str], object]]) -> str:
    for pattern, put in table:
        text = pattern.sub(put, text)  # type: ignore[call-overload]
    return " ".join(text.split())
