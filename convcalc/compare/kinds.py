"""The kinds that comparing knows by name: what can stand for what, and what people call by a word of its own."""

BATCH_NORM, IDENTITY, CONCAT, SUM, MAXPOOL = "bn", "identity", "concat", "add", "maxpool"
CONV, DEPTHWISE, DENSE = "conv", "depthwise", "dense"
CONVOLUTIONS = (CONV, DEPTHWISE)
EVERY_CONVOLUTION = (*CONVOLUTIONS, "tconv")
TRAINED_ONLY = ("dropout", "drop_path")
"""Those that compute something in training alone."""
IDLE = (*TRAINED_ONLY, IDENTITY, "flatten", "reshape", "adaptive_avgpool")
"""Those that compute nothing where a network only runs; the last ones, where nothing moves."""
PASSED = frozenset((BATCH_NORM, "scale", IDENTITY, *TRAINED_ONLY, "flatten"))
"""Those that one hand writes and another leaves out."""
GLOBAL = {"avgpool": "gap", "adaptive_avgpool": "gap", MAXPOOL: "gmp", "adaptive_maxpool": "gmp"}
"""What pooling over everything is."""
POOLS = ("avgpool", MAXPOOL)
EVEN = {"adaptive_avgpool": "avgpool", "adaptive_maxpool": MAXPOOL}
"""What adaptive pooling is where its windows are equal."""
LEARNED_ACTIVATION = "prelu"
