"""torchvision: what the metadata of its weights says, in thousands of millions and with three digits."""

from convcalc.peers.rules import Rule, products

RULES = (Rule("torchvision", "0.29.1", "_ops", "torchvision.models, metadata of weights", products()),)
