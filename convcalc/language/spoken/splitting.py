"""A text with several layers in its parts: which words are of which layer, and what kind it is. Knows no settings."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convcalc.document.records import NamedTuple
from convcalc.language.spoken import vocabulary
from convcalc.language.spoken.kind_names import CONV, DENSE, SLOPED, SPECIFIC, WEAK, key, kinds
from convcalc.language.spoken.passage import COMES_OUT
from convcalc.language.spoken.repeats import repeated
from convcalc.language.spoken.tokens import BINDS, Token, joined, words_of
from convcalc.language.spoken.words import WordsError
from convcalc.model.layers import kind
from convcalc.model.layers.fields import MISSING

WIDEST = 5
"""Words of the name of a kind."""


class Named(NamedTuple):
    """Where a kind is named among tokens."""

    first: int
    last: int
    """After its last word."""
    kind: str

    @property
    def follows(self) -> bool:
        """Whether it can stand beside another layer without words of its own: an activation, a norm."""
        return self.kind not in SPECIFIC and not _asks(self.kind)


class SaidPart(NamedTuple):
    """The words of one layer."""

    kind: str
    tokens: tuple[Token, ...]
    """Without the name of the kind, and without what follows it."""
    name: tuple[Token, ...]
    """The words that name the kind; none where it is only meant."""
    active: bool = False
    """An activation is said beside it."""


def parts(said: Sequence[Token], text: str) -> list[SaidPart]:
    """The layers of a text in their order. Raises WordsError."""
    found = [repeated(group, text) for group in _groups(_with_poolings(said))]
    return [part for each in found for part in list(_layers(each.tokens, text)) * each.times]


def _with_poolings(said: Sequence[Token]) -> list[Token]:
    """The tokens with the sort of a pooling before it, where it is said after it: `pooling layer: max`."""
    for at, token in enumerate(said):
        end = at + 1
        while end < len(said) and (said[end].is_size or said[end].text in ("layer", "type", "mode", "of", *BINDS)):
            end += 1
        sorted = end > at + 1 and end < len(said) and said[end].text in ("max", "maximum", "average", "avg", "mean")
        if token.text in ("pool", "pooling") and sorted:
            between = [each for each in said[at + 1 : end] if each.is_size]
            rest = _with_poolings(said[end + 1 :])
            return [*said[:at], token._replace(text=f"{said[end].text[:3]}pool"), *between, *rest]
    return list(said)


def _asks(name: str) -> bool:
    """Whether a kind has a setting that must be given, or that a shorthand gives by position."""
    return bool(kind(name).main) or any(field.default is MISSING for field in kind(name).fields.values())


def names_in(said: Sequence[Token]) -> list[Named]:
    """The kinds that are named, the longest names first; weak names only where nothing else says what is meant."""
    found = [each for each in _named(said) if each.kind not in WEAK]
    return found or ([] if meant(said) else list(_named(said))[:1])


def _named(said: Sequence[Token]) -> Iterator[Named]:
    names, at = kinds(), 0
    while at < len(said):
        found = next((Named(at, end, names[word]) for end, word in _phrases(said, at) if word in names), None)
        if width := _other(said, at, found.last - at if found else 0):
            at += width
            continue
        if found:
            yield found
        at = found.last if found else at + 1


def _phrases(said: Sequence[Token], at: int) -> Iterator[tuple[int, str]]:
    """The words from a place on, joined, the longest first; a hyphenated chain such as conv-bn is no name."""
    for end in range(min(len(said), at + WIDEST), at, -1):
        words = said[at:end]
        if all(each.value is None and each.text.isidentifier() for each in words):
            yield end, key("".join(each.text for each in words))


def _other(said: Sequence[Token], at: int, width: int) -> int:
    """How many words from a place on are a name of a field or the like, where these are more than a kind's."""
    for wide in range(min(6, len(said) - at), max(width, 1), -1):
        text = words_of(said[at : at + wide])
        if text in vocabulary.FIELDS or text in vocabulary.COUNTS or text in vocabulary.FLAGS:
            return wide
    return 0


def meant(said: Sequence[Token]) -> str:
    """The kind that is meant where none is named: of filters, of units; empty where nothing says so."""
    for at in range(len(said)):
        for wide in range(min(6, len(said) - at), 0, -1):
            text = words_of(said[at : at + wide])
            fields = vocabulary.COUNTS.get(text)
            if fields and text not in ("channels", "channel"):
                return CONV if fields[0] == "filters" else DENSE
    return CONV if _is_of_conv(said) else ""


