"""Layers told by what they do: `the maximum of every 2x2 block`."""

from convcalc.language.spoken.idioms.pieces import DONE, LARGEST, MEAN, OVER, POOL_OF, POOLED_SO, WHOLE, WINDOW
from convcalc.language.spoken.rewriting import Idiom

LAYERS = (
    Idiom("max", r"(?:global )?max(?:imum)? pool\w* over (?:time|(?:all|every|the (?:whole|entire)) "
          r"(?:spatial )?(?:positions?|locations?|pixels?|image|input|map|feature maps?|volume|space))", "gmp"),
    Idiom("average avg mean", r"(?:global )?(?:average|avg|mean) pool\w* over (?:time|(?:all|every|the (?:whole|"
          r"entire)) "
          r"(?:spatial )?(?:positions?|locations?|pixels?|image|input|map|feature maps?|volume|space))", "gap"),
    Idiom("reduc collaps summari squash turn replac",
          r"(?:reduc|collaps|summari[sz]|squash|turn|replac)\w* (?:each|every|the) "
          r"(?:feature )?(?:maps?|channels?|planes?) (?:in)?(?:to|by|with) (?:(?:its|their|the|an?|single|one) )"
          r"*(?:mean|average)"
          r"(?: value)?", "gap"),
    Idiom("reduc collaps summari squash turn replac",
          r"(?:reduc|collaps|summari[sz]|squash|turn|replac)\w* (?:each|every|the) "
          r"(?:feature )?(?:maps?|channels?|planes?) (?:in)?(?:to|by|with) (?:(?:its|their|the|an?|single|one) )"
          r"*(?:max|maximum)"
          r"(?: value)?", "gmp"),
    Idiom("collaps reduc remov averag",
          r"(?:collaps|reduc|remov)\w* (?:the )?spatial (?:dimensions|dims|axes|extent|size) by "
          r"(?:averaging|(?:the |taking the )?(?:mean|average))", "gap", unless="pool"),
    Idiom("normali", r"(?:(?:is|are|gets|,|and|then|we) )*normali[sz]ed? (?:it )?(?:by|with|using)(?= batch| layer| "
          r"group| instance| local)",
          ","),
    Idiom("global", r"(global) averaging", r"\1 average pool"),
    Idiom("global", r"(global (?:average|avg|mean|max)(?: pool\w*)?) over (?:the )?(S)"
          r"(?: spatial)?(?: dimensions| positions| maps?| grid)?",
          r"\1 in=\2"),
    Idiom("dropped", r"of (?:the )?dropped (?:outputs|units|neurons|activations)", ""),
    Idiom("max average avg", r"((?:max|average|avg) ?pool\w*) (?:filters?|kernels?|windows?) of(?: size)?(?= N | S )",
          r"\1 of"),
    Idiom("globally", r"globally (average|avg|mean|max) pool\w*", r"global \1 pooling"),
    Idiom("over", r"max(?:imum)? over time(?: pool\w*)?|pool\w* (?:by |with )?max over time", "gmp"),
    Idiom("averag avg mean", rf"(?:(?:take|takes|taking|the|compute|computes|computing|then|global) )*{MEAN} {WHOLE}",
          "gap",
          unless="S pool"),
    Idiom("max largest", rf"(?:(?:take|takes|taking|the|compute|keep\w*|only|just|global) )*{LARGEST} "
          rf"(?:(?:activation|response|element|number) )?{WHOLE}", "gmp",
          unless="pool"),
    Idiom("max maximum maxima maximal largest biggest highest strongest greatest",
          rf"(?:(?:take|takes|taking|the|a|keep|keeps|keeping|only|compute|computes|pick\w*|we|choos\w+|find|by) )*"
          rf"{LARGEST} {OVER}(S)(?: pixels?)?(?: {WINDOW})?{DONE}", r"maxpool \1", unless="pool maxpool"),
    Idiom("averag avg mean", rf"(?:(?:take|takes|taking|the|a|compute|computes|we|by) )*{MEAN} {OVER}(S)(?: pixels?)?"
          rf"(?: {WINDOW})?{DONE}", r"avgpool \1", unless="pool avgpool"),
    Idiom("max maximum largest biggest highest strongest",
          rf"(?:(?:from|in|for|of|each|every|all) )*(S)(?: pixels?)? {WINDOW} (?:(?:,|is|are|be|gets?|replaced|reduced|"
          rf"summari[sz]ed|represented|becomes?|with|by|to|its|their|the|an?|single|keep\w*|only|tak\w+|we|and|"
          rf"collapsed|"
          rf"turned|into|picks?|outputs?|has|value|selects?) )*{LARGEST}(?: (?:activation|number|element|pixel|"
          rf"response|"
          rf"entry|of them|is (?:kept|taken|selected|chosen)))?", r"maxpool \1", unless="pool maxpool"),
    Idiom("averag avg mean",
          rf"(?:(?:from|in|for|of|each|every|all) )*(S)(?: pixels?)? {WINDOW} (?:(?:,|is|are|be|gets?|replaced|reduced|"
          rf"summari[sz]ed|represented|becomes?|with|by|to|its|their|the|an?|single|tak\w+|we|and|collapsed|turned|"
          rf"into|outputs?|value) )*{MEAN}(?: (?:activation|number|element|pixel|response|is (?:kept|taken)))?",
          r"avgpool \1", unless="pool avgpool"),
    Idiom("pool subsampl", r"(?:taking|takes|take|keeping|keeps|picking|using|with|computing|and) (?:(?:only|just|"
          r"the|a) )*(max|maximum|"
          r"average|mean)(?: (?:values?|activations?|elements?))?(?= $| ,| \.| stride| with| in| of (?:each|every|"
          r"them))", r"\1"),
    Idiom("pool", rf"{POOL_OF}(max|maximum|average|avg|mean){POOLED_SO}", r"\1 pool"),
    Idiom("rectif relu", r"leaky (?:rectif\w+|re lu|relu)(?: linear)?(?: units?)?(?: (?:leaky )?relus?| lrelu)?",
          "leaky_relu"),
    Idiom("parametric", r"parametric (?:rectif\w+ linear(?: units?)?|relu|rectifiers?)(?: prelu)?", "prelu"),
    Idiom("scaled", r"scaled exponential linear(?: units?)?(?: selu)?", "selu"),
    Idiom("exponential", r"exponential linear(?: units?)?(?: elu)?", "elu"),
    Idiom("gaussian", r"gaussian error linear(?: units?)?(?: gelu)?", "gelu"),
    Idiom("rectif", r"(N) (?:rectif\w+ linear|rectif\w+) (units?|neurons?|nodes?)", r"\1 \2 and relu"),
    Idiom("rectif relu", r"(?:rectif\w+ linear(?: units?| activations?| non ?linearity)?|rectif\w+ units?)(?: relus?)?",
          "relu"),
    Idiom("relu relus sigmoid tanh softmax logistic", r"(N) (relu|relus|sigmoid|sigmoidal|tanh|softmax) (units?|"
          r"neurons?|"
          r"nodes?|outputs?)", r"\1 \3 and \2"),
    Idiom("linear", r"(N) linear (units?|neurons?|nodes?|outputs?)", r"\1 \2"),
    Idiom("hyperbolic", r"hyperbolic tangents?(?: tanh)?", "tanh"),
    Idiom("logistic", r"logistic (?:functions?|units?|activations?|non ?linearity|sigmoids?)", "sigmoid"),
    Idiom("batch", r"batch normali[sz](?:ed|es|ing|e)", ", batchnorm"),
    Idiom("rectified", r"(?:(?:,|and|then|is|are|finally) )*rectified(?= $| ,| \.| and| then)", "then relu"),
    Idiom("local lrn", r"(?:across|over) (N) (?:neighbou?ring |adjacent |nearby |kernel |feature )*(?:channels|maps)",
          r"size \1",
          unless="conv"),
    Idiom("each every", r"(?:each|every) (?:input )?(?:channel|map|feature map) (?:gets?|has|is (?:given|(?:convolved|"
          r"filtered|processed)(?: separately| independently| individually)? (?:by|with)))(?: (?:its|an?|own|"
          r"separate|individual|different|single))+ (S) (?:filter|kernel)",
          r"depthwise \1"),
    Idiom("drop drops dropping dropped zero zeroes zeroing omit discard switch turn",
          r"(?:randomly )?(?:drop|drops|dropping|dropped|zeroes|zeroing|zero|omit\w*|discard\w*|switch\w* off|"
          r"turn\w* off)"
          r"(?: out)? (?:(?:each|every|an?|the|hidden|units?|neurons?|nodes?|random|with|probability|of|at) )*(R)"
          r"(?: (?:of|the|all|its|those|hidden|units?|neurons?|nodes?|activations?|inputs?|features?|values?|numbers?|"
          r"outputs?|at|random|randomly|during|training))*", r"dropout \1"),
    Idiom("set randomly", r"(?:randomly )?(?:set|sets|setting)(?: randomly)? (R) of (?:(?:the|all|its|hidden|units?|"
          r"neurons?|"
          r"activations?|inputs?|features?|values?|outputs?) )+(?:randomly )?to N", r"dropout \1"),
    Idiom("randomly", r"randomly N (R) of (?:the|all|its) (?:units?|neurons?|activations?|inputs?|features?|values?|"
          r"outputs?)",
          r"dropout \1"),
    Idiom("doubl nearest bilinear", r"CLAIM (?:(?:with|by|using|via|the) )*(nearest(?: neighbou?rs?)?|bilinear)"
          r"(?: interpolation)?", r"upsample up=2 \1", unless="conv filter kernel upsampl resiz pool"),
    Idiom("1x1", r"(S) (?:bottleneck|reductions?|reduce|reduces|projections?|squeeze|expansions?|expand|bottlenecks)"
          r" (?:(?:down|layer) )*(?:to|of|with|,) (N)(?! filter| channel| output| kernel| feature)",
          r"\1 conv \2 filters"),
    Idiom("1x1", r"(S) (?:bottleneck|reductions?|reduce|reduces|projections?|squeeze|expansions?|expand|bottlenecks)"
          r"(?= (?:(?:down|layer|to|of|with|,) )*N (?:filter|channel|output|kernel|feature))", r"\1 conv"),
    Idiom("kernel filter", r"(N) (?:kernel|filter) of (size S|size N|S)", r"\1 filters of \2"),
    Idiom("feature features", r"(N) (?:different |distinct |local |low level |image )*features(?= of S| from S| in "
          r"S| over S| S)",
          r"\1 filters"),
    Idiom("feature maps map", r"(?:giv\w+|produc\w+|yield\w*|generat\w+|creat\w+|output\w*|emit\w*) (N) (S) "
          r"(?:feature |"
          r"activation |output )*(maps|channels|planes)", r"\1 feature maps out=\2"),
    Idiom("non nonoverlapping", r"non_?overlapping|not overlapping|non overlapping", "apart=1"),
    Idiom("overlapping", r"overlapping", "overlap=1"),
)  # fmt: skip
"""Layers told by what they do."""
