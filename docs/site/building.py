"""The whole site in a folder."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.site.bundle import MissingError, bundle
from docs.site.pages import ROOT, config, remove, stage


def build(out: Path) -> None:
    """Make the site anew. Raises MissingError where something that it is made with is not installed."""
    try:
        import mkdocs  # noqa: F401
    except ImportError:
        raise MissingError("the site is made with mkdocs: pip install 'convcalc[site]'") from None
    remove(out)
    with TemporaryDirectory() as name:
        pages = Path(name) / "pages"
        pages.mkdir()
        stage(pages)
        settings = Path(name) / "mkdocs.yml"
        settings.write_text(config(pages, out.resolve()))
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(settings)],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise MissingError(f"mkdocs failed: {done.stderr.strip()[-1000:]}")
    bundle(out / "playground", ROOT / "build" / "playground")
