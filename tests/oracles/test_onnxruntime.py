"""What `export` writes, run by ONNX Runtime, where it is installed: what comes out is as large as the spec says."""

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.exchange.writing.onnx.model import written
from convcalc.exchange.writing.volumes import shape_of
from convcalc.language.loading import load, preset_names

runtime = pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed: pip install '.[oracle]'")
numpy = pytest.importorskip("numpy")
pytestmark = [pytest.mark.oracle, pytest.mark.slow]

MOST_MACS = 30 * 10**9
"""What takes more is read and prepared by the runtime, and not run."""


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_runs(name: str) -> None:
    network = load(name)
    session = runtime.InferenceSession(written(network), providers=["CPUExecutionProvider"])
    if analyse(network).total.macs > MOST_MACS:
        return
    nodes = network.nodes
    feed = {
        nodes[number].path: numpy.zeros((2, *shape_of(nodes[number].site.output)), numpy.float32)
        for number in network.inputs
    }
    found = session.run(None, feed)
    assert [each.shape for each in found] == [(2, *shape_of(nodes[number].site.output)) for number in network.ends]
