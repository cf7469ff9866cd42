"""Keras 3, written without its package: the functional API, channels last."""
