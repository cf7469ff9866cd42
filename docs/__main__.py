"""`python -m docs` writes the reference pages anew, and the figures of the shipped specs; `site [FOLDER]` the site."""

import os
import sys
from pathlib import Path

from convcalc.language.loading import presets_folder
from convcalc.render.presets import figures
from docs.pages import FOLDER, pages


def reference() -> None:
    """What the documentation has from the code."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
        print(FOLDER / name)
    with open(os.path.join(presets_folder(), figures.FILE), "w") as file:
        file.write(figures.text())


def site(out: Path) -> int:
    """The documentation as a site, with a playground."""
    from docs.site.building import build
    from docs.site.bundle import MissingError

    try:
        build(out)
    except MissingError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{out}: python -m http.server -d {out} serves it here")
    return 0


if sys.argv[1:2] == ["site"]:
    sys.exit(site(Path(*sys.argv[2:3] or ["build/site"])))
reference()
