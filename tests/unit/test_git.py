"""git is asked, and runs nothing: every place from which a repository can name a program, with plain git as control."""

import base64
import http.server
import os
import shutil
import subprocess
import threading
import time

import pytest

from convcalc.compare import git
from convcalc.document.problems import SpecError
from tests.support.checkout import NEW, OLD, Checkout
from tests.support.command import convcalc

MISSING = "1234567890123456789012345678901234567890"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def bare_config(checkout: Checkout, **more: str) -> str:
    lines = ["[core]", "\tbare = false", "\tworktree = .", "\trepositoryformatversion = 1"]
    lines += ["[extensions]", "\tpartialClone = origin"]
    lines += ['[remote "origin"]', "\turl = .", "\tpromisor = true", f"\tuploadpack = {checkout.program}"]
    return "\n".join([*lines, *(f"\t{key} = {value}" for key, value in more.items())]) + "\n"


def planted_repository(checkout: Checkout, folder: str = "specs") -> None:
    """Ordinary files of a change that make git take a folder for a repository."""
    checkout.write(f"{folder}/HEAD", "ref: refs/heads/main\n")
    checkout.write(f"{folder}/config", bare_config(checkout))
    checkout.write(f"{folder}/objects/keep", "")
    checkout.write(f"{folder}/refs/heads/main", f"{MISSING}\n")


FETCHED = ("cat-file", "blob", "main:specs/net.yaml")


def plant_fsmonitor(checkout: Checkout):
    checkout.config(core__fsmonitor=str(checkout.program))
    return ("status",)


def plant_folder_that_is_a_repository(checkout: Checkout):
    planted_repository(checkout)
    return ("-C", "specs", "rev-parse", "--verify", "main^{commit}")


def plant_uploadpack(checkout: Checkout):
    checkout.partial(str(checkout.folder), remote__origin__uploadpack=str(checkout.program))
    return FETCHED


def plant_uploadpack_of_a_file_url(checkout: Checkout):
    checkout.partial(f"file://{checkout.folder}", remote__origin__uploadpack=str(checkout.program))
    return FETCHED


def plant_ssh_command(checkout: Checkout):
    checkout.partial("ssh://localhost/nowhere", core__sshCommand=str(checkout.program), ssh__variant="simple")
    return FETCHED


def plant_external_protocol(checkout: Checkout):
    checkout.partial(f"ext::{checkout.program}", protocol__ext__allow="always")
    return FETCHED


def plant_git_proxy(checkout: Checkout):
    checkout.partial("git://localhost/nowhere", core__gitProxy=str(checkout.program))
    return FETCHED


def plant_url_rewritten(checkout: Checkout):
    checkout.partial("https://localhost/nowhere", protocol__ext__allow="always")
    checkout.git("config", f"url.ext::{checkout.program} .insteadOf", "https://localhost/")
    return FETCHED


def plant_include(checkout: Checkout):
    checkout.write("included", f"[core]\n\tsshCommand = {checkout.program}\n\tfsmonitor = {checkout.program}\n")
    checkout.config(include__path="../included", ssh__variant="simple")
    checkout.partial("ssh://localhost/nowhere")
    return FETCHED


def plant_conditional_include(checkout: Checkout):
    checkout.write("included", f"[core]\n\tfsmonitor = {checkout.program}\n")
    checkout.git("config", "includeIf.onbranch:main.path", "../included")
    return ("status",)


def plant_config_of_a_worktree(checkout: Checkout):
    checkout.config(core__repositoryformatversion="1", extensions__worktreeConfig="true")
    checkout.git("config", "--worktree", "core.fsmonitor", str(checkout.program))
    return ("status",)


def plant_external_diff(checkout: Checkout):
    checkout.config(diff__external=str(checkout.program))
    return ("diff",)


def plant_diff_driver(checkout: Checkout):
    checkout.write(".gitattributes", "*.yaml diff=planted\n")
    checkout.config(diff__planted__command=str(checkout.program))
    return ("diff",)


def plant_textconv(checkout: Checkout):
    checkout.write(".gitattributes", "*.yaml diff=planted\n")
    checkout.config(diff__planted__textconv=str(checkout.program))
    return ("diff",)


def plant_filter(checkout: Checkout):
    checkout.write(".gitattributes", "*.yaml filter=planted\n")
    checkout.config(filter__planted__clean=str(checkout.program), filter__planted__smudge=str(checkout.program))
    return ("diff",)


def plant_filter_process(checkout: Checkout):
    checkout.write(".gitattributes", "*.yaml filter=planted\n")
    checkout.config(filter__planted__process=str(checkout.program))
    return ("diff",)


def plant_smudge(checkout: Checkout):
    checkout.write(".gitattributes", "*.yaml filter=planted\n")
    checkout.config(filter__planted__smudge=str(checkout.program))
    return ("cat-file", "--filters", "main:specs/net.yaml")


def plant_hook(checkout: Checkout):
    hook = checkout.folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(checkout.program, hook)
    return ("checkout", "--quiet", "-B", "other")


def plant_hooks_path(checkout: Checkout):
    checkout.write("hooks/post-checkout", checkout.program.read_text())
    (checkout.folder / "hooks" / "post-checkout").chmod(0o755)
    checkout.config(core__hooksPath="hooks")
    return ("checkout", "--quiet", "-B", "other")


