"""A text with several layers in its parts: which words are of which layer, and what kind it is. Knows no settings."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convcalc.document.records import NamedTuple
from convcalc.language.spoken import vocabulary
from convcalc.language.spoken.kind_names import (
    ADAPTIVE,
    AVGPOOL,
    CONV,
    DENSE,
    GLOBAL,
    MAXPOOL,
    SEPARABLE,
    SLOPED,
    SOFTMAX,
    SPECIFIC,
    WEAK,
)
from convcalc.language.spoken.naming import Named, is_of_conv, meant, named, names_in
from convcalc.language.spoken.passage import COMES_OUT
from convcalc.language.spoken.repeats import repeated
from convcalc.language.spoken.tokens import BINDS, Token, joined
from convcalc.language.spoken.words import WordsError

_POOLS = ("pool", "pooling", "pools", "pooled", "subsampling", "subsample", "subsamples")
_SORTS = dict.fromkeys(("max", "maximum"), MAXPOOL) | dict.fromkeys(("average", "avg", "mean", "averaging"), AVGPOOL)
_POOLINGS = (MAXPOOL, AVGPOOL, *GLOBAL, *ADAPTIVE)
_BESIDE = ("and", "with", "using", "plus")
EACH = "each_followed_by"
"""Before what follows each of several layers."""


class SaidPart(NamedTuple):
    """The words of one layer."""

    kind: str
    tokens: tuple[Token, ...]
    """Without the name of the kind, and without what follows it."""
    name: tuple[Token, ...]
    """The words that name the kind; none where it is only meant."""
    active: bool = False
    """An activation is said beside it."""
    note: str = ""
    """How it was read, where nobody said it so."""


def parts(said: Sequence[Token], text: str) -> list[SaidPart]:
    """The layers of a text in their order. Raises WordsError."""
    found: list[list[SaidPart]] = []
    last = 0
    for group in _groups(_with_poolings(said)):
        of_each = group[0].text == EACH
        layers = _several_layers(group[of_each:], text)
        _once(group, layers, last)
        if of_each:
            first = _first_of_each(found, last, group[0])
            found[first:] = [[*each, *(part for one in layers for part in one)] for each in found[first:]]
        else:
            found, last = [*found, *layers], len(layers)
    return [part for each in found for part in each]


def _once(group: Sequence[Token], layers: Sequence[Sequence[SaidPart]], last: int) -> None:
    """Stop where what stands beside several layers can be of each or come once behind them. Raises WordsError."""
    begins, names = group[0].text, names_in(group)
    follows = all(each.follows for each in names)
    beside = begins in (vocabulary.WEAKLY_APART if follows else _BESIDE)
    if last < 2 or not beside or not names or not (follows or names[0].kind in _POOLINGS):
        return
    word = group[names[0].first]
    help = f"write 'each followed by {layers[0][0].kind}', or 'then {layers[0][0].kind}'"
    raise WordsError(f"{word.text!r} can come after each of {last} layers, or once", word.start, group[-1].end, help)


def _first_of_each(found: Sequence[Sequence[SaidPart]], last: int, token: Token) -> int:
    """The first of the layers that `each` is of, of which the `last` were said together. Raises WordsError."""
    alike = _last_alike(found)
    if alike == 1 and found[-1][0].kind == SEPARABLE:
        help = "name both: 'depthwise 3x3 then bn then pointwise conv with 16 filters then bn'"
        raise WordsError("'each' can be of both layers of a separable convolution", token.start, token.end, help)
    if 1 < last < alike:
        message = f"'each' can be of {last} layers or of {alike}"
        raise WordsError(message, token.start, token.end, "say what follows behind each layer")
    return len(found) - alike


def _several_layers(group: Sequence[Token], text: str) -> list[list[SaidPart]]:
    """Each layer of a group, with what stands beside it."""
    return [
        _noted(list(_layers(each.tokens, text)), each.note if not k else "")
        for each in repeated(group, text)
        for k in range(each.times)
    ]


def _noted(found: list[SaidPart], note: str) -> list[SaidPart]:
    """The parts of a layer, with how it was read."""
    return [found[0]._replace(note=note), *found[1:]] if note else found


def _last_alike(found: Sequence[Sequence[SaidPart]]) -> int:
    """How many layers at the end are of one kind."""
    kinds = [each[0].kind for each in found]
    return next((k for k in range(len(kinds)) if kinds[-1 - k] != kinds[-1]), len(kinds))


def _with_poolings(said: Sequence[Token]) -> list[Token]:
    """The tokens with the sort of a pooling before it, where it is said elsewhere: `pooling layer: max`."""
    pools = [k for k, each in enumerate(said) if each.text in _POOLS]
    sorts = [k for k, each in enumerate(said) if each.text in _SORTS]
    if len(pools) != 1 or len(sorts) != 1:
        return list(said)
    if any(each.kind in _POOLINGS for each in named(said) if each.first != pools[0]):
        return list(said)
    pooling = said[pools[0]]._replace(text=_SORTS[said[sorts[0]].text])
    return [pooling if k == pools[0] else each for k, each in enumerate(said) if k not in sorts]


# Groups: the words of a layer, and of what stands beside it


def _groups(said: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each layer, with what is said beside it."""
    groups: list[list[Token]] = []
    listed = False
    for strongly, piece in _pieces(said):
        listed = strongly and _goes_on(said, piece, listed or bool(groups and not names_in(groups[-1])))
        if not groups or (strongly and not listed) or _begins(groups[-1], piece):
            groups.append([])
        elif strongly:
            groups[-1].append(piece[0]._replace(text=",", value=None, sort="mark"))
        groups[-2 if _is_of_earlier(groups, piece) else -1] += piece
    return [group for group in groups if any(each.text not in vocabulary.WEAKLY_APART for each in group)]


