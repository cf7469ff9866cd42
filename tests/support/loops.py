"""Event loops of their own: a browser that other tests keep open has one running in the thread of the tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_a_thread(run: Callable[..., Any], *arguments: Any) -> Any:
    """What a function gives that begins a loop: `in_a_thread(asyncio.run, coroutine)`."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(run, *arguments).result()
