"""Settings for all tests: hypothesis tries the same examples each time, and long tests are spread."""

import pytest
from hypothesis import settings

settings.register_profile("convcalc", deadline=None, derandomize=True, database=None)
settings.load_profile("convcalc")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take seconds each are spread evenly among the others, so that all workers end together."""
    seconds = [item for item in items if item.get_closest_marker("seconds")]
    others = [item for item in items if not item.get_closest_marker("seconds")]
    step = len(others) // (len(seconds) + 1)
    spread = [each for k, item in enumerate(seconds) for each in (*others[k * step : (k + 1) * step], item)]
    items[:] = [*spread, *others[len(seconds) * step :]]
