"""Whether a model is what its spec says, one module a format; a verdict is given as a `Diff` of spec and model."""