def plant_signature_program(checkout: Checkout):
    raw = subprocess.run(
        ["git", "cat-file", "commit", "main"], cwd=checkout.folder, capture_output=True, text=True, check=True
    ).stdout
    head, _, message = raw.partition("\n\n")
    armour = (
        "-----BEGIN PGP SIGNATURE-----\n \n " + base64.b64encode(b"none").decode() + "\n -----END PGP SIGNATURE-----"
    )
    signed = f"{head}\ngpgsig {armour}\n\n{message}"
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"], cwd=checkout.folder, input=signed,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    checkout.git("update-ref", "refs/heads/main", done.stdout.strip())
    checkout.config(gpg__program=str(checkout.program), log__showSignature="true")
    return ("show", "main")


def plant_editor(checkout: Checkout):
    checkout.config(core__editor=str(checkout.program))
    return ("commit", "--amend")


def plant_alias(checkout: Checkout):
    checkout.git("config", "alias.see", f"!{checkout.program}")
    checkout.git("config", "alias.cat-file", f"!{checkout.program}")
    return ("see",)


def plant_pager(checkout: Checkout):
    checkout.config(core__pager=str(checkout.program), pager__log="true")
    return ("log",)


def plant_pager_of_one_command(checkout: Checkout):
    for name in ("log", "cat-file", "rev-parse", "ls-tree"):
        checkout.git("config", f"pager.{name}", str(checkout.program))
    return ("log",)


PLANTS = [value for name, value in sorted(globals().items()) if name.startswith("plant_")]
ON_A_TERMINAL = {plant_pager, plant_pager_of_one_command}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    made = Checkout(tmp_path)
    monkeypatch.chdir(made.folder)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__.removeprefix("plant_"))
def test_nothing_that_a_repository_names_is_run(plant, checkout):
    control = plant(checkout)
    for name in ("specs/net.yaml", str(checkout.spec)):
        result = convcalc("diff", "--git", "main", name)
        assert not checkout.mark.exists()
        assert result.code in (0, 2)
        assert "filters 4 -> 8" in result.out or "git holds no text of" in result.err
    checkout.git(*control, check=False, terminal=plant in ON_A_TERMINAL)
    assert checkout.mark.exists(), "plain git runs it"


class _Asking(http.server.BaseHTTPRequestHandler):
    """A remote that asks for a password."""

    def _ask(self):
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="here"')
        self.end_headers()

    do_GET = do_POST = _ask  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.slow
@pytest.mark.parametrize("key", ["credential__helper", "core__askPass"])
def test_no_helper_is_asked_for_a_password(key, checkout):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Asking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    value = f"!{checkout.program}" if key == "credential__helper" else str(checkout.program)
    try:
        checkout.partial(f"http://127.0.0.1:{server.server_port}/nowhere", **{key: value})
        assert "git holds no text of" in convcalc("diff", "--git", "main", "specs/net.yaml").err
        assert not checkout.mark.exists()
        checkout.git(*FETCHED, check=False)
        assert checkout.mark.exists(), "plain git runs it"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["specs", "specs/deep", "."])
def test_a_folder_is_no_repository_for_what_lies_in_it(folder, checkout):
    checkout.write("specs/deep/net.yaml", OLD)
    checkout.commit("deep", "specs/deep")
    checkout.write("specs/deep/net.yaml", NEW)
    planted_repository(checkout, folder)
    for name in ("specs/net.yaml", "specs/deep/net.yaml"):
        assert "filters 4 -> 8" in convcalc("diff", "--git", "main", name).out
    assert not checkout.mark.exists()


def test_a_planted_repository_outside_of_a_checkout_is_none(tmp_path, monkeypatch):
    checkout = Checkout(tmp_path)
    shutil.rmtree(checkout.folder / ".git")
    planted_repository(checkout)
    monkeypatch.chdir(checkout.folder)
    assert "is not in a git repository" in convcalc("diff", "--git", "main", "specs/net.yaml").err
    assert not checkout.mark.exists()


def test_the_environment_leads_git_nowhere_else(checkout, tmp_path):
    (tmp_path / "other").mkdir()
    other = Checkout(tmp_path / "other")
    environment = {
        "GIT_DIR": str(other.folder / ".git"), "GIT_EXTERNAL_DIFF": str(checkout.program),
        "GIT_PAGER": str(checkout.program), "GIT_SSH_COMMAND": str(checkout.program),
        "GIT_ASKPASS": str(checkout.program), "GIT_INDEX_FILE": "/nowhere",
    }  # fmt: skip
    assert "filters 4 -> 8" in convcalc("diff", "--git", "main", "specs/net.yaml", **environment).out
    assert not checkout.mark.exists()


@pytest.mark.slow
@pytest.mark.parametrize("revision", ["--upload-pack=x", "-h", "--exec-path", "", "main:specs", "@{", "\n", "-"])
def test_a_revision_is_never_an_option(revision, checkout):
    result = convcalc("diff", f"--git={revision}", "specs/net.yaml")
    assert result.code == 2
    assert "git knows no revision" in result.err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["--help", "-x", ":(top)net.yaml", "*.yaml", "a b.yaml"])
def test_a_path_is_never_an_option_or_a_pattern(name, checkout):
    checkout.write(name, OLD)
    checkout.commit("names")
    checkout.write(name, NEW)
    assert "filters 4 -> 8" in convcalc("diff", "--git", "main", "--", name).out


@pytest.mark.slow
def test_a_git_that_hangs_is_ended(checkout, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nsleep 60 &\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(git, "SECONDS", 0.3)
    start = time.monotonic()
    with pytest.raises(SpecError, match="no answer"):
        git.ask(str(checkout.folder), "rev-parse", "HEAD")
    assert time.monotonic() - start < 10
