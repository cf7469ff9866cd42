"""How large a spec may grow, found without expanding anything: blocks that call themselves, and layers without end."""

from collections.abc import Mapping

from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.language.items import UNTIL, Block, Branch, Item
from convcalc.model.geometry.volume import LARGEST

LARGEST_NETWORK = 2_000_000
DOUBTFUL_NETWORK = 10_000
DEEPEST_SCOPE = 60
MOST_IDLE = 100_000
"""So many more items than layers may be expanded: items under a `when` that is false, and calls of empty blocks."""


class Extent(NamedTuple):
    """How many layers something expands to, and how many blocks and branches nest in it."""

    least: int
    """Without what stands under `when`, or is repeated a number of times that is not known yet."""
    most: int
    """With all that stands under `when`; what is repeated a number of times that is not known yet, once."""
    depth: int


ONE = Extent(1, 1, 0)


class Growth(NamedTuple):
    """What is known of a spec's size before it is expanded."""

    limit: int
    """How many steps its expansion may take: far fewer where blocks multiply under `when`."""
    least: dict[str, int]
    """How many layers each block expands to at the least."""
    whole: Extent


def measure(
    blocks: dict[str, Block],
    items: tuple[Item, ...],
    place: Place,
    called: Mapping[tuple[str, str], Extent] | None = None,
) -> Growth:
    """How large the items at a place, and the blocks and other specs they call, may grow.

    Raises SpecError where blocks call themselves, or the spec grows beyond all bounds.
    """
    sizes = _Sizes(blocks, called or {})
    for name in blocks:
        sizes.block(name, ())
    size = sizes.items(items, (), 0)
    if size.least > LARGEST_NETWORK and not sizes.problems:
        message = f"this spec grows to at least {size.least:,} layers (at most {LARGEST_NETWORK:,})"
        help = "is a factor too many in 'repeat', or in blocks?"
        sizes.problems.append(Problem(message, place.on_key(), help))
    if sizes.problems:
        raise SpecError(sizes.problems)
    limit = LARGEST_NETWORK if size.most <= 10 * LARGEST_NETWORK else DOUBTFUL_NETWORK
    return Growth(limit, {name: each.least for name, each in sizes.sizes.items()}, size)


class _Sizes:
    """The sizes of blocks and lists, each worked out once."""

    def __init__(self, blocks: dict[str, Block], called: Mapping[tuple[str, str], Extent]) -> None:
        self.blocks = blocks
        self.called = called
        self.problems: list[Problem] = []
        self.sizes: dict[str, Extent] = {}
        self.lists: dict[int, Extent] = {}

    def block(self, name: str, path: tuple[str, ...], depth: int = 0) -> Extent:
        place = self.blocks[name].place.on_key()
        if name in path:
            circle = " -> ".join([*path[path.index(name) :], name])
            self.problems.append(Problem(f"block {name!r} calls itself: {circle}", place, "use repeat"))
        if name not in self.sizes and not self.problems:
            size = self.items(self.blocks[name].items, (*path, name), depth)
            if max(depth, size.depth) >= DEEPEST_SCOPE and not self.problems:
                message = f"blocks and branches nest more than {DEEPEST_SCOPE} deep"
                self.problems.append(Problem(message, place, "use repeat"))
            self.sizes[name] = size
        return self.sizes.get(name, Extent(0, 0, 0))

    def items(self, items: tuple[Item, ...], path: tuple[str, ...], depth: int) -> Extent:
        if depth > DEEPEST_SCOPE:
            return Extent(0, 0, depth)
        if id(items) not in self.lists:
            least, most, deepest = 0, 0, 0
            for item in items:
                plain = item.cls and item.repeat is None and item.when is True and not item.branches
                size = ONE if plain else self.item(item, path, depth)
                least, most, deepest = least + size.least, most + size.most, max(deepest, size.depth)
            self.lists[id(items)] = Extent(min(least, LARGEST), min(most, LARGEST), deepest)
        return self.lists[id(items)]

    def item(self, item: Item, path: tuple[str, ...], depth: int) -> Extent:
        call = None if item.cls else self.call(item, path, depth + 1)
        if not item.branches:
            return _times(item, call.least, call.most, call.depth + 1) if call else _times(item, 1, 1, 0)
        inside = [self.branch(branch, path, depth + 1) for branch in item.branches]
        inside += [call] if call else []
        own = call is None
        least, most = own + sum([size.least for size in inside]), own + sum([size.most for size in inside])
        return _times(item, least, most, max([size.depth + 1 for size in inside], default=0))

    def call(self, item: Item, path: tuple[str, ...], depth: int) -> Extent | None:
        """The size of what an item calls; None where it is a layer. How much there is up to some layer shows later."""
        if item.kind in self.blocks:
            return self.block(item.kind, path, depth)
        spec = None
        if self.called and item.cls is None:
            spec = self.called.get((item.place.source.folder, item.kind))
        return spec._replace(least=0) if spec and UNTIL in item.settings else spec

    def branch(self, branch: Branch, path: tuple[str, ...], depth: int) -> Extent:
        return _times(branch, *self.items(branch.items, path, depth))


def _times(part: Item | Branch, least: int, most: int, depth: int) -> Extent:
    """The size of what is repeated, or stands under a condition."""
    if part.repeat is None and part.when is True:
        return Extent(least, most, depth)
    times = max(0, part.repeat) if isinstance(part.repeat, int) else part.repeat is None
    return Extent(times * least if part.when is True else 0, max(1, times) * most, depth)
