"""Turns of speech that would be read wrongly word by word: each becomes one that is refused.

`the same 16 filters` is no padding, and `two conv layers, the first with 8 filters` does not say what the second has.
"""

from convcalc.language.spoken.rewriting import NOT_READ, Idiom

_LAYER = r"(?:conv\w*|max|average|avg|dense|fully|linear|fc|layers?|kernels?|filters?)"

UNREAD = (
    Idiom("up around about roughly approximately nearly almost circa",
          r"(?:up to|around|about|roughly|approximately|nearly|almost|circa)"
          r"(?= N (?:S|filter|kernel|unit|channel|neuron|map|feature))", NOT_READ),
    Idiom("added", r"added to (?:the )?(?:inputs?|outputs?|shortcut|residual|result|it|original)", NOT_READ),
    Idiom("dropout", r"dropout (?:\S+ )*(?:on|of|to|for) (?:the )?(?:weights|connections)", NOT_READ),
    Idiom("half", r"half an? (?:pixel|px)", NOT_READ),
    Idiom("same", r"(?:of |with |at |have |has |having )*(?:the )?same (?:kind|type|number|way|one|again|strides?|"
          r"channels?|amount|depth|architecture|settings?|parameters?|weights?|filters?|kernels?|layers?)(?! size)",
          NOT_READ),
    Idiom("same", rf"the same(?= (?:N |S )*{_LAYER} | N | S )", NOT_READ),
    Idiom("same", r"(?:the )?same as(?! (?:(?:the|that|of|its|size|spatial) )*(?:inputs?|image|original)\b)", NOT_READ),
    Idiom("another one", r"(?:and |then |, )*(?:another|ONE more)(?: ONE)?(?= $| ,| \.| and| then| followed)",
          NOT_READ),
    Idiom("channel depth map filter", r"(?:channels?|depth|dimensionality|maps|filters) by (?:an? )?(?:factor )?"
          r"(?:of )?(?:N|R)(?! [x×] | by )", NOT_READ),
    Idiom("width height", r"(?:along|in|over|across|on) the (?:width|height)(?: (?:axis|dimension|direction))?"
          r"(?: only)?(?= $| ,| with)", NOT_READ),
    Idiom("dense fully linear fc", r"(?:applied )?(?:at|to|for|on|in|per) (?:each|every) (?:spatial )?"
          r"(?:pixel|position|location)s?", NOT_READ),
    Idiom("local", r"locally connected (?:\S+ )*(?:shared weights|weight sharing)", NOT_READ),
    Idiom("spatial", r"spatial(?:ly)? separable", NOT_READ),
)  # fmt: skip
"""What is refused."""
