"""How people talk around a layer: where it stands, what is asked, what comes next."""

from convcalc.language.spoken.idioms.pieces import ASKED, IMAGE, NET, QUANTITY
from convcalc.language.spoken.rewriting import NOT_READ, Idiom

TALK = (
    Idiom(":", r"(?<!^ )(?:(?:,|;|\.|then|and|->|followed by) )*[a-z]\d{1,2} :", "then"),
    Idiom("whatsoever at", r"whatsoever|at all", ""),
    Idiom("again", r"again(?= (?:an? )?(?:S|conv\w*|N S) )", ""),
    Idiom("bilinearly", r"bilinearly", "bilinear"),
    Idiom("hidden output dense fully",
          r"(hidden|output|dense|fully connected) layer (?:of|with|has) (?:an? )?(?:size|width|dimension) "
          r"(?:of )?(N)", r"\1 layer with \2 units"),
    Idiom("layer convolution block", r"(layer|convolution|block) #\d", r"\1"),
    Idiom("output outputs", r"(?:(?:takes? as (?:its )?input|connected to|receiv\w+|and|filters|on|to|over|from) )"
          r"*(?:(?:the|response|"
          r"normali[sz]ed|pooled|and|,) )*outputs? (?:of|from) (?:the )?(?:first|second|third|fourth|fifth|sixth|"
          r"last|previous|preceding|"
          r"final|earlier) (?:(?:conv\w*|pool\w*|hidden|max|dense|fully connected) )*(?:layer|block|stage)", ""),
    Idiom("connected", r"(fully connected) to (?:the )?(?:layer )?[a-z]\d", r"\1"),
    Idiom("this it that which", r"(?<=^ )(?:this|it|that|which) (?:is|are) (?:then )?followed by(?: an?| the)?", ""),
    Idiom("follows follow", r"(?:,|then|next|there|here) (?:then )?follows?(?: an?| the)?(?= .)", "then"),
    Idiom("follows follow", r"(?:that )?follows?(?= $| \.)", ""),
    Idiom("for", r"for (?:the )?(?:spatial |further )?(?:down_?sampling|up_?sampling|sub_?sampling|downscaling|"
          r"dimension\w* reduction)",
          ""),
    Idiom("stride padding kernel filters", r"(strides?|padding|kernel|dilation) [rltu](?= =)", r"\1"),
    Idiom("without no", r"(?:without|with no|no)(?: any)? overlap(?:ping)?", "apart=1"),
    Idiom("after", r"(?:right |directly |immediately |just )?after (?:it|that|this|them|which|wards?)(?= $)", ""),
    Idiom("after afterwards thereafter", r"afterwards(?= $)", ""),
    Idiom("after afterwards thereafter", r"(?:and )?(?:after (?:which|that|this|it)|afterwards|thereafter)", "then"),
    Idiom("follow", r"(?:and |which is |that is |it is |is |are |, )*(?:directly |immediately |then )*followed "
          r"(?:up )?by",
          "followed by"),
    Idiom("after", r"after padding(?= $)", "", unless="conv filter kernel pool"),
    Idiom("before", r"before (?:the )?(?:classifier|head|output|softmax|last layer|next layer|output layer|final layer|"
          r"classification(?: layer| head)?|flatten\w*|fully connected layers?|loss|prediction)(?= $| ,)", ""),
    Idiom("feed pass leads", r"(?:and |which |that )*(?:feeds?|fed|passed|goes|going|leads?|leading) (?:on )?into",
          "then"),
    Idiom("class digit category label letter output", r"(?:,|and|with|that is|i e) ONE (?:neuron |unit |output |node |"
          r"score )?"
          r"(?:per|for each|for every|for) (?:class|digit|category|label|letter|output|object class)", ""),
    Idiom("like as in from similar of", r"(?:(?:,|as|just|exactly|much|the) )*(?:like|in|of|from|for|similar to|"
          r"inspired by|"
          r"known from|used in|used by|seen in) (?:(?:the|an?|conv\w?|conv\d\w*|fc\d?|pool\d?|[a-z]\d|first|second|"
          r"third|"
          rf"last|final|stem|layer|block|one|stage|head|of|in|from|original|famous) )*{NET}", ""),
    Idiom("alexnet vgg lenet resnet googlenet inception mobilenet unet u zfnet dcgan yolo", rf"(?:(?:the|an?) )*{NET}"
          r"(?: (?:stem|block|module|style|like|first|second|third|last|final|s|layer))*(?= (?:layer |conv|S|N|:|,|"
          r"with|uses|has))",
          ""),
    Idiom("layer conv c s f", r"(?:(?:the|our|layer) )*(?:[a-z]\d|(?:conv|fc|pool|relu|norm|layer)_?\d(?:_\d)?) (?:, )?"
          r"(?:layer )?"
          r"(?:is|are|was|has|have|uses?|contains?|consists? of|computes|applies|performs)", ""),
    Idiom("how what compute calculate find determine count",
          r"(?:(?:how many|how much|how big|how large|what|which|compute|calculate|find|determine|work out|count) "
          rf"(?:(?:is|are|would be|will be|the|learnable|trainable|total|number of|spatial|size of|is the|of|be) )"
          rf"*{QUANTITY}"
          rf"(?: and {QUANTITY})?(?: (?:is|are|does|do|would|there|has|have|will|in|of|for|from|if|when|we|get|you|"
          r"after|the|an?|produced by|that|needed by|needs?))*(?= (?:layer |conv|S|N|:|,|max|fully|dense|pool|fc|"
          r"average|"
          r"transposed|depthwise|single|[a-z]+ (?:conv|S|N|fully|layer))))", ""),
    Idiom("how what compute calculate find determine which",
          rf"(?:,|\.|and)? ?(?:what|how (?:many|much|big|large)|find|compute|calculate|determine|which){ASKED}"
          r"(?= (?:(?:no|without) bias(?:es)? )?$)", ""),
    Idiom("if suppose assume say given imagine let", r"(?<=^ )(?:if|suppose|assume|say|imagine|given|let)", ""),
    Idiom("can could would please i we you like to want let now then next just try drop add put insert stick throw "
          "use swap take", r"(?<=^ )(?:(?:can|could|would|please|i|we|you|like|to|want|let|now|"
          r"then|next|just) )*(?:drop|stick|throw|add|put|insert|use|swap it for|replace it (?:with|by)|try|take|swap)"
          r"(?: in)?(?= (?:an?|the|N|S|one|another) )", ""),
    Idiom("the an input it image picture photo",
          rf"(?<=^ )(?:(?:the|an?|our|input|{IMAGE}|it) )+(?:(?:is|are|gets?|then) )*"
          rf"(?:goes|passes|runs|run|"
          r"passed|fed|sent|put|convolved|processed|handled|transformed) (?:in)?(?:through|to|with|by)(?: an?| the)?",
          ""),
    Idiom("one", r"(?:ONE|another) (?:more|additional|further|last|final)(?= conv| layer| max| average| dense| "
          r"fully| S)", ""),
    Idiom("flattened", r"(?:on|of|to|from|over) (?:(?:the|an?|its|this) )*flattened"
          r"(?: (?:output|input|image|volume|maps?|features?|feature|tensor|vector|version))*", ""),
    Idiom("over across of for in", r"(?:(?:over|across|of|in) (?:all|the (?:whole|entire))|(?:over|across|for) "
          r"(?:every|each)(?! channel| map)) (?:(?:of|the|spatial|feature|input) )*(?:positions?|locations?|pixels|"
          r"maps?|image|picture|channels?|neurons|units|values|space)", "",
          unless="depthwise dense fully linear fc"),
    Idiom("block stage layer level module branch part section", r"(?:in|of|for|from|at) (?:the )?(?:block|stage|"
          r"layer|level|module|"
          r"branch|part|section) N(?! filter| kernel| unit| channel| map)", ""),
    Idiom("block stage layer level module branch part section", r"(?<=^ )(?:the )?(?:block|stage|layer|level|module|"
          r"branch|part|"
          r"section) N (?:is|has|uses|consists of|contains|applies|are|:)", ""),
    Idiom("input image", r"(?<=^ )(?:input|image) (?:->|then)", ""),
    Idiom("top", r"(?:on|at) (?:the )?(?:very )?top(?: of (?:it|that|this|them))?", ""),
    Idiom("another", r"(another|first|second|third|last|next|new) ONE", r"\1"),
    Idiom("pixel px", r"(N) (?:pixels?|px) (?:by|x|times) (N)(?: pixels?| px)?", r"\1x\2"),
    Idiom("stack sequence series chain cascade succession", r"(?:an? )?(?:stack|sequence|series|chain|cascade|"
          r"succession) of"
          r"(?= N | (?:conv|layers))", ""),
    Idiom("total", r"(?:the )?total number of", "number of", unless="layers convs convolutions"),
    Idiom("depth", r"(conv\w*(?: layers?)?) (?:with|of) (?:an? )?(?:output )?depth (?:of )?(N)", r"\1 \2 filters"),
    Idiom("conv", r"(conv\w*) with holes", r"dilated \1"),
    Idiom("à a", r"(?:à|a) trous", "atrous"),
    Idiom("map", r"(?:that |which )?(?:maps?|mapping|transforms?|projects?|converts?)(?: from)?(?: the| its)?(?= N )",
          ""),
    Idiom("unroll unravel vectori stretch lineari", r"(?:unroll|unravel|vectori[sz]|stretch|lin(?:e|ear)i[sz])"
          r"\w*(?: (?:the|volume|map|"
          r"maps|feature|it|everything|tensor|output|out))*(?: (?:in)?to (?:an? |N )?(?:(?:long|flat|column|single) "
          r")*vector)?",
          "flatten"),
    Idiom("reshap", r"reshap\w*(?: (?:the|volume|map|maps|feature|it|everything|tensor|output))* (?:in)?to (?:an? |"
          r"N )?(?:(?:long|flat|"
          r"column|single) )*(?:vector|1d|flat)", "flatten"),
    Idiom("keep retain retention p_keep", r"(?:(?:that|which|and|,|the|an?) )*(?:keep\w*|retain\w*|retention|p_keep)"
          r"(?: (?:prob|probability|rate|only|just))*(?: (?:of|=|:|is|to))* (R)(?: of (?:(?:the|all|its|hidden) )*"
          r"(?:units|neurons|nodes|activations|inputs|values|outputs|features))?", r"rate 1-\1"),
    Idiom("to", r"(?:in order )?to (?:shrink|reduce|decrease|compress|cut|lower|limit|increase|expand|grow|change|"
          r"adjust|mix|combine|control) (?:(?:the|its|their|number|amount|of|input|output|feature|spatial) )*"
          r"(?:channels|depth|channel (?:count|depth|dimension)|dimensions|dimensionality|maps|computations?|"
          r"parameters|weights|cost|size|resolution)(?= $| ,| \.| ;| ->| -| and| then| with| followed)", ""),
    Idiom("- -> +", r"(conv\w*(?: layer)?) (?:-|->|\+) ((?:batch\w*|bn)(?: norm\w*)?|relu|dropout)"
          r"(?: (?:-|->|\+) (relu|dropout))?(?: (?:with|using|of|:|,))?"
          r" (?!.*(?: then| followed| ;| -| ->| \+| pool|pool | conv| dense| fc| softmax| flatten))"
          r"((?:\S+ )*N(?: \S+)*)(?= $)", r"\1 \4 then \2 then \3"),
    Idiom("conv", r"(?:[,;.]|and|then)(?: then)? conv_?\d(?:_\d)? :", "then conv"),
    Idiom("fc", r"(?:[,;.]|and|then)(?: then)? fc_?\d :", "then fc"),
    Idiom("pool", r"(?:[,;.]|and|then)(?: then)? pool_?\d :", "then pool"),
    Idiom("averag", r"(?:we )?averag\w+ (?:(?:everything|all|it|values|maps?|features?) )*(?:spatially|globally|"
          r"everything|over space|"
          r"over all positions|over the (?:whole )?(?:map|image|space))(?: (?:down|to|into|ONE|an?|single|number|"
          r"value|per|for|each|"
          r"every|channel|map|feature))*", "gap", unless="pool"),
    Idiom("over along in across", r"(?:over|along|in|across) (?:the )?time(?: axis| dimension| steps?)?", "",
          unless="pool max"),
    Idiom("again", r"again(?= followed| with| ,)", ""),
    Idiom("downsampl upsampl", r"(?:the )?(?:down|up)_?sampling (?:is |are )?(?:performed|done|achieved|handled|"
          r"carried out|implemented|"
          r"obtained) (?:by|with|via|using|through)", ""),
    Idiom("down", r"down(?= to N)", ""),
    Idiom("cut reduc shrink squeez bring compress expand increas take", r"(?:cut|reduc|shrink|squeez|bring|compress|"
          r"expand|increas|tak)\w* "
          r"(?:(?:the|its|number|of) )*(?:channels|depth|maps|feature maps) (?:in)?to (N)(?: channels| maps| "
          r"feature maps)?",
          r"output channels \1"),
    Idiom("pool", r"(?:(?:apply|use|add|an?) )*pool(?:ing)? layer(?: N)?(?: ,| and| :| which is| that is)(?= .*(?:max|"
          r"average|avg) ?pool)", ""),
    Idiom("there this", r"in there|this time", ""),
    Idiom("vector column", r"(?:in)?to (?:an?|N) (?:(?:single|long|flat|big|N|d|1d|dimensional) )*(?:vectors?|column)",
          ""),
    Idiom("no", r"no of (filters|kernels|channels|units|neurons|nodes|feature maps|maps|outputs)", r"number of \1"),
    Idiom("in all altogether", r"(?:in total|in all|altogether)(?= $| ,| \.| and| with| of| stride| pad)", "",
          unless="layers convs convolutions pad zero"),
    Idiom("out", r"(N) out(?= $| ,)", r"\1 output channels", unless="in input"),
    Idiom("feed fed pass send put run",
          r"(?:,|and|then|is|are|which|that|we) (?:(?:then|we|is|are) )*(?:feed|feeds|fed|passe?d?s?|sends?|sent|"
          r"put|run)"
          r"(?: (?:it|them|this|that|the result|the output|on))* (?:in)?(?:to|through)(?: an?| the)?", "then"),
    Idiom("output outputs result activations responses", r"(?:,|whose|and its|and the|with its|and their|its|the)"
          r"(?: its| the| whose)? "
          r"(?:outputs?|results?|activations?|responses?)(?: (?:is|are|then|go|goes|gets?|pass|passe?s|passed|fed|"
          r"sent|put|"
          r"squashed|run|being))* (?:through|into|to|by|with)(?: an?| the)?(?= (?:relu|tanh|sigmoid|softmax|leaky|"
          r"elu|gelu|"
          r"batch|max|average|dropout|fully|dense|linear))", "then"),
    Idiom("before", r"(?<!^ )(?<!, )(?<!and )(?<!\. )before(?: an?| the)?(?= (?:N |S )?(?:dense|fully|linear|"
          r"conv\w*|max|average|"
          r"avg|relu|global|flatten|softmax|batch|batchnorm|dropout|transposed|depthwise|[NS]) )", "then"),
    Idiom("after", r"(?<=^ )after (?:an? |the )?((?:(?!we|comes|follows|,)\S+ )*?(?!we|,)\S+) (?:,|we|comes|follows)"
          r"(?: (?:apply|use|add|"
          r"put|comes|an?|the|we|have|there is|is|follows))*", r"\1 then"),
    Idiom("every all", r"(?:(?:every|each) (?:N|one)(?: of (?:them|which|these))?|(?:all|every) of (?:them|which|"
          r"these))", "each of them"),
    Idiom("each both all every", r",? ?(?:with )?(?:each|both|all|every one)(?: of (?:them|which|these))?(?: "
          r"(?:being|is|are))?"
          r" followed by(?: an?)?", "each_followed_by"),
    Idiom("same", r"(?:(?:all|of|with|have|has|having|the) )*same (?:size|shape|dimensions)(?: (?:of|,))?(?= S | N )",
          "size"),
    Idiom("half", r"half (?:of|the|as|a)", NOT_READ, unless="padding"),
    Idiom("group", r"group (conv\w*)", r"grouped \1"),
    Idiom("patch", r"patch (?:extraction|embedding|embed|merging|extractor)", ""),
    Idiom("is are", r"(is|are) (?:taken|set|chosen|fixed|put|equal)(?: (?:as|to be|to|at))*(?= N | S )", r"\1"),
    Idiom("each every", r"(?:each|every) (?:unit|neuron|node|of them|one|output)(?: (?:is|being|of which))?(?: "
          r"(?:connected|"
          r"connects|looks?|looking|sees|seeing|reads?|reading|covers|covering|takes?|taking))(?: (?:only|at|to|"
          r"from))*",
          ", of", unless="dense fully linear fc"),
    Idiom("upsampling up", r"(?:learned |learnable )?up_?sampling (?:layer |step |path )?(?::|by|with|via|using|"
          r"through)"
          r"(?: (?:an?|the|learned|learnable))*(?= transposed| deconv| tconv| fractional| pixel| up_?conv)", ""),
    Idiom("down sub", r"(?:(?:down|sub)_?sampl(?:ing|e)|down sampling|sub sampling) (?:layer |step |"
          r"path )?"
          r"(?::|by|with|via|using|through)(?: (?:an?|the))*(?= max| average| avg| mean| strided| conv| S conv| S "
          r"max\w* pool| S av\w* pool)",
          ""),
    Idiom("row sequence succession", r"(?:in|after) (?:a row|sequence|succession|one another|each other)|one after "
          r"(?:the other|another)|back to back", "consecutive"),
    Idiom("amount", r"(?:the )?amount of (filters|kernels|channels|units|neurons|nodes|feature maps)", r"number of \1"),
    Idiom("- filters kernels units", r"(filters|kernels|units|neurons|size|stride|padding|pad|kernel|maps|channels) -"
          r" (N|S)(?! (?:filter|kernel|conv|max|avg|pool|dense|fc|x|@))", r"\1 = \2"),
)  # fmt: skip
"""How people talk around a layer."""
