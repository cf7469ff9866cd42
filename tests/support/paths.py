"""Where things are: the checkout, and what the tests read."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TESTS = ROOT / "tests"
GOLDENS = TESTS / "goldens"
