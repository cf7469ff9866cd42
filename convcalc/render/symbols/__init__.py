"""Stacks of layers side by side, in names."""
