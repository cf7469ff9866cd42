"""Figures to text: one module a format, each with `render(thing, options) -> str`. Nothing here prints."""
