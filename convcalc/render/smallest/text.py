"""The smallest input as text: what comes out of it, and why the next smaller one fails."""

from convcalc.homework.solve import Smallest
from convcalc.render.fits.text import told
from convcalc.render.formats import Options
from convcalc.render.text import page, style, wrapped


def render(found: Smallest, options: Options) -> str:
    """The smallest input, and why the next smaller one fails."""
    network = found.network
    lines = [f"{style(network.name, 'bold')}  smallest input {style(network.takes, 'bold')} -> {network.gives}"]
    if found.problem is not None:
        lines += wrapped(f"{found.smaller} fails: {told(found.problem)}", options.width, rest="  ")
    return page(lines)
