"""A spec to a network: nodes in running order, each with its volume. Knows no costs and no output formats.

Items are expanded while volumes are known, so that expressions can use `x.channels`. A layer that fails
leaves its volume unknown; what depends on it is passed over, and everything else is still looked at, so
that one run names every fault, and names it once.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, NoReturn

from convcalc.expressions import LARGEST, Expression, ExpressionError
from convcalc.fields import MISSING, FieldError, integer
from convcalc.geometry import Volume
from convcalc.items import TOO_MANY_VALUES, Block, Item, Template, oversized
from convcalc.layers import Fault, Input, Layer, LayerError
from convcalc.problems import MOST_PROBLEMS, Note, Place, Problem, SpecError, nearest, shown
from convcalc.spec import DEEPEST_SCOPE, LARGEST_NETWORK, Spec

UNKNOWN = -1
"""In the place of a node's number: its volume could not be told."""


class Site(NamedTuple):
    """A layer at work on given volumes. Equal layers on equal volumes share one."""

    kind: str
    layer: Layer
    inputs: tuple[Volume, ...]
    output: Volume


class Scope:
    """A block call or a branch: where its nodes' names live, and what it stands in."""

    __slots__ = ("block", "counts", "item", "label", "names", "parent")

    def __init__(self, label: str, parent: "Scope | None" = None, block: str = "", item: Item | None = None) -> None:
        self.label = label
        self.parent = parent
        self.block = block
        """The block's name; empty for a branch and for the network itself."""
        self.item = item
        self.names: dict[str, int] = {}
        """Names written in the spec, each with the node whose volume it stands for."""
        self.counts: dict[str, int] = {}

    @property
    def path(self) -> str:
        """The labels from the top, each with a point after it: `stage_2.bottleneck.`."""
        return f"{self.parent.path}{self.label}." if self.parent else ""

    @property
    def chain(self) -> tuple["Scope", ...]:
        """The scopes from the top down to this one, the network itself left out."""
        return (*self.parent.chain, self) if self.parent else ()

    def number(self, base: str) -> str:
        """A label for what has no name of its own: `conv`, then `conv_2`."""
        while True:
            count = self.counts[base] = self.counts.get(base, 0) + 1
            label = base if count == 1 else f"{base}_{count}"
            if label not in self.names:
                return label


class Node(NamedTuple):
    """One layer of a network, in its place."""

    label: str
    scope: Scope
    site: Site
    inputs: tuple[int, ...]
    """The numbers of the nodes it reads."""
    item: Item | None

    @property
    def path(self) -> str:
        """Its name with the blocks it stands in: `stage_2.bottleneck.residual.conv_bn.conv`."""
        return self.scope.path + self.label

    @property
    def title(self) -> str:
        """Its path, with what it is: `fc6 (dense 4096)`."""
        return f"{self.path} ({self.site.kind} {self.site.layer.settings() if self.inputs else ''}".rstrip() + ")"


class Network(NamedTuple):
    """Nodes in running order; the first is the input."""

    name: str
    nodes: tuple[Node, ...]
    output: int
    """The number of the node that comes out at the end."""
    heads: tuple[tuple[str, int], ...]
    """Further outputs: the name and node of each head."""
    spec: Spec

    @property
    def input(self) -> Volume:
        """The volume that the network starts from."""
        return self.nodes[0].site.output


Progress = Callable[[int], None]


def build(
    spec: Spec, settings: dict[str, Any] | None = None, input: Any = None, progress: Progress | None = None
) -> Network:
    """Expand a spec into a network.

    `settings` replace variables, `input` the volume (as a spec writes it); `progress` is called now and
    then with the number of layers so far. Raises SpecError with every fault found; its `partial` is the
    network up to the first.
    """
    builder = _Builder(spec, progress)
    env = builder.variables(settings or {})
    volume = builder.input_volume(input, env)
    if builder.problems or volume is None:
        raise SpecError(builder.problems)
    top = Scope("")
    builder.nodes.append(Node("input", top, Site("input", Input(volume=volume), (), volume), (), None))
    output = builder.run(spec.items, env, 0, top)
    if len(builder.nodes) == 1 and not builder.problems:
        builder.report("no layer is left: every one stands under a 'when' that is false", spec.place.on_key())
    nodes = builder.nodes if not builder.problems else builder.nodes[: builder.sound]
    network = Network(spec.name, tuple(nodes), output, tuple(builder.heads), spec)
    if builder.problems:
        raise SpecError(builder.problems, network._replace(output=len(nodes) - 1, heads=()) if nodes else None)
    return network


