"""A model as PyTorch prints it, `(0): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))`, as code of the same length."""

import re

_NAMED = re.compile(r"^([^\S\n]*)\((\w+)\): ", re.MULTILINE)
_OUTER = re.compile(r"\s*(\w+)\($", re.MULTILINE)
_BETWEEN = re.compile(r"(?<=\))\n(?=\s*[\w)])")
_MODULES = ("Sequential", "ModuleList")


def as_code(text: str) -> str:
    """A printed model as code, every character in its place; any other text as it is.

    >>> as_code("Net(\\n  (conv1): Conv2d(3, 6, kernel_size=(5, 5))\\n  (fc): Linear(9, 2)\\n)")
    '   (\\n           Conv2d(3, 6, kernel_size=(5, 5)),        Linear(9, 2),)'
    """
    if not _NAMED.search(text):
        return text
    plain = _NAMED.sub(lambda match: " " * len(match[0]), text)
    outer = _OUTER.match(plain)
    if outer and outer[1] not in _MODULES:  # a class of somebody's own: its layers in the order in which it has them
        plain = plain[: outer.start(1)] + " " * len(outer[1]) + plain[outer.end(1) :]
    return _BETWEEN.sub(",", plain)
