"""Names of a spec as identifiers of Python."""

import keyword
import re

RESERVED = frozenset({
    "i", "l", "I", "O", "self", "super", "range", "len", "print", "tuple", "sum", "type", "map", "zip",
    "torch", "nn", "F", "math", "keras", "layers", "ops",
})  # fmt: skip
"""Names that mean something else in a program, or could be taken for a digit."""


def identifier(text: str) -> str:
    """A name with which code can be written, as like the text as may be."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII)
    name = re.sub(r"^_+|_+$", "", name) or "layer"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in RESERVED else name


def free(name: str, taken: set[str]) -> str:
    """A name that is not taken, and is from now on."""
    base, count = re.sub(r"_\d*$", "", name) or name, 1
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    taken.add(name)
    return name


def class_name(text: str) -> str:
    """A name as that of a class: `conv_bn` is ConvBn."""
    words = [word for word in re.split(r"[^a-zA-Z0-9]+", text) if word]
    name = "".join([word[0].upper() + word[1:] for word in words]) or "Block"
    return f"Block{name}" if name[0].isdigit() or name in ("F", "None", "True", "False") else name
