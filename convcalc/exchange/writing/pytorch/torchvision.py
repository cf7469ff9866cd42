"""Weights of torchvision's models for the networks that are the same: which of its keys stand elsewhere here."""

from convcalc.document.problems import fail
from convcalc.language.loading import preset_names
from convcalc.model.network import Network

LATER = {
    "convnext_": ("layer_scale", "block"),
    "deeplabv3_resnet50": ("classifier", "aux_classifier"),
    "fcn_resnet50": ("classifier", "aux_classifier"),
    "lraspp": ("low_classifier", "high_classifier"),
    "regnet_": ("proj", "f"),
    "vit_": ("conv_proj", "encoder.pos_embedding"),
}
"""By what names of specs start with: a part of a key that torchvision has before another one, and that comes after."""
OPPOSITE = {"retinanet": "inner_blocks"}
"""By names of specs: what torchvision has from the first to the last, and a top-down pyramid the other way."""
AS_THEY_ARE = (
    "alexnet", "densenet", "efficientnet_", "googlenet", "inception_v3", "mc3_18", "mnasnet", "mobilenet_v2",
    "mobilenet_v3_", "r2plus1d_18", "r3d_18", "resnet101", "resnet152", "resnet18", "resnet34", "resnet50", "resnext",
    "shufflenet_", "squeezenet", "vgg", "wide_resnet",
)  # fmt: skip
"""What names of specs start with whose weights stand as in torchvision."""
NOT_ITS_OWN = ("alexnet-caffe", "googlenet-caffe", "resnet50-v1")
HEADS = {"googlenet": ("aux1.", "aux2."), "inception_v3": ("AuxLogits.",)}
"""What keys of heads start with that serve in training only, and are not there without `aux`."""


def loader(network: Network) -> str:
    """A function that takes over torchvision's weights. Raises SpecError where they are not known to fit."""
    name = network.name
    if name not in preset_names() or name in NOT_ITS_OWN or (len(network.outputs) > 1 and name in HEADS):
        raise _unknown(name)
    if name in OPPOSITE:
        return _opposite(OPPOSITE[name])
    for start, (word, other) in LATER.items():
        if name.startswith(start):
            return _turned(word, other)
    if not name.startswith(AS_THEY_ARE):
        raise _unknown(name)
    return _without(HEADS[name]) if name in HEADS else _all_keys()


def _unknown(name: str) -> Exception:
    return fail(f"no weights of torchvision are known to fit {name}", help="load_by_order takes any of the same order")


def _all_keys() -> str:
    return '''
def load_torchvision(model, state_dict):
    """Take over torchvision's weights, which stand in the same order."""
    load_by_order(model, state_dict)
'''


def _without(heads: tuple[str, ...]) -> str:
    words = f'"{heads[0]}"' if len(heads) == 1 else "(" + ", ".join(f'"{each}"' for each in heads) + ")"
    return f'''
def load_torchvision(model, state_dict):
    """Take over torchvision's weights but for the heads that serve in training."""
    keys = [key for key in state_dict if not key.startswith({words})]
    load_by_order(model, {{key: state_dict[key] for key in keys}})
'''


def _turned(word: str, other: str) -> str:
    return f'''
def load_torchvision(model, state_dict):
    """Take over torchvision's weights, in which `{word}` stands before `{other}`."""
    keys = list(state_dict)
    for key in reversed(state_dict):
        start, found, _ = f".{{key}}.".partition(".{word}.")
        if found:
            beside = [each for each in keys if f".{{each}}.".startswith(f"{{start}}.{other}.")]
            keys.remove(key)
            keys.insert(keys.index(beside[-1]) + 1, key)
    load_by_order(model, {{key: state_dict[key] for key in keys}})
'''


def _opposite(word: str) -> str:
    return f'''
def load_torchvision(model, state_dict):
    """Take over torchvision's weights, whose `{word}` stand the other way round."""
    given = {{key: key for key in state_dict}}
    blocks = [key for key in state_dict if ".{word}." in key]
    given.update(zip(blocks, sorted(blocks, key=_place_from_the_end), strict=True))
    load_by_order(model, {{key: state_dict[given[key]] for key in state_dict}})


def _place_from_the_end(key):
    return -int(key.partition(".{word}.")[2].split(".")[0])
'''
