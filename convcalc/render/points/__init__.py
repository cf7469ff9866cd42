"""The points of a sweep for other programs, some at a time: one module a format."""
