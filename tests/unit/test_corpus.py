"""Networks that people use, each equal to its reference figures: shipped specs, tests/corpus and ../shared/corpus."""

import json
from typing import Any

import pytest

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.analysis.cost import products
from convcalc.language import loading
from tests.support.paths import SHARED, TESTS

REFERENCE = json.loads((TESTS / "data" / "reference_networks.json").read_text())
CORPUS = SHARED / "corpus"
SHIPPED = {"patchgan_d": "pix2pix_d", "vit_b16": "vit_b_16"}
"""What the reference calls a shipped spec, where not by its name."""

LACKING = {"coatnet_0", "retinanet", "vit_b16", "yolov5su", "yolov8n"}
"""Whose specs in ../shared/corpus leave something out, as they say: what they lack is in those of this project."""


KEYS = ("params", "buffers", "macs")


def exact(found: Analysis, expected: dict[str, Any]) -> None:
    """Parameters, buffers, and MACs with and without the products of attention."""
    params, buffers, macs = found.total
    assert (params, buffers, macs - products(found.network)) == tuple(expected[key] for key in KEYS)
    assert macs == expected.get("macs_with_attention", expected["macs"])


def own(name: str) -> str:
    """The spec of this project: shipped, or in tests/corpus. Empty for none."""
    here, shipped = TESTS / "corpus" / f"{name}.yaml", SHIPPED.get(name, name)
    return str(here) if here.exists() else shipped if shipped in loading.preset_names() else ""


OWN = [name for name in REFERENCE if own(name)]


@pytest.mark.parametrize("name", OWN)
def test_every_network_with_a_spec_here_is_exact(name: str) -> None:
    exact(analyse(loading.load(own(name))), REFERENCE[name])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared/corpus here")
@pytest.mark.parametrize("name", sorted({*REFERENCE} - {*OWN}))
def test_every_other_network_is_exact_in_the_corpus(name: str) -> None:
    assert name not in LACKING
    exact(analyse(loading.load(str(CORPUS / f"{name}.yaml"))), REFERENCE[name])


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared/corpus here")
@pytest.mark.parametrize("name", sorted({*OWN} - LACKING))
def test_the_corpus_and_our_own_specs_agree(name: str) -> None:
    path = CORPUS / f"{name}.yaml"
    if not path.exists():
        pytest.skip("not in ../shared/corpus")
    total = analyse(loading.load(str(path))).total
    expected = REFERENCE[name]
    assert tuple(total) == tuple(expected[key] for key in KEYS)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared here")
def test_the_reference_is_a_copy() -> None:
    assert json.loads((SHARED / "reference" / "networks.json").read_text()) == REFERENCE
