"""Settings for all tests: hypothesis tries the same examples each time, and slow tests come first."""

import pytest
from hypothesis import settings

settings.register_profile("convcalc", deadline=None, derandomize=True, database=None)
settings.load_profile("convcalc")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: the last that are given out are short then, and all workers end together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
