"""The documentation as the pages of a site: README as its start, links between them, the shipped specs as a table."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from convcalc.cli.calling import answer

ROOT = Path(__file__).parents[2]
HOMES = {
    "README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md", "specs/README.md": "specs.md", "benchmarks/README.md": "benchmarks-how.md",
}  # fmt: skip
"""Pages that do not lie in docs/."""
NAV = {
    "Start": ["index.md", "tutorial.md", "presets.md"],
    "Homework": ["homework.md", "words.md"],
    "Specs": ["language.md", "memory.md", "specs.md"],
    "Design": ["sweep.md", "figures.md"],
    "Checks": ["check.md", "ci.md", "diff.md", "reconcile.md"],
    "Files": ["models.md", "import.md", "export.md", "caffe.md", "darknet.md", "keras.md", "ultralytics.md"],
    "Tools": ["editors.md", "assistants.md", "api.md"],
    "Reference": ["reference/kinds.md", "reference/commands.md", "reference/rules.md", "stability.md", "benchmarks.md"],
    "Project": ["architecture.md", "contributing.md", "changelog.md"],
}
_LINK = re.compile(r"(?<=\]\()([^)\s#]+\.md|[^)\s#:]+)(#[^)\s]*)?(?=\))")


def stage(folder: Path) -> None:
    """Put all pages into a folder, with their links to each other."""
    sources = {
        path: path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md") if "site" not in path.parts
    }
    sources |= {ROOT / name: Path(page) for name, page in HOMES.items()}
    for path, page in sources.items():
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(_linked(path, page, sources))
    (folder / "presets.md").write_text("\n".join(_presets()))


def _linked(path: Path, page: Path, sources: dict[Path, Path]) -> str:
    """The text of a page; links lead where the pages are here, and those to other files are words."""

    def link(found: re.Match[str]) -> str:
        target = (path.parent / found[1]).resolve()
        if target not in sources:
            return found[0]
        up = "../" * (len(page.parts) - 1)
        return f"{up}{sources[target].as_posix()}{found[2] or ''}"

    return _LINK.sub(link, path.read_text())


def _presets() -> Iterator[str]:
    """The shipped specs with their figures."""
    yield "# Shipped specs\n"
    yield "Each opens in the [playground](playground/index.html); `convcalc show NAME` prints it.\n"
    yield "| spec | | input | params | MACs |"
    yield "|---|---|---|--:|--:|"
    for row in json.loads(answer(["presets", "--format", "json"]).text)["presets"]:
        name, volume = row["name"], "x".join(map(str, row["input"]))
        figures = f"{row['title']} | {volume} | {row['params']:,} | {row['macs']:,}"
        yield f"| [{name}](playground/index.html#{name}) | {figures} |"


def config(folder: Path, out: Path) -> str:
    """The generator's settings. Nothing is fetched from elsewhere: no fonts, no scripts."""
    there = {title: [page for page in names if (folder / page).exists()] for title, names in NAV.items()}
    nav = [{"Playground": "playground/index.html"}, *({title: names} for title, names in there.items())]
    settings = {
        "site_name": "convcalc",
        "docs_dir": str(folder),
        "site_dir": str(out),
        "use_directory_urls": False,
        "nav": nav,
        "theme": {
            "name": "material",
            "font": False,
            "features": ["navigation.sections", "content.code.copy"],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default", "primary": "white", "accent": "blue"},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "primary": "black", "accent": "blue"},
            ],
        },
        "plugins": ["search"],
        "markdown_extensions": ["tables", "toc", "pymdownx.superfences"],
    }
    return json.dumps(settings)


def remove(folder: Path) -> None:
    """An earlier site."""
    shutil.rmtree(folder, ignore_errors=True)
