"""Another tool's figure of a network: layer by layer, and share by share."""

from collections.abc import Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.network import Network
from convcalc.peers.readings import Reading, reading_of
from convcalc.peers.rules import Rule, Summand, macs
from convcalc.peers.tools import rules_of


class Tally(NamedTuple):
    """A figure and how it comes about."""

    rule: Rule
    network: Network
    layers: tuple[int, ...]
    """What each node counts, in running order."""
    parts: tuple[tuple[Summand, int], ...]
    """What each share makes, without those that make nothing."""
    unsure: tuple[str, ...]
    """Kinds of layers for which the rule is not worked out: where there are any, the figure is none."""

    def of(self, numbers: Sequence[int]) -> int | None:
        """What some layers count; None where that is not worked out for one of them."""
        kinds = {self.network.nodes[number].site.kind for number in numbers}
        return None if kinds & {*self.unsure} else sum([self.layers[number] for number in numbers])

    @property
    def told(self) -> str:
        """The figure with the tool and the sum, or why there is none."""
        if self.unsure:
            return f"not worked out for {', '.join(self.unsure)}"
        return f"{self.total:,} ({self.rule.tool} {self.rule.version}) = {self.sum}"

    @property
    def total(self) -> int:
        """The figure."""
        return sum(self.layers)

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
        multiplied = [(share, made) for share, made in self.parts if share.count is macs]
        if len({share.times for share, _ in multiplied}) == 1:
            times = multiplied[0][0].times
            words = "MACs" if len(self.rule.shares) == 1 or len(multiplied) > 1 else multiplied[0][0].words
            yield words, times, sum([made for _, made in multiplied]) // times
        for share, made in self.parts:
            if share.count is not macs:
                times = share.times if made % share.times == 0 else 1
                yield share.words, times, made // times


def count(rule: Rule, network: Network, reading: Reading | None = None) -> Tally:
    """What a tool says of a network, for one example."""
    calls = (reading or reading_of(network)).calls(network)
    parts = [(share, _share(share, network, calls)) for share in rule.shares]
    layers = tuple(map(sum, zip(*[numbers for _, numbers in parts], strict=True)))
    made = tuple([(share, sum(numbers)) for share, numbers in parts if any(numbers)])
    kinds = dict.fromkeys([node.site.kind for node in network.nodes if not node.is_input])
    return Tally(rule, network, layers, made, tuple([kind for kind in kinds if not rule.knows(kind)]))


def tallies(tool: str, network: Network) -> list[Tally]:
    """What a tool says of a network, figure by figure."""
    return [count(rule, network) for rule in rules_of(tool)]


def _share(share: Summand, network: Network, calls: Sequence[str]) -> list[int]:
    """What a share makes of each node. Equal layers on equal volumes are worked out once."""
    known: dict[int, int] = {}
    numbers = []
    for node, called in zip(network.nodes, calls, strict=True):
        site = node.site
        if site.kind not in share.kinds:
            numbers.append(0)
            continue
        if id(site) not in known:
            known[id(site)] = share.count(site)
        numbers.append(share.weight(called) * known[id(site)])
    return numbers
