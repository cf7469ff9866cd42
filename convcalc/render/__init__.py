"""Figures to text: one module a format, each with `render(...) -> str`. Nothing here prints."""
