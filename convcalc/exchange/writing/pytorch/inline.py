"""What is run where it stands, as code: a call, a method, an index or an operator on what is read."""

from collections.abc import Mapping, Sequence

from convcalc.exchange.writing.code.layout import Code, Invocation, Joined, Suffixed, flat


def filled(template: str, reads: Sequence[Code], args: Mapping[str, str]) -> Code:
    """An inline form with what it reads: a call, a method, an index, or an operator."""
    for name, text in args.items():
        if not text.isalnum():
            template = template.replace(f"{{{name}}}:", f"{text} : ").replace(f" :{{{name}}}", f" : {text}")
            template = template.replace(" : ]", " :]")
        template = template.replace(f"{{{name}}}", text)
    if template.count("{0}") > 1:
        base = reads[0].base if isinstance(reads[0], Suffixed) else reads[0]
        return template.replace("len({0})", f"len({flat(base)})").replace("{0}", flat(reads[0]))
    if template == "{0}":
        return reads[0]
    if template.startswith("{0} @ "):
        return Joined("@", (reads[0], Suffixed(reads[1], template.removeprefix("{0} @ {1}"))))
    if template.startswith("{0}"):
        return Suffixed(reads[0], template.removeprefix("{0}"))
    head, _, rest = template.partition("(")
    parts = [reads[0] if text == "{0}" else text for text in _split(rest.removesuffix(")"))]
    return Invocation(head, tuple(parts))


def _split(text: str) -> list[str]:
    """The arguments of a call, at commas that stand in no brackets."""
    found, depth = [""], 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        if char == "," and not depth:
            found.append("")
        else:
            found[-1] += char
    return [each.strip() for each in found]
