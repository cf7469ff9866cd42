"""What is left out: `ignore the bias`, `neither padding nor bias`."""

from convcalc.language.spoken.idioms.pieces import BIAS
from convcalc.language.spoken.rewriting import Idiom

NEGATED = (
    Idiom("ignor omit exclud disregard neglect drop skip remov leav forget without minus lack",
          rf"(?:ignor\w+|omit\w*|exclud\w+|disregard\w*|neglect\w*|drop\w*|skip\w*|remov\w+|leav\w+ out|forget\w*|"
          rf"minus|lack\w*)(?: (?:about|out))? (?:(?:the|any|all|its) )*{BIAS}(?: out)?", "no bias"),
    Idiom("not none never",
          rf"(?:(?:do|does|did|is|are|has|have|we) )*(?:not|never) (?:us\w+|hav\w+|includ\w+|add\w*|count\w*|need\w*|"
          rf"any) (?:(?:an?|the|any|its) )*{BIAS}", "no bias"),
    Idiom("bias", rf"(?:(?:and|the|its|their|all) )*{BIAS} (?:is|are|being|was|were|set|turned|left)"
          r" (?:to )?(?:not (?:used|included|needed|counted|present)|omitted|ignored|disabled|off|out|dropped|unused|"
          r"left out|turned off|switched off|absent|excluded|removed|false)", "no bias"),
    Idiom("bias", rf"(?:and |the |its |all )*{BIAS} (?:omitted|ignored|excluded|left out|dropped|disabled|off|not "
          rf"included)", "no bias"),
    Idiom("bias", rf"(?:has|have|having|there is|there are|uses?|using) (?:no|zero) {BIAS}", "no bias"),
    Idiom("bias", rf"(?:with |plus |and |has |have |having )*(?:an? |one |N |their |its |own )+{BIAS} "
          r"(?:each|apiece|(?:per|for (?:each|every)) (?:filter|kernel|unit|neuron|map|feature map|output channel|"
          r"channel|output|of them))", "with bias"),
    Idiom("neither no without", r"(?:with )?(?:neither|no|without)(?: any)? padding (?:nor|or)(?: (?:no|an?|any|"
          r"without))* bias(?:es)?",
          "no padding , no bias"),
    Idiom("neither no without", r"(?:with )?(?:neither|no|without)(?: any| an?)? bias(?:es)? (?:nor|or)(?: (?:no|"
          r"any|without))* padding",
          "no padding , no bias"),
    Idiom("no without linear identity", r"(?:(?:with|and|but|an?) )*(?:(?:no|without)(?: an?| any)? (?:activation|"
          r"non_?linearity)|(?:linear|identity) activation)(?: function)?", ""),
    Idiom("not never without", r"(?:(?:not|never) (?:chang\w*|alter\w*|affect\w*|reduc\w*|shrink\w*|modif\w*)|"
          r"without (?:chang\w*|alter\w*|affect\w*|reduc\w*|shrink\w*|los\w*))(?= the| its?| spatial)", "keeping"),
    Idiom("not no without", r"(?:(?:do|does|is|we) )*not (?:us\w+|hav\w+|add\w*|need\w*|do) (?:any |a )?(?:zero )"
          r"?padd?ing",
          "no padding"),
    Idiom("not", r"(?:(?:there|is|are|the|image|input|and|it) )*not (?:zero )?padded(?! by| with N| N)", "no padding"),
)  # fmt: skip
"""What is left out."""
