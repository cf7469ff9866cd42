"""Settings for all tests: hypothesis tries the same examples each time."""

from hypothesis import settings

settings.register_profile("convcalc", deadline=None, derandomize=True, database=None)
settings.load_profile("convcalc")
