"""A network as slabs: each a layer with the norms and activations after it, or a closed block. Knows no places."""

from collections.abc import Callable, Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.document.wording import many
from convcalc.model.geometry import Volume, Window
from convcalc.model.geometry.windows import Spread
from convcalc.model.network import Network, Node, Scope, Site
from convcalc.render.colours import family_of, main_family
from convcalc.render.graph.model import Call, Split, Stage, numbers, parts, runs
from convcalc.render.summary.outline import own_name

LIGHT = ("norm", "activation", "passing")
"""What is drawn with the layer before it: norms, activations, and what only moves numbers."""
WORDS = {
    "conv": "conv", "depthwise": "depthwise", "tconv": "up-conv", "local": "local", "maxpool": "max pool",
    "avgpool": "avg pool", "gap": "global avg pool", "gmp": "global max pool", "adaptive_avgpool": "avg pool",
    "adaptive_maxpool": "max pool", "concat": "concat", "lstm": "LSTM", "gru": "GRU",
}  # fmt: skip

Opens = Callable[[Call], bool]
"""Whether a block is drawn as what stands in it."""


class Slab(NamedTuple):
    """One box of a figure."""

    numbers: tuple[int, ...]
    """The layers that it stands for."""
    family: str
    what: str
    """In words: `3×3 conv`."""
    name: str
    """That it was given; empty without one."""
    volume: Volume
    """What comes out."""
    times: int = 1
    """How many equal ones it stands for."""
    call: Call | None = None
    """The block, of a closed one."""


class Sketch(NamedTuple):
    """Slabs in running order, and which reads which."""

    slabs: tuple[Slab, ...]
    edges: tuple[tuple[int, int], ...]


def sketch(
    network: Network, top: Sequence[Stage], opens: Opens, fold: bool = True, outside: Sequence[int] = ()
) -> Sketch:
    """The slabs of some parts of a network, after those that they read from `outside`; other sources are left out."""
    slabs = [Slab((k,), "input", "", network.nodes[k].path, network.nodes[k].site.output) for k in outside]
    home = {number: k for k, number in enumerate(outside)}
    light: dict[int, list[int]] = {}
    for run in _flat(network, top, opens, fold):
        if isinstance(run[0], int) and not _shows(network.nodes[run[0]], home):
            continue
        covered = [number for part in run for number in numbers(part)]
        onto = _carrier(network, run[0], home)
        if onto is None or (slabs[onto].family == "input" and _works(network, run[0])):
            onto = len(slabs)
            slabs.append(_slab(network, run[0], covered, len(run)))
        else:
            light.setdefault(onto, []).extend(covered)
        home.update(dict.fromkeys(covered, onto))
    for onto, more in light.items():
        slabs[onto] = slabs[onto]._replace(numbers=(*slabs[onto].numbers, *more))
    return Sketch(tuple(slabs), _edges(network, {k: at for k, at in home.items() if k not in outside}, home))


def _works(network: Network, part: int | Call) -> bool:
    """Whether a light layer is a box of its own where nothing stands before it."""
    return isinstance(part, Call) or network.nodes[part].site.layer.family in ("norm", "activation", "merge")


def _shows(node: Node, home: dict[int, int]) -> bool:
    """Whether a layer is in a figure: what is learned and reads nothing is not, nor what only moves such numbers."""
    return node.site.is_input or not (is_light(node.site) or not node.inputs) or any(k in home for k in node.inputs)


def whole(network: Network, opens: Opens, fold: bool = True) -> Sketch:
    """The slabs of a whole network."""
    return sketch(network, parts(network), opens, fold)


def _edges(network: Network, inside: dict[int, int], home: dict[int, int]) -> tuple[tuple[int, int], ...]:
    found = {
        (home[source], at)
        for number, at in inside.items()
        for source in network.nodes[number].inputs
        if source in home and home[source] != at
    }
    return tuple(sorted(found))


def _flat(network: Network, inside: Sequence[Stage], opens: Opens, fold: bool) -> Iterator[tuple[int | Call, ...]]:
    """Layers and closed blocks in running order, equal neighbours together."""
    for run in runs(network, tuple(inside), fold, lambda call: not opens(call)):
        first = run[0]
        if isinstance(first, Split):
            for way in first.branches:
                yield from _flat(network, way.parts, opens, fold)
        elif isinstance(first, Call) and opens(first):
            yield from _flat(network, first.parts, opens, fold)
        else:
            yield run  # type: ignore[misc]


def _carrier(network: Network, part: int | Call, home: dict[int, int]) -> int | None:
    """The slab that a light layer is drawn with."""
    if isinstance(part, Call):
        return None
    site, read = network.nodes[part].site, {home[k] for k in network.nodes[part].inputs if k in home}
    return read.pop() if len(read) == 1 and (is_light(site) or site.layer.merges) else None


def is_light(site: Site) -> bool:
    """Whether a layer is drawn with the one before it: norms, activations, and what only moves numbers."""
    if not site.inputs:
        return False
    if site.layer.family == "pooling":
        slides = any(isinstance(window, Window) for window in site.layer.windows(site.inputs))
        return site.output == site.inputs[0] and not slides  # to the size that is there already
    return site.layer.family in LIGHT or (site.layer.family == "shape" and family_of(site) == "other")


def _slab(network: Network, part: int | Call, covered: list[int], times: int) -> Slab:
    if isinstance(part, Call):
        return _closed(network, part, covered, times)
    node = network.nodes[part]
    volume = network.nodes[covered[-1]].site.output
    name = node.label if node.is_input else own_name(node) or _around(node.scope)
    return Slab(tuple(covered), family_of(node.site), words_of(node), name, volume, times)


def _around(scope: Scope | None) -> str:
    """The name that was given to the innermost block around something."""
    while scope and scope.parent and not own_name(scope):
        scope = scope.parent
    return own_name(scope) or "" if scope else ""


def _closed(network: Network, call: Call, covered: list[int], times: int) -> Slab:
    """A block by what most of its multiply-accumulates are in; one of equal blocks by these."""
    block, inner = call.scope.block, call.parts
    names = {part.scope.block if isinstance(part, Call) else "" for part in inner}
    if len(inner) > 1 and len(names) == 1 and "" not in names:
        block, times = names.pop(), times * len(inner)
    volume = network.nodes[covered[-1]].site.output
    name = _around(call.scope)
    what = many(len(covered) // times, "layer") if block == name else block
    return Slab(tuple(covered), main_family(network, covered), what, name, volume, times, call)


def words_of(node: Node) -> str:
    """What a layer is in a few words: `7×7 conv /2`."""
    site = node.site
    word = WORDS.get(site.kind, site.kind.replace("_", " "))
    windows = site.layer.windows(site.inputs) if site.inputs else ()
    slides = [window for window in windows if isinstance(window, (Window, Spread))]
    if family_of(site) not in ("conv", "pool", "up") or not slides or len(slides) < len(windows):
        return word
    kernel = "×".join(str(window.kernel) for window in slides)
    strides = {window.stride for window in slides}
    usual = {window.kernel for window in slides} == strides
    step = f" /{slides[0].stride}" if len(strides) == 1 and strides != {1} and not usual else ""
    return f"{kernel} {word}{step}"