class _TooLargeError(Exception):
    """The network outgrew its bound: nothing further is looked at."""


class _Builder:
    """The state of one expansion."""

    def __init__(self, spec: Spec, progress: Progress | None) -> None:
        self.spec = spec
        self.progress = progress
        self.nodes: list[Node] = []
        self.heads: list[tuple[str, int]] = []
        self.problems: list[Problem] = []
        self.sound = 0
        """How many nodes came before the first fault; none where the network outgrew its bound."""
        self.seen: set[tuple[str, int, tuple[str | int, ...]]] = set()
        self.layers: dict[tuple[Any, ...], Layer] = {}
        self.field_defaults: dict[tuple[str, int], dict[str, Any]] = {}
        self.sites: dict[tuple[Any, ...], Site | None] = {}
        self.steps = 0
        self.times = 1
        """How often what is being expanded will be: the product of the repeats around it."""
        self.given: dict[str, Place] = {}
        """Every name that the spec gives, once it is asked for."""
        self.blind = False
        """A fault has taken names away that later layers may ask for."""
        self.globals: dict[str, Any] = {}

    # Problems

    def report(
        self, message: str, place: Place, help: str = "", scope: Scope | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        """Note a problem once, however often the item that has it is expanded."""
        if not self.problems:
            self.sound = len(self.nodes)
        key = (message, id(place.source), place.route)
        if key not in self.seen:
            self.seen.add(key)
            self.problems.append(Problem(message, place, help, notes + tuple(trail(scope))))
            if scope and len(self.problems) >= MOST_PROBLEMS:
                raise _TooLargeError

    def evaluate(self, value: Any, env: dict[str, Any], place: Place, scope: Scope | None = None) -> Any:
        """A prepared value with its expressions worked out; _UnknownError where one cannot be."""
        try:
            return _resolve(value, env)
        except ExpressionError as error:
            self.unresolved(error, place, scope)

    def bounded(self, value: Any, env: dict[str, Any], place: Place, scope: Scope | None = None) -> Any:
        """A value to be kept under a name: lists of lists of lists could grow without bound."""
        value = self.evaluate(value, env, place, scope)
        if isinstance(value, (list, dict)) and oversized(value):
            if not any(problem.message == TOO_MANY_VALUES for problem in self.problems):
                self.report(TOO_MANY_VALUES, place, "do lists stand inside lists?", scope)
            raise _UnknownError
        return value

    def unresolved(self, error: ExpressionError, place: Place, scope: Scope | None) -> NoReturn:
        """An expression without a value: a fault, unless it waits for a volume that another fault took away."""
        waits = error.message.startswith("x, the current volume") or error.message == "unknown name 'x'"
        if not (waits and self.problems):
            self.report(error.message, place, error.help, scope)
        raise _UnknownError from None

    # The start

    def variables(self, settings: dict[str, Any]) -> dict[str, Any]:
        """The values of the variables, the ones that were set in the place of the spec's own."""
        known = [variable.name for variable in self.spec.variables]
        for name in settings:
            if name not in known:
                help = nearest(name, known) or (f"it has: {', '.join(known)}" if known else "it has no vars")
                self.problems.append(Problem(f"spec {self.spec.name!r} has no variable {name!r} to set", help=help))
        for variable in self.spec.variables:
            value = settings.get(variable.name, variable.value)
            try:
                self.globals[variable.name] = self.bounded(value, self.globals, variable.place)
            except _UnknownError:
                self.globals[variable.name] = 1
        return dict(self.globals)

    def input_volume(self, given: Any, env: dict[str, Any]) -> Volume | None:
        """The input as a volume: sizes, then channels."""
        place = self.spec.input_place if given is None else None
        try:
            value = given
            if place is not None:
                value = self.evaluate(self.spec.input, env, place)
            values = value if isinstance(value, list) else [value]
            if not 1 <= len(values) <= 4:
                raise FieldError(f"expected up to three sizes and the channels, not {len(values)} numbers")
            *size, channels = (integer(each, 1) for each in values)
            volume = Volume(tuple(size), channels)
            if volume.elements > LARGEST:
                raise FieldError(f"volume {volume} is too large", "a volume holds at most 10^18 numbers")
        except FieldError as error:
            self.problems.append(Problem(f"input: {error.message}", place, error.help or "as 224x224x3"))
            return None
        except _UnknownError:
            return None
        return volume

    # Expansion

    def run(self, items: tuple[Item, ...], env: dict[str, Any], current: int, scope: Scope) -> int:
        """Expand a list of items from the node `current`; the node that comes out at its end."""
        try:
            for item in items:
                current = self.item(item, env, current, scope)
        except _TooLargeError:
            if scope.parent is not None:
                raise
            self.sound = 0
            return UNKNOWN
        return current

    def item(self, item: Item, env: dict[str, Any], current: int, scope: Scope) -> int:
        if item.repeat is None:
            return self.once(item, env, current, scope)
        self.set_volume(env, current)
        place = item.place.at("repeat")
        try:
            count = integer(self.evaluate(item.repeat, env, place, scope), 0)
        except FieldError as error:
            self.report(f"repeat: {error.message}", place, error.help, scope)
            self.blind = True
            return UNKNOWN
        except _UnknownError:
            self.blind = True
            return UNKNOWN
        times, inner = self.times, dict(env)
        self.times = times * max(1, count)
        if self.times > LARGEST_NETWORK:
            around = " with those around it" if times > 1 else ""
            self.too_large(f"repeat {count:,}{around} makes", LARGEST_NETWORK, place, scope)
        for i in range(count):
            inner["i"] = i
            current = self.once(item, inner, current, scope)
        self.times = times
        return current

    def too_large(self, what: str, most: int, place: Place, scope: Scope) -> None:
        help = "is a factor too many in 'repeat', or in blocks?"
        self.report(f"{what} more than {most:,} layers", place, help, scope)
        raise _TooLargeError

    def set_volume(self, env: dict[str, Any], current: int) -> None:
        """Make `x` the current volume, or leave it out where that is unknown."""
        if current == UNKNOWN:
            env.pop("x", None)
        else:
            env["x"] = self.nodes[current].site.output

    def once(self, item: Item, env: dict[str, Any], current: int, scope: Scope) -> int:
        self.steps += 1
        if self.steps > self.spec.limit:
            self.too_large("expanding this spec makes", self.spec.limit, item.place, scope)
        if self.progress and self.steps % 20_000 == 0:
            self.progress(len(self.nodes))
        try:
            sources = self.sources(item, env, scope)
            start = sources[0] if sources and not (item.cls and item.cls.merges) else current
            self.set_volume(env, start)
            if item.when is not True and not self.holds(item, env, scope):
                return current
            label = self.label(item, env, scope)
            result = self.expand(item, env, start, sources, scope, label)
        except _UnknownError:
            result = UNKNOWN
            label = item.name.plain if item.name else ""
            self.blind = self.blind or bool(item.branches) or (item.name is not None and not label)
        if item.name and label:
            scope.names[label] = result
        return current if item.kind == "head" else result

    def expand(
        self, item: Item, env: dict[str, Any], start: int, sources: tuple[int, ...], scope: Scope, label: str
    ) -> int:
        """Whatever the item is: a layer, a block call, branches that meet, or heads."""
        if item.kind == "head":
            for branch in item.branches:
                self.heads.append((branch.name, self.branch(branch.name, branch.items, env, start, scope, item)))
            return start
        if item.cls is None:
            if start == UNKNOWN:
                raise _UnknownError
            return self.call(self.spec.blocks[item.kind], item, env, start, scope, label)
        if item.cls.merges:
            names: list[str] = []
            if not sources:
                names = [branch.name for branch in item.branches]
                sources = tuple(self.branch(each.name, each.items, env, start, scope, item) for each in item.branches)
            return self.layer(item, env, sources, scope, label, names)
        return self.layer(item, env, (start,), scope, label)

    def branch(
        self, name: str, items: tuple[Item, ...], env: dict[str, Any], start: int, scope: Scope, item: Item
    ) -> int:
        inner = Scope(scope.number(name), scope, item=item)
        self.check_depth(inner, item)
        end = self.run(items, env, start, inner)
        scope.names.setdefault(name, end)
        self.set_volume(env, start)
        return end

    def check_depth(self, scope: Scope, item: Item) -> None:
        if len(scope.chain) > DEEPEST_SCOPE:
            self.report(f"blocks and branches nest more than {DEEPEST_SCOPE} deep", item.place, scope=scope.parent)
            raise _TooLargeError

    def call(self, block: Block, item: Item, env: dict[str, Any], start: int, scope: Scope, label: str) -> int:
        inner = Scope(label or scope.number(block.name), scope, block.name, item)
        self.check_depth(inner, item)
        arguments = dict(self.globals)
        for parameter in block.parameters:
            if parameter.name in item.settings:
                place = item.setting_place(parameter.name)
                setting = item.settings[parameter.name]
                value = setting if item.constant else self.bounded(setting, env, place, scope)
            else:
                arguments["x"] = env.get("x")
                value = self.bounded(parameter.default, arguments, block.place.on_key(), inner)
            arguments[parameter.name] = value
        return self.run(block.items, arguments, start, inner)

    def holds(self, item: Item, env: dict[str, Any], scope: Scope) -> bool:
        value = self.evaluate(item.when, env, item.place.at("when"), scope)
        if not isinstance(value, (bool, int, float)):
            self.report(f"when: expected true or false, not {shown(value)}", item.place.at("when"), scope=scope)
            raise _UnknownError
        return bool(value)

    # Names

    def label(self, item: Item, env: dict[str, Any], scope: Scope) -> str:
        """The name that the item is given, worked out; empty where it has none."""
        if item.name is None:
            return ""
        place = item.place.at("name")
        label = self.text(item.name, env, place, scope)
        if label in scope.names:
            node = scope.names[label]
            first = self.nodes[node].item if node != UNKNOWN else None
            known = first is not None and first.name is not None and first is not item
            notes = (Note("first used here", first.place.at("name")),) if first and known else ()
            help = f"number it, as 'name: {label}_{{i + 1}}'" if "i" in env else ""
            self.report(f"name {label!r} is used twice", place, help, scope, notes)
        return label

    def text(self, template: Template, env: dict[str, Any], place: Place, scope: Scope) -> str:
        parts = []
        for part in template.parts:
            value = self.evaluate(part, env, place, scope) if isinstance(part, Expression) else part
            if not isinstance(value, (str, int)) or len(str(value)) > 100:
                self.report(f"{shown(value)} cannot be part of a name", place, "a whole number can", scope)
                raise _UnknownError
            parts.append(str(value))
        return "".join(parts)

    def sources(self, item: Item, env: dict[str, Any], scope: Scope) -> tuple[int, ...]:
        """The nodes that `from` names, looked for here and then further out."""
        if not item.sources:
            return ()
        places = [item.place.at("from", k) for k in range(len(item.sources))]
        return tuple([self.source(*source, env, scope) for source in zip(item.sources, places)])

    def source(self, template: Template, place: Place, env: dict[str, Any], scope: Scope) -> int:
        name = self.text(template, env, place, scope)
        if name == "input":
            return 0
        around: Scope | None = scope
        known: list[str] = ["input"]
        while around:
            if name in around.names:
                if around.names[name] == UNKNOWN:
                    raise _UnknownError
                return around.names[name]
            known += around.names
            around = around.parent
        if not self.blind:
            help = nearest(name, known) or "only layers above, with a 'name:', can be named: " + ", ".join(known[:8])
            self.given = self.given or dict(_given_names(self.spec))
            elsewhere = self.given.get(name)
            below = elsewhere is not None and elsewhere.spot > place.spot
            where = "it is named below, here" if below else "it is named here, inside another block or branch"
            notes = (Note(where, elsewhere),) if elsewhere else ()
            self.report(f"no layer above is named {shown(name)}", place, help, scope, notes)
        raise _UnknownError

    # Layers

    def layer(
        self,
        item: Item,
        env: dict[str, Any],
        inputs: tuple[int, ...],
        scope: Scope,
        label: str,
        names: list[str] | None = None,
    ) -> int:
        """Add a node for a layer; UNKNOWN where an input is, or where it has no output."""
        if UNKNOWN in inputs:
            raise _UnknownError
        volumes = tuple(self.nodes[number].site.output for number in inputs)
        assert item.cls is not None
        if refusal := item.cls.refusal(volumes[0]):
            self.fault(item, refusal, scope)
            raise _UnknownError
        layer = self.read_layer(item, env, volumes[0].rank, scope)
        key = (id(layer), volumes)
        if key not in self.sites:
            self.sites[key] = self.site(item, layer, volumes, inputs, scope, names)
        site = self.sites[key]
        if site is None:
            raise _UnknownError
        self.nodes.append(Node(label or scope.number(item.kind), scope, site, inputs, item))
        return len(self.nodes) - 1

    def site(
        self,
        item: Item,
        layer: Layer,
        volumes: tuple[Volume, ...],
        inputs: tuple[int, ...],
        scope: Scope,
        names: list[str] | None,
    ) -> Site | None:
        try:
            for fault in layer.check(volumes[0]):
                self.fault(item, fault, scope)
            output = layer.outcome(volumes)
            if output.elements > LARGEST:
                raise LayerError(f"volume {output} is too large", help="a volume holds at most 10^18 numbers")
            return Site(item.kind, layer, volumes, output)
        except LayerError as error:
            notes = tuple(self.changes(inputs, names, scope)) if layer.merges else ()
            self.fault(item, error.fault, scope, notes)
            return None

    def fault(self, item: Item, fault: Fault, scope: Scope, notes: tuple[Note, ...] = ()) -> None:
        field = fault.field if fault.field in item.settings else ""
        named = fault.message.startswith(f"{item.kind} ")
        message = fault.message if named else f"{item.kind}: {fault.message}"
        self.report(message, item.setting_place(field), fault.help, scope, notes)

    def changes(self, inputs: tuple[int, ...], names: list[str] | None, scope: Scope) -> Iterator[Note]:
        """For volumes that do not match: each with the item of its branch that made it what it is."""
        for k, number in enumerate(inputs):
            node = self.nodes[number]
            volume = node.site.output
            while node.inputs and node.site.inputs[0] == volume:
                node = self.nodes[node.inputs[0]]
            what = f"branch {names[k]!r}" if names else f"{self.nodes[number].label!r}"
            calls = [each for each in node.scope.chain[len(scope.chain) :] if each.block]
            item = calls[0].item if calls else node.item
            place = item.value_place.on_key() if item else self.spec.input_place
            yield Note(f"{what} is {volume} since here", place)

    def read_layer(self, item: Item, env: dict[str, Any], rank: int, scope: Scope) -> Layer:
        """The layer that an item makes for volumes of `rank` axes; one object for equal settings."""
        key: tuple[Any, ...] = (id(item.settings), rank)
        if item.constant and key in self.layers:
            return self.layers[key]
        assert item.cls is not None
        values = dict(self.defaults(item, rank))
        for name, setting in item.settings.items():
            try:
                values[name] = self.read_field(item, name, setting, env, rank)
            except ExpressionError as error:
                self.unresolved(error, item.setting_place(name), scope)
            except FieldError as error:
                self.report(f"{name}: {error.message}", item.setting_place(name), error.help, scope)
                raise _UnknownError from None
        shared = (item.kind, *values.values())
        if shared not in self.layers:
            self.layers[shared] = item.cls(**values)
        if item.constant:
            self.layers[key] = self.layers[shared]
        return self.layers[shared]

    def defaults(self, item: Item, rank: int) -> dict[str, Any]:
        """What a kind's fields are for `rank` axes where a spec does not say, in the order of the fields."""
        assert item.cls is not None
        key = (item.kind, rank)
        if key not in self.field_defaults:
            known = self.field_defaults[key] = {}
            for name, field in item.cls.fields.items():
                default = field.default
                known[name] = default if default is MISSING else field.type.default(default, rank)
        return self.field_defaults[key]

    def read_field(self, item: Item, name: str, setting: Any, env: dict[str, Any], rank: int) -> Any:
        assert item.cls is not None
        return item.cls.fields[name].type.read(_resolve(setting, env), rank)


class _UnknownError(Exception):
    """What was asked for depends on something that is already reported, or has just been."""


def _resolve(value: Any, env: dict[str, Any]) -> Any:
    kind = type(value)
    if kind is int or kind is bool or kind is str:
        return value
    if kind is Expression:
        return value.value(env)
    if isinstance(value, list):
        return [_resolve(each, env) for each in value]
    if isinstance(value, dict):
        return {key: _resolve(each, env) for key, each in value.items()}
    if value is MISSING:
        raise ExpressionError("a value is missing")
    return value


def _given_names(spec: Spec) -> Iterator[tuple[str, Place]]:
    """Every name that is given anywhere in a spec, with where."""
    todo = [spec.items, *(block.items for block in spec.blocks.values())]
    seen: set[int] = set()
    while todo:
        items = todo.pop()
        if id(items) in seen:
            continue
        seen.add(id(items))
        for item in items:
            todo += [branch.items for branch in item.branches]
            if item.name and item.name.plain:
                yield item.name.plain, item.place.at("name")


def trail(scope: Scope | None) -> Iterator[Note]:
    """The block calls that led to a problem, innermost first."""
    count = 0
    while scope and scope.parent and count < 6:
        if scope.block and scope.item:
            yield Note(f"in block {scope.block!r}, called from here", scope.item.value_place.on_key())
            count += 1
        scope = scope.parent
