"""The largest batch that fits, one module a format."""
