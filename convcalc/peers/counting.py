"""Another tool's figure of a network: layer by layer, and share by share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Site
from convcalc.peers.readings import Reading, reading_of
from convcalc.peers.rules import Calling, Rule, Summand, macs
from convcalc.peers.tools import rules_of


class Called(NamedTuple):
    """A layer on given volumes, how it is called, and how often it is so."""

    site: Site
    call: Calling
    times: int


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
        called = _grouped((nodes[number].site, self.calls[number]) for number in numbers)
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


def count(rule: Rule, network: Network, reading: Reading | None = None) -> Tally:
    """What a tool says of a network, for one example."""
    calls = (reading or reading_of(network)).calls(network)
    return tallied(rule, network, calls, called(network, calls))


def called(network: Network, calls: Sequence[Calling]) -> list[Called]:
    """The layers of a network, those together that are equal on equal volumes and called alike."""
    return _grouped((node.site, call) for node, call in zip(network.nodes, calls, strict=True))


def tallied(rule: Rule, network: Network, calls: Sequence[Calling], each: Sequence[Called]) -> Tally:
    """What a tool says of layers that are called in given ways."""
    made = [(share, *_values(share, each)) for share in rule.shares]
    parts = [
        PeerTerm(share, sum(values), weights.pop() if len(weights) == 1 else 1)
        for share, values, weights in made
        if any(values)
    ]
    layers = [one for one in each if not one.site.is_input]
    fails = dict.fromkeys([site.kind for site, call, _ in layers if not rule.takes(site, call.way)])
    return Tally(rule, network, calls, tuple(parts), tuple(fails))


def tallies(tool: str, network: Network) -> list[Tally]:
    """What a tool says of a network, figure by figure."""
    return [count(rule, network) for rule in rules_of(tool)]


def _grouped(pairs: Iterable[tuple[Site, Calling]]) -> list[Called]:
    sites: dict[int, Site] = {}
    counted: Counter[tuple[int, Calling]] = Counter()
    for site, call in pairs:
        sites[id(site)] = site
        counted[id(site), call] += 1
    return [Called(sites[number], call, times) for (number, call), times in counted.items()]


def _values(share: Summand, each: Sequence[Called]) -> tuple[list[int], set[int]]:
    """What a share makes of layers, and how many times it counts those of which it makes anything."""
    values, weights = [], set()
    for site, call, times in each:
        if site.kind in share.kinds and (weight := share.weight(call)) and (value := share.count(site)):
            values.append(weight * value * times)
            weights.add(weight)
    return values, weights
