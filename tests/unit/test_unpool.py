"""Max unpooling: sizes, what is seen, indices in memory and in training, and how it is written."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.analysis.parts import Figures
from convcalc.analysis.training import TrainingPlan
from convcalc.exchange.flatten import flatten
from tests.support.command import convcalc
from tests.support.graphs import analysed, network, problems
from tests.unit.test_receptive_field import agree

SEGNET = """
input: 33x47x3
blocks:
  down(filters):
    - conv: {filters: filters, kernel: 3, pad: 1}
    - maxpool: 2
      name: pool
  up(filters, k):
    - unpool: "down{k}.pool"
    - conv: {filters: filters, kernel: 3, pad: 1}
layers:
  - down: {filters: 8}
    name: down1
  - down: {filters: 16}
    name: down2
  - up: {filters: 8, k: 2}
  - up: {filters: 4, k: 1}
"""


@st.composite
def unpooled(draw: Any) -> dict[str, Any]:
    """A pooling that is taken back, behind and before layers that see more; on one or two axes."""
    rank = draw(st.integers(1, 2))
    kernel = draw(st.integers(1, 4))
    pool = {"kernel": kernel, "stride": draw(st.integers(1, 3)), "dilation": draw(st.integers(1, 2))}
    pool |= {"pad": draw(st.integers(0, kernel // 2)), "ceil": draw(st.booleans())}
    step = draw(st.integers(1, 2))
    before = {"conv": {"filters": 2, "kernel": 3, "stride": step, "pad": 1}}
    between = [{"conv": {"filters": 2, "kernel": k, "pad": k // 2}} for k in draw(st.lists(st.sampled_from([1, 3, 5])))]
    layers = [before, {"maxpool": pool, "name": "pool"}, *between, {"unpool": {"of": "pool"}}, before]
    return {"input": "x".join(["26"] * rank + ["2"]), "layers": layers}


@pytest.mark.slow
@given(unpooled())
@settings(max_examples=60)
def test_numbers_are_seen_by_the_windows_that_can_send_them(spec):
    agree(spec)


@pytest.mark.parametrize("order", ["", "order: channels_first\n"])
def test_what_comes_out_is_as_large_as_what_is_pooled(order):
    text = SEGNET.replace("input: 33x47x3", "input: 3x33x47") if order else SEGNET
    volumes = [row.node.site.output for row in analysed(order + text).rows]
    assert [volumes[k].size for k in (5, 7)] == [volumes[k].size for k in (3, 1)] == [(16, 23), (33, 47)]
    assert [volume.channels for volume in volumes[4:]] == [16, 16, 8, 8, 4]


def test_indices_are_given_out_and_live_to_the_last_that_uses_them():
    memory = analysed(SEGNET).memory
    pooled, other = 16 * 23 * 8, 8 * 11 * 16
    assert (memory.sizes[2], memory.sizes[4]) == ((4 + 8) * pooled, (4 + 8) * other)
    assert memory.peak == 33 * 47 * 8 * 4 + (4 + 8) * pooled + 16 * 23 * 8 * 4


def test_training_keeps_what_pytorch_keeps():
    """Measured with PyTorch 2.14: tests/oracles/test_unpool.py measures it."""
    saved = analysed(SEGNET).memory.saved
    first, second = 33 * 47, 16 * 23
    assert saved == (
        0, 4 * 3 * first, (4 * first + 8 * second) * 8, 4 * 8 * second, (4 * second + 8 * 88) * 16,
        0, 4 * 16 * second, 0, 4 * 8 * first,
    )  # fmt: skip


FROZEN = """
input: 8x8x2
layers:
  - maxpool: 2
    name: pool
  - conv: 2 1
  - unpool: pool
  - conv: 1 1
"""


def test_indices_are_kept_also_where_nothing_is_learned_before_them():
    saved = analysed(FROZEN).memory.saved
    assert saved == (0, 8 * 32, 4 * 32, 0, 4 * 128)
    step = analyse(network(FROZEN), plan=TrainingPlan("sgd")).step
    assert step.saved == sum(saved)


def test_a_step_keeps_indices_beside_a_block_that_is_computed_again():
    net = network(SEGNET)
    plain, again = (analyse(net, plan=TrainingPlan("sgd", block=block)).step for block in ("", "down"))
    assert plain.saved - again.saved == 4 * (33 * 47 * 8 + 16 * 23 * 16), "what is pooled, and no index"


def test_no_gradient_flows_to_indices():
    """What is pooled is learned, and what goes in is not: nothing of it has a gradient."""
    above = "input: 4x4x2\nlayers:\n  - conv: 2 1\n  - maxpool: 2\n    name: pool\n  - conv: 2 1 s2\n    from: input\n"
    frozen = above.replace("conv: 2 1 s2", "maxpool: 2")
    behind = "  - unpool: pool\n  - relu\n"
    assert analysed(above + behind).memory.saved[-1] == 4 * 32
    assert analysed(frozen + behind).memory.saved[-1] == 0


def test_flat_specs_name_the_pooling():
    flat = flatten(network(SEGNET))
    assert [item for item in flat["layers"] if "unpool" in item] == [{"unpool": "down2.pool"}, {"unpool": "down1.pool"}]
    again = analysed(json.dumps(flat))
    assert [row.node.site.output for row in again.rows] == [row.node.site.output for row in analysed(SEGNET).rows]
    assert [row.node.inputs for row in again.rows] == [row.node.inputs for row in analysed(SEGNET).rows]
    assert again.memory == analysed(SEGNET).memory


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("unpool: missing", "no layer above is named 'missing'"),
        ("unpool: first", "unpool: first is conv, not maxpool"),
        ("unpool: pool", "unpool: volume 4x4x5 has no index for each number: those of pool are 4x4x4"),
        ("unpool: 2", "of: expected the name of a max pooling layer"),
        ("unpool", "unpool needs of"),
        ("unpool: {of: pool, kernel: 2}", "unpool has no setting 'kernel'"),
        ("unpool: 'f*'", "no layer above is named 'f*'"),
        ("unpool: '*'", "of: expected the name of a max pooling layer"),
    ],
)
def test_what_cannot_be_unpooled_is_told(line, message):
    above = "  - conv: 4 1\n    name: first\n  - maxpool: 2\n    name: pool\n  - conv: 5 1\n"
    found = problems(f"input: 8x8x4\nlayers:\n{above}  - {line}\n")
    assert [each.message for each in found] == [message]


def test_commands_tell_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(SEGNET)
    shown = " ".join(convcalc("explain", "net.yaml", "up.unpool").out.split())
    assert "height 16, as before down2.pool" in shown
    assert "it needs the indices, which down2.pool keeps" in shown
    assert "receptive field 10: windows that hold a place send their numbers there" in shown
    pooled = " ".join(convcalc("explain", "net.yaml", "down2.pool").out.split())
    assert "8 * 11 * 16 * (4 + 8) = 16,896 bytes (16.5 KiB) of float32, and indices of 8 bytes" in pooled
    assert "unpool down2.pool" in convcalc("graph", "net.yaml", "--format", "dot").out
    assert "C201" in convcalc("check", "net.yaml").out


def test_a_device_writes_and_reads_indices():
    traffic = [each.bytes for each in Figures(network(SEGNET)).traffic]
    pooled, whole = 8 * 11 * 16, 16 * 23 * 16
    assert traffic[4] == 4 * whole + (4 + 8) * pooled
    assert traffic[5] == (4 + 8) * pooled + 4 * whole
