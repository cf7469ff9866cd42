"""Which values of the unknowns are tried, and how: in ranges, by steps, or one by one; and how far.

What a number does to its layer is found by trying: whether it has to divide something, whether sizes follow it
evenly. Knows no kinds by name.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from convcalc.homework.solve.boxes import Box
from convcalc.homework.solve.grain import divided, divides, divisors, strides
from convcalc.homework.solve.model import Model, Unknown, Values, misfit, windows_over
from convcalc.homework.solve.target import Target
from convcalc.homework.solve.trials import SLIDING, Trials, extent, is_even, met
from convcalc.model.geometry import LARGEST, Volume, Window
from convcalc.model.layers import Layer

LEAST_REACH, MOST_REACH = 8, 4096
"""How far a search without an end goes at least and at most."""
SHORT_REACH = 256
"""And at most where values are tried one by one."""
COARSEST = 512
"""Values that have to go by larger steps are tried one by one."""
_SAMPLES = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 64, 128, 256)


class Plan:
    """What is known of a chain and its unknowns before a search, some of them given."""

    def __init__(self, model: Model, target: Target, given: dict[int, int]) -> None:
        self.model = model
        self.target = target
        self.given = given
        self.unknowns = model.unknowns
        self.narrow = frozenset(i for i, unknown in enumerate(self.unknowns) if self._is_narrow(unknown))
        self.trials = Trials(model, target, self.narrow)
        self.walks = [model.walk(values) for values in dict.fromkeys(self._samples())]
        self.trials.straight = any(
            walk.outcome and walk.outcome.output.rank == len(model.chain.volume) - 1 for walk in self.walks
        )
        self.met = self._met()
        self.trials.moving = [i for i in self.trials.moving if not self._only_widens(i)]
        self.picky = {k: found for k in range(len(model.items)) if (found := self._picky(k))}
        self.steps = [self._step(i) for i in range(len(self.unknowns))]
        self.even = all(self.steps)
        self.trials.stepped = frozenset(self.picky if self.even else ())

    def given_that(self, i: int, value: int) -> "Plan":
        """The plan where the value of an unknown is given."""
        plan = Plan(self.model, self.target, {**self.given, i: value})
        plan.trials.straight = self.trials.straight
        return plan

    def _is_narrow(self, unknown: Unknown) -> bool:
        """Whether a padding is kept narrower than its window: beside another unknown it could grow for ever."""
        beside = any(not each.counted and not each.words for each in self.unknowns if each != unknown)
        return beside and unknown.field == "pad" and "kernel" in self.model.chain.layers[unknown.layer].cls.fields

    def _samples(self) -> Iterator[Values]:
        """Values that show what comes to the layers: all alike, and each alone."""
        least = [self.given.get(i, unknown.least) for i, unknown in enumerate(self.unknowns)]
        free = [i for i, unknown in enumerate(self.unknowns) if i not in self.given and not unknown.words]
        yield tuple(least)
        for n in _SAMPLES:
            for some in (free, *([i] for i in free)):
                yield tuple(max(n, value) if i in some else value for i, value in enumerate(least))

    def _met(self) -> list[list[tuple[Layer, Volume]]]:
        """What comes to each layer, in the samples in which something does."""
        samples = list(map(met, self.walks))
        return [[each[k] for each in samples if len(each) > k] for k in range(len(self.model.items))]

    def _picky(self, k: int) -> int:
        """The step in which a layer takes what the unknowns change for it; 0 where it is no choosy one."""
        if not self.met[k]:
            return 0
        choosy = self.trials.choosy(k, *self.met[k][0])
        if choosy is None:
            return 0
        sizes, channels = {x.size for _, x in self.met[k]}, {x.channels for _, x in self.met[k]}
        own = prod(step for i, step in choosy.own if step and i not in self.given)
        step = (choosy.by_size if len(sizes) > 1 else 1) * (choosy.by_channels if len(channels) > 1 else 1) * own
        moved = choosy.wild and (len(sizes) > 1 or len(channels) > 1)
        return COARSEST + 1 if moved else step if step > 1 else 0

    def _step(self, i: int) -> int:
        """The step by which an unknown goes for all layers to take it alike; 0 where there is none."""
        unknown = self.unknowns[i]
        first = max(0, unknown.layer)
        picky = [k for k in self.picky if k >= first]
        if not picky or i in self.given:
            return 1
        if self._is_uneven(unknown) or self.one_by_one(i):
            return 0
        step = prod(self.picky[k] for k in picky) * prod(strides(*self.met[k][0]) for k in range(first, max(picky)))
        return step if step <= COARSEST else 0

    def _is_uneven(self, unknown: Unknown) -> bool:
        """Whether sizes do not follow an unknown evenly: they are divided by a stride."""
        met = self.met[unknown.layer] if unknown.layer >= 0 else []
        return len({strides(layer, x) for layer, x in met}) > 1

    def _only_widens(self, i: int) -> bool:
        """Whether larger values of an unknown do nothing to windows but to make them read more."""
        unknown = self.unknowns[i]
        if unknown.layer < 0:
            return False
        windows = [windows_over(layer, x) for layer, x in self.met[unknown.layer]]
        sliding = all(isinstance(at, SLIDING) for maps in windows for at in maps)
        return sliding and len({tuple(at._replace(kernel=1) for at in maps) for maps in windows}) == 1  # type: ignore

    def one_by_one(self, i: int) -> bool:
        """Whether an unknown has to divide something, or is a word: then one value says nothing of the next."""
        unknown = self.unknowns[i]
        if unknown.words or unknown.layer < 0 or not self.met[unknown.layer]:
            return bool(unknown.words)
        layer, x = self.met[unknown.layer][0]
        return divides(layer, unknown.field, x.rank)

    def end(self, i: int) -> int:
        """The largest value of an unknown; a small one where each one more is a layer within the layer."""
        met = self.met[self.unknowns[i].layer] if self.unknowns[i].layer >= 0 else []
        tensors = {len(layer.weights((x,))) for layer, x in met if misfit(layer, x) is None}
        return SHORT_REACH if len(tensors) > 1 and not self.unknowns[i].words else LARGEST

    def is_closed(self, i: int) -> bool:
        """Whether an unknown has a largest value that is known: the last word, or the largest that divides."""
        divides = self.one_by_one(i) and self.unknowns[i].counted  # a window wider than all sides is one window
        return bool(self.unknowns[i].words) or (divides and len(self.divided(i)) == 1)

    def divided(self, i: int) -> set[tuple[int, ...]]:
        """What an unknown has to divide in the samples: more than one set of numbers where another changes it."""
        unknown = self.unknowns[i]
        return {divided(layer, unknown.field, x) for layer, x in self.met[unknown.layer]}

    def values(self, i: int) -> list[int]:
        """The values of an unknown that goes one by one; where it has to divide what is known, those that do."""
        unknown = self.unknowns[i]
        numbers = range(unknown.least, self.reach(i) + 1)
        if unknown.words or not self.is_closed(i):
            return list(numbers)
        (known,) = self.divided(i)
        return sorted(n for n in {n for each in known for n in divisors(each)} if n in numbers)

    def reach(self, i: int) -> int:
        """How far a search for an unknown goes that has no end: as far as sides reach, those there are and wanted."""
        unknown = self.unknowns[i]
        if unknown.words:
            return len(unknown.words) - 1
        if self.is_closed(i):
            return max(max(self.divided(i)))
        wanted = [size for size in self.target.sizes(len(self.model.chain.volume) - 1) if size is not None]
        if self.target.field and self.target.field.high < MOST_REACH:
            wanted.append(int(self.target.field.high))
        if self.one_by_one(i):
            return min(MOST_REACH, max((4 * LEAST_REACH, 0 if unknown.counted else self.room(unknown), *wanted)))
        if unknown.layer < 0 or unknown.counted:
            return min(MOST_REACH if self.is_told_by_ends(i) else SHORT_REACH, self.end(i))
        extents = {extent(*each) for each in self.met[unknown.layer]}
        if i in self.narrow and len(extents) == 1:
            return max(*extents, 1) - 1
        follows = any(each.layer < unknown.layer for each in self.unknowns)
        beside = 4 * LEAST_REACH if follows else LEAST_REACH
        return min(MOST_REACH, max((beside, self.room(unknown), *wanted)))

    def room(self, unknown: Unknown) -> int:
        """The longest side of what comes to a layer at first, padding and all."""
        for layer, x in self.met[unknown.layer][:1] if unknown.layer >= 0 else ():
            pads = [at.before + at.after if isinstance(at, Window) else 0 for at in windows_over(layer, x)]
            return max((n + pad for n, pad in zip(x.size, pads or [0] * x.rank)), default=1)
        return 1

    def is_told_by_ends(self, i: int) -> bool:
        """Whether the ends of a range tell what lies between them; else its values are tried one by one."""
        first = max(0, self.unknowns[i].layer)
        even = self.even or not any(k >= first for k in self.picky)
        return even and not (i in self.trials.moving and any(not is_even(*each[0]) for each in self.met if each))

    def parts(self, box: Box) -> Iterator[Box]:
        """A box as boxes whose values go by the steps of the unknowns."""
        steps = self.steps if self.even else [1] * len(box)
        return product(*([at[rest::step] for rest in range(min(step, len(at)))] for at, step in zip(box, steps)))
