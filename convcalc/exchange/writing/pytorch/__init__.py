"""PyTorch code: blocks as modules, channels first, with a check of its own."""
