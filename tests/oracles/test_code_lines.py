"""Lines of PyTorch as they are pasted: what they are read as has the shape and the numbers that PyTorch gives."""

from math import prod

import pytest

from convcalc.document.problems import SpecError
from convcalc.language import chain

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing runs the lines")
nn = torch.nn

pytestmark = [pytest.mark.oracle, pytest.mark.slow, pytest.mark.filterwarnings("ignore::UserWarning")]

LINES = """
nn.Conv2d(8, 16, 3, 2, 1, 1, 2, False, 'zeros')
nn.Conv2d(8, 16, 3, 2, 1, 2, 4)
nn.Conv2d(8, 16, (3, 5), stride=(2, 1), padding=(1, 0), dilation=(1, 2))
nn.Conv2d(8, 16, 4, padding='same', dilation=3)
nn.Conv2d(8, 16, 3, stride=2, padding='same')
nn.Conv2d(8, 16, 3, padding='valid', stride=2)
nn.Conv2d(8, 16, 3, padding_mode='reflect', padding=1)
nn.Conv2d(8, 16, 3, bias=None)
nn.Conv2d(8, 16, 3, groups=8)
nn.Conv2d(8, 12, 3, groups=8)
nn.LazyConv2d(16, 3, groups=2, bias=False)
nn.ConvTranspose2d(8, 16, 3, 2, 1, 1)
nn.ConvTranspose2d(8, 16, 3, 2, 1, 1, 2, False, 2)
nn.ConvTranspose2d(8, 16, 3, stride=2, output_padding=(1, 0))
nn.ConvTranspose2d(8, 16, 3, padding='same')
nn.MaxPool2d(3, 2, 1, 2)
nn.MaxPool2d(3, 2, 1, 1, False, True)
nn.MaxPool2d(2, None)
nn.MaxPool2d((3, 2))
nn.MaxPool2d(3, 2, 2)
nn.AvgPool2d(3, 2, 1, True, False, 4)
nn.AdaptiveAvgPool2d((1, 1))
nn.AdaptiveAvgPool2d((7, 5))
nn.AdaptiveAvgPool2d(None)
nn.AdaptiveMaxPool2d(5)
nn.BatchNorm2d(8, affine=False)
nn.BatchNorm2d(8, track_running_stats=False)
nn.BatchNorm2d(16)
nn.InstanceNorm2d(8)
nn.InstanceNorm2d(8, affine=True)
nn.InstanceNorm2d(8, track_running_stats=True)
nn.GroupNorm(4, 8, affine=False)
nn.LayerNorm(8, bias=False)
nn.LocalResponseNorm(5, 1e-4, 0.75, 2)
nn.Dropout2d(0.3)
nn.ZeroPad2d((1, 2, 3, 4))
nn.ReflectionPad2d((1, 2, 3, 4))
nn.ConstantPad2d(2, 3.5)
nn.ConstantPad2d(2)
nn.Upsample(2)
nn.Upsample(scale_factor=2.5)
nn.Upsample(scale_factor=(2, 3))
nn.Upsample(size=(64, 48))
nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
nn.Upsample(scale_factor=1.3, recompute_scale_factor=True)
nn.UpsamplingNearest2d(64)
nn.UpsamplingBilinear2d(scale_factor=2)
nn.PixelShuffle(2)
nn.PixelUnshuffle(2)
nn.ChannelShuffle(4)
nn.Flatten(1, -1)
nn.Flatten(start_dim=2)
nn.Unflatten(1, (2, 4))
nn.PReLU()
nn.PReLU(8)
nn.PReLU(16)
nn.GLU(1)
nn.Softmax(dim=1)
nn.Sequential(nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.ReLU())
nn.Sequential(nn.Conv2d(8, 16, 3), nn.BatchNorm2d(8))
nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10, bias=False))
nn.Sequential(*[nn.Conv2d(8, 8, 3, padding=1) for _ in range(3)])
""".strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read_as_what_it_makes_or_not_at_all(line: str) -> None:
    try:
        sites = [node.site for node in chain.network("8x32x32", [line]).nodes[1:]]
    except SpecError:
        return
    module = eval(line, {"nn": nn}).eval()
    with torch.no_grad():
        shape = tuple(module(torch.zeros(1, 8, 32, 32)).shape[1:])
    output = sites[-1].output
    assert (output.channels, *output.size) == shape
    assert _count(site.layer.weights(site.inputs) for site in sites) == sum(
        each.numel() for each in module.parameters()
    )
    held = (each.numel() for name, each in module.named_buffers() if "num_batches" not in name)
    assert _count(site.layer.buffers(site.inputs) for site in sites) == sum(held)


def test_most_lines_are_read() -> None:
    def is_read(line: str) -> bool:
        try:
            return bool(chain.network("8x32x32", [line]))
        except SpecError:
            return False

    assert sum(map(is_read, LINES)) >= 44


def _count(tensors) -> int:
    return sum(prod(each.shape) for every in tensors for each in every)
