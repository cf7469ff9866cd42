"""Facts of whole known networks: all their parameters, how deep they are, what they see, what a prediction takes."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft
from convcalc.homework.quiz.sorts.known import NETWORKS

CHAINS = ("lenet5", "alexnet-caffe", "vgg11", "vgg13", "vgg16", "vgg19")
"""Those of which a prediction takes what can be worked out on paper."""
RESIZED = ("unet",)
"""Those that keep an image's size: they have no classes of whole images, and end at no small map."""
ASKED = {
    "params": "How many parameters has it, biases counted, and a scale and a shift for each channel of a batch norm?",
    "depth": "How many layers with weights lie one after another on its longest path?",
    "receptive_field": "How many pixels wide is the receptive field of its last map, before global pooling and dense "
    "layers?",
    "field_stride": "How many pixels apart are the fields of neighbouring places of its last map?",
    "prediction_memory": "How many bytes does a prediction for one image take in float32: all parameters, and the "
    "most that lie in the input and the output of a layer together?",
}


QUANTITIES = ("params", "params", "params", "prediction_memory", "depth", "receptive_field", "field_stride")


def draw(dice: Dice) -> Draft:
    """One fact of one of them; of parameters, for so many classes."""
    quantity = dice.pick(QUANTITIES)
    among = CHAINS if quantity == "prediction_memory" else [name for name in NETWORKS if name not in RESIZED]
    spec = dice.pick(tuple(among))
    classes = dice.number(2, 400) if quantity in ("params", "prediction_memory") else 0
    said = f"{NETWORKS[spec]} is made for {classes} classes." if classes else f"This is about {NETWORKS[spec]}."
    return Draft(f"{said} {ASKED[quantity]}", "", (), quantity, spec=spec, classes=classes)
