"""The `convcalc` command, also as `python -m convcalc`."""

from __future__ import annotations

import gc
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run a command without the collector: a short run makes no cycles worth collecting.

    Looking for them while click and yaml are imported and a network is built costs 2.7 % of `summary resnet50`, by
    instructions. It is switched off here, and not when this module is imported: another program may do that.
    """
    gc.disable()
    interrupted: list[int] = []

    def interrupt(number: int, _: object) -> None:
        interrupted.append(number)
        raise KeyboardInterrupt

    try:
        import _signal as signal  # type: ignore[import-not-found]  # below `signal`, which takes 1 % of a run

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, interrupt)
        from convcalc.cli import main

        main(interrupted=interrupted)
    except KeyboardInterrupt:
        os._exit(130)
    except BaseException:  # what is imported may make another error of it
        if not interrupted:
            raise
        os._exit(130)


if __name__ == "__main__":
    main()
