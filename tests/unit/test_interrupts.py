"""Ctrl-C that comes while something is imported: it waits, and is not lost."""

import os
import signal
from collections.abc import Iterator
from threading import Thread

import pytest

from convcalc.document.interrupts import held_back


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    """What Python does, in the place of what a shell in the background has said."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_comes_when_all_is_done() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), held_back():
        os.kill(os.getpid(), signal.SIGINT)
        done.append("all")
    assert done == ["all"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_error_is_told() -> None:
    with pytest.raises(ImportError), held_back():
        raise ImportError


def test_where_nobody_or_another_thread_waits_for_it() -> None:
    entered = []

    def enter() -> None:
        with held_back():
            entered.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=enter)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        enter()
    finally:
        signal.signal(signal.SIGINT, before)
    assert entered == [before, signal.SIG_IGN]
