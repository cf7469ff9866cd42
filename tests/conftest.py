"""Settings for all tests: hypothesis tries the same examples each time, long tests are spread, and what is collected
is not looked through for garbage again and again."""

import gc

import pytest
from hypothesis import settings

gc.disable()  # until the tests are collected: nearly all that is made until then stays
settings.register_profile("convcalc", deadline=None, derandomize=True, database=None)
settings.load_profile("convcalc")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take seconds each are spread evenly among the others, so that all workers end together."""
    seconds = [item for item in items if item.get_closest_marker("seconds")]
    others = [item for item in items if not item.get_closest_marker("seconds")]
    step = len(others) // (len(seconds) + 1)
    spread = [each for k, item in enumerate(seconds) for each in (*others[k * step : (k + 1) * step], item)]
    items[:] = [*spread, *others[len(seconds) * step :]]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What there is now stays to the end: only what tests make is garbage, and that is little at a time."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()
