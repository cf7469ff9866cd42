"""How a step is made in `__init__`: a module with its settings, a call of a block's class, a loop of them."""

from collections.abc import Mapping
from functools import cache, lru_cache

from convcalc.exchange.writing.code.forms import literal
from convcalc.exchange.writing.code.layout import Code, EitherCode, Invocation, Repetition, Suffixed, names_in
from convcalc.exchange.writing.code.words import CodeBlock, CodeStep
from convcalc.exchange.writing.pytorch.forms import ASKED, FORMS, TorchForm, function, module

FROZEN = " frozen"
"""Ends what is called for a layer that training leaves as it is."""
INLINE = ": "
"""Stands before what is run where it stands, where that is said in full."""
ABSENT = "nn.Identity()"
MOST_KEPT = 1_000
"""So many forms are kept by their words: most are those of the layers before."""


def form_of(step: CodeStep) -> TorchForm:
    """How its layer is written. Raises KeyError for a call of a block."""
    return module() if step.varies else form_named(step.callee)


@lru_cache(MOST_KEPT)
def form_named(callee: str) -> TorchForm:
    """How a layer of some words is written; after a colon stands what it does."""
    _, _, inline = callee.partition(INLINE)
    return function(inline) if inline else FORMS[callee.removesuffix(FROZEN)]


def is_module(step: CodeStep) -> bool:
    """Whether it can be a part of nn.Sequential."""
    return step.block is not None or (form_of(step).is_module and step.callee != "nn.Parameter")


def is_inline(step: CodeStep) -> bool:
    """Whether it can be run where it stands, without a member."""
    return step.block is None and bool(form_of(step).inline or form_of(step).sign)


def made(step: CodeStep, classes: Mapping[str, str]) -> Code:
    """One of it, without its condition and without a loop."""
    if step.block:
        return Invocation(classes[step.block.name], _block_args(step, step.block))
    callee, args = step.callee.removesuffix(FROZEN), dict(step.args)
    if step.varies:
        return Invocation(callee, ())
    if callee == "nn.Parameter":
        shape = args["shape"]
        learned = Invocation("torch.zeros", (shape[1:-1] if shape.startswith("(") else shape,))
        code: Code = Invocation(callee, (learned,))
    else:
        code = Invocation(callee, arguments(args, callee))
    return Suffixed(code, ".requires_grad_(False)") if step.callee.endswith(FROZEN) else code


def member(step: CodeStep, classes: Mapping[str, str]) -> Code:
    """It as one module, with its condition, a loop in nn.Sequential."""
    code = made(step, classes)
    if step.times:
        code = Invocation("nn.Sequential", (repeated(step, code),))
    return EitherCode(code, step.when, ABSENT) if step.when else code


def as_part(step: CodeStep, classes: Mapping[str, str]) -> Code:
    """It as a part of nn.Sequential."""
    return repeated(step, made(step, classes)) if step.times else member(step, classes)


def repeated(step: CodeStep, code: Code) -> Code:
    """So many times."""
    counter = "i" if any("i" in names_in(text) for _, text in step.args) else "_"
    return Repetition(code, f"for {counter} in range({step.times})")


def arguments(args: Mapping[str, str], callee: str) -> tuple[Code, ...]:
    """Those that are not their defaults: the first by their places, as far as none of them is left out."""
    found: list[Code] = []
    in_place, positional = True, FORMS[callee].positional
    for k, (name, default) in enumerate(_defaults(callee)):
        text = args.get(name)
        if text is None or text == default:
            in_place = False
        else:
            found.append(text if in_place and k < positional else f"{name}={text}")
    return tuple(found)


@cache
def _defaults(callee: str) -> list[tuple[str, str | None]]:
    """The settings of one of the forms, each with its default as text; None where it must be given."""
    return [(name, None if default is ASKED else literal(default)) for name, default in FORMS[callee].settings]


def _block_args(step: CodeStep, block: CodeBlock) -> tuple[Code, ...]:
    args = dict(step.args)
    found: list[Code] = []
    in_place = True
    for parameter in block.parameters:
        text = args[parameter.name]
        if parameter.default and text == parameter.default:
            in_place = False
        else:
            found.append(text if in_place else f"{parameter.name}={text}")
    return tuple(found)
