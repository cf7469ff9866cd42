"""Figures for papers and slides: a scene is laid out once, in points, and drawn by one module a format."""
