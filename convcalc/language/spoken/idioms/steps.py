"""How the window moves, what is put around the input, and how much smaller or larger what comes out is."""

from convcalc.language.spoken.idioms.pieces import ACROSS, DOWN, SIDES
from convcalc.language.spoken.rewriting import Idiom

STEPS = (
    Idiom("sub subsampl", r"(?:sub_?sampl\w*|sub sampl\w*) by (N) (?:with|by|via|using|through)(?: an?)?"
          r"(?= (?:S )?(?:max|average|avg|mean))", r"down=\1"),
    Idiom("sub subsampl", r"(?:sub_?sampl\w*|sub sampl\w*)(?: layer)? (?:with|by|via|using|through)(?: an?)?"
          r"(?= (?:S )?(?:max|average|avg|mean)\w*(?: pool\w*)? )(?= .*pool)", ""),
    Idiom("mov shift slid jump advanc hop stepp glid stride",
          r"(?:(?:that|which|is|are|and|we|it|them|they|gets?|being|sliding|window|filter) )*"
          r"(?:mov\w+|shift\w*|slid\w+|jump\w*|advanc\w+|hop\w*|stepping|steps|glid\w+|strid(?:es|ing))"
          r"(?: (?:along|forward|over|across|the|it|them|window|filter|filters|kernel|kernels|image|input|ahead))*"
          r" (?:(?:by|in|at|a|with) )*(?:steps of |strides? of |hops of |jumps of )?(N|S)"
          r"(?: (?:pixels?|px|positions?|steps?|places?|samples?|cells?))?"
          r"(?: (?:at a time|at once|per step|each time|every time|at each step))?"
          r"(?! (?:\w+ )?(?:filters?|kernels?|channels?|maps?|units?|S))", r"stride \1",
          unless="attention bn"),
    Idiom("every", r"(?:(?:at|on|in|to|only|evaluated|applied|computed|keep\w*|looking|visit\w*|sampl\w+) )*"
          r"every (?:other|second|2nd) (?:pixel|position|location|place|sample|row and column|step|one|point)s?(?: "
          r"only)?",
          "stride 2"),
    Idiom("every", r"(?:(?:at|on|in|to|only|evaluated|applied|computed|keep\w*|looking|visit\w*) )*"
          r"every (?:third|3rd) (?:pixel|position|location|place|sample|step|point)s?(?: only)?", "stride 3"),
    Idiom("every", r"(?:(?:at|on|in|to|only|evaluated|applied|computed) )*every (?:fourth|4th) "
          r"(?:pixel|position|location|place|sample|step|point)s?(?: only)?", "stride 4"),
    Idiom("every", r"(?:(?:at|on|applied|computed|placed) )*every (N) (?:pixels|positions|samples|steps|locations)",
          r"stride \1"),
    Idiom("every each all", r"(?:at|in|on|to|for) (?:every|each|all) (?:spatial )?(?:pixel|position|location|place)s?",
          "", unless="dense fully linear fc units neurons"),
    Idiom("time", r"(N) (?:pixels?|px|positions?|steps?|places?|samples?) (?:at (?:a|each) (?:time|step)|at once|"
          r"per step|each time|every time)", r"stride \1"),
    Idiom("both horizontal vertical in along each", r"(?:(?:in|along|for|on) (?:both )?(?:(?:the )?x and y(?: "
          r"directions?)?|(?:the )?"
          r"(?:height and width|width and height)|both (?:of the )?(?:spatial )?(?:directions?|dimensions?|axes)|"
          r"each (?:spatial )?"
          r"(?:direction|dimension|axis)|(?:the )?horizontal and (?:the )?vertical(?: directions?)?)|(?:both )"
          r"?(?:horizontally "
          r"and vertically|vertically and horizontally))", ""),
    Idiom("padding stride border", r"((?:zero )?(?:padding|stride|strides|border)) of (?:size|width|length)(?= N| S)",
          r"\1"),
    Idiom("height width", r"(?:(?:whose|a|the) )?(?:height and width|width and height)(?: (?:are|is|of|both|being|"
          r"equal|to|=|each))* "
          r"(N)(?! and| by| x)", r"\1x\1"),
    Idiom("vertical height high tall down",
          rf"(N)(?: pixels?)? (?:{DOWN}) (?:and|,|by|and then) (N)(?: pixels?)? (?:{ACROSS})", r"\1x\2"),
    Idiom("vertical height high tall down",
          rf"(N)(?: pixels?)? (?:{ACROSS}) (?:and|,|by|and then) (N)(?: pixels?)? (?:{DOWN})", r"\2x\1"),
    Idiom("halv half cut reduc divid downsampl shrink",
          rf"(?:(?:and|which|that|to|so|thus|thereby|while|it) )*(?:halv\w+|cut\w* in half|half) {SIDES}(?: in half)?",
          "down=2"),
    Idiom("halv half cut reduc divid downsampl shrink",
          rf"(?:(?:and|which|that|to|so|thus|thereby|while|it) )*(?:cut\w*|reduc\w+|divid\w+|shrink\w*|downsampl\w+) "
          rf"{SIDES} (?:in |by |to )(?:an? |one )?half", "down=2"),
    Idiom("cut reduc divid downsampl shrink",
          rf"(?:(?:and|which|that|to|so|thus|thereby|while|it) )*(?:cut\w*|reduc\w+|divid\w+|shrink\w*|downsampl\w+) "
          rf"(?:{SIDES} )?by (N)(?: times)?", r"down=\1", unless="depth channels"),
    Idiom("doubl twice", rf"(?:(?:and|which|that|to|so|thus|thereby|while|it|is|are) )*(?:doubl\w+|twice) {SIDES}",
          "up=2"),
    Idiom("twice", r"(?:twice|two times|N times) (?:as|its|their|the) (?:large|big|high|wide|tall|size|resolution|"
          r"original)"
          r"(?: (?:and wide|size|resolution))?", "up=2"),
)  # fmt: skip
"""How the window moves, and how much smaller or larger what comes out is."""


