"""Small turns of speech that are left when all others have been taken: `each one 3x3 in size`, `as in VGG`."""

from convcalc.language.spoken.rewriting import Idiom

PEOPLE = (
    Idiom("every each all", r"(?:(?:where|with|and|,) )*(?:every|each|all)(?: (?:of|them|these|filters?|kernels?|ONE|"
          r"is|are|being|has|have|having|an?|size)){1,4} (S)(?: in size)?", r"\1",
          unless="pool maxpool avgpool dense linear"),
    Idiom("all", r", all (S)", r", \1", unless="pool maxpool avgpool dense linear"),
    Idiom("split divid partition arrang group", r"(?:split|divided|partitioned|arranged|grouped) in(?:to)? (N) groups",
          r"groups \1"),
    Idiom("mp", r"mp(?= S| N)", "maxpool"),
    Idiom("per for", r"(?:ONE|an?|single) (S) (?:filter|kernel) (?:per|for each|for every) (?:input )?channel",
          r"depthwise \1"),
    Idiom("as", r"(?:, )?as (?:in|used in|done in|seen in)"
          r"(?: (?!(?:N|S|R|CLAIM|with|without|no|not|and|but|except|then|followed|,|;|\.|plus|using|pad\w*|stride|"
          r"bias) )\S+){1,5}(?= $)", ""),
    Idiom("conv", r"conv_?\d(?:_\d)?(?= S)", "conv"),
    Idiom("vertical horizontal", r"(?:vertical|horizontal)(?= S (?:conv|filter|kernel))", ""),
    Idiom("volumetric", r"volumetric(?= max| average| conv)", ""),
    Idiom("input", r"(N) input (?:features|channels|units|neurons)(?: ,)? (?:and|to) (N) output "
          r"(?:features|channels|units|neurons)", r"in=\1 \2 units"),
    Idiom("averaging", r"(?:sub_?sampl\w*|sub sampl\w*|pool\w*) (?:by|with|using) (S) averaging", r"avgpool \1"),
    Idiom(";", r";(?= (?:filters|kernels?|kernel size|filter size|stride|padding|dilation)(?: =| :)? (?:N|S))", ","),
    Idiom("patchify", r"patchify (?:stem|layer)(?: is)?(?: an?)?", ""),
)  # fmt: skip
