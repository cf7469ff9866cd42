"""Networks as files of other formats: one room a target, which has `written(network, ...)`."""