PADDING = (
    Idiom("border frame ring margin rim edge", r"(?:an? )?(?:border|frame|ring|margin|rim) of (?:width |size )?(N)"
          r"(?: pixels?)?(?: (?:of )?(?:zeros?|zeroes|zero pixels|padding))?", r"padding \1"),
    Idiom("zero padding", r"(N) (?:pixels?|px|rings?|layers?|border|borders|frames?) (?:wide )?of (?:zeros?|zeroes|"
          r"(?:zero )?"
          r"padding)", r"padding \1"),
    Idiom("pixel", r"(N) pixel (?:wide )?(?:zero )?(?:padding|border|frame|margin|pad)(?: of zeros)?", r"padding \1"),
    Idiom("zero", r"(N) (?:zeros?|zeroes)(?= (?:(?:are|is|added|padded|put|placed|at|on|around|along|to|per) )+)",
          r"padding \1", unless="zero_pad"),
    Idiom("padding padded pad", r"(?:(?:and|with|the|zero|using|use|add|enough|just|some|suitable|appropriate|whose) )*"
          r"(?:padding|padded|pad)(?: (?:is|are|was|chosen|set|selected|picked|added|used|applied|just|enough|"
          r"appropriately|suitably|accordingly|zeros|there|with))*(?= (?:so (?:that|as)|such|in such|in order|to "
          r"(?:keep|"
          r"preserv|maintain|retain|match|get the same)|(?:which|that) (?:keep|preserv|maintain|retain|make))\w* )",
          ""),
    Idiom("put add append surround frame wrap insert pad",
          r"(?:put|add|append|surround|frame|wrap|insert|place)\w*(?: (?:the|image|input|picture|volume|it|a|with|"
          r"some))* "
          r"(?:zeros|zeroes|zero pixels|border of zeros)(?: (?:around|along|on|to|at|the|all|image|picture|input|"
          r"volume|"
          r"borders?|edges?|sides?|every|each|of|map|outside))*", "pad", unless="conv filter kernel pool"),
    Idiom("edge edges border borders side sides outside boundary",
          r"(?:around|on|at|along|to) (?:(?:the|all|every|each|both|"
          r"image|input) )*(?:edges?|borders?|sides|outside|boundary)(?: of (?:the )?(?:layer )?(?:image|input|picture|"
          r"volume|map))?", ""),
    Idiom("same valid full", r"(same|valid|full) (?:border |convolution )?mode", r"\1 padding"),
)  # fmt: skip
"""What is put around the input."""
