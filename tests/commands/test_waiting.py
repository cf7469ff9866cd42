"""Commands that can take over a second say on a terminal what they are at, and leave nothing of it."""

from contextlib import contextmanager

import pytest

from convcalc.cli import terminal, waiting
from tests.support.command import convcalc

SAID = [
    (["diff", "vgg11", "vgg13"], ["reading", "reading", "comparing", "writing"]),
    (["export", "lenet5", "--to", "pytorch", "-o", "net.py"], ["reading", "writing"]),
    (["reconcile", "lenet5"], ["reading", "reconciling"]),
    (["reconcile", "lenet5", "--got", "61706"], ["reading", "looking for it"]),
    (["quiz", "--count", "1"], ["making questions"]),
    (["solve", "32x32x3", "conv 10 5x5 p?", "--same-size"], ["trying numbers"]),
    (["verify", "lenet5", "net.cfg"], ["reading", "reading", "comparing"]),
    (["summary", "lenet5"], ["reading"]),
]


@pytest.mark.parametrize(("arguments", "said"), SAID, ids=lambda value: value[0])
def test_what_it_is_at_is_said_on_a_terminal(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.cfg").write_text("[net]\nwidth=8\nheight=8\nchannels=3\n[convolutional]\nfilters=4\nsize=3\n")
    at = []

    @contextmanager
    def told(what, total, doing):
        at.append(doing)
        yield lambda count: None

    monkeypatch.setattr(terminal, "looked_at", lambda stream: True)
    monkeypatch.setattr(waiting, "waiting", told)
    assert convcalc(*arguments).code in (0, 1)
    assert at == said
