"""Layers whose quotes were forgotten, so that the shell took them apart word by word. Knows where a layer begins."""

from collections.abc import Sequence

from convcalc.language.spoken.naming import meant, names_in
from convcalc.language.spoken.tokens import tokens


def regrouped(words: Sequence[str]) -> list[str]:
    """The words of each layer together, as `conv 10 5x5` and `relu` of `conv 10 5x5 relu`.

    >>> regrouped(["conv", "10", "5x5", "relu", "2x2", "maxpool", "dense", "10"])
    ['conv 10 5x5', 'relu', '2x2 maxpool', 'dense 10']
    """
    groups: list[list[str]] = []
    complete = alone = False
    for word in words:
        named = bool(names_in(tokens(word)))
        if not groups or alone or (named and complete):
            groups.append([])
            complete = False
        groups[-1].append(word)
        said = tokens(" ".join(groups[-1]))
        names = names_in(said)
        complete = bool(names or meant(said))
        alone = bool(names) and all(each.follows for each in names)
    return [" ".join(group) for group in groups]


def is_taken_apart(words: Sequence[str]) -> bool:
    """Whether each is one word, as a shell leaves it."""
    return len(words) > 1 and not any(" " in word for word in words)
