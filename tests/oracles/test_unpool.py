"""Max unpooling against PyTorch's own: sizes, what is kept for the backward pass, and what gradients reach."""

import pytest

from tests.support.graphs import analysed
from tests.unit.test_unpool import SEGNET

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing to compare with")

pytestmark = [pytest.mark.oracle, pytest.mark.slow]


class SegNet(torch.nn.Module):  # type: ignore[misc]
    """The same as SEGNET says."""

    def __init__(self) -> None:
        super().__init__()
        widths = [(3, 8), (8, 16), (16, 8), (8, 4)]
        self.convs = torch.nn.ModuleList(torch.nn.Conv2d(*each, 3, padding=1) for each in widths)

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        first = self.convs[0](x)
        pooled, indices = torch.nn.functional.max_pool2d(first, 2, return_indices=True)
        second = self.convs[1](pooled)
        least, others = torch.nn.functional.max_pool2d(second, 2, return_indices=True)
        up = torch.nn.functional.max_unpool2d(least, others, 2, output_size=second.shape)
        third = self.convs[2](up)
        last = torch.nn.functional.max_unpool2d(third, indices, 2, output_size=first.shape)
        return [x, first, pooled, second, least, up, third, last, self.convs[3](last)]


def kept(batch: int) -> tuple[list[tuple[int, ...]], int]:
    """The shapes of all outputs, and the bytes that autograd saves of them."""
    net, found = SegNet(), {}
    learned = {each.untyped_storage().data_ptr() for each in net.parameters()}

    def pack(x: torch.Tensor) -> torch.Tensor:
        if x.untyped_storage().data_ptr() not in learned:
            found[x.untyped_storage().data_ptr()] = x.untyped_storage()
        return x

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
        outputs = net(torch.rand(batch, 3, 33, 47))
    return [tuple(each.shape[1:]) for each in outputs], sum(each.nbytes() for each in found.values())


@pytest.mark.parametrize("batch", [1, 3])
def test_sizes_and_what_is_kept(batch: int) -> None:
    analysis = analysed(SEGNET, batch=batch)
    shapes, saved = kept(batch)
    volumes = [row.node.site.output for row in analysis.rows]
    assert [(volume.channels, *volume.size) for volume in volumes] == shapes
    assert sum(analysis.memory.saved) == saved


def test_gradients_lie_within_the_field() -> None:
    span = analysed(SEGNET).rows[-1].reach
    x = torch.rand(1, 3, 33, 47, requires_grad=True)
    output = SegNet()(x)[-1]
    for place in ((0, 0), (16, 23), (31, 45)):
        (gradient,) = torch.autograd.grad(output[0, :, *place].sum(), x, retain_graph=True)
        for axis, u in enumerate(place):
            reached = gradient.abs().amax(tuple({0, 1, 2, 3} - {axis + 2})).nonzero()
            low, high = span[axis].sees(u)
            assert low <= int(reached.min()) and int(reached.max()) <= high
