"""What the playground is made of: convcalc and its libraries as an archive, Python for browsers, the page's scripts."""

import json
import shutil
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path

from convcalc.cli.calling import answer
from convcalc.language.loading import preset_names, presets_folder
from convcalc.render.web import page

HERE = Path(__file__).parent / "playground"
PACKAGES = ("click", "yaml")
"""What convcalc needs where it is imported; rich is for terminals."""
PYTHON = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
ALIKE = (1980, 1, 1, 0, 0, 0)
"""The date of all files: the same sources make the same archive."""
FIRST = "vgg16"
"""What the page starts with."""


class MissingError(Exception):
    """A program that the site is made with is not there."""


def bundle(folder: Path, cache: Path) -> None:
    """Put the playground into a folder; what is fetched for it is kept in another."""
    folder.mkdir(parents=True)
    _archive(folder / "convcalc.zip")
    modules = _fetched(cache)
    (folder / "pyodide").mkdir()
    for name in PYTHON:
        shutil.copy(modules / "pyodide" / name, folder / "pyodide" / name)
    for name in ("style.css", "worker.js", "paper.html"):
        shutil.copy(HERE / name, folder / name)
    shutil.copy(Path(page.__file__).parent / "page.css", folder / "page.css")
    _scripts(folder / "main.js", cache)
    _presets(folder / "presets")
    (folder / "index.html").write_text(_start(folder / "presets"))


def _archive(name: Path) -> None:
    """convcalc, its specs and its libraries: what stands in them as text."""
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for package in ("convcalc", *PACKAGES):
            found = find_spec(package)
            assert found is not None and found.origin is not None
            home = Path(found.origin).parent
            for path in sorted(home.rglob("*")):
                if path.suffix in (".py", ".css", ".js", ".html"):
                    _add(archive, f"{package}/{path.relative_to(home).as_posix()}", path)
        for path in sorted(Path(presets_folder()).glob("*.*")):
            _add(archive, f"specs/{path.name}", path)
        _add(archive, "bridge.py", HERE / "bridge.py")


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    archive.writestr(zipfile.ZipInfo(name, ALIKE), path.read_bytes(), zipfile.ZIP_DEFLATED)


def _fetched(cache: Path) -> Path:
    """The packages of package.json, fetched once."""
    wanted = (HERE / "package.json").read_text()
    cache.mkdir(parents=True, exist_ok=True)
    known = cache / "package.json"
    if not known.exists() or known.read_text() != wanted or not (cache / "node_modules").exists():
        known.write_text(wanted)
        _run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], cache)
    return cache / "node_modules"


def _scripts(name: Path, cache: Path) -> None:
    """The page's own scripts and the editor in one file."""
    for path in HERE.glob("*.js"):
        shutil.copy(path, cache / path.name)
    tool = str(cache / "node_modules" / ".bin" / "esbuild")
    _run([tool, "main.js", "--bundle", "--minify", "--format=esm", f"--outfile={name}", "--log-level=error"], cache)


def _run(command: list[str], folder: Path) -> None:
    """Raises MissingError where a program is not there or fails."""
    if not shutil.which(command[0]):
        raise MissingError(f"the playground is made with {command[0]}, which is not installed: it comes with Node.js")
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise MissingError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-500:]}")


def _presets(folder: Path) -> None:
    """What the page says of each shipped spec before Python is loaded; made by what says it then."""
    from docs.site.playground import bridge

    folder.mkdir()
    for name in preset_names():
        text = answer(["show", name]).text + "\n"
        (folder / f"{name}.json").write_text(json.dumps({"name": name, "text": text, **bridge.read(text)}))


def _start(presets: Path) -> str:
    """The page itself, with its first spec in it."""
    text = (presets / f"{FIRST}.json").read_text()
    options = "".join(
        f"<option value={name!r}{' selected' if name == FIRST else ''}>{name}</option>" for name in preset_names()
    )
    parts = {"{presets}": options, "{table}": json.loads(text)["table"], "{first}": text.replace("</", "<\\/")}
    found = (HERE / "index.html").read_text()
    for mark, part in parts.items():
        found = found.replace(mark, part)
    return found
