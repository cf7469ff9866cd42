"""What is told where a spec has a layer in words or in code: how specs write it."""

LONGEST_SAID = 200
"""Characters of what is told again."""


def written(text: str, kind: str = "") -> str:
    """The items of a spec for a text such as `max pooling 2x2`: `write it as '- maxpool: 2x2'`.

    Empty where the text is not understood, or says no layer of the `kind` that is wanted.
    """
    from convcalc.language.spoken.phrases import WordsError, read_said

    if len(text) > LONGEST_SAID:
        return ""
    try:
        said = [each.words for each in read_said(text)]
    except WordsError:
        return ""
    if not said or (kind and said[0].kind != kind):
        return ""
    items = [each.shorthand.replace(" ", ": ", 1) for each in said]
    return "write it as " + ", then ".join(f"'- {each}'" for each in items)
