"""What two networks say otherwise of a layer that both have: settings, and what it reads. Knows no figures."""

from collections import Counter
from collections.abc import Iterable, Iterator

from convcalc.compare.alignment import Alignment, Piece
from convcalc.compare.changes import Change
from convcalc.compare.kinds import CONCAT
from convcalc.document.foreign import Foreign
from convcalc.model.geometry import written
from convcalc.model.network import Network, Node, Site

MOST_JOINED = 200
"""So many volumes that are joined are told apart."""


class Edits:
    """Two networks, and which node of the one is which of the other."""

    def __init__(self, old: Network, new: Network, alignment: Alignment) -> None:
        self.old = old
        self.new = new
        pairs = [(leaf.old, leaf.new) for leaf in alignment.leaves() if leaf.old and leaf.new]
        self.after = {old.first: new.first for old, new in pairs}
        self.before = {new: old for old, new in self.after.items()}
        self._trained = not any(isinstance(each.source, Foreign) for each in (old, new))
        """Both sides say what training leaves as it is; a file of another format does not."""

    def between(self, old: Piece, new: Piece) -> Iterator[Change]:
        """What is said otherwise of a layer: its name, kind, settings, and where it reads from."""
        was, now = self.old.nodes[old.first], self.new.nodes[new.first]
        if old.name != new.name:
            yield Change("name", old.name or None, new.name or None)
        if was.is_input:
            if was.site.output != now.site.output:
                yield Change("volume", str(was.site.output), str(now.site.output))
        elif old.body == new.body:
            yield from _settings(was.site, now.site, ("bias",))
        elif old.kind != new.kind:
            yield Change("kind", str(was.site), str(now.site))
        else:
            yield from _settings(was.site, now.site, was.site.layer.fields)
        if was.frozen != now.frozen and self._trained and now.weights:
            yield Change("frozen", written(was.frozen), written(now.frozen))
        if self.reshared(was, now):
            yield Change("weights", _shared(was, self.old), _shared(now, self.new))
        if self.rewired(was, now):
            yield Change("from", _sources(was, self.old), _sources(now, self.new))

    def reshared(self, was: Node, now: Node) -> bool:
        """Whether it uses the weights of another layer than before, or its own."""
        if was.shares is None or now.shares is None:
            return was.shares is not now.shares
        return was.own != now.own or self.after.get(was.shares, now.shares) != now.shares

    def rewired(self, was: Node, now: Node) -> bool:
        """Whether it reads other layers, and not only what was put between or taken out."""
        joined = CONCAT in (was.site.kind, now.site.kind)
        if len(was.inputs) == len(now.inputs) == 1 and not joined and self.after.get(was.inputs[0]) == now.inputs[0]:
            return False
        before, after = _joined(self.old, was), _joined(self.new, now)
        if len(before) != len(after):
            return True
        old = [self.after.get(_source(self.old, number, self.after)) for number in before]
        new = [_source(self.new, number, self.before) for number in after]
        if now.site.layer.commutes:
            gone = Counter([number for number in old if number is not None]) - Counter(new)
            return gone.total() > sum(number not in self.before for number in new)
        return any(one is not None and other in self.before and one != other for one, other in zip(old, new))


def _joined(network: Network, node: Node) -> list[int]:
    """What a layer reads; of what joins volumes that were joined before, each of them."""
    if node.site.kind != CONCAT:
        return list(node.inputs)
    found, waiting = list[int](), list(reversed(node.inputs))
    while waiting and len(found) < MOST_JOINED:
        number = waiting.pop()
        site = network.nodes[number].site
        if site.kind == CONCAT and vars(site.layer) == vars(node.site.layer):
            waiting += reversed(network.nodes[number].inputs)
        else:
            found.append(number)
    return found


def _source(network: Network, number: int, known: dict[int, int]) -> int:
    """What a layer reads, through layers that only one side has."""
    while number not in known and len(network.nodes[number].inputs) == 1:
        number = network.nodes[number].inputs[0]
    return number


def _sources(node: Node, network: Network) -> str:
    return ", ".join(network.nodes[number].path for number in node.inputs)


def _shared(node: Node, network: Network) -> str:
    return "own" if node.shares is None else f"those of {network.nodes[node.shares].path}"


def _settings(was: Site, now: Site, names: Iterable[str]) -> Iterator[Change]:
    for name in names:
        if getattr(was.layer, name, None) != getattr(now.layer, name, None):
            yield Change(name, _setting(name, was), _setting(name, now))


def _setting(name: str, site: Site) -> str | None:
    value, type_ = getattr(site.layer, name), site.layer.fields[name].type
    if type_.ordered:
        value = tuple(type(site.output).outer(value))
    return None if value == () else written(value, always=name in ("kernel", "volume"))
