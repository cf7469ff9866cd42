"""Layers as PyTorch and Keras code says them. The code is parsed and never run."""
