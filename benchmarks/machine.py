"""The machine that is measured on: its processor, its cores and its Python; never its name."""

import os
import platform


def machine() -> str:
    """In words: `AMD EPYC, 2 cores, Linux, CPython 3.11.7`."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, {python}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
