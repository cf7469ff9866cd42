"""A chain of layers given on a command line, as a network: `32x32x3`, then `conv 10 5x5 s1 p2`.

The words become the plain data of a spec, so that everything after is the one path of `api`. Problems point
into the words as they were typed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.document.places import Place, Route
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.wording import shown
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.spec import Spec, read_spec
from convcalc.language.spoken.incoming import Incoming, SaidLayer, channels_last, incoming, resolved, settled
from convcalc.language.spoken.line import NAME, CommandLine
from convcalc.language.spoken.phrases import UNKNOWN, Words, WordsError, read_said
from convcalc.language.spoken.unquoted import is_taken_apart, regrouped
from convcalc.language.spoken.volumes import SaidVolume, laid_out, read_volume
from convcalc.language.spoken.words import IN
from convcalc.model.geometry import Order, Volume, name_of
from convcalc.model.network import Network

__all__ = [
    "NAME",
    "Chain",
    "CommandLine",
    "asked_of",
    "built",
    "network",
    "notes",
    "read",
    "read_chain",
    "read_program",
]
_FLATTENED = "this takes a flat volume: flatten is put before it"


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

    def filled(self, number: int = 1) -> "Chain":
        """The chain with a number in the place of every one that is asked for."""
        layers = tuple([_filled_words(words, number) for words in self.layers])
        return self._replace(volume=_filled(self.volume, number), layers=layers)

    def data(self) -> dict[str, Any]:
        """The chain as a spec's plain data."""
        layers = [words.item for words in self.layers]
        name = self.layers[0].kind if len(self.layers) == 1 else "chain"
        order = {"order": name_of(self.order)} if self.order else {}
        return {"name": name, "input": self.written.outer(self.volume), **order, "layers": layers}


def _filled_words(words: Words, number: int) -> Words:
    settings = {name: each._replace(value=_filled(each.value, number)) for name, each in words.settings.items()}
    return words._replace(settings=settings)


def _filled(value: Any, number: int) -> Any:
    if isinstance(value, list):
        return [_filled(each, number) for each in value]
    return number if value == UNKNOWN else value


def network(volume: str, layers: Sequence[str], order: Order | None = None) -> Network:
    """The network of a chain: `network("32x32x3", ["conv 10 5x5 s1 p2"])`. Raises SpecError."""
    return built(read_chain(volume, layers, order))


def built(chain: Chain) -> Network:
    """The network of a chain without unknown numbers, into which all comes that its layers say. Raises SpecError."""
    if unknown := chain.unknown():
        help = "convcalc solve finds numbers that are not known"
        raise SpecError([Problem("'?' is not a number", Place(chain.line, route), help) for route in unknown])
    network = build(read(chain))
    wrong = [each for each in incoming(chain.layers, network) if each.is_wrong]
    if wrong:
        raise SpecError([_wrong(chain, each) for each in wrong])
    if any(words.claims for words in chain.layers):
        _hold_to_claims(chain, network)
    return network


def _hold_to_claims(chain: Chain, network: Network) -> None:
    """Raises SpecError where a volume is said that does not go in, or come out."""
    from convcalc.language.spoken.claims import unheld

    problems = []
    for each in unheld(chain.layers, network):
        said = "x".join(map(str, each.claim.numbers)) if isinstance(each.claim.numbers, list) else each.claim.numbers
        what = "comes out of" if each.claim.side == "out" else "goes into"
        message = f"{said} {what} {each.site.kind}, it says, and it is {chain.written(*each.right)}"
        problems.append(Problem(message, Place(chain.line, ("layers", each.layer))))
    if problems:
        raise SpecError(problems)


def _first_asking(chain: Chain) -> int:
    """The first layer with a number that is asked for; all are known before it."""
    asking = (k for k, words in enumerate(chain.layers) if words.item != _filled_words(words, 1).item)
    return next(asking, len(chain.layers))


