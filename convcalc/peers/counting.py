"""Another tool's figure of a network: layer by layer, and share by share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Site
from convcalc.peers.readings import Reading, reading_of
from convcalc.peers.rules import Calling, PerLayer, Rule, Summand, macs
from convcalc.peers.tools import rules_of


class Called(NamedTuple):
    """A layer on given volumes, how it is called, and how often it is so."""

    site: Site
    call: Calling
    times: int


class CalledLayers:
    """Layers of a network, those together that are equal on equal volumes and called alike. Each is counted once."""

    def __init__(self, pairs: Iterable[tuple[Site, Calling]]) -> None:
        sites: dict[int, Site] = {}
        times: Counter[tuple[int, Calling]] = Counter()
        for site, call in pairs:
            sites[id(site)] = site
            times[id(site), call] += 1
        self.each = [Called(sites[number], call, count) for (number, call), count in times.items()]
        self.alike: dict[tuple[str, Calling], list[Called]] = {}
        """Those of a kind that are called in a way."""
        for one in self.each:
            self.alike.setdefault((one.site.kind, one.call), []).append(one)
        self._counted: dict[tuple[str, Calling, PerLayer], int] = {}

    def count(self, kind: str, call: Calling, number: PerLayer) -> int:
        """A number of all layers of a kind that are called in a way: most tools ask for the same few."""
        key = kind, call, number
        if key not in self._counted:
            self._counted[key] = sum([number(site) * times for site, _, times in self.alike[kind, call]])
        return self._counted[key]


class PeerTerm(NamedTuple):
    """What a share makes of a network."""

    share: Summand
    value: int
    times: int
    """How many times all of it counts; 1 where layers differ."""


class Tally(NamedTuple):
    """A figure and how it comes about."""

    rule: Rule
    network: Network
    calls: Sequence[Calling]
    """How each node is called, in running order."""
    parts: tuple[PeerTerm, ...]
    """What each share makes, without those that make nothing."""
    fails: tuple[str, ...]
    """Kinds of layers that the tool fails on: where there are any, the figure is none."""

    def of(self, numbers: Iterable[int]) -> int | None:
        """What some layers count; None where the tool fails on one of them."""
        nodes = self.network.nodes
        if {nodes[number].site.kind for number in numbers} & {*self.fails}:
            return None
        called = CalledLayers((nodes[number].site, self.calls[number]) for number in numbers)
        return sum([sum(_values(share, called)[0]) for share in self.rule.shares])

    @property
    def told(self) -> str:
        """The figure with the tool and the sum, or why there is none."""
        if self.fails:
            return self.why
        return f"{self.total:,} ({self.rule.tool} {self.rule.version}) = {self.sum}"

    @property
    def why(self) -> str:
        """Why there is no figure."""
        return f"no figure for {', '.join(self.fails)}"

    @property
    def total(self) -> int:
        """The figure."""
        return sum([part.value for part in self.parts])

    @property
    def sum(self) -> str:
        """How it comes about: `4,089,184,256 MACs + 2 x 11,113,984 batch norm outputs`."""
        text = ""
        for words, times, number in self._terms():
            sign = " + " if text else ""
            text += f"{sign}{f'{times} x ' if times > 1 else ''}{number:,} {words}"
        return text

    def _terms(self) -> Iterator[tuple[str, int, int]]:
        """Each share in words, how many times it counts, and of what number; products of all kinds together."""
        multiplied = [part for part in self.parts if part.share.count is macs]
        if len({part.times for part in multiplied}) == 1:
            times = multiplied[0].times
            words = "MACs" if len(self.rule.shares) == 1 or len(multiplied) > 1 else multiplied[0].share.words
            yield words, times, sum([part.value for part in multiplied]) // times
            multiplied = []
        for part in self.parts:
            if part.share.count is not macs or multiplied:
                yield part.share.words, part.times, part.value // part.times


def counted(rules: Iterable[Rule], network: Network, reading: Reading | None = None) -> list[Tally]:
    """What tools say of a network, for one example."""
    calls = (reading or reading_of(network)).calls(network)
    layers = called(network, calls)
    return [tallied(rule, network, calls, layers) for rule in rules]


def called(network: Network, calls: Sequence[Calling]) -> CalledLayers:
    """The layers of a network, by how they are called."""
    return CalledLayers((node.site, call) for node, call in zip(network.nodes, calls, strict=True))


def tallied(rule: Rule, network: Network, calls: Sequence[Calling], layers: CalledLayers) -> Tally:
    """What a tool says of layers that are called in given ways."""
    made = [(share, *_values(share, layers)) for share in rule.shares]
    parts = [
        PeerTerm(share, sum(values), weights.pop() if len(weights) == 1 else 1)
        for share, values, weights in made
        if any(values)
    ]
    asked = [alike[0] for alike in layers.alike.values()] if rule.refuses is None else layers.each
    fails = [site.kind for site, call, _ in asked if not site.is_input and not rule.takes(site, call.way)]
    return Tally(rule, network, calls, tuple(parts), tuple(dict.fromkeys(fails)))


def tallies(tool: str, network: Network) -> list[Tally]:
    """What a tool says of a network, figure by figure."""
    return counted(rules_of(tool), network)


def _values(share: Summand, layers: CalledLayers) -> tuple[list[int], set[int]]:
    """What a share makes of layers, and how many times it counts those of which it makes anything."""
    values, weights = [], set()
    for kind, call in layers.alike:
        if kind in share.kinds and (weight := share.weight(call)) and (value := layers.count(kind, call, share.count)):
            values.append(weight * value)
            weights.add(weight)
    return values, weights
