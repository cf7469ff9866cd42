"""PyYAML as the package imports it, and as another library in the same process finds it then."""

import copy
import pickle
import re
import subprocess
import sys
from datetime import date

import pytest
import yaml
from yaml.reader import Reader

from convcalc.document.pyyaml import _Later, _of_yaml_later

EARLY = (
    "import sys; from convcalc import cli; cli.run(['summary', 'vgg16']); "
    "import re, yaml; from yaml.reader import Reader; from yaml.resolver import Resolver; "
    "resolvers = sum(Resolver.yaml_implicit_resolvers.values(), []); "
    "patterns = [Reader.NON_PRINTABLE, *(pattern for _, pattern in resolvers)]; "
    "print(re.compile.__module__, *(isinstance(each, re.Pattern) for each in patterns), file=sys.stderr)"
)


def test_a_short_run_compiles_none_of_its_patterns():
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, check=True)
    module, *compiled = done.stderr.split()
    assert module == "re"
    assert {*compiled} == {"False"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("012", 10), ("1.5e+3", 1500.0), ("2001-02-03", date(2001, 2, 3)), ("~", None), ("a b", "a b")],
)
def test_who_else_reads_with_it_reads_the_same(text, value):
    assert yaml.load(text, yaml.SafeLoader) == value  # the one in Python


def test_its_reader_still_refuses_what_no_text_has():
    with pytest.raises(yaml.reader.ReaderError, match="special characters are not allowed"):
        yaml.load("a\x1b", yaml.SafeLoader)


def test_only_its_own_patterns_wait():
    assert isinstance(_of_yaml_later("a+"), re.Pattern)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_pattern_that_waits_may_be_copied(again):
    assert again(_Later("a+", re.IGNORECASE)).match("AA")[0] == "AA"
    assert again(Reader.NON_PRINTABLE).search("a\x1b")
