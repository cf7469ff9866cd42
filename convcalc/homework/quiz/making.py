"""Drafts to questions: each worked out, with the numbers that known slips give, and no question twice."""

from collections.abc import Iterator
from fractions import Fraction
from zlib import crc32

from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.document.places import Place
from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.source import Source
from convcalc.homework.grading.against import beside, compared
from convcalc.homework.grading.until import completed
from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, with_articles
from convcalc.homework.quiz.sorts import LEVELS
from convcalc.homework.slips.diagnosis import wrong_values
from convcalc.language import chain
from convcalc.language.loading import load
from convcalc.model.geometry import Volume
from convcalc.model.network import Network

MOST_WRONG = 3
"""Beside the right one: four choices, as tests have them."""
MOST_TRIES = 20_000
"""So many drafts a question are thrown before a level is said to have no more questions."""
CLASS = 40
"""Of so many seeds that follow each other, none asks what another does: each draft belongs to one of them."""
OWN_TRIES = 15_000
"""So many drafts are thrown before one of another seed is taken, in a quiz that is longer than a class's."""
LARGEST_ANSWER = 10**9
MOST_CHANNELS = 10_000
MIXED = "mixed"


class Distractor(NamedTuple):
    """A wrong answer, and the slip that gives it."""

    text: str
    title: str
    why: str


class Exercise(NamedTuple):
    """One question with its answer."""

    level: str
    draft: Draft
    ask: Ask
    figure: int | Volume
    wrong: tuple[Distractor, ...]
    order: tuple[int, ...]
    """How its choices are shown: 0 is the right one."""

    @property
    def text(self) -> str:
        """The right answer."""
        return str(self.figure)

    @property
    def choices(self) -> list[str]:
        """Right and wrong answers in the order to be shown in."""
        every = [self.text, *(each.text for each in self.wrong)]
        return [every[k] for k in self.order]


class Quiz(NamedTuple):
    """Some questions of a level."""

    level: str
    seed: int
    items: tuple[Exercise, ...]


def make(seed: int, count: int, level: str = MIXED) -> Quiz:
    """A quiz; the same for the same seed, count and level, and the start of a longer one. Raises SpecError."""
    dice, names = Dice(seed), list(LEVELS) if level == MIXED else [level]
    items: list[Exercise] = []
    seen: set[str] = set()
    for k in range(count):
        item = _next(names[k % len(names)], dice, seed, seen)
        if item is None:
            help = f"there are at least {len(items)}"
            raise fail(f"level {level!r} has no {count:,} different questions", help=help)
        seen.add(item.draft.identity)
        items.append(item)
    return Quiz(level, seed, tuple(items))


def _next(level: str, dice: Dice, seed: int, seen: set[str]) -> Exercise | None:
    """A question that was not asked yet: one of the seed's own, as long as there are."""
    for number in range(MOST_TRIES):
        draft = LEVELS[level](dice)
        if draft is None or draft.identity in seen:
            continue
        own = (crc32(draft.identity.encode()) - seed) % CLASS == 0
        if (own or number > OWN_TRIES) and (item := _work_out(level, draft, dice)):
            return item
    return None


def _work_out(level: str, draft: Draft, dice: Dice) -> Exercise | None:
    """A question with its figures; None where its answer is not nice to work with, or no slip gives another."""
    try:
        ask = _ask(draft)
    except SpecError:
        return None
    figure = _single(ask.figure())
    if figure is None or (isinstance(figure, int) and figure > LARGEST_ANSWER):
        return None
    wrong = tuple(_distractors(ask, figure))
    if not wrong:
        return None
    draft = draft._replace(text=with_articles(draft.text))
    return Exercise(level, draft, ask, figure, wrong, tuple(dice.shuffled(range(1 + len(wrong)))))


def _ask(draft: Draft) -> Ask:
    """What it asks for. Raises SpecError."""
    if draft.spec:
        return Ask.of(load(draft.spec, {"classes": draft.classes} if draft.classes else None), draft.quantity)
    if "?" in draft.layers[0]:
        return _completed(draft)
    if draft.until:
        return _repeated(draft)
    network = chain.network(draft.volume, draft.layers)
    if draft.against:
        both = beside(network, chain.network(draft.volume, draft.against))
        return compared(Ask.of(both, draft.quantity))
    return Ask.of(network, draft.quantity, batch=draft.batch)


def _completed(draft: Draft) -> Ask:
    """The layer with the number that it takes."""
    quantity, _, goal = draft.until.partition(": ")

    said = chain.read_chain(draft.volume, draft.layers)

    def tried(number: int) -> Network:
        return chain.built(said.filled(number))

    found = completed({quantity: goal}, Place(Source("quiz", ""), ()), tried)
    return Ask.of(found.network, draft.quantity)


def _repeated(draft: Draft) -> Ask:
    """The layer as often as it takes."""
    quantity, _, goal = draft.until.partition(": ")
    for count in range(1, 50):
        network = chain.network(draft.volume, draft.layers * count)
        if str(_single(Ask.of(network, quantity).figure())) == goal:
            return Ask.of(network, "repeat")
    raise AssertionError(draft)


def _single(truth: Truth) -> int | Volume | None:
    """A figure as one number or a volume."""
    if isinstance(truth, Sizes) and truth.one is not None:
        truth = truth.one
    if isinstance(truth, Fraction):
        return int(truth) if truth.denominator == 1 else None
    if isinstance(truth, Sizes):
        return None
    return None if isinstance(truth, WholeInput) else truth


def _odd(figure: int | Volume) -> bool:
    """Whether nobody would take it for an answer."""
    return figure.channels > MOST_CHANNELS if isinstance(figure, Volume) else not 0 < figure <= LARGEST_ANSWER


def _distractors(ask: Ask, right: int | Volume) -> Iterator[Distractor]:
    """What the likeliest slips make of it: other whole numbers."""
    seen = {str(right)}
    for each in wrong_values(ask):
        plain = _single(each.value)
        if plain is None or type(plain) is not type(right) or str(plain) in seen or _odd(plain):
            continue
        seen.add(str(plain))
        yield Distractor(str(plain), each.title, each.why)
        if len(seen) > MOST_WRONG:
            return
