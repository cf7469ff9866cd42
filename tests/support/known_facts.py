"""Facts of known networks from papers, frameworks and measurements, without a line of the code that is tested."""

import json
from functools import cache
from typing import Any

from tests.support.paths import TESTS

LAST = {
    "lenet5": 84, "alexnet-caffe": 4096, "vgg11": 4096, "vgg13": 4096, "vgg16": 4096, "vgg19": 4096, "googlenet": 1024,
    "resnet18": 512, "resnet34": 512, "resnet50": 2048, "squeezenet1_0": 512, "mobilenet_v1": 1024, "darknet53": 1024,
    "inception_v3": 2048, "densenet121": 1024, "mobilenet_v2": 1280,
}  # fmt: skip
"""How many numbers the last layer takes: a class more is so many weights and a bias more."""
PRINTED = {
    "lenet5": (61_706, 10),
    "alexnet-caffe": (60_965_224, 1000),
    "mobilenet_v1": (4_231_976, 1000),
    "darknet53": (41_609_928, 1000),
    "inception_v3": (23_834_568, 1000),
    "googlenet": (6_624_904, 1000),
}
"""Parameters and classes of those that torchvision has not so: LeNet's table, Caffe's bvlc_alexnet, keras.applications
(MobileNet: 4,253,864 with 21,888 statistics), timm (darknet53),
torchvision (googlenet, and inception_v3, both without auxiliary heads)."""
DEEP = {
    "lenet5": 5, "alexnet-caffe": 8, "vgg11": 11, "vgg13": 13, "vgg16": 16, "vgg19": 19, "googlenet": 22,
    "resnet18": 18, "resnet34": 34, "resnet50": 50, "squeezenet1_0": 18, "mobilenet_v1": 28, "darknet53": 53,
    "inception_v3": 48, "densenet121": 121, "mobilenet_v2": 53,
}  # fmt: skip
"""As their papers count, or name them."""
WIDEST = {"lenet5": (28, 6), "alexnet-caffe": (55, 96)} | dict.fromkeys(("vgg11", "vgg13", "vgg16", "vgg19"), (224, 64))
"""The map before an activation, which gives another of its size: the most that lie side by side."""
FIELDS = {"lenet5": (32, 4), "alexnet-caffe": (195, 32), "mobilenet_v1": (315, 32), "darknet53": (725, 32)}
"""Field and stride of the last map by r = r + (k - 1)*S on paper; Araujo, Norris & Sim (2019) have two of them."""


def fact(name: str, classes: int, quantity: str) -> int:
    """The figure of a network, for so many classes where these are told."""
    if quantity == "depth":
        return DEEP[name]
    if quantity in ("receptive_field", "field_stride"):
        return _seen(name)[quantity == "field_stride"]
    params = _parameters(name, classes)
    size, channels = WIDEST.get(name, (0, 0))
    return params if quantity == "params" else 4 * params + 4 * 2 * size * size * channels


def _parameters(name: str, classes: int) -> int:
    known, made_for = PRINTED.get(name) or (_measured("totals")[name]["params"], 1000)
    return int(known) + (classes - made_for) * (LAST[name] + 1)


def _seen(name: str) -> tuple[int, int]:
    if name in FIELDS:
        return FIELDS[name]
    measured = _measured("receptive_field")[name]
    return measured["size"][0], measured["stride"][0]


@cache
def _measured(name: str) -> Any:
    return json.loads((TESTS / "data" / f"{name}.json").read_text())["models"]