def _is_of_earlier(groups: Sequence[Sequence[Token]], piece: Sequence[Token]) -> bool:
    """Whether settings come after what stands beside their layer: `conv layer with relu, 100 5x5 filters`."""
    if len(groups) < 2 or names_in(piece) or any(each.value is not None for each in groups[-1]):
        return False
    beside, main = names_in(groups[-1]), names_in(groups[-2])
    numbered = any(each.value is not None for each in groups[-2])
    alike = bool(main) and not main[-1].follows and bool(beside) and all(each.follows for each in beside)
    begun = any(each.text in ("with", "using", "and") for each in groups[-1][:1])
    return alike and begun and any(each.value is not None for each in piece) and not (numbered and meant(piece))


def _pieces(said: Sequence[Token]) -> Iterator[tuple[bool, list[Token]]]:
    """Parts between commas and the like, each with what parts it; whether a word stands before that ends a layer."""
    piece: list[Token] = []
    strongly, at = False, 0
    while at < len(said):
        width = _then(said, at)
        if width or said[at].text in vocabulary.WEAKLY_APART:
            yield strongly, piece
            piece, strongly = ([said[at]] if said[at].text == EACH else [], True) if width else ([said[at]], False)
        else:
            piece.append(said[at])
        at += width or 1
    yield strongly, piece


def _goes_on(said: Sequence[Token], piece: Sequence[Token], listed: bool) -> bool:
    """Whether what comes after a semicolon says more of the layer before it: `10 filters; size 5; stride 1`.

    Padding does only where its settings are `listed` so: else it is a layer.
    """
    at = said.index(piece[0]) if piece else 0
    if not at or said[at - 1].text != ";" or any(each.kind not in WEAK or not listed for each in named(piece)):
        return False
    sized = any(each.is_size for each in piece)
    fields = any(each.text in vocabulary.FIELDS or each.text == "number" for each in piece)
    if _counts(piece) and not sized and meant(piece) == CONV and not _counts(said[:at]):
        return [each.kind for each in named(said[:at])][-1:] == [CONV]
    return not _counts(piece) and not is_of_conv(piece) and (fields or sized)


def _counts(said: Sequence[Token]) -> bool:
    """Whether it is said how many there are of something: `10 filters`."""
    return any(isinstance(a.value, int) and b.text in (*vocabulary.COUNTS, "feature") for a, b in pairwise(said))


def _then(said: Sequence[Token], at: int) -> int:
    """How many words say that another layer comes."""
    if said[at].text in (";", "+", EACH) or said[at].sort == "arrow":
        return 1
    for wide in range(min(4, len(said) - at), 0, -1):
        if " ".join(each.text for each in said[at : at + wide]) in vocabulary.THEN:
            return wide
    return 0


def _begins(group: Sequence[Token], piece: Sequence[Token]) -> bool:
    """Whether a part between commas is another layer than the one before it."""
    names = [each for each in named(piece) if each.kind not in WEAK]
    if not names:
        return False
    before = names_in(group)
    if before:
        return not (names[0].kind == CONV and before[-1].kind in SPECIFIC)
    own = CONV if names[0].kind in SPECIFIC else names[0].kind
    said = meant([each for each in group if each.text != COMES_OUT])
    return bool(said) and own != said


# Layers of a group


