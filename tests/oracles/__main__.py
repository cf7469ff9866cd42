"""What is written, proved and reconciled, held against PyTorch, Keras, ONNX Runtime and other tools, by one command.

Words choose among the parts: `python -m tests.oracles onnx verify`. Each ends with a line: how much was compared, and
what was not equal.
"""

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PARTS = {
    "onnx": ("test_onnxruntime.py",),
    "pytorch": ("test_pytorch_code.py",),
    "keras": ("test_keras_code.py",),
    "verify": ("test_verify.py",),
    "reconcile": ("test_peers.py",),
    "read": ("test_from_torch.py", "test_pt2.py"),
    "playground": ("test_playground.py",),
    "figures": ("test_torchvision.py", "test_torchvision_tasks.py", "test_random_networks.py", "test_unpool.py"),
}
"""What is written, proved and reconciled, what browsers show, and what is read and computed; each with its files."""


class _Counts:
    """How the tests of a part ended."""

    def __init__(self) -> None:
        self.ended: Counter[str] = Counter()
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Count a test once: where it ran, or where it was skipped or failed before."""
        if report.when == "call" or report.outcome != "passed":
            self.ended[report.outcome] += 1
            if report.failed:
                self.failed.append(report.nodeid.partition("::")[2])

    def pytest_collectreport(self, report: Any) -> None:
        """A file whose tool is not installed is skipped as a whole, one that cannot be read fails."""
        if report.outcome != "passed":
            self.ended[report.outcome] += 1
            self.failed += [report.nodeid] if report.failed else []


def run(name: str, options: list[str]) -> bool:
    """Run a part and tell how it ended; whether all was equal."""
    counts, began = _Counts(), time.monotonic()
    files = [str(HERE / file) for file in PARTS[name]]
    code = pytest.main(["-q", "--no-header", "--no-summary", "-m", "oracle", *options, *files], plugins=[counts])
    ended = counts.ended
    compared = ended["passed"] + ended["failed"]
    told = f"{ended['passed']:,} of {compared:,} equal, {ended['skipped']:,} skipped"
    lines = [f"\n{name:<10} {told}, {time.monotonic() - began:,.0f} s"]
    lines += [f"  not equal: {each}" for each in counts.failed]
    sys.stdout.write("\n".join(lines) + "\n")
    return code in (0, 5)


def main(words: list[str]) -> int:
    """The parts that are asked for, or all; what begins with a dash is for pytest."""
    options = [word for word in words if word.startswith("-")]
    parts = [word for word in words if word not in options] or list(PARTS)
    if unknown := [word for word in parts if word not in PARTS]:
        sys.exit(f"no part {unknown[0]!r}: there are {', '.join(PARTS)}")
    equal = [run(part, options) for part in parts]
    return int(not all(equal))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
