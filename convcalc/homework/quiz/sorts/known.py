"""Layers of known networks: what they put out and what they cost."""

from functools import lru_cache

from convcalc.explain.find import short_names
from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, draft
from convcalc.language.loading import load
from convcalc.model.layers.convolution import Conv
from convcalc.model.layers.dense import Dense

NETWORKS = {
    "lenet5": "LeNet-5", "alexnet-caffe": "AlexNet", "vgg11": "VGG-11", "vgg13": "VGG-13", "vgg16": "VGG-16",
    "vgg19": "VGG-19", "googlenet": "GoogLeNet", "resnet18": "ResNet-18", "resnet34": "ResNet-34",
    "resnet50": "ResNet-50", "squeezenet1_0": "SqueezeNet", "mobilenet_v1": "MobileNet", "darknet53": "Darknet-53",
    "unet": "U-Net", "inception_v3": "Inception-v3", "densenet121": "DenseNet-121", "mobilenet_v2": "MobileNetV2",
}  # fmt: skip
"""Shipped specs of those that courses speak of, by their names there."""
ASKED = ("output", "params", "macs", "flops", "memory")


def draw(dice: Dice) -> Draft | None:
    """One layer, with its settings and its input."""
    spec = dice.pick(tuple(NETWORKS))
    name, settings, volume = dice.pick(_layers(spec))
    layer = f"A layer of {NETWORKS[spec]}" if "." in name else f"{name} of {NETWORKS[spec]}"
    given = f"a {volume} volume" if "x" in volume else f"a vector of {volume} numbers"
    said = f"{layer} is '{settings}' on {given}."
    return draft(said, volume, (settings,), dice.pick(ASKED))


@lru_cache(maxsize=len(NETWORKS))
def _layers(spec: str) -> tuple[tuple[str, str, str], ...]:
    """The name, the settings and the input of each layer with weights, once of those that are the same."""
    network = load(spec)
    names = short_names(network)
    found = {
        (str(node.site), str(node.site.inputs[0])): names[number]
        for number, node in network.layers
        if isinstance(node.site.layer, (Conv, Dense))
    }
    return tuple((name, settings, volume) for (settings, volume), name in found.items())