def _layers(group: list[Token], text: str) -> Iterator[SaidPart]:
    names = names_in(group)
    beside = [each for each in names if each.follows or _is_slope_left(each, group) or _has_slope(each, group)]
    mains = _mains([each for each in names if each not in beside], group)
    if not mains and not meant(group) and len(beside) == 1 and not beside[0].follows:
        mains, beside = beside[:1], beside[1:]
    if not mains and meant(group):
        mains = [Named(0, 0, meant(group))]
    if not mains:
        yield from _only_beside(group, beside)
        return
    main = mains[0]
    before = [each for each in beside if main.last and each.first < main.first]
    _in_order(group, main, before, text)
    _not_ahead(group, main, beside)
    taken = {k for each in names for k in range(each.first, each.last + _has_slope(each, group) * (each in beside))}
    rest = tuple(each for k, each in enumerate(group) if k not in taken)
    yield from (_by_itself(each, group) for each in before)
    yield SaidPart(main.kind, rest, tuple(group[main.first : main.last]), bool(beside))
    yield from (_by_itself(each, group) for each in beside if each not in before)


def _by_itself(named: Named, group: list[Token]) -> SaidPart:
    """A layer beside another, with its slope if it has one."""
    slope = tuple(group[named.last : named.last + _has_slope(named, group)])
    return SaidPart(named.kind, slope, tuple(group[named.first : named.last]))


def _has_slope(named: Named, group: list[Token]) -> bool:
    """Whether a fraction stands right behind an activation: `LeakyReLU(0.1)`."""
    return named.kind in SLOPED and any(isinstance(each.value, float) for each in group[named.last : named.last + 1])


def _is_slope_left(named: Named, group: Sequence[Token]) -> bool:
    """Whether it is an activation that can be told its slope, and is not."""
    after = group[named.last : named.last + 1]
    words = (*BINDS, "negative", "slope", "leak", "alpha", "of")
    return named.kind in SLOPED and not any(each.value is not None or each.text in words for each in after)


def _mains(names: list[Named], group: list[Token]) -> list[Named]:
    """The layers with words of their own; `conv` is the sort of convolution that is named too: `depthwise 3x3 conv`."""
    special = [each for each in names if each.kind in SPECIFIC]
    mains = [each for each in names if each.kind != CONV] if special else names
    for other in mains[1:]:
        if other.kind != mains[0].kind:
            first, last = group[other.first], group[other.last - 1]
            help = "put 'followed by' or ; between layers"
            raise WordsError(f"{first.text!r} is another layer", first.start, last.end, help)
    return mains


def _only_beside(group: list[Token], beside: list[Named]) -> Iterator[SaidPart]:
    """Layers without settings, or a text that names none."""
    if len(beside) < 2:
        taken = range(beside[0].first, beside[0].last) if beside else range(0)
        rest = tuple(each for k, each in enumerate(group) if k not in taken)
        yield SaidPart(beside[0].kind if beside else "", rest, tuple(group[k] for k in taken), bool(beside))
        return
    for k, each in enumerate(beside):
        end = beside[k + 1].first if k + 1 < len(beside) else len(group)
        start = 0 if k == 0 else each.first
        rest = tuple(group[start : each.first] + group[each.last : end])
        yield SaidPart(each.kind, rest, tuple(group[each.first : each.last]), True)


def _not_ahead(group: list[Token], main: Named, beside: list[Named]) -> None:
    """Stop where a layer is ahead of the filters that are meant: `batch norm, 16 3x3 filters`. Raises WordsError."""
    number = next((k for k, each in enumerate(group) if each.value is not None), 0)
    behind_units = main.kind == DENSE and all(each.kind == SOFTMAX for each in beside)
    ahead = [each for each in beside if each.first < number and not main.last and not behind_units]
    if not ahead or any(each.text in ("activation", "with", "nonlinearity") for each in group[: ahead[-1].last + 1]):
        return
    first, last = group[ahead[0].first], group[ahead[-1].last - 1]
    help = f"write '{ahead[0].kind} then {main.kind}' or '{main.kind} with {ahead[0].kind}'"
    raise WordsError("this can be read in two ways", first.start, last.end, help)


def _in_order(group: list[Token], main: Named, before: list[Named], text: str) -> None:
    """Stop where an activation stands before the layer that may be its own. Raises WordsError."""
    ends = [*before[1:], main]
    for each, after in zip(before, ends):
        if each.last != after.first or not joined(group[each.last - 1], group[after.first], text):
            first, last = group[each.first], group[main.last - 1]
            help = f"write '{each.kind} then {main.kind}' or '{main.kind} with {each.kind}'"
            raise WordsError("this can be read in two ways", first.start, last.end, help)
