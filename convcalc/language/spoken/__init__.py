"""Layers as people say them, on the command line and in homework."""
