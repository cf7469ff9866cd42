"""Plain data to items, checked as far as they can be before any volume is known.

Knows which kinds and blocks there are; not volumes, and not what a block call expands to.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from convcalc.document.opening import Seek
from convcalc.document.places import Located, Place
from convcalc.document.problems import Problems
from convcalc.document.records import record
from convcalc.document.wording import is_line, nearest, one_form, shown
from convcalc.language.items import ITEM_KEYS, START, Branch, Item, ItemsRead, Parameter, Template, Weights, said
from convcalc.language.settings import Entry, SettingsReader, fields_beside, reads_before, takes_in_words
from convcalc.language.shorthand import bare
from convcalc.language.values import (
    LONGEST_NAME,
    TOO_MANY_VALUES,
    Known,
    ValueReader,
    has_expression,
    is_template,
    oversized,
)
from convcalc.model.layers import KINDS, Layer, kind

if TYPE_CHECKING:
    from convcalc.language.calling import Calls
    from convcalc.language.sources import SourcesRead

BRANCH_KEYS = ("layers", "repeat", "when")

MOST_INPUTS = 50
"""What is seen is worked out for each."""


class ItemReader:
    """Reads items; the problems that it meets are added to those of the document."""

    def __init__(
        self, signatures: dict[str, tuple[Parameter, ...]], problems: Problems, broken: Collection[str] = ()
    ) -> None:
        self.signatures = signatures
        self.problems = problems
        self.broken = broken
        """Blocks whose signature is faulty: calls of them are passed over."""
        self.replaced: dict[str, tuple[Located, frozenset[str]]] = {}
        """Blocks that stand in the place of a further file's: their file, and what calls elsewhere may give in vain."""
        self.layers: dict[str, frozenset[str]] = {}
        """The parameters of blocks that may be the names of layers."""
        self.reaches = False
        """Some item names a layer inside a call, or several by a pattern."""
        self.shares = False
        """Some item says whose weights it uses."""
        self.seek: Seek | None = None
        """Finds other specs, which items may call as blocks."""
        self.calls: Calls | None = None
        """The calls of other specs, once a name may be of one."""
        self.values = ValueReader(problems)
        self._settings = SettingsReader(self.values)
        self._lists: dict[tuple[int, Known], tuple[Item, ...]] = {}
        """Lists of layers read before, by identity."""
        self._sources_read: SourcesRead = {}
        self._read: dict[tuple[Known, int], ItemsRead] = {}
        """Items read before, by the names that they may use and their document."""

    def items(self, data: Any, place: Place, known: Known) -> tuple[Item, ...]:
        """The items of a list; `known` are the names that its expressions may use."""
        if data is None:
            return ()
        if not isinstance(data, list):
            self.problems.add(f"expected a list of layers, not {shown(data)}", place, "start each layer with '- '")
            return ()
        key = (id(data), known)
        if data and key not in self._lists:
            self._lists[key] = ()
            before = self._read.setdefault((known, id(place.source)), ItemsRead())
            item, source, route = self.item, place.source, place.route
            read = [
                item(each, record(Place, (source, (*route, k), False)), known, before) for k, each in enumerate(data)
            ]
            self._lists[key] = tuple([each for each in read if each is not None])
        return self._lists[key] if data else ()

    def item(self, data: Any, place: Place, known: Known, before: ItemsRead) -> Item | None:
        """One item, or None where its kind cannot be told; but for its own keys, as one that was read before."""
        if type(data) is str and " " in data:
            data = bare(data)
        says = said(data)
        item = before.find(says, place) if says else None
        if item is None:
            found = len(self.problems.found)
            item = self._item(data, place, known)
            if says and item and (item.cls or item.kind in self.signatures) and len(self.problems.found) == found:
                before.keep(says, item, self.signatures.get(item.kind, ()), self.layers.get(item.kind, frozenset()))
        if item and type(data) is dict and (len(data) > 1 or item.kind == START):
            return self._with_keys(item, data, known)
        return item

    def _item(self, data: Any, place: Place, known: Known) -> Item | None:
        """An item, but for what its own keys say."""
        if isinstance(data, str):
            data = {data: None}
        if not isinstance(data, dict):
            self.problems.add(f"expected a layer, not {shown(data)}", place, "as '- relu' or '- conv: 64 3x3'")
            return None
        name = self._kind(data, place, known)
        if name is None:
            return None
        cls = kind(name) if name in KINDS and name not in self.signatures else None
        settings, branches = self._inside(Entry(name, data[name], place.at(name), data, _inside(data, known)), cls)
        computed = tuple([key for key, value in settings.items() if has_expression(value)])
        varies, plain = True in [branch.varies for branch in branches], cls is not None and reads_before(cls)
        own = (None, (), (), None, True, None, None, None)
        return record(Item, (name, cls, settings, computed, computed, branches, varies, *own, True, plain, place))

    def _with_keys(self, item: Item, data: dict[str, Any], known: Known) -> Item:
        """An item with what its own keys say."""
        values, place, inside = self.values, item.place, _inside(data, known)
        if "expect" in data:
            self.expect(data["expect"], place.at("expect"))
        name = values.name(data["name"], place.at("name"), inside) if "name" in data else None
        sources, weights = tuple[Template, ...](), None
        if "from" in data or "weights" in data:
            entry = Entry(item.kind, data[item.kind], item.value_place, data, inside)
            sources = self._sources(entry, item.cls, place.at("from")) if "from" in data else ()
            weights = self._weights(entry, item.cls, place.at("weights")) if "weights" in data else None
        given = tuple(data["from"]) if isinstance(data.get("from"), dict) else ()
        repeat = values.value(data["repeat"], place.at("repeat"), known) if "repeat" in data else None
        when = values.value(data["when"], place.at("when"), inside.with_kinds()) if "when" in data else True
        frozen = values.value(data["frozen"], place.at("frozen"), inside) if "frozen" in data else None
        own = (name, sources, given, repeat, when, data.get("expect"), weights, frozen)
        alone = when is True and frozen is None and not (name or sources or weights)
        return record(Item, (*item[:7], *own, alone, item.plain and alone and repeat is None, place))

    def _inside(self, entry: Entry, cls: type[Layer] | None) -> tuple[dict[str, Any], tuple[Branch, ...]]:
        """What stands under an item's kind: settings or arguments, or branches."""
        if entry.name == START:
            return {}, ()
        if entry.name == "head" or (cls and cls.merges):
            return self._settings.beside(entry, cls), self._branches(entry)
        if cls:
            return self._settings.of_kind(entry, cls), ()
        if entry.name in self.signatures:
            home, names = self.replaced.get(entry.name, (None, ()))
            passed_over = () if home is entry.place.source else names
            layers = self.layers.get(entry.name, ())
            return self._settings.of_call(entry, self.signatures[entry.name], passed_over, layers), ()
        if self.calls and self._calls_spec(entry):
            self.calls.entries.append(entry)
            return self.calls.arguments(self.values, entry), ()
        return {}, ()

    def _kind(self, data: dict[str, Any], place: Place, known: Known) -> str | None:
        """The one key that names a kind or a block, or an argument that does; every other key must be an item key."""
        calls = [key for key in data if self.is_layer(key)]
        if not calls:
            from convcalc.language.kindless import kind_of

            return kind_of(self, data, place, known)
        beside = fields_beside(calls[0])
        others = [key for key in data if key != calls[0] and key not in ITEM_KEYS and key not in beside]
        if others:
            from convcalc.language.kindless import report_others

            report_others(self, calls[0], others, data, place)
        return calls[0]

    def is_layer(self, key: str) -> bool:
        """Whether a key names a kind or a block."""
        return key in KINDS or key in self.signatures or key == "head"

    def is_spec(self, key: str, place: Place) -> bool:
        """Whether a key of an item at a place, which names no layer, names another spec."""
        if self.seek and self.calls is None:
            from convcalc.language.calling import Calls

            self.calls = Calls(self.seek)
        return self.calls is not None and self.calls.is_spec(key, place.source.folder)

    def _calls_spec(self, entry: Entry) -> bool:
        plain = not self.is_layer(entry.name) and not entry.known.names(entry.name)
        return plain and entry.name != START and self.is_spec(entry.name, entry.place)

    def _branches(self, entry: Entry) -> tuple[Branch, ...]:
        name, value, place, has_sources = entry.name, entry.value, entry.place, "from" in entry.item
        if value is None and has_sources:
            return ()
        if not isinstance(value, dict):
            help = "as 'head: {aux: [...]}'" if name == "head" else f"as '{name}: {{left: [...], right: [...]}}'"
            help += "" if name == "head" else ", or 'from: [a, b]'"
            where = place if value else place.on_key()
            self.problems.add(f"{name} needs named branches, not {shown(value)}", where, help)
            return ()
        if has_sources and name != "head":
            self.problems.add(f"{name} takes branches or 'from', not both", place.on_key())
        branches = tuple([self._branch(key, branch, place.at(key), entry.known) for key, branch in value.items()])
        if any(branch.varies for branch in branches):
            return branches
        if name != "head" and len(value) < 2:
            self.problems.add(
                f"{name} needs at least two branches", place.on_key(), "an empty branch is the volume itself"
            )
        elif name in KINDS and not kind(name).can_take(len(value)):
            self.problems.add(f"{name} takes {takes_in_words(kind(name))}, not {len(value)}", place.on_key())
        return branches

    def _branch(self, name: str, data: Any, place: Place, known: Known) -> Branch:
        if not 0 < len(name) <= LONGEST_NAME or not is_line(name):
            self.problems.add(f"{shown(name)} is not a name for a branch", place.on_key(), "use letters and digits")
        if not isinstance(data, dict) or data.keys().isdisjoint(BRANCH_KEYS):
            return Branch(name, self.items(data, place, known), place)
        unknown = [key for key in data if key not in BRANCH_KEYS]
        for key in unknown:
            help = nearest(key, BRANCH_KEYS) or "a branch has " + ", ".join(BRANCH_KEYS)
            self.problems.add(f"unknown key {shown(key)} of a branch", place.at(key).on_key(), help)
        if "layers" not in data and not unknown:
            self.problems.add("this branch has no layers", place.on_key(), "add 'layers:' and a list")
        inside = _inside(data, known)
        return Branch(
            name,
            self.items(data.get("layers"), place.at("layers"), inside),
            place,
            self.values.template(name, place.on_key(), inside) if "{" in name and is_template(name) else None,
            self.values.value(data.get("repeat"), place.at("repeat"), known),
            self.values.value(data.get("when", True), place.at("when"), inside),
        )

    def _weights(self, entry: Entry, cls: type[Layer] | None, place: Place) -> Weights | None:
        from convcalc.language.sharing import read_weights

        if entry.name in ("head", "from") or (cls and cls.merges and entry.value is not None):
            self.problems.add(f"{entry.name} has no weights of its own", place.on_key(), "write this at its layers")
            return None
        self.shares = True
        return read_weights(self.values, entry.item["weights"], place, entry.known)

    def _sources(self, entry: Entry, cls: type[Layer] | None, place: Place) -> tuple[Template, ...]:
        from convcalc.language.sources import read_sources

        if isinstance(entry.item["from"], dict) and entry.name not in self.signatures and not self._calls_spec(entry):
            self.problems.add("'from' gives names to the sources of a block only", place, "give a name, or a list")
            return ()
        read = read_sources(self.values, self._sources_read, entry, cls, place)
        self.reaches = self.reaches or read.reach
        return read.names

    def input(self, raw: Any, place: Place, known: Known) -> Any:
        """The volume that goes in, or each of several by its name."""
        if not isinstance(raw, dict):
            return self.values.value(raw, place, known)
        if not raw:
            help = "add a volume, as 224x224x3, or inputs by their names"
            self.problems.add("'input' is empty", place.on_key(), help)
        if len(raw) > MOST_INPUTS:
            self.problems.add(f"{len(raw):,} inputs are too many", place.on_key(), f"at most {MOST_INPUTS} can be told")
            return None
        for name in raw:
            if "{" in name:
                self.problems.add(f"{shown(name)} is not a name for an input", place.at(name).on_key(), "write it out")
            else:
                self.values.name(name, place.at(name).on_key(), Known())
        return {one_form(name): self.values.value(each, place.at(name), known) for name, each in raw.items()}

    def expect(self, value: Any, place: Place) -> None:
        """Check that what is expected are figures that there are."""
        if value is None:
            return
        if not isinstance(value, dict):
            self.problems.add(f"expected a mapping, not {shown(value)}", place, "as 'expect: {params: 760}'")
            return
        from convcalc.model.quantities import EXPECTABLE

        for key in value:
            if key not in EXPECTABLE:
                help = nearest(key, EXPECTABLE) or "one of " + ", ".join(EXPECTABLE)
                self.problems.add(f"cannot expect {shown(key)}", place.at(key).on_key(), help)
        if oversized(value):
            self.problems.add(TOO_MANY_VALUES, place, "do aliases stand inside aliases?")


def _inside(data: dict[str, Any], known: Known) -> Known:
    """The names that are known to all that an item says, but for how often it is repeated."""
    return known.within("i") if data.get("repeat") is not None else known
