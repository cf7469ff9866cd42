"""Pictures for what takes no SVG: PNG and PDF, made of it by CairoSVG."""

from importlib import import_module

FORMS = ("png", "pdf")
HINT = "to write PNG and PDF: pip install 'convcalc[figures]'"
FINE = 300 / 96
"""Pixels of a picture to one of a screen: 300 to an inch."""


class UnpagedError(Exception):
    """CairoSVG is not installed, or finds no Cairo."""


def converted(svg: str, form: str) -> bytes:
    """A picture as PNG, 300 pixels to an inch, or as PDF, whose text stays text. Raises UnpagedError."""
    try:
        cairosvg = import_module("cairosvg")
    except (ImportError, OSError) as error:
        raise UnpagedError(HINT if isinstance(error, ImportError) else f"{HINT} ({error})") from None
    if form == "pdf":
        return bytes(cairosvg.svg2pdf(bytestring=svg.encode()))
    return bytes(cairosvg.svg2png(bytestring=svg.encode(), scale=FINE))
