"""Named tuples whose classes are made in a quarter of the time. Knows nothing of what they hold.

`typing.NamedTuple` compiles a constructor for each class, and a command names 40 to 60 of them before it does
anything: 6 % of `summary vgg16` goes there, by instructions. Here all classes of so many fields share one, each with
the names of its own fields. Objects are as fast as the standard ones, and to a type checker they are those.
"""

import sys
from typing import TYPE_CHECKING

__all__ = ["NamedTuple", "record"]

record = tuple.__new__
"""`record(Span, (1, lows, highs, whole, exact))`, a named tuple of all of its values, in a third of the time that
`Span(...)` takes: where one is made for each node, that is a tenth of all."""

if TYPE_CHECKING or sys.version_info >= (3, 14):  # from when on annotations are not yet there as a class is made
    from typing import NamedTuple
else:
    from _collections import _tuplegetter
    from types import FunctionType

    class _Record(tuple):
        """What all named tuples can do."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            return tuple.__new__(cls, values)

        def _replace(self, /, **changes):
            values, place = list(self), self._fields.index
            try:
                for name, value in changes.items():
                    values[place(name)] = value
            except ValueError:
                raise TypeError(f"{type(self).__name__} has no field {name}") from None
            return tuple.__new__(type(self), values)

        def _asdict(self):
            return dict(zip(self._fields, self))

        def __repr__(self):
            values = [f"{name}={value!r}" for name, value in zip(self._fields, self)]
            return f"{type(self).__name__}({', '.join(values)})"

        def __getnewargs__(self):
            return tuple(self)

        __replace__ = _replace

    class _Maker(type):
        """Makes a class of annotated fields a named tuple."""

        def __new__(maker, name, bases, body):
            if not bases:
                return type.__new__(maker, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = [body[field] for field in fields if field in body]
            if not all(field in body for field in fields[len(fields) - len(defaults) :]):
                raise TypeError(f"{name}: a field without a default follows one that has one")
            for place, field in enumerate(fields):
                body[field] = _tuplegetter(place, "")
            code = _constructor(len(fields)).replace(co_varnames=("_cls", *fields))
            new = FunctionType(code, _NAMES, "__new__", tuple(defaults))
            return type(
                name, (_Record,), body | {"__slots__": (), "__match_args__": fields, "_fields": fields, "__new__": new}
            )

    _new = tuple.__new__
    _NAMES = {"_new": _new}
    _CONSTRUCTORS = (
        lambda _cls: _new(_cls, ()),
        lambda _cls, a: _new(_cls, (a,)),
        lambda _cls, a, b: _new(_cls, (a, b)),
        lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: _new(_cls, (a, b, c, d, e, f, g, h, i, j)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
    )

    def _constructor(count):
        """The code of a constructor that takes so many values."""
        if count < len(_CONSTRUCTORS):
            return _CONSTRUCTORS[count].__code__
        values = "".join([f"_{place}, " for place in range(count)])
        return eval(f"lambda _cls, {values}: _new(_cls, ({values}))").__code__

    class NamedTuple(metaclass=_Maker):
        """The base of all: a tuple of the annotated fields, with names."""
