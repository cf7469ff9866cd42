"""The differences of two networks as text: one module a format, each with `render(...) -> str`."""
