"""A page of HTML, and a drawing in SVG: texts, which a notebook shows as what they are."""

HEIGHT = 800
"""Of a page inside a notebook, in pixels."""


class HtmlPage(str):
    """A page, to be written to a file; a notebook shows it in a frame, where neither changes the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<HtmlPage of {len(self):,} characters>"

    def _repr_html_(self) -> str:
        from html import escape

        style = f"border: 1px solid #8886; height: {HEIGHT}px; width: 100%"
        return f'<iframe srcdoc="{escape(self)}" style="{style}" title="report"></iframe>'


class SvgDrawing(str):
    """A drawing, to be written to a file; a notebook shows it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<SvgDrawing of {len(self):,} characters>"

    def _repr_svg_(self) -> str:
        return str(self)
