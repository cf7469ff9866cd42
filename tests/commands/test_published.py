"""What default rules find in published networks: the true findings in one table, and nothing else."""

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.check import rules
from convcalc.language import loading
from tests.support.paths import ROOT, SHARED

CORPUS, SPECS = sorted((SHARED / "corpus").glob("*.yaml")), sorted((ROOT / "specs").glob("*.yaml"))
ALL = [
    pytest.param(path, id=path.stem)
    if path
    else pytest.param(None, id="corpus", marks=pytest.mark.skip("../shared/corpus is not here"))
    for path in [*SPECS, *(CORPUS or [None])]
]

TRUE = {
    "cifar_keras": {"C201": 1},  # pooling of 13x13 to 6x6, as its tutorial has it, and so the next two
    "cifar_tf": {"C201": 1},
    "mnist_keras": {"C201": 1},
    "cyclegan_g": {"C207": 1, "C301": 5},  # transposed convolutions of 3 at stride 2; biases before instance norm
    "corpus/retinanet": {"C102": 2, "C103": 1},  # blocks of its file that it does not call
    "srresnet": {"C301": 3},
    "pix2pix_g": {"C208": 1},  # a kernel of 4 on 2x2
    "unet3d": {"C301": 1},
    "vit_b16": {"C101": 1},  # its number of heads, which its layers do not say
    "lenet5-1998": {"C105": 1},  # S2's maps go into C3 more than once, as in the paper's table
    "squeezenet1_0": {"C201": 1},
    "squeezenet1_1": {"C201": 1},
    "vgg11_bn": {"C301": 1},
    "vgg13_bn": {"C301": 1},
    "vgg16_bn": {"C301": 1},
    "vgg19_bn": {"C301": 1},
    "wavenet": {"C302": 1},  # a transposed convolution before a 1x1 one: it only spreads frames
}
"""By spec: what is so in the network as it was published, with how many places of the spec it is found at.

Comments of `specs/` hide theirs; here they count.
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", ALL)
def test_published_networks_have_these_findings_and_no_others(path):
    network = analyse(loading.load(str(path)))
    found: dict[str, int] = {}
    for problem, _ in rules.findings(network, rules.choose(["default"])):
        found[problem.code] = found.get(problem.code, 0) + 1
    assert found == TRUE.get(f"{path.parent.name}/{path.stem}", TRUE.get(path.stem, {}))


def test_the_table_names_specs_that_are_there():
    there = {name for path in [*SPECS, *CORPUS] for name in (path.stem, f"{path.parent.name}/{path.stem}")}
    assert not CORPUS or TRUE.keys() <= there
