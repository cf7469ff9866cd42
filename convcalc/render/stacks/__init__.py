"""Two stacks of layers side by side."""
