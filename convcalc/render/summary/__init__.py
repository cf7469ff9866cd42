"""The summary of a network, a module a format."""