def said_to_come_out(chain: Chain) -> list[int] | None:
    """The volume that comes out of the last layer, it says, behind a number that is asked for; sizes, or channels too.

    Raises SpecError where more is said of volumes that are not known.
    """
    first = 0 if UNKNOWN in chain.volume else _first_asking(chain)
    claims = [
        (k, claim)
        for k, words in enumerate(chain.layers)
        for claim in words.claims
        if k > first or (k == first and (claim.comes_out or UNKNOWN in chain.volume))
    ]
    for k, claim in claims:
        if not claim.comes_out or k + 1 < len(chain.layers) or not isinstance(claim.numbers, list) or len(claims) > 1:
            place = Place(chain.line, ("layers", k))
            raise SpecError([Problem("what is said of this volume is not held against a ?", place, "leave it out")])
    if not claims:
        return None
    said = claims[0][1].numbers
    assert isinstance(said, list)
    return chain.written.inner(said) if len(said) == len(chain.volume) else said


def hold_to_what_comes_in(chain: Chain) -> None:
    """Raises SpecError where a layer says what is not so, up to the first number that is asked for."""
    unknown = chain.unknown()
    if not unknown or chain.volume[-1] == UNKNOWN:
        return
    last = _first_asking(chain) + 1
    known = chain._replace(layers=chain.layers[:last]).filled()
    try:
        network = build(read(known))
    except SpecError:
        return  # what does not fit is told of the whole chain
    wrong = [each for each in incoming(known.layers, network) if each.is_wrong and each.name == "in_channels"]
    if wrong:
        raise SpecError([_wrong(chain, each) for each in wrong])
    if UNKNOWN not in chain.volume:
        _hold_to_claims(
            known._replace(layers=(*known.layers[: last - 1], *map(_before, known.layers[last - 1 :]))), network
        )


def _before(words: Words) -> Words:
    """A layer with what is said of what goes into it."""
    return words._replace(claims=tuple(each for each in words.claims if not each.comes_out))


def notes(chain: Chain) -> list[Problem]:
    """What was put between the layers that were said, and how they were read where that is not said quite so."""
    told = [(k, _FLATTENED if words.implied else words.note) for k, words in enumerate(chain.layers)]
    return [Problem(text, Place(chain.line, ("layers", k)), severity="note") for k, text in told if text]


def asked_of(chain: Chain, network: Network) -> list[str]:
    """What comes in where code has `?`: `in_features is 1568 = 7*7*32: nn.Linear(1568, 10)`."""
    found = []
    for each in incoming(chain.layers, network):
        if each.is_asked:
            route = ("layers", each.layer, chain.layers[each.layer].kind)
            code = chain.line.said(route).replace("?", str(each.right), 1)
            found.append(f"{each.name} is {each.told}: {code}")
    return found


def _wrong(chain: Chain, found: Incoming) -> Problem:
    """What is wrong with what a layer says comes in."""
    place = Place(chain.line, ("layers", found.layer, found.site.kind, IN))
    return Problem(found.fault(chain.written), place, f"write {found.told}")


def read(chain: Chain) -> Spec:
    """The spec of a chain without unknown numbers. Raises SpecError."""
    chain.line.data = chain.data()
    return read_spec(chain.line, loading.find)


def read_chain(volume: str, layers: Sequence[str], order: Order | None = None) -> Chain:
    """The words of a chain, read. Raises SpecError with every layer that is not understood."""
    try:
        return _read_chain(volume, layers, order)
    except SpecError:
        if not is_taken_apart(layers) or (texts := regrouped(layers)) == list(layers):
            raise
        return _read_chain(volume, texts, order)


