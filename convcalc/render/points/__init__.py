"""The points of a sweep for other programs, some at a time: one module a format."""

PART = ".part"
"""What is behind the name of a file that has no end yet, where a format needs one."""
