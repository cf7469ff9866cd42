"""timm's models through torch.export against hooks on them, as many of each module as are asked for, and a count.

    python -m tests.oracles.timm_models          # four of each module
    python -m tests.oracles.timm_models 1 resnet  # one of this module

Modules whose models only convolve; products of attention, which hooks on layers do not see, are taken off.
"""

import sys
import warnings
from collections.abc import Iterator
from typing import Any

import timm
import torch

from convcalc.analysis.analyse import analyse
from convcalc.analysis.cost import products
from convcalc.public import from_torch
from tests.oracles.test_pt2 import by_hooks

MODULES = (
    "byobnet", "convmixer", "convnext", "cspnet", "cspnext", "densenet", "dla", "dpn", "efficientnet", "fasternet",
    "ghostnet", "hardcorenas", "hgnet", "hrnet", "inception_next", "inception_resnet_v2", "inception_v3",
    "inception_v4", "lcnetv2", "mambaout", "metaformer", "mobilenetv3", "nasnet", "nfnet", "pnasnet", "rdnet",
    "regnet", "repghost", "repvit", "res2net", "resnest", "resnet", "resnetv2", "rexnet", "selecsls", "senet",
    "sknet", "starnet", "tresnet", "vgg", "vovnet", "xception", "xception_aligned",
)  # fmt: skip
LARGEST = 250_000_000
"""Parameters of a model that is left out: it takes long, and has nothing that a smaller one has not."""


def spread(names: list[str], count: int) -> list[str]:
    """So many of them, from the first to the last."""
    step = max(1, len(names) // count)
    return names[::step][:count]


def results(count: int, modules: tuple[str, ...]) -> Iterator[tuple[str, str, bool, Any]]:
    """The module, the name, whether all three figures are equal, and the figures of both sides."""
    for module in modules:
        for name in spread(timm.list_models(module=module), count):
            with torch.device("meta"):
                model = timm.create_model(name, pretrained=False).eval()
                example = torch.zeros(1, *model.pretrained_cfg["input_size"])
                if sum(each.numel() for each in model.parameters()) > LARGEST:
                    continue
                network = from_torch(model, example)
                wanted = by_hooks(model, example)
            total = analyse(network).total
            found = total.params, total.buffers, total.macs - products(network)
            yield module, name, found == wanted, (found, wanted)


def main(arguments: list[str]) -> int:
    """A line for each that differs, and how many are equal; leaves with 1 where any differs."""
    warnings.filterwarnings("ignore")
    count, modules = int(arguments[0]) if arguments else 4, tuple(arguments[1:]) or MODULES
    equal: list[str] = []
    total = 0
    for module, name, same, figures in results(count, modules):
        total += 1
        if same:
            equal.append(module)
        else:
            sys.stdout.write(f"{name}: {figures[0]}, and by hooks {figures[1]}\n")
            sys.stdout.flush()
    share = f"{len(equal)} of {total} models of {len(set(equal))} modules"
    sys.stdout.write(f"{share} are equal in parameters, buffers and MACs\n")
    return int(len(equal) < total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
