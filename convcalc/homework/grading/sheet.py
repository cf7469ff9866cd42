"""An answer file: a list of questions, or a spec with `expect:`. Holds what is asked and what was answered.

A question's network is built as any spec is, so that its problems stand at their own lines of the answer file.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from convcalc.analysis.memory import DTYPES
from convcalc.analysis.parts import Figures
from convcalc.document.places import Excerpt, Place
from convcalc.document.problems import Problem, SpecError, fail
from convcalc.document.source import Source
from convcalc.document.wording import nearest, shown
from convcalc.homework.grading.accepted import read_accepted
from convcalc.homework.grading.against import beside, with_others
from convcalc.homework.grading.alike import Alike, spelled
from convcalc.homework.grading.allowance import MostAsked
from convcalc.homework.grading.asked import Asked, ask_key, asked_of
from convcalc.homework.grading.keys import KEYS_OF_FILE, KEYS_OF_NETWORK, KEYS_OF_QUESTION, also, has_unknown, listed
from convcalc.homework.grading.points import read_points
from convcalc.homework.grading.questions import Question, Sheet
from convcalc.homework.grading.until import completed, repeated
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.notes import notes_on
from convcalc.language.orders import Otherwise, read_order
from convcalc.language.spec import read_spec
from convcalc.language.spoken.incoming import SaidLayer, axes_of, incoming, resolved, settled
from convcalc.language.spoken.phrases import Words, WordsError, read_said
from convcalc.model.geometry import Order, Volume, name_of
from convcalc.model.network import Network

NAME = "the network"
"""What the network of a question is called that gives its layers."""


def read_sheet(name: str, named: Sequence[str] | None = None, alike: Alike | None = None) -> Sheet:
    """The questions of an answer file, of a shipped spec or of standard input. Raises SpecError."""
    return sheet_in(loading.find(name), named, alike)


def sheet_in(source: Source, named: Sequence[str] | None = None, alike: Alike | None = None) -> Sheet:
    """The questions in a document. Raises SpecError.

    The specs that it names are where `loading.read_source` has those that a spec extends. Equal questions share what
    is asked, and those of files that are read with one `alike` do.
    """
    if isinstance(source.data, dict) and "questions" in source.data:
        return _SheetReader(source, named, alike or Alike()).sheet()
    spec = loading.read_source(source, named)
    network = build(spec._replace(order=spec.order_at(Place(source, ()))))
    asked = (allowance := MostAsked()).asked(asked_of(Figures(network), spec.expect, Place(source, ("expect",))))
    allowance.check([], Place(source, ()))
    if not asked:
        raise fail("nothing is answered in this file", Place(source, ()), "add 'expect: {params: 760}'")
    question = Question(network.name, "", network, asked, (Fraction(1),) * len(asked))
    return Sheet(source.name, network.name, (question,), False, False, False, source)


def inline(network: Network, answers: tuple[tuple[str, str], ...], dtype: str = "float32", batch: int = 1) -> Question:
    """A question about a network with answers given as `params` and `760`. Raises SpecError."""
    place = Place(Source("command line", ""), ())
    figures = Figures(network, dtype, batch)
    asked = tuple(ask_key(figures, key, text, place)._replace(place=None) for key, text in answers)
    if faults := [each for each in asked if each.fault]:
        raise SpecError([Problem(f"{each.key}: {each.fault}", help=each.help) for each in faults])
    return Question(network.name, "", network, asked, (Fraction(1),) * len(asked))


class _SheetReader:
    """The state of reading one file of questions: every problem is collected."""

    def __init__(self, source: Source, named: Sequence[str] | None, alike: Alike) -> None:
        self.source = source
        self.alike = alike
        self.roots = () if named is None else loading.reachable(source.folder, named)
        self.seek = loading.seek_for(source.folder, self.roots or None)
        self.problems: list[Problem] = []
        self.allowance = MostAsked()
        self.order: Order | None = None
        """How volumes are written in the file, where it or its project says so."""

    def sheet(self) -> Sheet:
        data, place = self.source.data, Place(self.source, ())
        self.keys(data, place, KEYS_OF_FILE, "an answer file has")
        entries = data["questions"]
        if not isinstance(entries, list) or not entries:
            raise fail(f"expected a list of questions, not {shown(entries)}", place.at("questions"))
        self.order = self.said_order(data.get("order"), place.at("order"))
        found: list[Question | None] = []
        for k, entry in enumerate(entries):
            found.append(self.question(entry, here := place.at("questions", k), k))
            self.allowance.check(self.problems, here)
        follow, strict, half = [self.flag(data, key, place) for key in ("follow_through", "strict_fit", "half_points")]
        accepted = read_accepted(data, place, self.problems)
        title = self.words(data, "name", place) or self.source.name
        questions = tuple(each for each in found if each)
        self.repeated([each.id for each in questions])
        if self.problems:
            raise SpecError(self.problems)
        return Sheet(self.source.name, title, questions, follow, strict, half, self.source, accepted)

    @cached_property
    def otherwise(self) -> Otherwise | None:
        """How volumes are written where neither the file nor what it names says so; looked up once."""
        return loading.orders_for(self.source, self.roots)

    def problem(self, message: str, place: Place, help: str = "") -> None:
        self.problems.append(Problem(message, place, help))

    def keys(self, data: dict[str, Any], place: Place, known: tuple[str, ...], what: str) -> None:
        for key in data:
            if key not in known:
                help = nearest(key, known) or f"{what}: {', '.join(known)}"
                self.problem(f"unknown key {shown(key)}", place.at(key).on_key(), help)

    def said_order(self, said: Any, place: Place) -> Order | None:
        if said is None:
            return loading.project_order(self.source.folder)
        try:
            return read_order(said, place)
        except SpecError as error:
            self.problems += error.problems
            return None

    def words(self, data: dict[str, Any], key: str, place: Place) -> str:
        """A text, or a number in the place of one; empty where there is none."""
        value = data.get(key)
        if isinstance(value, (dict, list)):
            self.problem(f"{key}: expected words, not {shown(value)}", place.at(key))
            return ""
        return str(value or "")

    def flag(self, data: dict[str, Any], key: str, place: Place) -> bool:
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.problem(f"{key}: expected true or false, not {shown(value)}", place.at(key))
        return bool(value)

    def repeated(self, ids: list[str]) -> None:
        seen: set[str] = set()
        for k, each in enumerate(ids):
            if each in seen:
                self.problem(f"id {each!r} is used twice", Place(self.source, ("questions", k)))
            seen.add(each)

    def question(self, data: Any, place: Place, k: int) -> Question | None:
        if not isinstance(data, dict):
            self.problem(f"expected a question, not {shown(data)}", place, "with input, layers and expect")
            return None
        self.keys(data, place, KEYS_OF_QUESTION, "a question has")
        before = len(self.problems)
        network = self.network(data, place)
        if network is None or len(self.problems) > before:
            return None
        asked = self.asked(network, data, place)
        if not asked:
            if len(self.problems) == before:
                self.problem("nothing is answered in this question", place, "add 'expect: {params: 760}'")
            return None
        id, ask = self.words(data, "id", place) or f"q{k + 1}", self.words(data, "ask", place)
        try:
            shares = read_points(data.get("points"), [each.key for each in asked], place.at("points"))
        except SpecError as error:
            self.problems += error.problems
            return None
        return Question(id, ask, network, asked, shares)

    def asked(self, network: Network, data: dict[str, Any], place: Place) -> tuple[Asked, ...]:
        """What is asked, for a batch of examples and a kind of number."""
        batch, dtype = data.get("batch", 1), data.get("dtype", "float32")
        if isinstance(batch, bool) or not isinstance(batch, int) or batch < 1:
            self.problem(f"batch: expected how many examples, not {shown(batch)}", place.at("batch"))
            batch = 1
        if not isinstance(dtype, str) or dtype not in DTYPES:
            help = nearest(str(dtype), DTYPES) or "one of " + ", ".join(DTYPES)
            self.problem(f"dtype: expected a kind of number, not {shown(dtype)}", place.at("dtype"), help)
            dtype = "float32"
        numbers = id(network), dtype, batch
        figures = self.alike.get(numbers) or Figures(network, dtype, batch)
        self.alike.keep(numbers, figures)
        key = (text := spelled(data.get("expect"))) and (numbers, text)
        found: tuple[Asked, ...] | None = self.alike.get(key)
        try:
            found = found or self.allowance.asked(asked_of(figures, data.get("expect"), place.at("expect"), also(data)))
            found = tuple(map(with_others, found)) if "against" in data else found
            found = tuple(map(done.asked, found)) if (done := self.alike.get((id(network), "?"))) else found
        except SpecError as error:
            self.problems += error.problems
            return ()
        self.alike.keep(key, found)
        return found

    def network(self, data: dict[str, Any], place: Place) -> Network | None:
        text = spelled({key: data[key] for key in KEYS_OF_NETWORK if key in data})
        key = text and (self.source.folder, self.roots, self.order, text)
        before = len(self.problems)
        try:
            network = self.alike.get(key) or self.allowance.made(self.made(data, place), "until" in data)
        except SpecError as error:
            self.problems += error.problems
            return None
        if network and len(self.problems) == before and not notes_on(network):  # which are of a place
            self.alike.keep(key, network)
        return None if len(self.problems) > before else network

    def made(self, data: dict[str, Any], place: Place) -> Network | None:
        if "spec" in data:
            return self.named(data, place)
        if has_unknown(data):
            found = completed(data.get("until"), place.at("until"), lambda number: self.tried(data, number, place))
            self.alike.keep((id(found.network), "?"), found)
            return found.network
        network = self.chained(data, "layers", place)
        other = self.chained(data, "against", place) if network and "against" in data else None
        return beside(network, other) if network and other else network

    def chained(self, data: dict[str, Any], key: str, place: Place) -> Network | None:
        """The network of the layers that a key gives. Raises SpecError."""
        before = len(self.problems)
        said = list(self.layers(data.get(key), place.at(key), axes_of(data.get("input"))))
        if len(self.problems) > before:
            return None
        layers = [item for item, _ in said]
        repeats = "until" in data and key == "layers"
        network = self.repeat(data, layers, place) if repeats else self.build(data, layers, place)
        if network and len(network.nodes) == len(said) + 1:
            for each in incoming([words for _, words in said], network):
                if each.is_wrong:
                    self.problem(each.fault(self.order or Volume), place.at(key), f"write {each.told}")
        return network

    def repeat(self, data: dict[str, Any], layers: list[Any], place: Place) -> Network:
        """The one layer as often as it takes. Raises SpecError."""
        if len(layers) != 1:
            raise fail("until: give the one layer that is repeated", place.at("layers"))
        return repeated(layers[0], data["until"], place.at("until"), lambda layers: self.build(data, layers, place))

    def tried(self, data: dict[str, Any], number: int, place: Place) -> Network:
        """The network with a number in the place of its ?. Raises SpecError."""
        before = len(self.problems)
        filled = [each.replace("?", str(number)) if isinstance(each, str) else each for each in listed(data["layers"])]
        layers = [item for item, _ in self.layers(filled, place.at("layers"), axes_of(data.get("input")))]
        problems, self.problems[before:] = self.problems[before:], []
        if problems:
            raise SpecError(problems)
        return self.build(data, layers, place)

    def named(self, data: dict[str, Any], place: Place) -> Network:
        """The network of a file or a shipped spec."""
        for key in ("layers", "until", "against"):
            if key in data:
                self.problem(f"'spec' and {key!r} do not go together", place.at(key).on_key())
        if not isinstance(data["spec"], str):
            raise fail(f"expected a file or a shipped spec, not {shown(data['spec'])}", place.at("spec"))
        try:
            source = loading.find(data["spec"], self.source.folder, self.roots)
            spec = loading.read_source(source, self.roots or None, self.order)
        except SpecError as error:
            here = place.at("spec")
            raise SpecError([each._replace(place=each.place or here) for each in error.problems]) from None
        volume = data.get("input")
        given = data.get("vars") or {}
        if not isinstance(given, dict):
            raise fail(f"vars: expected a mapping, not {shown(given)}", place.at("vars"))
        settings = {key: loading.setting(key, value) for key, value in given.items()}
        return build(spec, settings, None if volume is None else loading.setting("input", volume))

    def layers(self, value: Any, place: Place, rank: int) -> Iterator[tuple[Any, Words | None]]:
        """The layers as items of a spec, over a volume of `rank` axes: those that are words or code are read."""
        said: list[SaidLayer] = []
        for k, entry in enumerate(listed(value)):
            if not isinstance(entry, str):
                yield from self.spoken(said, place, rank)
                yield entry, None
                said = []
                continue
            try:
                said += [each._replace(part=k) for each in read_said(entry)]
            except WordsError as error:
                where = place.at(k) if isinstance(value, list) else place
                self.problem(error.message, where, error.help)
        yield from self.spoken(said, place, rank)

    def spoken(self, said: list[SaidLayer], place: Place, rank: int) -> Iterator[tuple[Any, Words | None]]:
        """Layers that were said, one after the other."""
        for k, words in settled(said, rank):
            try:
                read = resolved(words, rank)
                yield read.item, read
            except WordsError as error:
                self.problem(error.message, place.at(k), error.help)

    def build(self, data: dict[str, Any], layers: list[Any], place: Place) -> Network:
        document: dict[str, Any] = {key: data[key] for key in ("input", "vars") if key in data}
        document |= {"name": NAME, "layers": layers} | ({"order": name_of(self.order)} if self.order else {})
        return build(read_spec(Excerpt(self.source, place.route, document), self.seek, self.otherwise))
