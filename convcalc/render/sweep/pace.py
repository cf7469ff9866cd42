"""How far a sweep is: how many points of how many, at what rate, and how long the others take."""


def pace(done: int, of: int, seconds: float) -> str:
    """One line.

    >>> pace(20_000, 1_000_000, 10)
    '20,000 of 1,000,000 points, 2,000 a second, 8 min 10 s left'
    """
    rate = done / seconds if seconds else 0
    left = f", {int(rate):,} a second, {lasting((of - done) / rate)} left" if rate >= 1 else ""
    return f"{done:,} of {of:,} points{left}"


def lasting(seconds: float) -> str:
    """A time in its two largest units.

    >>> lasting(5.2), lasting(75), lasting(8000), lasting(200_000)
    ('5 s', '1 min 15 s', '2 h 13 min', '2 d 7 h')
    """
    units = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    first = next((k for k, (_, size) in enumerate(units) if seconds >= size), len(units) - 1)
    words, rest = [], int(seconds)
    for name, size in units[first : first + 2]:
        words.append(f"{rest // size} {name}")
        rest %= size
    return " ".join(words)
