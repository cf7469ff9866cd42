"""Python text as a syntax tree, safely: bounded in size and depth, and never run. Knows no layers."""

import ast
import re
import warnings
from bisect import bisect_right
from itertools import accumulate

from convcalc.document.wording import shown
from convcalc.language.spoken.code.printed import as_code
from convcalc.language.spoken.words import WordsError

LONGEST = 200_000
"""Characters."""
DEEPEST = 60
"""Brackets inside brackets."""
ASKED = "_"
"""What stands in the tree in the place of `?`, a number that is asked for."""
_ASKED = re.compile(r"(?<=[(,=])(\s*)\?(?=\s*[,)])")

_MAGIC = re.compile(r"^([ \t]*)((?:%[a-zA-Z%]|!(?!=)|\?).*)$", re.MULTILINE)
"""What notebooks have beside Python: `%matplotlib inline`, `!pip install torch`, `?print`; an expression may go on
with `% 2` or `!= 2`."""
_LONE_RETURN = re.compile(r"\r(?!\n)")
"""What ends a line for Python, too."""
_PROMPT = re.compile(r"^[ \t]*(>>> ?|\.\.\. ?)", re.MULTILINE)


class CodeText:
    """A text as a syntax tree, and where its nodes stand in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.has_unknown = _ASKED.search(text) is not None
        text = _LONE_RETURN.sub("\n", _typed(text))
        plain = as_code(_ASKED.sub(rf"\1{ASKED}", text).expandtabs(1))
        self.indent = _indent(plain)
        self.lines = plain.split("\n")
        self.starts = list(accumulate([len(line) + 1 for line in self.lines], initial=0))
        self._ends: dict[int, list[int]] = {}
        """Where the characters of a line end, in bytes, of lines in which that is not the same."""
        self.tree = self._parsed(plain)

    def _parsed(self, plain: str) -> ast.Module:
        """The tree. Raises WordsError."""
        if len(plain) > LONGEST:
            raise WordsError(f"{len(plain):,} characters of code are too many (at most {LONGEST:,})", 0, len(plain))
        self._shallow(plain)
        dedented = "\n".join(line[self.indent :] for line in self.lines)
        dedented = _MAGIC.sub(lambda match: match[1] + "#" + match[2][1:], dedented)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(dedented)
        except SyntaxError as error:
            line = min(error.lineno or 1, len(self.lines))
            start = min(self.starts[line - 1] + self.indent + max(0, (error.offset or 1) - 1), len(plain))
            raise WordsError(f"this is no Python: {error.msg}", start, min(start + 1, len(plain))) from None
        except (ValueError, RecursionError, MemoryError):
            raise WordsError("this is no Python that can be read", 0, len(plain)) from None

    def _shallow(self, plain: str) -> None:
        """Stop at brackets that stand too deep in each other. Raises WordsError."""
        depth = 0
        for at, mark in enumerate(plain):
            depth += (mark in "([{") - (mark in ")]}")
            if depth > DEEPEST:
                raise WordsError(f"brackets stand inside brackets more than {DEEPEST} deep", at, at + 1)

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node starts and ends in the text."""
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1) or 1
        return self._offset(first, getattr(node, "col_offset", 0)), self._offset(
            last, getattr(node, "end_col_offset", 0)
        )

    def _offset(self, line: int, column: int) -> int:
        """The character of a place that the tree counts in bytes."""
        text, start = self.lines[line - 1], self.starts[line - 1] + self.indent
        if text.isascii():
            return start + min(column, len(text) - self.indent)
        if line not in self._ends:
            self._ends[line] = list(accumulate(len(char.encode("utf-8", "replace")) for char in text[self.indent :]))
        return start + bisect_right(self._ends[line], column)

    def fault(self, message: str, node: ast.AST, help: str = "") -> WordsError:
        """What is wrong at a node."""
        return WordsError(message, *self.span(node), help)

    def said(self, node: ast.AST) -> str:
        """A node as it is written, in quotes and short."""
        start, end = self.span(node)
        return shown(" ".join(self.text[start:end].split()))


def _indent(text: str) -> int:
    """The blanks before the first line that has something."""
    lines = [line for line in text.split("\n") if line.strip()]
    return min((len(line) - len(line.lstrip()) for line in lines), default=0)


def _typed(text: str) -> str:
    """What was typed after prompts, `>>> m = nn.ReLU()`, every character in its place; any other text as it is."""
    if not _PROMPT.search(text):
        return text
    lines = [(_PROMPT.match(line) and line) or " " * len(line) for line in text.split("\n")]
    return "\n".join(_PROMPT.sub(lambda match: " " * len(match[0]), line) for line in lines)
