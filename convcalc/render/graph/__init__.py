"""A network as a drawing: the model that all formats share, and one module a format."""