def _read_chain(volume: str, layers: Sequence[str], order: Order | None) -> Chain:
    line = CommandLine([volume, *layers])
    line.mark(("input",), 0, 0, len(volume))
    said = read_volume(volume)
    problems = [] if said else [_no_volume(line, volume)]
    found: list[SaidLayer] = []
    for k, text in enumerate(layers, 1):
        try:
            found += [each._replace(part=k) for each in read_said(text)]
        except WordsError as error:
            problems.append(_fault(line, k, error))
    if problems:
        raise SpecError(problems)
    return joined(line, said or SaidVolume([]), found, order)


def read_program(name: str, text: str, volume: str | None, order: Order | None = None) -> Chain:
    """The chain that the code of a file makes, for a volume or for the one that the code says. Raises SpecError."""
    from convcalc.language.spoken.code.networks import read_code

    line = CommandLine([text, volume or ""], name)
    try:
        code = read_code(text)
    except WordsError as error:
        raise SpecError([_fault(line, 0, error)]) from None
    said = read_volume(volume) if volume is not None else code.shape and SaidVolume(code.shape.value)
    if said is None:
        help = "height x width x channels, as 32x32x3; PyTorch's 3x32x32"
        expected = f"expected the input volume, not {shown(volume)}"
        what = "this code does not say what goes in" if volume is None else expected
        raise SpecError([Problem(what, Place(line, ()), help)])
    if code.shape and volume is None:
        line.mark(("input",), 0, code.shape.start, code.shape.end)
    layers = [SaidLayer(words, code.tool, code.loose, 0) for words in code.layers]
    return joined(line, said, layers, order)


def joined(line: CommandLine, said: SaidVolume, found: Sequence[SaidLayer], order: Order | None) -> Chain:
    """The chain of a volume and layers that were read from a line. Raises SpecError."""
    from_torch = bool(found) and found[0].tool == "torch"
    said, is_sure = laid_out(said, [each.words for each in found], from_torch, order)
    if not is_sure:
        text = "x".join(map(str, said.numbers))
        help = "say it: --order channels_first, or --order channels_last"
        raise SpecError(
            [Problem(f"are the channels of {text} the first number or the last?", Place(line, ("input",)), help)]
        )
    if said.order is None:
        found = [channels_last(each) for each in found]
    layers = tuple(_settled(line, found, len(said.numbers) - 1))
    return Chain(line, (said.order or Volume).inner(said.numbers), layers, said.order)


def _settled(line: CommandLine, found: Sequence[SaidLayer], rank: int) -> Iterator[Words]:
    """The layers as they are joined, marked on the line. Raises SpecError."""
    for k, (part, words) in enumerate(settled(found, rank)):
        try:
            yield _marked(line, part, k, resolved(words, rank))
        except WordsError as error:
            raise SpecError([_fault(line, part, error)]) from None


def _marked(line: CommandLine, part: int, k: int, words: Words) -> Words:
    if words.cls.merges:
        message = f"{words.kind!r} joins branches, and a chain has none"
        raise WordsError(message, words.start, words.end, "write a spec")
    line.mark(("layers", k), part, words.start, words.end)
    line.mark(("layers", k, words.kind), part, words.start, words.end)
    for name, setting in (*words.settings.items(), *([(IN, words.channels)] if words.channels else [])):
        line.mark(("layers", k, words.kind, name), part, setting.start, setting.end)
    return words


def _no_volume(line: CommandLine, volume: str) -> Problem:
    letters = re.fullmatch(r"(?:[A-Z\d]+\s*[x,]\s*)+[A-Z\d]+", volume.strip("()[] ")) and re.search("[A-Z]", volume)
    stack = "numbers; 'convcalc stack 3x3:64 \"maxpool 2\" --input HxWx3' takes letters"
    help = stack if letters else "height x width x channels, as 32x32x3"
    return Problem(f"expected the input volume, not {shown(volume)}", Place(line, ("input",)), help)


def _fault(line: CommandLine, part: int, error: WordsError) -> Problem:
    line.mark(("words", part), part, error.start, error.end)
    return Problem(error.message, Place(line, ("words", part)), error.help)