def _is_of_conv(said: Sequence[Token]) -> bool:
    """Whether numbers are filters and a kernel by how they are written: `10 5x5`, `7x7, 64, stride 2`, `k9n64s1`."""
    plain = [each for each in said if each.text not in (",", "@")]
    sized = len(plain) > 1 and any(isinstance(a.value, int) and b.is_size for a, b in pairwise(plain))
    backwards = len(plain) > 1 and plain[0].is_size and isinstance(plain[1].value, int)
    alone = len(plain) == 2 or (len(plain) > 2 and (plain[2].text == "stride" or plain[2].sort == "over"))
    bound = {each.text for each, after in pairwise(said) if after.text in ("=", ":")}
    glued = {each.text[0] for each in said if each.sort == "letter"}
    return sized or (backwards and alone) or {"k", "f"} <= bound or {"k", "n"} <= bound | glued


# Groups: the words of a layer, and of what stands beside it


def _groups(said: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each layer, with what is said beside it."""
    groups: list[list[Token]] = []
    listed = False
    for strongly, piece in _pieces(said):
        listed = strongly and _goes_on(said, piece, listed or bool(groups and not names_in(groups[-1])))
        if not groups or (strongly and not listed) or _begins(groups[-1], piece):
            groups.append([])
        groups[-1] += piece
    return [group for group in groups if any(each.text not in vocabulary.WEAKLY_APART for each in group)]


def _pieces(said: Sequence[Token]) -> Iterator[tuple[bool, list[Token]]]:
    """Parts between commas and the like, each with what parts it; whether a word stands before that ends a layer."""
    piece: list[Token] = []
    strongly, at = False, 0
    while at < len(said):
        width = _then(said, at)
        if width or said[at].text in vocabulary.WEAKLY_APART:
            yield strongly, piece
            piece, strongly = ([], True) if width else ([said[at]], False)
        else:
            piece.append(said[at])
        at += width or 1
    yield strongly, piece


def _goes_on(said: Sequence[Token], piece: Sequence[Token], listed: bool) -> bool:
    """Whether what comes after a semicolon says more of the layer before it: `10 filters; size 5; stride 1`.

    Padding does only where its settings are `listed` so: else it is a layer.
    """
    at = said.index(piece[0]) if piece else 0
    if not at or said[at - 1].text != ";" or any(each.kind not in WEAK or not listed for each in _named(piece)):
        return False
    counted = any(isinstance(a.value, int) and b.text in vocabulary.COUNTS for a, b in pairwise(piece))
    fields = any(each.text in vocabulary.FIELDS for each in piece)
    return not counted and not _is_of_conv(piece) and (fields or any(each.is_size for each in piece))


def _then(said: Sequence[Token], at: int) -> int:
    """How many words say that another layer comes."""
    if said[at].text in (";", "+") or said[at].sort == "arrow":
        return 1
    for wide in range(min(4, len(said) - at), 0, -1):
        if " ".join(each.text for each in said[at : at + wide]) in vocabulary.THEN:
            return wide
    return 0


def _begins(group: Sequence[Token], piece: Sequence[Token]) -> bool:
    """Whether a part between commas is another layer than the one before it."""
    names = [each for each in _named(piece) if each.kind not in WEAK]
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
    beside = [each for each in names if each.follows or _is_slope_left(each, group)]
    mains = _mains([each for each in names if each not in beside], group)
    if not mains and not meant(group) and beside and not beside[0].follows:
        mains, beside = beside[:1], beside[1:]
    if not mains and meant(group):
        mains = [Named(0, 0, meant(group))]
    if not mains:
        yield from _only_beside(group, beside)
        return
    main = mains[0]
    before = [each for each in beside if main.last and each.first < main.first]
    _in_order(group, main, before, text)
    taken = {k for each in names for k in range(each.first, each.last)}
    rest = tuple(each for k, each in enumerate(group) if k not in taken)
    yield from (SaidPart(each.kind, (), tuple(group[each.first : each.last])) for each in before)
    yield SaidPart(main.kind, rest, tuple(group[main.first : main.last]), bool(beside))
    yield from (SaidPart(each.kind, (), tuple(group[each.first : each.last])) for each in beside if each not in before)


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


def _in_order(group: list[Token], main: Named, before: list[Named], text: str) -> None:
    """Stop where an activation stands before the layer that may be its own. Raises WordsError."""
    ends = [*before[1:], main]
    for each, after in zip(before, ends):
        if each.last != after.first or not joined(group[each.last - 1], group[after.first], text):
            first, last = group[each.first], group[main.last - 1]
            help = f"write '{each.kind} then {main.kind}' or '{main.kind} with {each.kind}'"
            raise WordsError("this can be read in two ways", first.start, last.end, help)
