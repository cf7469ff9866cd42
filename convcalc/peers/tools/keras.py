"""Keras: the statistics of batch norm are parameters too, those that are not trained. What is shared counts once."""

from convcalc.model.layers import KINDS
from convcalc.peers.rules import Rule, Summand, buffers, params

_EVERY = tuple(name for name in KINDS if name != "custom")
RULES = (
    Rule(
        "keras", "3", "total params", "keras.Model.count_params",
        (
            Summand("parameters", _EVERY, params, once="first"),
            Summand("statistics of batch norm", _EVERY, buffers, once="first"),
        ),
    ),
)  # fmt: skip
