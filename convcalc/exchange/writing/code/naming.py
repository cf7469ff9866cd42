"""Names of a spec as identifiers of Python."""

import keyword
import re
from collections.abc import Iterable

RESERVED = frozenset({
    "i", "l", "I", "O", "self", "super", "range", "len", "print", "tuple", "sum", "type", "map", "zip",
    "torch", "nn", "F", "math", "keras", "layers", "ops",
})  # fmt: skip
"""Names that mean something else in a program, or could be taken for a digit."""


def identifier(text: str) -> str:
    """A name with which code can be written, as like the text as may be."""
    name = text
    if not (text.isascii() and text.isidentifier() and text[0] != "_" != text[-1]):
        name = re.sub(r"\W+", "_", text, flags=re.ASCII)
        name = re.sub(r"^_+|_+$", "", name) or "layer"
        name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in RESERVED else name


_END = re.compile(r"_\d*$")


class TakenNames(set[str]):
    """Names that are taken, and up to which number those of a base are, so that none is tried again."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__(names)
        self.counts: dict[str, int] = {}

    def release(self, name: str) -> None:
        """Let a name be given again."""
        self.discard(name)
        if end := _END.search(name):
            base, number = name[: end.start()], int(end[0][1:] or 1)
            if self.counts.get(base, 0) >= number:
                self.counts[base] = max(number - 1, 1)


def free(name: str, taken: TakenNames) -> str:
    """A name that is not taken, and is from now on."""
    if name in taken:
        base = _END.sub("", name) or name
        count = taken.counts.get(base, 1)
        while name in taken:
            count += 1
            name = f"{base}_{count}"
        taken.counts[base] = count
    taken.add(name)
    return name


def class_name(text: str) -> str:
    """A name as that of a class: `conv_bn` is ConvBn."""
    words = [word for word in re.split(r"[^a-zA-Z0-9]+", text) if word]
    name = "".join([word[0].upper() + word[1:] for word in words]) or "Block"
    return f"Block{name}" if name[0].isdigit() or name in ("F", "None", "True", "False") else name
