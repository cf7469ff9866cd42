"""The one way to run git: it answers about commits and files, and runs no program that a repository names.

Whoever sends a change writes the files of a checkout, and some files make git run programs: a folder with HEAD,
objects and refs is taken for a repository, and a repository's own config names commands for nearly everything.
So only `.git` is a repository here, nothing is fetched, and every such setting is overruled.
"""

import os
import signal
import subprocess
from shutil import which

from convcalc.document.files import shown_path
from convcalc.document.problems import fail
from convcalc.document.roots import repository_of

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


def top_of(folder: str) -> str:
    """The top folder of the checkout around a folder. Raises SpecError where there is none."""
    if which("git") is None:
        raise fail("git is needed to read an old revision, and is not installed")
    path = repository_of(folder)
    if path is None:
        raise _no_repository(folder)
    answer = ask(path, "rev-parse", "--show-toplevel")
    if answer is None:
        raise _no_repository(folder)
    return os.path.realpath(os.fsdecode(answer).rstrip("\n"))


def _no_repository(folder: str) -> Exception:
    return fail(f"{shown_path(folder)} is not in a git repository")


def ask(top: str, *arguments: str) -> bytes | None:
    """What git answers in the top folder of a checkout; None where it says no. Raises SpecError.

    An argument that comes from outside stands behind `--end-of-options` or `--`, or starts with a hash.
    """
    overruled = [word for key, value in _OVERRULED.items() for word in ("-c", f"{key}={value}")]
    command = ["git", "--no-pager", "--literal-pathspecs", *overruled, *arguments]
    try:
        process = subprocess.Popen(
            command,
            cwd=top,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise fail(f"cannot run git: {(error.strerror or 'it does not start').lower()}") from None
    with process:
        try:
            answer, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise fail(f"git gave no answer within {SECONDS} seconds") from None
        finally:
            _end(process)
    return answer if process.returncode == 0 else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop git, and what it may have started, where it still runs."""
    if process.poll() is None:
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
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "SSH_ASKPASS": "false",
        "LC_ALL": "C",
    }
