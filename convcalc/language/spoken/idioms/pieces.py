"""What several idioms have in common."""

IMAGE = r"(?:images?|pictures?|photos?|photographs?|inputs?|volumes?|tensors?)"
COLOUR = r"(?:rgb|colou?r|colou?red|gr[ae]y|gr[ae]yscale|original|raw|input|natural|pixels?|px|padded|square)"
SIDES = (
    r"(?:(?:spatial|input|output|image|feature|map|the|its|both|of|each|every) )*"
    r"(?:resolutions?|sizes?|dimensions?|extents?|height and width|width and height|height|width|sides?|axis|axes|"
    r"height , width|maps?|images?|inputs?|outputs?|input|feature maps?|it|everything)"
)
WINDOW = r"(?:windows?|regions?|blocks?|cells?|patch|patches|neighbou?rhoods?|areas?|tiles?|squares?|grids?|groups?)"
BIAS = r"(?:bias|biases)(?: (?:terms?|units?|parameters?|weights?|vectors?|values?))?"
NET = (
    r"(?:alexnet|alex net|zfnet|zf net|vgg\w*|lenet\w*|resnet\w*|googlenet|googlenet|inception\w*|mobilenet\w*|"
    r"xception|"
    r"densenet\w*|squeezenet|efficientnet\w*|u_?net|u net|yolo\w*|darknet\w*|dcgan|segnet|deeplab\w*|nin|wavenet|"
    r"cs231n)"
    r"(?: (?:N|-N))?(?: (?:paper|style|network|architecture|networks|model|models|like|type|s|original|notes))*"
)
LARGEST = r"(?:max|maximum|maxima|maximal|largest|biggest|highest|strongest|greatest)(?: values?)?"
MEAN = r"(?:averag\w+|avg|means?)(?: values?)?"
OVER = (
    r"(?:(?:of|over|in|within|inside|from|across|among|for|is|are|taken|kept|computed|the|a|an|each|every|all|per|on|"
    r"out|value|activation|number|element|pixel|response|entry|non_? ?overlapping|local|selected|chosen) )*"
)
DONE = r"(?: (?:is|are) (?:kept|taken|computed|used|selected|retained|passed on))?"
WHOLE = (
    r"(?:(?:of|over|in|from|across|down|the|a|for|per|values?|pixels?|activations?|numbers?|in|is|taken|computed) )*"
    r"(?:each|every|entire|whole|all|full|complete) (?:(?:of|the|entire|whole|spatial|feature|activation|channel) )*"
    r"(?:maps?|channels?|planes?|positions?|locations?|pixels|space|image|plane|grid|dimensions)"
    r"(?: (?:in)?to (?:(?:a|one|N|single|just|only) )*(?:value|number|scalar|N))?"
)
GIVING = (
    r"(?:giv(?:es?|ing)|emit\w*|yield\w*|produc\w+|result\w*|obtain\w*|leav(?:es?|ing)|lead\w*|generat\w+|creat\w+|"
    r"outputs?|outputting|becom\w+|shrink\w*|reduc\w+|bring\w*|turn\w*|get|gets|getting|end)"
)
NO_WINDOW = (
    r"(?! (?:(?:max|average|avg|mean|conv\w*|pool\w*|spatial|convolutional|pooling) )*"
    r"(?:filters?|kernels?|conv\w*|max\w*|avg\w*|average|pool\w*|windows?|regions?|patch|patches|neighbou?rhoods?|"
    r"blocks?|receptive|cells?|detectors?|depthwise|transposed|deconv\w*|@|masks?))"
)
QUANTITY = (
    r"(?:parameters?|params?|weights|(?:output |resulting )?(?:volume|size|shape|dimensions?|dimensionality)|outputs?|"
    r"flops|macs|multiplications|operations|neurons|connections|values|memory|receptive field)"
)

ASKED = (
    rf"(?: (?:{QUANTITY}|is|are|be|will|would|does|do|has|have|the|of|its?|this|that|total|number|learnable|trainable|"
    r"output|resulting|spatial|in|there|we|you|get|come|comes|out|layer|for|from|convolution|it|to|and|how|many|what|"
    r"count|then|now|such|an?|each|big|large|needed|produced|feature|maps|channels|units|filters|"
    r"hidden|including|bias|biases|padding|dimension|number))*"
)
"""What is asked behind a question's first word; nothing of it says what a layer is."""

POOL_OF = (
    r"(?<!max )(?<!avg )(?<!average )(?<!mean )(?:pool|pooling|pools|pooled)(?: (?:layer|operation|unit|step|and|which|"
    r"that|,))* (?:(?:using|with|takes?|taking|type|of|is|function|:|=|mode|uses?|by|computes?|picks?|keeps?|keeping|"
    r"the|"
    r"an?|method|operator) )+"
)
POOLED_SO = r"(?: (?:values?|operation|function|operator|type|mode|pooling))?(?! pool)"

DOWN = r"vertically|(?:in|along|for) (?:the )?(?:height|y|vertical|vertical direction)|high|tall|down"
ACROSS = r"horizontally|(?:in|along|for) (?:the )?(?:width|x|horizontal|horizontal direction)|wide|across"
