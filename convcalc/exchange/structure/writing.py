"""Pieces and blocks as the data of a spec: shorthands where one can say it all, and names where others ask for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.structure.blocks import FoundBlock
from convcalc.exchange.structure.layers import HALF, JsonText, half_of
from convcalc.exchange.structure.naming import leaves, titles
from convcalc.exchange.structure.parameters import BlockParameter, Channels, column_form
from convcalc.exchange.structure.pieces import (
    CallPiece,
    GoOnPiece,
    HeadPiece,
    LayerPiece,
    ModulePiece,
    OptionalPiece,
    PieceColumn,
    Pieces,
    RunPiece,
    SpecPiece,
    ValueRow,
    end_of,
)
from convcalc.exchange.structure.runs import given
from convcalc.exchange.structure.series import NoStructureError
from convcalc.model.layers import kind
from convcalc.model.layers.fields import MISSING


class PieceWriter(NamedTuple):
    """What is known where a list of pieces is written."""

    blocks: Sequence[FoundBlock]
    names: Sequence[str]
    """What each block is called."""
    channels: Channels
    numbers: Mapping[int, str]
    """The names of nodes of the network itself."""
    parameters: tuple[BlockParameter, ...] = ()
    top: bool = True

    def items(self, pieces: Pieces) -> list[Any]:
        """A list of pieces as items."""
        return [item for piece in pieces for item in self._items(piece)]

    def _items(self, piece: SpecPiece) -> list[Any]:
        if isinstance(piece, OptionalPiece):
            test = self._text(piece, piece.there)
            return [_with(item, {"when": test}) for item in self.items(piece.pieces)]
        if isinstance(piece, HeadPiece):
            return [{"head": {piece.name: self.items(piece.pieces)}, **self._from(piece.sources)}]
        if isinstance(piece, GoOnPiece):
            return [self._from(piece.sources)]
        if isinstance(piece, RunPiece):
            return [self._run(piece)]
        assert not isinstance(piece, ModulePiece)
        item = self._call(piece) if isinstance(piece, CallPiece) else self._layer_item(piece)
        sources = piece.sources or tuple(end_of(piece) - each for each in piece.back)
        return [_with(item, {**self._name(piece.numbers[0]), **self._from(sources), **self._owner(piece)})]

    def _run(self, piece: RunPiece) -> Any:
        inner = piece.piece
        assert isinstance(inner, (LayerPiece, CallPiece))
        item = self._call(inner) if isinstance(inner, CallPiece) else self._layer_item(inner)
        name = self._name(piece.numbers[0]) if self.top else {}
        name = name or ({"name": pattern} if self.top and (pattern := numbered(piece.labels)) else {})
        return _with(item, {**name, **self._from(piece.sources), "repeat": self._text(piece, piece.times)})

    def _name(self, number: int | None) -> dict[str, str]:
        return {"name": self.numbers[number]} if number is not None and number in self.numbers else {}

    def _from(self, sources: tuple[int, ...]) -> dict[str, Any]:
        names = [self.numbers[number] for number in sources]
        return {"from": names if len(names) > 1 else names[0]} if names else {}

    def _owner(self, piece: SpecPiece) -> dict[str, Any]:
        owner = piece.owner if isinstance(piece, LayerPiece) else None
        return {} if owner is None else {"weights": self.numbers[owner]}

    def _text(self, piece: SpecPiece, column: PieceColumn) -> Any:
        known = [(each.name, each.row) for each in self.parameters]
        x: ValueRow = tuple(map(self.channels, getattr(piece, "starts", ())))
        form = column_form(piece, column, known, x)
        if form is None:
            raise NoStructureError
        return form.text

    def _size(self, block: int) -> int:
        found = leaves(self.blocks[block].pieces)
        return sum(self._size(piece.block) if isinstance(piece, CallPiece) else 1 for piece in found)

    # Calls

    def _call(self, piece: CallPiece) -> Any:
        block, name = self.blocks[piece.block], self.names[piece.block]
        arguments = {key: self._text(piece, column) for key, column in given(piece, block, self.channels).items()}
        return {name: positional(block.parameters, arguments) if arguments else None}

    # Layers

    def _layer_item(self, piece: LayerPiece) -> Any:
        cls = kind(piece.kind)
        settings = self._settings(piece)
        frozen = {"frozen": True} if ("frozen", True) in piece.fixed else {}
        if piece.branches:
            names = titles(piece, self._size)
            branches = {name: self.items(branch) or None for name, branch in zip(names, piece.branches)}
            return {piece.kind: branches, **settings, **frozen}
        if cls.merges:
            return {piece.kind: None, **settings, **frozen}
        return {piece.kind: shorthand(piece, settings), **frozen}

    def _settings(self, piece: LayerPiece) -> dict[str, Any]:
        """What a layer does not have by itself."""
        found = {**dict(piece.fixed), **{column.name: self._text(piece, column) for column in piece.columns}}
        if found.get("pad") == HALF:
            found["pad"] = half_of(found["kernel"], found["dilation"])
        if piece.rank > 1 and isinstance(found.get("kernel"), int):
            found["kernel"] = "x".join([str(found["kernel"])] * piece.rank)
        fields = kind(piece.kind).fields
        names = [name for name in fields if name in found and not _usual(piece, name, found[name])]
        return {name: each.plain if isinstance(each := found[name], JsonText) else each for name in names}


def _usual(piece: LayerPiece, name: str, value: Any) -> bool:
    """Whether a setting is what it is by itself."""
    default = kind(piece.kind).fields[name].default
    while isinstance(default, tuple) and default:
        default = default[0]
    return default is not MISSING and type(default) is type(value) and default == value


def shorthand(piece: LayerPiece, settings: Mapping[str, Any]) -> Any:
    """The settings of a layer as one string, or as a mapping where that cannot say them."""
    cls = kind(piece.kind)
    if not settings:
        return None
    if (*settings,) == cls.main[:1] and not isinstance(settings[cls.main[0]], dict):
        return settings[cls.main[0]]
    words = [_word(cls, name, value) for name, value in settings.items()]
    return dict(settings) if "" in words else " ".join(words)


def _word(cls: Any, name: str, value: Any) -> str:
    """A setting as a word of the shorthand; empty where it has none."""
    for word, setting in cls.flags.items():
        if setting == (name, value) and isinstance(value, (str, bool)):
            return str(word)
    if isinstance(value, (bool, dict, list, float)) or value is None:
        return ""
    text = str(value)
    if " " in text:
        return ""
    if name in cls.main:
        return text
    letter = next((letter for letter, field in cls.letters.items() if field == name), "")
    if not letter:
        return ""
    return f"{letter}{text}" if text[:1].isdigit() and text.replace("x", "").isdigit() else f"{letter}{{{text}}}"


def positional(parameters: Sequence[BlockParameter], arguments: Mapping[str, Any]) -> Any:
    """Arguments in the order of the signature in one string, or by name where some before them are not given."""
    given = [*arguments]
    first = [each.name for each in parameters[: len(given)]]
    values = [arguments[name] for name in given]
    if given == first and all(_is_word(value) for value in values):
        return values[0] if len(values) == 1 else " ".join(map(str, values))
    return dict(arguments)


def _is_word(value: Any) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool) and " " not in str(value)


def _with(item: Any, more: Mapping[str, Any]) -> Any:
    """An item with more keys; a bare word where there is nothing else to say."""
    item = {**(item if isinstance(item, dict) else {item: None}), **more}
    if (*item.values(),)[:1] == (None,) and (*item,)[1:] == ("when",) and str(item["when"]).isidentifier():
        return f"{next(iter(item))} if {item['when']}"
    return next(iter(item)) if list(item.values()) == [None] else item


def numbered(labels: Sequence[str]) -> str:
    """One name for labels that count: `layer1.{i + 1}` for `layer1.1` and `layer1.2`; empty where they do not."""
    heads = {label.rstrip("0123456789") for label in labels}
    tails = [label[len(label.rstrip("0123456789")) :] for label in labels]
    if len(heads) != 1 or not all(tails) or any(tail != str(int(tail)) for tail in tails):
        return ""
    start = int(tails[0])
    if [*map(int, tails)] != [*range(start, start + len(tails))]:
        return ""
    return f"{heads.pop()}{{i + {start}}}" if start else f"{heads.pop()}{{i}}"


def signature(block: FoundBlock, name: str) -> str:
    """A block's name and parameters: `conv_bn(filters, kernel=1, stride=1)`."""
    words = []
    for each in block.parameters:
        default = each.condition or (None if each.default is None else each.default.text)
        shown = {True: "true", False: "false"}.get(default, default) if isinstance(default, bool) else default
        words.append(each.name if default is None else f"{each.name}={shown}")
    return f"{name}({', '.join(words)})" if words else name
