"""A chain of layers given on a command line, as a network: `32x32x3`, then `conv 10 5x5 s1 p2`.

The words become the plain data of a spec, so that everything after is the one path of `api`. Problems point
into the words as they were typed.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from convcalc.document.places import Place, Position, Route
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.spec import Spec, read_spec
from convcalc.language.spoken.phrases import UNKNOWN, Words, WordsError, read_sizes, read_words
from convcalc.model.geometry import Order, Volume, name_of
from convcalc.model.network import Network

NAME = "command line"


class CommandLine:
    """The words as one line, and which part of it each value was read from."""

    name = NAME
    folder = ""

    def __init__(self, parts: Sequence[str]) -> None:
        quoted = [f'"{part}"' if " " in part or not part else part for part in parts]
        self.text = " ".join(quoted)
        self.data: Any = None
        places = accumulate([len(each) + 1 for each in quoted], initial=1)
        self.starts = [place + (part != each) for place, part, each in zip(places, parts, quoted, strict=False)]
        self.spans: dict[Route, Position] = {}

    def mark(self, route: Route, part: int, start: int, end: int) -> None:
        """Note that a value was read from characters of a part."""
        self.spans[route] = Position(1, self.starts[part] + start, max(1, end - start))

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value was read from, or the nearest one around it."""
        for length in range(len(route), 0, -1):
            if route[:length] in self.spans:
                return self.spans[route[:length]]
        return Position(1, 1)

    def line(self, number: int) -> str:
        """The words."""
        return self.text


class Chain(NamedTuple):
    """A volume and the layers after it, as they were said; numbers may still be unknown."""

    line: CommandLine
    volume: list[Any]
    """The sizes, and then the channels."""
    layers: tuple[Words, ...]
    order: Order | None = None
    """How volumes are written in it, where that is said."""

    @property
    def written(self) -> Order:
        """How volumes are written in it."""
        return self.order or Volume

    def unknown(self) -> list[Route]:
        """The routes of the values that are asked for."""
        found: list[Route] = [("input",)] if UNKNOWN in self.volume else []
        for k, words in enumerate(self.layers):
            for field, setting in words.settings.items():
                if setting.value == UNKNOWN or (isinstance(setting.value, list) and UNKNOWN in setting.value):
                    found.append(("layers", k, words.kind, field))
        return found

    def filled(self) -> "Chain":
        """The chain with 1 in the place of every number that is asked for."""
        layers = []
        for words in self.layers:
            settings = {name: each._replace(value=_filled(each.value)) for name, each in words.settings.items()}
            layers.append(words._replace(settings=settings))
        return self._replace(volume=_filled(self.volume), layers=tuple(layers))

    def data(self) -> dict[str, Any]:
        """The chain as a spec's plain data."""
        layers = [
            {words.kind: {name: setting.value for name, setting in words.settings.items()} or None}
            for words in self.layers
        ]
        name = self.layers[0].kind if len(self.layers) == 1 else "chain"
        order = {"order": name_of(self.order)} if self.order else {}
        return {"name": name, "input": self.written.outer(self.volume), **order, "layers": layers}


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return 1 if value == UNKNOWN else value


def network(volume: str, layers: Sequence[str], order: Order | None = None) -> Network:
    """The network of a chain: `network("32x32x3", ["conv 10 5x5 s1 p2"])`. Raises SpecError."""
    chain = read_chain(volume, layers, order)
    if unknown := chain.unknown():
        help = "convcalc solve finds numbers that are not known"
        raise SpecError([Problem("'?' is not a number", Place(chain.line, route), help) for route in unknown])
    return build(read(chain))


def read(chain: Chain) -> Spec:
    """The spec of a chain without unknown numbers. Raises SpecError."""
    chain.line.data = chain.data()
    return read_spec(chain.line, loading.find)


def read_chain(volume: str, layers: Sequence[str], order: Order | None = None) -> Chain:
    """The words of a chain, read. Raises SpecError with every layer that is not understood."""
    line = CommandLine([volume, *layers])
    line.mark(("input",), 0, 0, len(volume))
    problems = []
    sizes = read_sizes(volume)
    if sizes is None:
        help = "height x width x channels, as 32x32x3"
        problems.append(Problem(f"expected the input volume, not {volume!r}", Place(line, ("input",)), help))
    found = []
    for k, text in enumerate(layers):
        line.mark(("layers", k), k + 1, 0, len(text))
        try:
            found.append(_read_layer(line, k, text))
        except WordsError as error:
            line.mark(("layers", k, "words"), k + 1, error.start, error.end)
            problems.append(Problem(error.message, Place(line, ("layers", k, "words")), error.help))
    if problems:
        raise SpecError(problems)
    return Chain(line, (order or Volume).inner(sizes or []), tuple(found), order)


def _read_layer(line: CommandLine, k: int, text: str) -> Words:
    words = read_words(text)
    if words.cls.merges:
        raise WordsError(f"{words.kind!r} joins branches, and a chain has none", words.start, words.end, "write a spec")
    line.mark(("layers", k, words.kind), k + 1, words.start, words.end)
    for name, setting in words.settings.items():
        line.mark(("layers", k, words.kind, name), k + 1, setting.start, setting.end)
    return words
