"""Solving backwards on questions whose answers are known, of every kind and setting; and against trying everything."""

from itertools import product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convcalc.homework.solve import Answers, Model, Range, Target, search
from convcalc.homework.solve.found import Run
from convcalc.homework.solve.model import Unknown
from convcalc.language.chain import read_chain
from tests.support.planted import ASKABLE, Question, ask, reaches_target, told
from tests.support.timing import timed, within


def answered(question: Question, target: Target) -> Answers:
    volume, *layers = question.words()
    return search(Model(read_chain(volume, layers)), target)


@pytest.mark.slow
@pytest.mark.parametrize("chained", [0, 3], ids=["alone", "in-a-chain"])
@pytest.mark.parametrize(("name", "field"), [*ASKABLE, ("", "input")], ids=lambda value: value or "any")
def test_every_setting_is_found_again_within_a_second(name, field, chained):
    random = Random(f"{name} {field} {chained}")
    for _ in range(4):
        question = ask(random, [(name, field)], max(chained, not name))
        target = question.target(random)
        with timed() as took:
            answers = answered(question, target)
        assert within(1, took()), question
        assert told(answers, question, question.planted), (question.words(), target)


def tried(answers: Answers, question: Question, most: int):
    """Each set of values up to `most` that was tried, and those beyond of which nothing is said to be left."""
    ends = {(each.unknown.layer, each.unknown.field): each for each in answers.tried}
    sides = []
    for unknown in answers.unknowns:
        end = ends.get((unknown.layer, unknown.field))
        last = len(unknown.words) - 1 if unknown.words else most if end is None or end.all else min(end.last, most)
        sides.append([unknown.words[n] if unknown.words else n for n in range(unknown.least, last + 1)])
    places = [(unknown.layer, unknown.field) for unknown in answers.unknowns]
    order = [places.index(place) for place in question.asked]
    for values in product(*sides):
        yield tuple(values[n] if not isinstance(values[n], tuple) else list(values[n]) for n in order)


def is_wide(answers: Answers, question: Question, values) -> bool:
    """Whether a padding is as wide as its window, where those are said to be left out."""
    left_out = {(each.unknown.layer, each.unknown.field) for each in answers.tried if each.note}
    for place in left_out:
        found = question.outcome(values)
        site = found.nodes[place[0] + 1].site
        windows = site.layer.windows(site.inputs)
        if values[question.asked.index(place)] >= max(at.dilation * (at.kernel - 1) + 1 for at in windows):
            return True
    return False


def check(question: Question, target: Target, most: int) -> None:
    answers = answered(question, target)
    assume(len(answers.unknowns) == len(question.asked))
    for values in tried(answers, question, most):
        right = reaches_target(question.outcome(values), target)
        if right and is_wide(answers, question, values):
            continue
        assert told(answers, question, values) == right, (question.words(), target, values)


@pytest.mark.slow
@settings(max_examples=100)
@given(seed=st.integers(0, 10**9))
def test_lists_are_complete_for_one_unknown(seed):
    random = Random(seed)
    name, field = random.choice([*ASKABLE, ("", "input")])
    question = ask(random, [(name, field)], 3)
    check(question, question.target(random), 40)


@pytest.mark.slow
@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_lists_are_complete_for_two_unknowns(seed):
    random = Random(seed)
    name, field = random.choice(ASKABLE)
    same = [(name, each) for kind, each in ASKABLE if kind == name and each != field]
    other = random.choice(same) if same and random.random() < 0.5 else random.choice([*ASKABLE, ("", "input")])
    question = ask(random, [(name, field), other], 2)
    check(question, question.target(random), 8)


PARAMS, FIELD = Target(None, Range(0, 348)), Range(3, 3)

ONCE_MISSED = {
    "a flat volume and its groups": (["4x6x2", "custom volume ?", "gn groups ?"], (6, 3), Target(None, Range(0, 12))),
    "a stride that ends beyond all fields": (
        ["9x4x2", "avgpool 1x1 s?", "depthwise kernel 2 pad 2 dilation 4 multiplier 3", "flatten", "dense 5 bias ?"],
        (5, True),
        Target(None, None, Range(21, 21)),
    ),
    "learned numbers within a bound": (["9x7x4", "depthwise 3 p1", "flatten", "param volume ?"], (200,), PARAMS),
    "learned numbers that are cut": (["5x5x90", "param volume ?", "slice start ? stop 30"], (40, 23), Target((7,))),
    "a reshaped volume": (["11x11x7", "maxpool ? p1", "reshape volume ?"], (3, 7 * 16), Target(None, None, FIELD)),
    "learned numbers in vain beside a window": (
        ["5x5x5x12", "attention heads 1 window ?", "param volume ?"],
        (5, 400),
        Target((400,)),
    ),
    "groups of very many channels": (
        ["2x2x1000000008", "conv 8 1x1 groups ?"],
        (8,),
        Target(None, Range(0, 2 * 10**9)),
    ),
    "an order of what has no axes": (["5x7x2", "flatten", "permute ?"], (("channels",),), Target(None, Range(0, 0))),
    "windows after what may be flat": (["12x5", "lstm hidden 3 last ?", "local ? 2"], (False, 2), Target((11, 2))),
    "groups beside filters": (
        ["12x12x12x1", "pad pad 1x2x3 channel_pad ?", "channel_shuffle groups ?"],
        (2, 5),
        Target(None, Range(0, 0)),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", ONCE_MISSED)
def test_what_was_missed_is_found_within_a_second(what):
    (volume, *layers), values, target = ONCE_MISSED[what]
    with timed() as took:
        answers = search(Model(read_chain(volume, layers)), target)
    assert within(1, took())
    assert any(
        all(_among(run, unknown, value) for run, unknown, value in zip(each.runs, answers.unknowns, values))
        for each in answers.solutions
    )


def _among(run: Run, unknown: Unknown, value: object) -> bool:
    number = unknown.words.index(value) if unknown.words else value
    return number in range(run.first, run.last + 1, run.step)
