"""The one way to run git: it answers about commits and files, and runs no program that a repository names.

Whoever sends a change writes the files of a checkout, and some files make git run programs: a folder with HEAD,
objects and refs is taken for a repository, and a repository's own config names commands for nearly everything.
So only `.git` is a repository here, nothing is fetched, and every such setting is overruled.
"""

import os
import signal
import subprocess
from contextlib import suppress
from shutil import which

from convcalc.document.files import shown_path
from convcalc.document.problems import SpecError, fail
from convcalc.document.roots import repository_of
from convcalc.document.wording import printable

SECONDS = 60
"""What is asked here takes milliseconds; the bound is for a git that hangs."""

_OVERRULED = {
    "safe.bareRepository": "explicit",
    "protocol.allow": "never",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.gitProxy": "none",
    "core.askPass": "",
    "core.alternateRefsCommand": "false",
    "core.editor": "false",
    "credential.helper": "",
    "diff.external": "",
    "gpg.program": "false",
    "log.showSignature": "false",
    "fetch.recurseSubmodules": "false",
}
_KEPT = ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG")
"""What the user's environment may say to git, by how it starts: not where a repository is, nor what to run."""


def home_of(folder: str) -> str:
    """The folder around a folder that git is to be asked in: the one with the `.git`. Raises SpecError for none."""
    _program()
    path = repository_of(folder)
    if path is None:
        raise _no_repository(folder)
    return path


def top_of(home: str) -> str:
    """The top folder of the checkout that git is asked about there. Raises SpecError with what git has against it."""
    answer, reason = _run(home, "rev-parse", "--show-toplevel")
    if answer is not None:
        return os.path.realpath(os.fsdecode(answer).rstrip("\n"))
    if not reason or "not a git repository" in reason:
        raise _no_repository(home)
    help = f"if you trust it: git config --global --add safe.directory {home}" if "ownership" in reason else ""
    raise fail(f"git does not read the repository {shown_path(home)}: {reason}", help=help)


def _no_repository(folder: str) -> SpecError:
    return fail(f"{shown_path(folder)} is not in a git repository")


def ask(home: str, *arguments: str) -> bytes | None:
    """What git answers in a folder with a `.git`; None where it says no. Raises SpecError.

    An argument that comes from outside stands behind `--end-of-options` or `--`, or starts with a hash.
    """
    return _run(home, *arguments)[0]


def _run(home: str, *arguments: str) -> tuple[bytes | None, str]:
    """What git answers, or None and its reason. Raises SpecError."""
    overruled = [word for key, value in _OVERRULED.items() for word in ("-c", f"{key}={value}")]
    command = [_program(), "--no-pager", "--literal-pathspecs", *overruled, *arguments]
    try:
        process = subprocess.Popen(
            command,
            cwd=home,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise fail(f"cannot run git: {(error.strerror or 'it does not start').lower()}") from None
    with process:
        try:
            answer, said = process.communicate(timeout=SECONDS)
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise fail(f"git gave no answer within {SECONDS} seconds") from None
            raise
    return (answer, "") if process.returncode == 0 else (None, _reason(said))


def _program() -> str:
    """Where git is: on the user's path, but not in the folder that git is asked about. Raises SpecError."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in filter(os.path.isabs, os.get_exec_path()):
        if found := which(os.path.join(folder, name)):
            return found
    raise fail("git is needed to read an old revision, and is not installed")


def _reason(said: bytes) -> str:
    """What git gives for its reason."""
    for line in said.decode("utf-8", "replace").splitlines():
        if line.startswith(("fatal: ", "error: ")):
            return printable(line.partition(": ")[2])
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop git, and what it may have started: git may have ended, and something of it still hold what we read."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _environment() -> dict[str, str]:
    """The user's environment without what leads git elsewhere, fetching and asking turned off."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
    return kept | {
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "SSH_ASKPASS": "false",
        "LC_ALL": "C",
    }
