"""The `convcalc` command, also as `python -m convcalc`.

The collector is switched off before anything else is imported: a short run makes no cycles worth collecting,
and looking for them costs a tenth of it.
"""

import gc

gc.disable()

from convcalc.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
