"""Whether a text is code, not words."""

import re

from convcalc.language.spoken.code.classes import classes, functions
from convcalc.language.spoken.code.torch_classes import MEANS, VIEWS

_CALL = re.compile(r"(?:^|(?<=[\n;=(\[,])|^[^\S\n]*\(\w+\):)[^\S\n]*((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)\(")
_MADE = re.compile(r"^[^\S\n]*[A-Za-z_][\w.]*\s*=\s*[A-Za-z_][\w.]*\(", re.MULTILINE)
"""`net = make_net(3)`."""
_STATEMENT = re.compile(r"^[^\S\n]*(?:import|from|class|def|model\s*=|@)\b", re.MULTILINE)
PREFIXES = ("nn.", "torch.", "tf.", "slim.", "keras.", "layers.", "F.", "model.", "self.", "net.", "__import__",
            "paddle.", "gluon.", "mxnet.", "mx.", "flax.", "linen.")  # fmt: skip


def is_code(text: str) -> bool:
    """Whether a text calls classes or functions of PyTorch or Keras, or is a piece of a program."""
    if "(" not in text or re.search(r"\d\s*(?:->|→)", text):
        return False
    names = {name for library, name in classes() if library in ("torch", "keras")}
    for prefix, name in _CALL.findall(text):
        if prefix.startswith(PREFIXES) or name in names or name in ("Sequential", "Input", "__import__"):
            return True
        if prefix and (name in functions() or name in VIEWS or name in MEANS):
            return True
    return bool(_MADE.search(text)) or (_STATEMENT.search(text) is not None and "\n" in text)
