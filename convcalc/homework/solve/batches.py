"""The largest batch whose training, or whose prediction, takes no more than so much memory. Tries what it says."""

from fractions import Fraction

from convcalc.analysis.amounts import read
from convcalc.analysis.cost import costs
from convcalc.analysis.memory import measure
from convcalc.analysis.training import TrainingPlan, step
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.model.layers.fields import FieldError
from convcalc.model.network import Network

LARGEST_BATCH = 1 << 40


class LargestBatch(NamedTuple):
    """The largest batch that fits, and what it and the next one take."""

    network: Network
    plan: TrainingPlan | None
    """How it is trained; None for a prediction."""
    dtype: str
    memory: int
    batch: int
    """0 where one example is too much."""
    takes: int
    """The bytes of that batch."""
    next: int
    """Those of one example more."""


def largest_batch(network: Network, memory: int, dtype: str, plan: TrainingPlan | None) -> LargestBatch:
    """The largest batch that fits: what a batch takes never falls from one to the next. Raises SpecError."""
    figures = costs(network)

    def takes(batch: int) -> int:
        if plan is None:
            return measure(network, figures, dtype, batch).prediction
        return step(network, figures, dtype, batch, plan).peak

    low, high = 0, 1
    while high < LARGEST_BATCH and takes(high) <= memory:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if takes(middle) <= memory else (low, middle)
    return LargestBatch(network, plan, dtype, memory, low, takes(low) if low else 0, takes(low + 1))


def read_memory(text: str) -> int:
    """The bytes of `24GiB`. Raises SpecError."""
    try:
        amount = read(text)
    except FieldError as error:
        raise fail(f"--memory: {error.message}", help=error.help) from None
    if not isinstance(amount.value, Fraction) or not amount.in_bytes:
        raise fail(f"--memory: {text} is not a number of bytes", help="as 24GiB")
    return int(amount.value)
