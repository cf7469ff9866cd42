"""The key of a quiz: one module a format."""
