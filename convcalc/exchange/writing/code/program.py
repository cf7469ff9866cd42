"""A network as a program: its blocks, with what differs between their calls as parameters, rows of layers as loops.

    program = program_of(network, say, channels="in_channels")

`say` gives the words in which a target makes a layer (`words.LayerWords`), and raises LayerError where it has none.
Each block of the spec is a `CodeBlock`, after those that it calls; where its calls differ in more than numbers and
in what some leave out, it has several forms. A `CodeStep` is a layer or a call; its arguments are Python text, in
which the parameters of its block stand, and `i` where it is a loop. `channels` is what stands for the channels that
come into a block: a parameter in PyTorch, whose layers ask for them, and with `asked=False` a text that is worked out,
as `x.shape[-1]` in Keras. The target has to write a class or a function for each block, and to run the last.
"""

from collections.abc import Mapping, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.bodies import Body, BodyItem, ItemKey, Say, Wires, bodies, said
from convcalc.exchange.writing.code.columns import Columns, GivenParameter, given_parameters
from convcalc.exchange.writing.code.forms import CallRow, Hints, KnownRow
from convcalc.exchange.writing.code.naming import TakenNames, free, identifier
from convcalc.exchange.writing.code.segments import Segment
from convcalc.exchange.writing.code.sharing import Same, same_weights, ties
from convcalc.exchange.writing.code.uniting import INPUT_KEY, LocalRef, Tell, UnitedCalls, united
from convcalc.exchange.writing.code.ways import Ways
from convcalc.exchange.writing.code.words import CodeBlock, CodeProgram, CodeStep, LayerWords, ValueRef, Verbatim
from convcalc.language.expressions import Expression
from convcalc.language.items import Item
from convcalc.language.spec import Spec
from convcalc.model.network import Network, Node
from convcalc.model.tree import Group, tree


def program_of(
    network: Network, say: Say, channels: str = "in_channels", asked: bool = True, tell: Tell = lambda number: None
) -> CodeProgram:
    """The program of a network that a spec makes. Raises SpecError for a layer that cannot be said, with its name.

    Calls of a block for whose inputs, by their numbers, `tell` says something else are other forms of it.
    """
    return _Writer(network, say, channels, asked, tell).program()


class _Made(NamedTuple):
    """How a call is made: its block, and the values of the parameters; of a block of one layer, that layer."""

    block: CodeBlock | None
    words: LayerWords


