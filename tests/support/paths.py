"""Where things are: the checkout, and what the tests read."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TESTS = ROOT / "tests"
GOLDENS = TESTS / "goldens"

SHARED = ROOT.parent / "shared"
"""More figures and specs, beside the checkout; tests that read them skip where they are not there."""
