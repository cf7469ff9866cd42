"""The largest batch that fits, as text: what it takes, and what one example more would."""

from convcalc.homework.solve.batches import LargestBatch
from convcalc.render import numbers
from convcalc.render.formats import Options
from convcalc.render.text import page, style, wrapped


def render(found: LargestBatch, options: Options) -> str:
    """The batch, and the two amounts beside what there is."""
    width = options.width
    batch, name = found.batch, style(found.network.name, "bold")
    how = "for a prediction" if found.plan is None else f"for a step of training, {_plan(found)}"
    fit = f"{batch:,} {'examples fit' if batch > 1 else 'example fits'}" if batch else "not even one example fits"
    lines = wrapped(f"{fit} into {numbers.size(found.memory)} {how}", width, f"{name}  ", "  ")
    room = max(len(f"{each:,}") for each in (batch, batch + 1))
    for each, takes in ((batch, found.takes), (batch + 1, found.next)):
        if each:
            lines.append(f"  {each:>{room},}  {takes:,} of {found.memory:,} bytes")
    return page([*lines, *wrapped("nothing is counted for what a framework allocates beside them", width)])


def _plan(found: LargestBatch) -> str:
    assert found.plan is not None
    words = [f"{found.plan.optimizer} in {found.plan.precision or found.dtype}"]
    return ", ".join([*words, f"{found.plan.block} computed again"] if found.plan.block else words)