class _Writer:
    """A program in the making."""

    def __init__(self, network: Network, say: Say, channels: str, asked: bool, tell: Tell) -> None:
        self.network = network
        self.nodes = network.nodes
        self.say = say
        self.channels = channels
        self.asked = asked
        self.tell = tell
        self.blocks: list[CodeBlock] = []
        self.made: dict[int, _Made] = {}
        self.taken = TakenNames()
        self.ways = Ways()
        self.same: list[tuple[Body, Same]] = []
        """Which items of each body are others at work again."""

    def program(self) -> CodeProgram:
        """All blocks, the inner ones first."""
        found = bodies(tree(self.network), Wires(self.network))
        for calls in found.values():
            self._block(calls)
        top = self.same[-1][0]
        found_ties = [self.ways.tied(tie, top) for tie in ties(self.network, self.same)]
        return CodeProgram(tuple(self.blocks), tuple(found_ties))

    def _block(self, calls: Sequence[tuple[Group, Body]]) -> None:
        every = [body for _, body in calls]
        words = [[self._words(item) for item in body.items] for body in every]
        same = [same_weights(self.nodes, body, spoken) for body, spoken in zip(every, words)]
        self.same += zip(every, same)
        for body in every:
            self.ways.note(body)
        for form in united(every, words, self.tell, same):
            members = [every[k] for k in form.calls]
            if members[0].scope.parent and (inner := self._inner(members)):
                self.made |= inner
                continue
            block, rows = self._form(members, form, [same[k] for k in form.calls])
            self.blocks.append(block)
            self.ways.placed(block.name, form, members)
            for k, body in enumerate(members):
                words_of = LayerWords(block.name, tuple([(name, row[k]) for name, row in rows.items()]))
                self.made[id(body.scope)] = _Made(block, words_of)

    def _inner(self, members: Sequence[Body]) -> dict[int, _Made]:
        """What stands for the calls of a block that is one step: that step; nothing where it is more."""
        if any(len(body.items) != 1 for body in members):
            return {}
        items = [body.items[0] for body in members]
        made = [self.made[id(item.group.scope)].block if item.group else None for item in items]
        return {id(body.scope): _Made(block, self._words(body.items[0])) for body, block in zip(members, made)}

    def _words(self, item: BodyItem) -> LayerWords:
        if item.group is None:
            return said(self.say, self.nodes[item.first])
        return self.made[id(item.group.scope)].words

    def _form(
        self, members: Sequence[Body], form: UnitedCalls, same: Sequence[Same]
    ) -> tuple[CodeBlock, Mapping[str, CallRow]]:
        scope = members[0].scope
        inputs = self._inputs(members)
        names = {"x": self.channels, **{name: identifier(name) for name in scope.arguments}}
        columns = Columns(_given(self.network, members), self._channels(members), [*inputs, "i"])
        if len(members) > 1:
            columns.hints = [hint for item in members[0].items for hint in _hints(origin_of(item, self.nodes), names)]
        written = _Steps(self.nodes, form, columns, self._callees(form), same, names)
        steps = written.steps()
        parameters, rows = columns.parameters()
        name = free(scope.block or self.network.name, self.taken)
        outputs = tuple(map(written.ref, form.outputs))
        return CodeBlock(name, tuple(parameters), inputs, members[0].inputs, steps, outputs, len(members)), rows

    def _callees(self, form: UnitedCalls) -> Mapping[ItemKey, CodeBlock]:
        found: dict[ItemKey, CodeBlock] = {}
        for segments in form.segments:
            for key, segment in segments.items():
                group = segment.items[0].item.group
                if group and (block := self.made[id(group.scope)].block):
                    found[key] = block
        return found

    def _channels(self, members: Sequence[Body]) -> KnownRow | None:
        """How many channels come in first, in each call."""
        if not members[0].scope.parent or not all(body.inputs for body in members):
            return None
        row = tuple([self.nodes[body.inputs[0]].site.output.channels for body in members])
        return KnownRow(self.channels, row, (self.channels,) if self.asked else ())

    def _inputs(self, members: Sequence[Body]) -> tuple[str, ...]:
        """What comes in: the first is `x`, others are called as they are elsewhere, or as the branch they begin."""
        taken = TakenNames()
        count = len(members[0].inputs)
        if not members[0].scope.parent and count > 1:
            return tuple([free(identifier(self.nodes[each].label), taken) for each in members[0].inputs])
        return tuple([free(self._input(members, k) if k else "x", taken) for k in range(count)])

    def _input(self, members: Sequence[Body], place: int) -> str:
        labels = {self.nodes[body.inputs[place]].label for body in members}
        if len(labels) == 1:
            return identifier(labels.pop())
        number = members[0].inputs[place]
        reader = next(item for item in members[0].items if number in item.reads)
        return identifier(reader.branch[-1]) if reader.branch else "other"


