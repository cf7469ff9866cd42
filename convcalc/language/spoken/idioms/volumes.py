"""What goes in and what comes out, which is held against what does: `giving a 28x28x6 volume`."""

from convcalc.language.spoken.idioms.pieces import COLOUR, GIVING, IMAGE, NO_WINDOW
from convcalc.language.spoken.rewriting import Idiom

SIZES = (
    Idiom("by", r"by (?:an? )?(?:upscal\w+ |scale |scaling )?factors? of (N|S|R)", r"by \1"),
    Idiom("output result",
          r"(?:(?:so|and|the|with|for|of|an?) )*(?:(?:output|resulting) (?:volume|maps?|feature maps?|tensor|image|"
          r"shape|"
          rf"size|dimensions?|resolution|will|is|has)|result)(?: (?:volume|size|shape|is|are|of|has|:|=|will|be|"
          rf"have|the|"
          rf"a|then|therefore|spatial|resolution|thus))* (S){NO_WINDOW}(?: in size| each)?", r"out=\1",
          unless="adaptive upsampl resiz interpol transpos deconv tconv crop size="),
    Idiom("giv emit yield produc result obtain leav lead generat creat output becom shrink reduc bring turn get end",
          rf"(?:(?:and|which|that|thus|thereby|so|we|it|this) )*{GIVING}(?: (?:in|to|into|us|you|it|the|an?|at|with|"
          rf"down|size|sizes|spatial|output|outputs|resulting|images?|input|volume|feature|activation|maps?|tensor|of|"
          rf"up|is|from S))* (S){NO_WINDOW}(?: (?:output|feature|activation|spatial|maps?|volumes?|tensors?|images?|"
          r"outputs?|in size|size|resolution|grid|result|each|pixels))*", r"out=\1",
          unless="adaptive resiz crop"),
    Idiom("would will should", r"(?:would|will|should) (?:then )?be (S)", r"out=\1"),
    Idiom("remain stay kept", r"(?:(?:so|such|that|the|spatial|resolution|size|dimensions?|output|of|image|map|"
          r"volume) )*"
          r"(?:remains?|stays?|is kept|are kept)(?: at| of)? (S)", r"out=\1"),
    Idiom("->", r"-> (S)(?= $)", r"out=\1"),
    Idiom("from", r"from (S)(?= (?:down |up )?to (?:an? |size )?S )", r"in=\1"),
    Idiom("pool pad", r"((?:pool|pad)\w*(?: (?:N|S|by|layer|the|it|borders?|zeros|with|CLAIM|"
          rf"{IMAGE}))*?)(?: down)? to (?:an? |size )?(S)(?: {IMAGE})?", r"\1 out=\2", unless="adaptive"),
    Idiom("crop", rf"(crop\w*)(?: (?:the|an?|it|of|out|to|center|central|centre|region|CLAIM|{IMAGE}))* (S)",
          r"\1 size \2"),
    Idiom("upsampl resiz interpol upscal rescal", r"((?:upsampl|resiz|interpol|upscal|rescal)\w*"
          rf"(?: (?:the|it|up|layer|maps?|feature|CLAIM|{IMAGE}))*) to (?:an? |size )?(S)", r"\1 size \2"),
    Idiom("resiz rescal", r"((?:resiz|rescal)\w*) (S)(?! factor)", r"\1 size \2"),
    Idiom("input image picture photo volume data",
          rf"(?<!param )(?<!custom )(?<!reshape )(?:(?:on|over|to|for|from|of|given|with|the|an?|our|your|has|"
          rf"have|"
          rf"takes?|is|whose|where|if|for|{COLOUR}) )*(?:{IMAGE}|data)(?: (?:volume|size|shape|image|tensor|map|maps|"
          rf"dimensions?|is|are|of|has|given|that|:|=|an?|the|being|spatial|resolution|sized|which))* (S)(?: {COLOUR})*"
          rf"{NO_WINDOW}(?: {IMAGE})?", r"in=\1",
          unless="adaptive upsampl resiz interpol"),
    Idiom("rgb color colour colored", rf"(?:(?:on|over|to|for|from|of|given|with|takes?|an?|the|our) )*(S) (?:rgb|"
          rf"colou?r|"
          rf"colou?red) {IMAGE}", r"in=\1 in=3", unless="adaptive upsampl resiz interpol"),
    Idiom("feature maps", r"((?:feature |activation |output )*maps) (?:of size|sized|each of size|each being|, each)"
          r" (S)"
          r"(?! filter| kernel| conv)", r"\1 out=\2"),
    Idiom("image picture photo photograph input volume tensor",
          rf"(?:(?:on|over|to|for|from|of|given|with|takes?|taking|receiv\w+|see\w*|accepts?|process\w*|an?|the|our|"
          rf"your|{COLOUR}) )*(?<!with )(S) (?:{COLOUR} )*{IMAGE}(?: (?:volume|tensor))?", r"in=\1",
          unless="adaptive upsampl resiz interpol"),
    Idiom("map maps", r"(?:on|over|to|from|for) (?:(?:the|an?|our|its) )*(S) (?:input )?(?:feature |activation )maps?",
          r"in=\1", unless="adaptive upsampl resiz interpol"),
    Idiom("rgb color colour gray grey", rf"(?:(?:on|to|over|for|from|with|of|an?|the|our) )*(?:rgb|colou?r|colou?red) "
          rf"{IMAGE}(?! of size S| of S| S)", "in=3"),
    Idiom("gray grey", rf"(?:(?:on|to|over|for|from|with|of|an?|the|our) )*(?:gr[ae]yscale|gr[ae]y scale|gr[ae]y) "
          rf"{IMAGE}(?! of size S| of S| S)", "in=1"),
    Idiom("channel", rf"(?:(?:on|over|to|for|from|with|an?|the) )*(N) channels? {IMAGE}", r"in=\1"),
)  # fmt: skip
"""What goes in and what comes out: said, and held against what does."""
