"""convcalc: what a convolutional architecture outputs, costs and sees, from a text file."""

__version__ = "0.1.0"