class _Steps:
    """The steps of a form of a block."""

    def __init__(
        self,
        nodes: Sequence[Node],
        form: UnitedCalls,
        columns: Columns,
        callees: Mapping[ItemKey, CodeBlock],
        same: Sequence[Same],
        names: Mapping[str, str],
    ) -> None:
        self.nodes = nodes
        self.form = form
        self.columns = columns
        self.callees = callees
        self.same = same
        self.names = names
        """What names in the spec's expressions are called here."""
        self.taken = TakenNames()
        self._places = {key: k for k, key in enumerate(form.order)}
        self._holders: dict[int, dict[int, int]] = {}

    def steps(self) -> tuple[CodeStep, ...]:
        """All in order; what all calls have finds its parameters before what some leave out."""
        if len(self.form.segments) > 1:  # one call has no parameters to find
            for key in self.form.order:
                if all(key in segments for segments in self.form.segments):
                    self._step(key)
            self.taken = TakenNames()
        return tuple([self._step(key) for key in self.form.order])

    def _step(self, key: ItemKey) -> CodeStep:
        row = [segments.get(key) for segments in self.form.segments]
        first = next(segment for segment in row if segment)
        item, words = first.items[0]
        label, named = _label([each for each in row if each])
        hints = _hints(origin_of(item, self.nodes), self.names) if len(row) > 1 else ()
        args = tuple([(name, self._argument(name, k, row, hints)) for k, (name, _) in enumerate(words.args)])
        times, when = self._times(label, row, hints)
        gives = first.items[-1].item.gives
        reads = tuple(map(self.ref, self.form.reads[key]))
        nodes = tuple(range(item.first, first.items[-1].item.last + 1))
        owner = self._owner(row, item)
        callee = self._callee(row, first, hints)
        return CodeStep(
            free(label, self.taken), named, callee, self.callees.get(key), args, reads, gives,
            times, when, tuple(map(identifier, item.branch)), nodes, owner,
            callee != words.callee,
        )  # fmt: skip

    def _callee(self, row: Sequence[Segment | None], first: Segment, hints: Hints) -> str:
        """What is called, or the parameter that says so."""
        words = first.words
        if not words.family:
            return words.callee
        callees = tuple([Verbatim(each.words.callee) if each else None for each in row])
        return self.columns.text(words.family, callees, hints)

    def _owner(self, row: Sequence[Segment | None], item: BodyItem) -> int | None:
        """The step whose weights an item uses."""
        if not any(self.same):
            return None
        number = next(k for k, segment in enumerate(row) if segment and segment.items[0].item is item)
        owner = self.same[number].get(item.first)
        if owner is None:
            return None
        if number not in self._holders:
            self._holders[number] = {
                spoken.item.first: self._places[key]
                for key, segment in self.form.segments[number].items()
                for spoken in segment.items
            }
        return self._holders[number][owner]

    def ref(self, ref: LocalRef) -> ValueRef:
        """A volume by the place of its step."""
        key, place = ref
        return ValueRef(-1, place) if key == INPUT_KEY else ValueRef(self._places[key], place)

    def _argument(self, name: str, place: int, row: Sequence[Segment | None], hints: Hints) -> str:
        one = self.columns.text(name, tuple([each.words.args[place][1] if each else None for each in row]), hints)
        if not any(segment.courses for segment in row if segment):
            return one
        courses = [next((each for each in segment.courses if each.name == name), None) if segment else None
                   for segment in row]  # fmt: skip
        kind = next((course.kind for course in courses if course), "")
        others = tuple([course.other if course else None for course in courses])
        if not kind or all(other is None for other in others):
            return one
        other = self.columns.text("step" if kind == "grows" else name, others, hints)
        if kind == "grows":
            times = "i" if other == "1" else f"{other} * i"
            return times if one == "0" else f"{one} + {times}"
        if one == other:
            return one
        return f"{one} if i == 0 else {other}" if kind == "first" else f"{other} if i % 2 else {one}"

    def _times(self, label: str, row: Sequence[Segment | None], hints: Hints) -> tuple[str, str]:
        """How often a step stands in a row, or when at all."""
        counts = tuple([len(each.items) if each else 0 for each in row])
        if max(counts) == 1:
            return "", self.columns.condition(label, [*map(bool, counts)], hints)
        more = any(each.rest for each in row if each)
        return self.columns.text("depth", counts, hints, more), ""


def _label(segments: Sequence[Segment]) -> tuple[str, bool]:
    """What a step is called, and whether the spec says so: else what all its names have in common, or its kind."""
    items = [spoken.item for segment in segments for spoken in segment.items]
    if len(items) == 1:
        return identifier(items[0].label), items[0].named
    labels = {item.label for item in items}
    if len(labels) == 1:
        return identifier(items[0].label), items[0].named
    first, last = min(labels), max(labels)
    same = next((k for k, (a, b) in enumerate(zip(first, last)) if a != b), min(len(first), len(last)))
    shorter = first[:same].rstrip("0123456789").rstrip("_")
    return identifier(shorter or items[0].label.rstrip("0123456789")), False


def origin_of(item: BodyItem, nodes: Sequence[Node]) -> Item | None:
    """What an item was written as."""
    origin = item.group.scope.origin if item.group else nodes[item.first].origin
    return origin if isinstance(origin, Item) else None


def _hints(item: Item | None, names: Mapping[str, str]) -> list[set[str]]:
    """The names that stand together in expressions of an item, as they are called here."""
    if item is None:
        return []
    values = [*item.settings.values(), item.repeat, item.when]
    found = [value.names for value in values if isinstance(value, Expression)]
    return [{names[name] for name in each if name in names} for each in found]


def _given(network: Network, members: Sequence[Body]) -> list[GivenParameter]:
    """The parameters of a block, with the defaults that the spec says."""
    scopes = [body.scope for body in members]
    written = {name for scope in scopes if isinstance(scope.origin, Item) for name in scope.origin.settings}
    spec = network.origin
    block = spec.blocks.get(scopes[0].block) if isinstance(spec, Spec) else None
    defaults = {each.name: each.default for each in block.parameters} if block else {}
    plain = {name: value for name, value in defaults.items() if isinstance(value, (int, float, str))}
    return given_parameters([scope.arguments for scope in scopes], written, plain)
