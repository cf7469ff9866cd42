"""The inputs that a network takes, one module a format."""
