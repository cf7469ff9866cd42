"""The walk over a spec's items: repeats, conditions, block calls and branches become nodes, one after another.

Items are expanded while volumes are known, so that expressions can use `x.channels`. A layer that fails
leaves its volume unknown; what depends on it is passed over, and everything else is still looked at, so
that one run names every fault, and names it once.
"""

from collections.abc import Callable
from typing import Any

from convcalc.document.problems import Place, shown
from convcalc.language.expansion.faults import UNKNOWN, Faults, TooLargeError, UnknownError
from convcalc.language.expansion.making import Maker
from convcalc.language.expansion.naming import Names
from convcalc.language.growth import DEEPEST_SCOPE, LARGEST_NETWORK
from convcalc.language.items import Block, Item
from convcalc.language.spec import Spec
from convcalc.model.layers.fields import FieldError, integer
from convcalc.model.network import Node, Scope

Progress = Callable[[int], None]


class Walk:
    """The state of one expansion."""

    def __init__(
        self, spec: Spec, nodes: list[Node], faults: Faults, globals: dict[str, Any], progress: Progress | None
    ) -> None:
        self.heads: list[tuple[str, int]] = []
        self._spec = spec
        self._nodes = nodes
        self._faults = faults
        self._names = Names(spec, nodes, faults)
        self._maker = Maker(spec, nodes, faults)
        self._globals = globals
        self._progress = progress
        self._steps = 0
        self._times = 1
        """How often what is being expanded will be: the product of the repeats around it."""

    def run(self, items: tuple[Item, ...], env: dict[str, Any], current: int, scope: Scope) -> int:
        """Expand a list of items from the node `current`; the node that comes out at its end."""
        try:
            for item in items:
                current = self._item(item, env, current, scope)
        except TooLargeError:
            if scope.parent is not None:
                raise
            self._faults.sound = 0
            return UNKNOWN
        return current

    def _item(self, item: Item, env: dict[str, Any], current: int, scope: Scope) -> int:
        if item.repeat is None:
            return self._once(item, env, current, scope)
        self._set_volume(env, current)
        place = item.place.at("repeat")
        try:
            count = integer(self._faults.evaluate(item.repeat, env, place, scope), 0)
        except FieldError as error:
            self._faults.report(f"repeat: {error.message}", place, error.help, scope)
            self._faults.blind = True
            return UNKNOWN
        except UnknownError:
            self._faults.blind = True
            return UNKNOWN
        times, inner = self._times, dict(env)
        self._times = times * max(1, count)
        each = self._spec.growth.least.get(item.kind, 1) if item.when is True else 1
        if self._times * max(1, each) > LARGEST_NETWORK:
            around = " with those around it" if times > 1 else ""
            self._too_large(f"repeat {count:,}{around} makes", LARGEST_NETWORK, place, scope)
        for i in range(count):
            inner["i"] = i
            current = self._once(item, inner, current, scope)
        self._times = times
        return current

    def _too_large(self, what: str, most: int, place: Place, scope: Scope) -> None:
        help = "is a factor too many in 'repeat', or in blocks?"
        self._faults.report(f"{what} more than {most:,} layers", place, help, scope)
        raise TooLargeError

    def _set_volume(self, env: dict[str, Any], current: int) -> None:
        """Make `x` the current volume, or leave it out where that is unknown."""
        if current == UNKNOWN:
            env.pop("x", None)
        else:
            env["x"] = self._nodes[current].site.output

    def _once(self, item: Item, env: dict[str, Any], current: int, scope: Scope) -> int:
        self._steps += 1
        if self._steps > self._spec.growth.limit:
            self._too_large("expanding this spec makes", self._spec.growth.limit, item.place, scope)
        if self._progress and self._steps % 20_000 == 0:
            self._progress(len(self._nodes))
        try:
            sources = self._names.sources(item, env, scope)
            start = sources[0] if sources and not (item.cls and item.cls.merges) else current
            self._set_volume(env, start)
            if item.when is not True and not self._holds(item, env, scope):
                return current
            label = self._names.label(item, env, scope)
            result = self._expand(item, env, start, sources, scope, label)
        except UnknownError:
            result = UNKNOWN
            label = item.name.plain if item.name else ""
            self._faults.blind = self._faults.blind or bool(item.branches) or (item.name is not None and not label)
        if item.name and label:
            scope.names[label] = result
        return current if item.kind == "head" else result

    def _expand(
        self, item: Item, env: dict[str, Any], start: int, sources: tuple[int, ...], scope: Scope, label: str
    ) -> int:
        """Whatever the item is: a layer, a block call, branches that meet, or heads."""
        if item.kind == "head":
            for branch in item.branches:
                self.heads.append((branch.name, self._branch(branch.name, branch.items, env, start, scope, item)))
            return start
        if item.cls is None:
            if start == UNKNOWN:
                raise UnknownError
            return self._call(self._spec.blocks[item.kind], item, env, start, scope, label)
        if item.cls.merges:
            names: list[str] = []
            if not sources:
                names = [branch.name for branch in item.branches]
                sources = tuple(self._branch(each.name, each.items, env, start, scope, item) for each in item.branches)
            return self._layer(item, env, sources, scope, label, names)
        return self._layer(item, env, (start,), scope, label)

    def _branch(
        self, name: str, items: tuple[Item, ...], env: dict[str, Any], start: int, scope: Scope, item: Item
    ) -> int:
        inner = Scope(scope.number(name), scope, origin=item)
        self._check_depth(inner, item)
        end = self.run(items, env, start, inner)
        scope.names.setdefault(name, end)
        self._set_volume(env, start)
        return end

    def _check_depth(self, scope: Scope, item: Item) -> None:
        if len(scope.chain) > DEEPEST_SCOPE:
            self._faults.report(
                f"blocks and branches nest more than {DEEPEST_SCOPE} deep", item.place, scope=scope.parent
            )
            raise TooLargeError

    def _call(self, block: Block, item: Item, env: dict[str, Any], start: int, scope: Scope, label: str) -> int:
        inner = Scope(label or scope.number(block.name), scope, block.name, item)
        self._check_depth(inner, item)
        arguments = dict(self._globals)
        for parameter in block.parameters:
            if parameter.name in item.settings:
                place = item.setting_place(parameter.name)
                setting = item.settings[parameter.name]
                value = setting if item.constant else self._faults.bounded(setting, env, place, scope)
            else:
                arguments["x"] = env.get("x")
                value = self._faults.bounded(parameter.default, arguments, block.place.on_key(), inner)
            arguments[parameter.name] = value
        return self.run(block.items, arguments, start, inner)

    def _holds(self, item: Item, env: dict[str, Any], scope: Scope) -> bool:
        value = self._faults.evaluate(item.when, env, item.place.at("when"), scope)
        if not isinstance(value, (bool, int, float)):
            self._faults.report(f"when: expected true or false, not {shown(value)}", item.place.at("when"), scope=scope)
            raise UnknownError
        return bool(value)

    def _layer(
        self,
        item: Item,
        env: dict[str, Any],
        inputs: tuple[int, ...],
        scope: Scope,
        label: str,
        names: list[str] | None = None,
    ) -> int:
        """Add a node for a layer. Raises UnknownError where an input is unknown, or it has no output."""
        if UNKNOWN in inputs:
            raise UnknownError
        site = self._maker.site(item, env, inputs, scope, names)
        self._nodes.append(Node(label or scope.number(item.kind), scope, site, inputs, item))
        return len(self._nodes) - 1
