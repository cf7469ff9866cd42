"""Processor time of a whole summary against torchinfo's of the same network, its model already built."""

import time
from collections.abc import Iterator

from benchmarks.interleaved import claim, ratio

RUNS = 5
NETWORK = "resnet50"


def claims() -> Iterator[str]:
    """One claim, or why it could not be measured."""
    try:
        import torchinfo
        import torchvision
    except ImportError as error:
        yield f"torchinfo: not measured, {error.name} is not installed (pip install '.[bench]')"
        return
    from convcalc import api
    from convcalc.render import table
    from convcalc.render.columns import COLUMNS, DEFAULT
    from convcalc.render.outline import outline

    model = getattr(torchvision.models, NETWORK)(weights=None)

    def ours() -> str:
        analysis = api.analyse(api.load(NETWORK))
        return table.render(analysis, outline(analysis, full=True), [COLUMNS[name] for name in DEFAULT])

    def theirs() -> str:
        return str(torchinfo.summary(model, (1, 3, 224, 224), depth=9, verbose=0))

    value = ratio(theirs, ours, RUNS, time.process_time)
    yield claim(f"torchinfo / convcalc, {NETWORK}, processor time", value, "at least 50")
