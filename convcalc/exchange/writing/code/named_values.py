"""Values of a block that are worked out many times, with a name: `width = expansion * in_channels`."""

from collections import Counter

from convcalc.exchange.writing.code.layout import names_in
from convcalc.exchange.writing.code.naming import TakenNames, free
from convcalc.exchange.writing.code.words import CodeBlock

OFTEN = 4
"""So often it stands in a block."""
WANTED = "width"
"""What it is called: nearly always channels between two others."""


def with_names(block: CodeBlock) -> tuple[CodeBlock, list[tuple[str, str]]]:
    """The block with names in the place of what is worked out often, and the names with what they stand for."""
    texts = Counter(text for step in block.steps for _, text in step.args if " " in text and "i" not in names_in(text))
    taken = TakenNames([*block.inputs, *(each.name for each in block.parameters)])
    names = {text: free(WANTED, taken) for text, count in texts.items() if count >= OFTEN and "(" not in text}
    if not names:
        return block, []
    steps = tuple(
        [step._replace(args=tuple([(name, names.get(text, text)) for name, text in step.args])) for step in block.steps]
    )
    return block._replace(steps=steps), [(name, text) for text, name in names.items()]
