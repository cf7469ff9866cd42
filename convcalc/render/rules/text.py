"""Rules as text: the page of one, with a bad and a good example, or a line for each of several."""

from collections.abc import Iterator

from convcalc.check import rules
from convcalc.render.findings import rule_name
from convcalc.render.formats import Options
from convcalc.render.text import style, wrapped


def render(codes: tuple[str, ...], options: Options) -> str:
    """A page, or a list."""
    if len(codes) > 1:
        return "\n".join(line for each in codes for line in _lines(each, options.width))
    [code] = codes
    off = f"\n\nOff by default; turn it on with --select default,{code}." if code in rules.OFF else ""
    text = f"{rules.page(code).strip()}{off}"
    return "\n\n".join([style(f"{code} {rule_name(code)}", "bold"), *_paragraphs(text, options.width)])


def _paragraphs(text: str, most: int | None) -> Iterator[str]:
    """The paragraphs of a page, broken where the terminal ends; examples stay as they are."""
    for paragraph in text.split("\n\n"):
        wide = most is not None and any(len(line) > most for line in paragraph.split("\n"))
        words = wide and "```" not in paragraph and not paragraph.startswith(" ")
        yield "\n".join(wrapped(paragraph.replace("\n", " "), most)) if words else _example(paragraph)


def _example(paragraph: str) -> str:
    """A paragraph as it is; an example says in colour whether it is a bad one."""
    for word, color in (("Bad:", "red"), ("Good:", "green")):
        if paragraph.startswith(f"{word}\n```"):
            return style(word, color, "bold") + paragraph.removeprefix(word).replace("```yaml", style("```yaml", "dim"))
    return paragraph


def _lines(code: str, most: int | None) -> list[str]:
    summary = rules.page(code).partition("\n\n")[0].replace("\n", " ").rstrip(".")
    start = f"{code}  {rule_name(code):20} {'off' if code in rules.OFF else '   '} "
    return wrapped(summary, most and max(most, 60), start, " " * len(start))
