"""Other ways to write the same answer: as LaTeX, with decimal commas, with reasons; sizes with any signs."""

import re
from collections.abc import Iterable, Iterator
from math import prod

from convcalc.model.quantities import Quantity

_Table = Iterable[tuple[re.Pattern[str], object]]
SIDES = ("volume", "positions", "setting")
"""Units of what has a number for each side: `5x5` is no product there."""
_PLAIN = tuple((re.compile(pattern), put) for pattern, put in (
    (r"\\times|\\ast", " x "), (r"\\cdot", " * "), (r"\\[()\[\],;!]|\\$|\\q?quad|\\left|\\right", " "),
    (r"\s*[:;]-?[)(dp]$", ""),  # 760 :)
    (r",? *\bi\. ?e\.,? *", " = "),
    (r"(?<=[\d)\]])(?:,? +(?:since|because)\b|,? +due to\b).*", ""),
    (r"^\d[\d.,]* (?:per [a-z]+|each), *(?:so |thus |hence |(?=\d[\d.,]* (?:in )?(?:total|all)\b))", ""),
    (r"^(.*\d[a-z]*)(?: ?-?ish| \(?(?:approx(?:imately|\.)?|roughly|or so)\)?)$", r"about \1"),
    (r"\\(?:boxed|text|textbf|mathrm|mathbf)\[([^\[\]]*)\]", r" \1 "),
    (r"\\[dt]?frac\[([^\[\]]*)\]\[([^\[\]]*)\]", r"((\1)/(\2))"),
    (r"^[*_]+|[*_]+$|(?<!\w)'(?=[^']*'(?!\w))|(?<=\w)'(?!\w)", ""),  # **760**, 'same'
    (r" *[-=]+> *", " = "),
    (r",? +(?:so|thus|hence|therefore|which (?:is|gives|makes)|giving)(?: it(?: is|'s))? +(?=[\d(\[~])", " = "),
    (r"\bhalf a (?=thousand|[mb]illion)", "1/2 "), (r"\b(?:three|3) quarters (?:of )?an? (?=[mb]illion)", "3/4 "),
    (r"\ba quarter (?:of )?an? (?=[mb]illion)", "1/4 "),
))  # fmt: skip
_COMMAS = tuple((re.compile(pattern), put) for pattern, put in (
    (r"\b(\d{1,2}(?:,\d{2})+,\d{3})(?![\d,])", lambda match: match[1].replace(",", "")),  # 7,68,000 of lakhs
    (r"^(\d{1,3}(?:\.\d{3})+),(\d{1,2})$", lambda match: f"{match[1].replace('.', '')}.{match[2]}"),
    (r"(?<![\d.,])(\d{1,3}),(\d{1,2}|(?<=\b0,)\d+)(?= ?(?:[kmgt]i?b?|mio\.?|million|billion|thousand)\b)", r"\1.\2"),
))  # fmt: skip
_PARTS = tuple((re.compile(pattern), put) for pattern, put in (
    (r"\((weights?|bias(?:es)?)\)", r"\1"),
    (r"^(?:w(?:eights?)? ?[:=] ?)?(\d[\d,]*?),? (?:and )?b(?:ias(?:es)?)? ?[:=] ?(\d[\d,]*)$",
     r"\1 weights + \2 biases"),
    (r"(\d) \((?:or |and )?\d[\d,.]* (?:without|excluding|not counting|w/o)[^()]*\)", r"\1"),
))  # fmt: skip
_IN_BYTES = tuple((re.compile(pattern), put) for pattern, put in (
    (r"(?<=\d) (?:float(?:32)?s?|numbers?|values?|elements?|activations?) (?:of|a|at|[*x]) (\d+)(?: ?(?:bytes?|b))?"
     r"(?: each| per [a-z]+|/[a-z]+)?$", r" * \1 bytes"),
    (r" [*x] (?=float(?:32)?s?$)", " "),
))  # fmt: skip
_SIDES = tuple((re.compile(pattern), put) for pattern, put in (
    (r"^<(.*)>$", r"[\1]"), (r" *; *(?=\d)", ", "), (r"^batch(?:[ _]size)? ?x ", "n x "),
    (r"\(= ?([^()]*)\)", r"= \1"), (r"\( ?x ?(\d+) ?\)", r"x \1"), (r"\((\d+ ?x ?\d+)\)(?= ?x)", r"\1"),
    (r"(?<=\d) ?(?:px|pixels?)(?= ?x ?\d)", ""),
    (r"\((\d+) of them\)", r"(\1 channels)"), (r"(?<=each, )(\d+) of them", r"\1 maps"),
    (r"^length (\d+),?(?: with| and)? (\d+) (?:channels|filters|(?:feature )?maps)$", r"\1x\2"),
    (r"^(\d+) (?:channels|filters|(?:feature )?maps) of length (\d+)$", r"\2x\1"),
    (r"^(\d+ ?x ?\d+) (?:channels|filters|(?:feature )?maps)$", r"\1"),
    (r" (?:in|on|along) (?:each|both|every) (?:axis|axes|directions?|dimensions?)$", ""),
    (r"^(?:rf|r|(?:each(?: one)? |it )?sees) ?[:=]? ?(?=\d)", ""),
    (r"^(\d+) ?(?:pixels|px) \((\d+ ?x ?\d+)\)$",
     lambda match: match[2] if prod(map(int, re.findall(r"\d+", match[2]))) == int(match[1]) else match[0]),
    (r"^([hwdc]) ?x ?([hwdc]) ?x ?([hwdc]) ?[:=] ?(\d+) ?[x*,] ?(\d+) ?[x*,] ?(\d+)$", r"\1=\4, \2=\5, \3=\6"),
    (r"^(?:same|unchanged)(?: (?:size|shape|volume|padding))?[:,]? (?=\d)", ""),
    (r"^(?:same|unchanged)(?: (?:size|shape|volume|padding))? \(([^()]*\d[^()]*)\)$", r"\1"),
    (r"^(\d+) (?:time)? ?steps(?:,| x| with| and| of) (\d+) (?:channels|filters|features|(?:feature )?maps)$",
     r"\1x\2"),
    (r"^(\d+) ?[x*] ?(\d+) ?, ?(\d+)$", r"\1x\2x\3"), (r"\bh ?= ?w ?= ?(\d+)", r"h=\1, w=\1"),
    (r"^\d+(?: ?/ ?\d+){2,}$", lambda match: match[0].replace("/", "x")),
    (r"^\d{1,2}(?: \d+){2}$|^\d+ \d{1,2} \d+$|^\d+ \d+ \d{1,2}$", lambda match: match[0].replace(" ", "x")),
))  # fmt: skip
_SETTINGS = tuple((re.compile(pattern), put) for pattern, put in (
    (r"^(?:[pksf]|(?:(?:zero|0)[- ])?pad(?:ding)?|kernel|filter|stride)(?: size)?(?: of| is)? ?[:=]? ?"
     r"(?=\d+ ?(?:$|x|on|px|pixels?))", ""),
    (r"(?: (?:zeros?|pixels?|px))?(?: (?:on|at))? (?:each|both|every|all) sides?$", ""),
    (r" ?(?:filters?|kernels?|windows?|zeros)$", ""), (r"^(\d+) (?:\d+ ?x ?\d+ )?(?:conv )?layers?$", r"\1"),
    (r"^every (?:(\d+) pixels|other pixel)$", lambda match: match[1] or "2"),
    (r"^(\d+) ?x$|^(\d+) of (?:them|these)$", lambda match: match[1] or match[2]),
    (r"^(once|twice|thrice)$", lambda match: str(("once", "twice", "thrice").index(match[0]) + 1)),
))  # fmt: skip
_FLAT = tuple((re.compile(pattern), put) for pattern, put in (
    (r"^(?:a )?(?:vector|list|array) (?:of|with) (?:length |size )?(?=\d)", ""), (r"^r ?\^ ?(?=\d+$)", ""),
    (r"(?<=\d)(?:-| )?d(?:im(?:ensions?|ensional)?)?(?: vector| output)?$", ""), (r" (?:logits|scores)$", ""),
))  # fmt: skip
_SAVED = tuple((re.compile(pattern), put) for pattern, put in (
    (r"^(?:-|(?:it )?saves|savings?(?: of)?:?) ?(?=\d)", ""),
    (r"(?: (?:params|parameters|macs))?(?: are)? (?:fewer|less|saved)(?: (?:params|parameters|macs))?$", ""),
))  # fmt: skip
_TIMES = tuple((re.compile(pattern), put) for pattern, put in (
    (r"^(?:by )?(?:a )?(?:times|factor)(?: of)? (?=\d)", ""), (r"(?<=\d) ?: ?1$", ""),
    (r"(?<=\d)(?: ?x| times?|[ -]?fold)(?: (?:fewer|less|smaller|cheaper))?$", ""),
    (r"^(\d+) (\d+ ?/ ?\d+)$", r"\1 + \2"), (r"^1 ?: ?(?=\d)", ""), (r"^(\d+(?:\.\d+)?) ?%$", r"\1e-2"),
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


def plainer_for(text: str, asked: Quantity, flat: bool = False) -> str:
    """The same for what is asked: one number, a number for each side, of a flat volume or not, how many times.

    >>> from convcalc.model.quantities import QUANTITIES
    >>> def plain(name: str, *texts: str) -> str:
    ...     return ", ".join(plainer_for(text, QUANTITIES[name]) for text in texts)
    >>> plain("params", "0,768m", "102,8 mio", "7,68,000", "768,000")
    '0.768m, 102.8 mio, 768000, 768,000'
    >>> plain("output", "(32; 32; 10)", "32 32 10", "32 x 32 (x 10)"), plain("pad", "2 on each side")
    ('(32, 32, 10), 32x32x10, 32 x 32 x 10', '2')
    >>> plain("times_params", "3.6x", "a factor of 3.6", "3 3/5", "360%")
    '3.6, 3.6, 3 + 3/5, 360e-2'
    """
    for table in _tables(asked, flat):
        text = _put(text, table)
    return text


def _tables(asked: Quantity, flat: bool) -> Iterator[_Table]:
    if asked.unit in SIDES:
        if flat:
            yield _FLAT
        if asked.unit == "setting":
            yield _SETTINGS
        yield _SIDES
        return
    if asked.unit == "saving" and asked.adds != "ratio":
        yield _SAVED
    if asked.unit == "layers":
        yield _SETTINGS
    yield from (_COMMAS, _PARTS)
    if asked.in_bytes:
        yield _IN_BYTES
    if asked.adds == "ratio":
        yield _TIMES


def is_given_up(text: str) -> bool:
    """Whether somebody only says not to know.

    >>> is_given_up("I don't know"), is_given_up("?"), is_given_up("-")
    (True, True, False)
    """
    return bool(_NOT_KNOWN.fullmatch(text.strip().lower().rstrip(".!,;: ").replace("’", "'")))


def _put(text: str, table: _Table) -> str:
    for pattern, put in table:
        text = pattern.sub(put, text)  # type: ignore[call-overload]
    return " ".join(text.split())
