"""The Python API: what `import convcalc` offers. The only door beside the command line."""

from convcalc.analysis import analyse as figures
from convcalc.language.loading import load
from convcalc.model.network import Network

__all__ = ["Analysis", "analyse"]


class Analysis(figures.Analysis):
    """A network's figures, as `convcalc.analysis` has them, with a table for notebooks."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from convcalc.render.summary.html import notebook

        return notebook(self)


def analyse(network: Network | str, dtype: str = "float32", batch: int = 1) -> Analysis:
    """All figures of a network, or of the spec of a name: `analyse("resnet50").total.params`.

    Outputs are taken to be of `dtype` and for `batch` examples. Raises SpecError.
    """
    return Analysis(*figures.analyse(load(network) if isinstance(network, str) else network, dtype, batch))
