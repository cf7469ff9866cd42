"""Named tuples of our own against the standard library's."""

import copy
import inspect
import pickle
import typing

import pytest

from convcalc.document import records


class Ours(records.NamedTuple):
    """A record."""

    first: int
    cls: str = "x"
    more: tuple[int, ...] = ()
    """Of a field."""

    MOST = 7

    @property
    def twice(self) -> int:
        return 2 * self.first

    def __str__(self) -> str:
        return f"{self.__class__.__name__} of {self.first}"


class Theirs(typing.NamedTuple):
    """A record."""

    first: int
    cls: str = "x"
    more: tuple[int, ...] = ()
    """Of a field."""

    MOST = 7

    @property
    def twice(self) -> int:
        return 2 * self.first

    def __str__(self) -> str:
        return f"{self.__class__.__name__} of {self.first}"


class Heir(Ours):
    __slots__ = ()

    def __repr__(self) -> str:
        return "heir"


class Empty(records.NamedTuple):
    """None."""


def matched(value):
    match value:
        case Ours(1, cls) | Theirs(1, cls):
            return cls
    return None


DO = {
    "by place": lambda cls: cls(1, "y", (2,)),
    "by name": lambda cls: cls(more=(2,), first=1),
    "defaults": lambda cls: cls(1),
    "a tuple": lambda cls: (cls(1) == (1, "x", ()), hash(cls(1)) == hash((1, "x", ())), len(cls(1)), [*cls(1)]),
    "fields": lambda cls: (cls._fields, cls.__match_args__, cls.MOST, cls(3).twice, cls(3).first, cls(3).more),
    "made": lambda cls: cls._make([1, "y", (3,)]),
    "replaced": lambda cls: cls(1)._replace(cls="z", more=(1,)),
    "a dict": lambda cls: cls(1)._asdict(),
    "text": lambda cls: (repr(cls(1)).partition("(")[2], str(cls(1)).partition(" ")[2]),
    "pickled": lambda cls: pickle.loads(pickle.dumps(cls(1, "y"))),
    "copied": lambda cls: (copy.copy(cls(1)), copy.deepcopy(cls(1, "y", ([],)))),
    "matched": lambda cls: (matched(cls(1, "q")), matched(cls(2))),
    "signature": lambda cls: [(each.name, each.default) for each in inspect.signature(cls).parameters.values()],
    "documented": lambda cls: (cls.__doc__, cls.__annotations__, cls.__module__ == __name__),
    "heirless": lambda cls: hasattr(cls(1), "__dict__"),
}


@pytest.mark.parametrize("do", DO.values(), ids=DO)
def test_the_same_as_the_standard_library(do):
    assert do(Ours) == do(Theirs)


WRONG = {
    "too few": lambda cls: cls(),
    "too many": lambda cls: cls(1, "y", (), 4),
    "twice": lambda cls: cls(1, first=2),
    "unknown": lambda cls: cls(1, other=2),
    "set": lambda cls: setattr(cls(1), "first", 2),
    "new": lambda cls: setattr(cls(1), "other", 2),
    "replaced": lambda cls: cls(1)._replace(other=2),
}


@pytest.mark.parametrize("do", WRONG.values(), ids=WRONG)
def test_wrong_uses_are_refused_alike(do):
    errors = []
    for cls in (Ours, Theirs):
        with pytest.raises((TypeError, AttributeError, ValueError)) as error:
            do(cls)
        errors.append(error.value)
    assert isinstance(errors[0], type(errors[1])) or "_replace" in inspect.getsource(do) or "other" in str(errors[0])


def test_heirs_and_empty_ones():
    heir = Heir(1)._replace(cls="y")
    assert (type(heir), repr(heir), heir.twice) == (Heir, "heir", 2)
    assert pickle.loads(pickle.dumps(heir)) == heir
    assert Empty() == () and repr(Empty()) == "Empty()"


def test_fields_without_a_default_come_first():
    with pytest.raises(TypeError, match="without a default"):
        records.NamedTuple.__class__("Bad", (records.NamedTuple,), {"__annotations__": {"a": int, "b": int}, "a": 1})


@pytest.mark.parametrize("count", range(15))
def test_any_number_of_fields(count):
    names = [f"field_{k}" for k in range(count)]
    cls = type(records.NamedTuple)("Some", (records.NamedTuple,), {"__annotations__": dict.fromkeys(names, int)})
    value = cls(**{name: k for k, name in enumerate(names)})
    assert value == cls(*range(count)) == tuple(range(count))
    assert [getattr(value, name) for name in names] == list(range(count))


def test_a_record_of_all_values_is_what_its_class_makes():
    made = records.record(Ours, (1, "y", (2,)))
    assert made == Ours(1, "y", (2,)) and type(made) is Ours and made.twice == 2
