"""The reference of kinds, rules and commands, from their docstrings, fields and options."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from convcalc.check.rules import OFF, PAGES, RULES
from convcalc.check.rules import page as rule_page
from convcalc.cli import COMMANDS
from convcalc.model.layers import KINDS, Layer, kind
from convcalc.model.layers.custom import UNSTATED
from convcalc.model.layers.fields import MISSING, FieldType, Integer
from docs.man import man_page

FOLDER = Path(__file__).parent / "reference"
MADE = "<!-- made by `python -m docs`: do not edit -->\n"


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    made = {"kinds.md": _kinds(), "commands.md": _commands(), "rules.md": _rules()}
    return {name: f"{MADE}\n{text.strip()}\n" for name, text in made.items()} | {"convcalc.1": man_page()}


def _kinds() -> str:
    parts = [
        "# Layer kinds",
        "",
        "Settings in **bold** must be given. In a shorthand, the first ones come by position.",
        "",
        "FLOPs are two operations for each MAC, and the others that are named: for one example, when the network runs.",
    ]
    family = ""
    for name, home in KINDS.items():
        module = home.split(".")[0]
        if module != family:
            family = module
            title = (import_module(f"convcalc.model.layers.{module}").__doc__ or "").split(".")[0]
            parts += ["", f"## {title}"]
        parts += ["", f"### {name}", "", inspect.cleandoc(kind(name).__doc__ or ""), "", *_settings(name, kind(name))]
        parts += ["", _counted(kind(name))]
    return "\n".join(parts)


def _counted(cls: type[Layer]) -> str:
    """What of a kind counts as MACs, and what beside them as FLOPs."""
    macs, others = _counts(cls, "macs"), _counts(cls, "operations")
    if not macs and not others:
        return "MACs and FLOPs: none."
    each = "; ".join(filter(None, ["two a MAC" if macs else "", others.rstrip(".")]))
    return f"MACs: {macs or 'none.'} FLOPs: {each}."


def _counts(cls: type[Layer], method: str) -> str:
    """What the kind's method says of itself; nothing where it counts nothing."""
    text = inspect.getdoc(getattr(cls, method)) or ""
    own = getattr(cls, method) is not getattr(Layer, method) and not text.startswith("None: ")
    return f"{text[0].lower()}{text[1:]}" if own else ""


def _settings(name: str, cls: type[Layer]) -> Iterator[str]:
    if not cls.fields:
        return
    yield "| setting | shorthand | value | default |"
    yield "|---|---|---|---|"
    letters = {field: letter for letter, field in cls.letters.items()}
    for field, (type, default) in cls.fields.items():
        words = [word for word, (target, _) in cls.flags.items() if target == field]
        forms = ["by position"] if field in cls.main else [f"`{letters[field]}1`"] if field in letters else []
        shorthand = ", ".join([*forms, *(f"`{word}`" for word in words)])
        label = f"**{field}**" if default is MISSING else field
        what = type.meaning().rstrip(".")
        what = f"{what[0].lower()}{what[1:]}"
        yield f"| {label} | {shorthand} | {what} | {_default(field, type, default)} |"


def _rules() -> str:
    parts = [
        "# Rules",
        "",
        "`convcalc rule CODE` prints a page of these. Those of taste run only when they are selected.",
    ]
    for code, name in {**PAGES, **RULES}.items():
        taste = ["", "*A rule of taste.*"] if code in OFF else []
        parts += ["", f"## {code} {name}", *taste, "", rule_page(code).strip()]
    return "\n".join(parts)


def _default(field: str, type: FieldType, default: object) -> str:
    if default is MISSING:
        return ""
    if default == UNSTATED and isinstance(type, Integer):
        return "not stated"
    if isinstance(default, bool):
        return "true" if default else "false"
    if default == ():
        return "the kernel" if field == "stride" else ""
    while isinstance(default, tuple):
        default = default[0]
    return str(default)


def _commands() -> str:
    parts = [
        "# Commands",
        "",
        "Exit codes: 0 done and nothing found, 1 problems found, 2 could not be read or computed.",
    ]
    for name in COMMANDS:
        command: click.Command = import_module(f"convcalc.cli.{name}").command
        context = click.Context(command, info_name=f"convcalc {name}", max_content_width=100, terminal_width=100)
        parts += ["", f"## {name}", "", "```text", command.get_help(context), "```"]
    return "\n".join(parts)
