"""Drafts to questions: each worked out, with the numbers that known slips give, and no question twice."""

from collections.abc import Iterator
from fractions import Fraction

from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.levels import LEVELS, Draft
from convcalc.homework.slips.diagnosis import wrong_values
from convcalc.language.spoken import chain
from convcalc.model.geometry import Volume

MOST_WRONG = 3
"""Beside the right one: four choices, as tests have them."""
MOST_TRIES = 2000
"""So many drafts a question are thrown before a level is said to have no more questions."""
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
    """A quiz; the same for the same seed, count and level, and the start of a longer one."""
    dice = Dice(seed)
    names = list(LEVELS) if level == MIXED else [level]
    items: list[Exercise] = []
    seen: set[str] = set()
    for _ in range(MOST_TRIES * count):
        if len(items) == count:
            return Quiz(level, seed, tuple(items))
        name = names[len(items) % len(names)]
        draft = LEVELS[name](dice)
        item = _work_out(name, draft, dice) if draft and draft.text not in seen else None
        if item:
            seen.add(item.draft.text)
            items.append(item)
    raise fail(f"level {level!r} has no {count:,} different questions", help=f"there are at least {len(items)}")


def _work_out(level: str, draft: Draft, dice: Dice) -> Exercise | None:
    """A question with its figures; None where the answer is no whole number of a size that is nice to work with."""
    try:
        network = chain.network(draft.volume, draft.layers)
        ask = Ask.of(network, draft.quantity, batch=draft.batch)
        if draft.until:
            ask = _repeated(draft)
    except SpecError:
        return None
    figure = _single(ask.figure())
    if figure is None or (isinstance(figure, int) and figure > LARGEST_ANSWER):
        return None
    wrong = tuple(_distractors(ask, figure))
    return Exercise(level, draft, ask, figure, wrong, tuple(dice.shuffled(range(1 + len(wrong)))))


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
