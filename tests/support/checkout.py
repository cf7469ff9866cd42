"""A checkout of git to try commands in, and a program that leaves a mark where it runs."""

import os
import pty
import stat
import subprocess
from pathlib import Path

OLD = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n"
NEW = "input: 8x8x3\nlayers:\n  - conv: 8 3x3\n"


class Checkout:
    """A checkout with one spec that has changed since `main`, and a program that leaves a mark where it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark, self.program = folder / "checkout", folder / "ran", folder / "planted"
        self.program.write_text(f"#!/bin/sh\necho ran >> '{self.mark}'\nexit 0\n")
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)
        (self.folder / "specs").mkdir(parents=True)
        self.spec = self.folder / "specs" / "net.yaml"
        self.git("init", "--quiet", "-b", "main")
        self.write("specs/net.yaml", OLD)
        self.commit("one")
        self.spec.write_text(NEW)

    def git(self, *arguments: str, check: bool = True, terminal: bool = False, stdin: str = "") -> None:
        """Plain git, in the checkout, as a person would run it."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "TERM": "dumb"}
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        out = subprocess.DEVNULL
        if terminal:
            main, out = pty.openpty()
        subprocess.run(
            ["git", *who, *arguments], cwd=self.folder, env=environment, stdout=out, stderr=subprocess.DEVNULL,
            input=stdin.encode(), check=check, timeout=30,
        )  # fmt: skip
        if terminal:
            os.close(out)
            os.close(main)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def commit(self, message: str, name: str = ".") -> None:
        self.git("add", "--", name)
        self.git("commit", "--quiet", "-m", message)

    def config(self, **settings: str) -> None:
        """Lines of `.git/config`, a `__` for each point."""
        for name, value in settings.items():
            self.git("config", name.replace("__", "."), value)

    def lose(self, *names: str) -> None:
        """Take away the objects of `main`, so that git would have to fetch them."""
        for name in names:
            done = subprocess.run(
                ["git", "rev-parse", name], cwd=self.folder, capture_output=True, text=True, check=True
            )
            objects = self.folder / ".git" / "objects" / done.stdout[:2]
            (objects / done.stdout.strip()[2:]).unlink()

    def partial(self, url: str, **settings: str) -> None:
        """A partial clone of a remote that has what is missing here."""
        self.config(
            core__repositoryformatversion="1", extensions__partialClone="origin", remote__origin__promisor="true",
            remote__origin__url=url, **settings,
        )  # fmt: skip
        self.lose("main:specs/net.yaml")
