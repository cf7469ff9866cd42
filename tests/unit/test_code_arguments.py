"""Arguments of code: each that changes a figure is read, or told; none is passed over."""

import pytest

from convcalc.document.problems import SpecError
from convcalc.language import chain
from convcalc.language.spoken.code.classes import classes, functions
from convcalc.language.spoken.code.refusals import ONLY
from convcalc.language.spoken.kind_names import CONV, SEPARABLE
from convcalc.model.geometry import ChannelsFirst
from convcalc.model.layers import kind

HANDLED = {"in", "then", "data", "axis", "keep", "many", "most", "start", "end", "shape", "shared_axes", "multiplier"}
"""What is no setting, and is read all the same."""


@pytest.mark.parametrize(
    ("code", "volume", "message"),
    [
        ("nn.Conv2d(3, 8, 3, stride=2, padding='same')", "3x32x32", "PyTorch has no padding='same' with a stride"),
        ("nn.ConvTranspose2d(3, 8, 3, padding='same')", "3x32x32", "padding is numbers here, not 'same'"),
        ("nn.MaxPool2d(2, padding='same')", "3x32x32", "padding is numbers here, not 'same'"),
        ("nn.MaxPool2d(3, padding=2)", "3x32x32",
         "PyTorch pads a pooling by half of its kernel at most, and 2 is more"),
        ("nn.AdaptiveAvgPool2d(None)", "3x32x32", "'None' is no size"),
        ("nn.BatchNorm2d(3, track_running_stats=False)", "3x32x32", "track_running_stats is read as True only"),
        ("nn.InstanceNorm2d(3, track_running_stats=True)", "3x32x32", "track_running_stats is read as False only"),
        ("nn.LayerNorm(8, bias=False)", "8", "bias is read as True only"),
        ("nn.PReLU(16)", "3x32x32", "prelu for 16 channels, and volume 3x32x32 has 3"),
        ("nn.ConstantPad2d(2)", "3x32x32", "ConstantPad2d needs value"),
        ("nn.utils.weight_norm(nn.Conv2d(3, 8, 3))", "3x32x32", "'nn.utils.weight_norm' is no layer that is known"),
        ("nn.MaxPool1d(2)", "8x33", "are the channels of 8x33 the first number or the last?"),
        ("Conv2D(8, 3, strides=2, dilation_rate=2)", "32x32x3", "Keras has no strides with a dilation"),
        ("Conv2D(8, 3, padding='causal')", "32x32x3", "causal padding is of one axis"),
        ("Cropping2D()", "32x32x3", "Cropping2D needs cropping"),
        ("GroupNormalization(3, center=False)", "32x32x3", "center is read as True only"),
        ("LayerNormalization(scale=False)", "32x32x3", "scale is read as True only"),
        ("nn.Conv(8, (3, 3), input_dilation=2)", "32x32x3", "input_dilation is read as 1 only"),
        ("nn.ConvTranspose(features=8, kernel_size=(3, 3), padding=1)", "32x32x3",
         "numbers for Flax's padding of a transposed convolution are not read"),
        ("flax.linen.GroupNorm(num_groups=None, group_size=1)", "32x32x3", "group_size is read as None only"),
        ("gluon.nn.Conv2D(8, 3, layout='NHWC')", "3x32x32", "channels last are not read here"),
        ("gluon.nn.Dense(10, flatten=False)", "3x32x32", "flatten is read as True only"),
        ("paddle.nn.Conv2D(3, 8, 3, data_format='NHWC')", "3x32x32", "channels last are not read here"),
        ("paddle.nn.GroupNorm(3, 3, bias_attr=False)", "3x32x32", "bias_attr is read as None only"),
    ],
)  # fmt: skip
def test_what_no_layer_does_is_told(code: str, volume: str, message: str) -> None:
    with pytest.raises(SpecError) as raised:
        chain.network(volume, [code])
    assert raised.value.problems[0].message == message


@pytest.mark.parametrize(
    ("code", "volume", "said"),
    [
        ("nn.Conv2d(3, 8, 3, bias=None)", "3x32x32", ["conv 8 3 nobias"]),
        ("F.pad(x, (1, 1, 2, 3))", "3x32x32", ["pad 2+3x1+1"]),
        ("nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())[0]", "3x32x32", ["conv 8 3"]),
        ("list(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU()).children())[:-1]", "3x32x32", ["conv 8 3"]),
        ("nn.LayerNorm([8])", "8", ["ln"]),
        ("nn.PReLU(3)", "3x32x32", ["prelu"]),
        ("Conv2DTranspose(8, 2, strides=3)", "4x4x3", ["tconv 8 2 s3 valid"]),
        ("Conv2DTranspose(8, (2, 4), strides=(3, 3))", "4x4x3", ["tconv 8 2x4 s3 valid"]),
        ("ZeroPadding1D((1, 2))", "32x8", ["pad 1+2"]),
        ("Cropping1D((1, 3))", "32x8", ["crop 1+3"]),
        ("paddle.nn.BatchNorm(3, act='relu')", "3x32x32", ["bn", "relu"]),
        ("paddle.nn.BatchNorm2D(3, weight_attr=False)", "3x32x32", ["bn noscale"]),
        ("paddle.nn.InstanceNorm2D(3)", "3x32x32", ["in affine=True"]),
        ("paddle.nn.AvgPool1D(3, 2, 0, True, True)", "3x32", ["avgpool 3 s2 ceil"]),
        ("gluon.nn.AvgPool2D(3, 2, 1, True)", "3x32x32", ["avgpool 3 s2 p1 ceil"]),
        ("slim.batch_norm(x, scale=True, activation_fn=tf.nn.relu)", "32x32x3", ["bn", "relu"]),
    ],
)  # fmt: skip
def test_what_an_argument_changes_is_read(code: str, volume: str, said: list[str]) -> None:
    order = ChannelsFirst if volume.startswith("3x") else None

    def told(layers: list[str]) -> list[tuple[object, ...]]:
        sites = [node.site for node in chain.network(volume, layers, order).nodes[1:]]
        return [(each.kind, each.output.elements, each.layer.weights(each.inputs)) for each in sites]

    assert told([code]) == told(said)


def test_every_argument_is_a_setting_or_handled() -> None:
    for name, cls in [*classes().items(), *functions().items()]:
        fields = {*kind(CONV if cls.kind == SEPARABLE else cls.kind).fields, *HANDLED, "-", "*"}
        unread = [each.name for each in cls.parameters if each.field not in fields and each.field[0] != ONLY]
        assert not unread, name
