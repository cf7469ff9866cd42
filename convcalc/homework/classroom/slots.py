"""What each figure that is asked for may be called: over a column of a table, in a student's file, in a program."""

import re
from collections.abc import Iterator

from convcalc.document.records import NamedTuple
from convcalc.homework.grading import Sheet

Slot = tuple[int, int]
"""A figure that is asked for: the number of its question, and its own in that."""


class Slots(NamedTuple):
    """The figures of a sheet by their names; a name that several have stands for none of them."""

    names: dict[str, Slot | None]
    every: tuple[Slot, ...]

    def find(self, name: str) -> Slot | None:
        """The figure of a name, however it is spaced and written; of Canvas's names, `1234: TEXT`, the text counts."""
        for each in (name, re.sub(r"^\d+:", "", name)):
            if (known := plain(each)) in self.names:
                return self.names[known]
        return None

    def shared(self, name: str) -> bool:
        """Whether several figures have a name."""
        return self.names.get(plain(name), ()) is None


def slots_of(sheet: Sheet) -> Slots:
    """What is asked in a sheet. The names that it gives itself come before others."""
    names: dict[str, Slot | None] = {}
    every = tuple([(k, j) for k, question in enumerate(sheet.questions) for j in range(len(question.asked))])
    for kind in range(3):
        found: dict[str, Slot | None] = {}
        for slot in every:
            for name in set(map(plain, _names(sheet, slot, kind))):
                found[name] = None if name in found else slot
        names = found | names
    return Slots(names, every)


def called(sheet: Sheet, slot: Slot) -> str:
    """The plainest name of a figure: `layer.params`, and of the only one of a question `layer`."""
    question = sheet.questions[slot[0]]
    return question.id if len(question.asked) == 1 else f"{question.id}.{question.asked[slot[1]].key}"


def plain(name: str) -> str:
    """A name without what may be written otherwise: `Layer [Params]` is `layer params`, as `layer.params` is."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def _names(sheet: Sheet, slot: Slot, kind: int) -> Iterator[str]:
    """The names of a figure: by what its question is called, by its text, by its number."""
    number = slot[0] + 1
    question, key = sheet.questions[slot[0]], sheet.questions[slot[0]].asked[slot[1]].key
    heads = ([question.id], [question.text], [f"{word}{number}" for word in ("q", "question ", "response ")])[kind]
    yield from (f"{head} {key}" for head in heads if head)
    if len(question.asked) == 1:
        yield from heads if heads[0] else ()
    if kind == 0 and len(sheet.questions) == 1:
        yield key
