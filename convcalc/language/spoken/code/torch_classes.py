"""The classes of torch.nn, and functions that do the same: their arguments in order, and which setting each is.

The rows are the kind, the arguments, and how many of these must be given; * stands for 1d, 2d and 3d. An argument is
written `name:field`, `name` alone where the field is called so, `name:-` where no figure depends on it, `name:=True`
where no other value is read, and `name:in` for the channels, or the numbers, that come in.
"""

from convcalc.language.spoken.kind_names import CONV, DENSE, FLATTEN

RESHAPE = "reshape"

ClassRows = dict[str, tuple[str, str, int]]

_MADE = "device:- dtype:-"
_NORM = f"eps:- momentum:- affine track_running_stats:=True {_MADE}"
_OWN_NORM = f"eps:- momentum:- affine track_running_stats:=False {_MADE}"
_CONV = f"stride padding:pad dilation groups bias padding_mode:- {_MADE}"
_SPREAD = f"stride padding:pad output_padding:output_pad groups bias dilation padding_mode:- {_MADE}"

_EACH = ("Softsign", "CELU", "LogSigmoid", "Hardtanh", "Hardshrink", "Softshrink", "Tanhshrink", "Threshold",
         "Softmin")  # fmt: skip

CLASSES: ClassRows = {
    "Conv*": (CONV, f"in_channels:in out_channels:filters kernel_size:kernel {_CONV}", 3),
    "LazyConv*": (CONV, f"out_channels:filters kernel_size:kernel {_CONV}", 2),
    "ConvTranspose*": ("tconv", f"in_channels:in out_channels:filters kernel_size:kernel {_SPREAD}", 3),
    "LazyConvTranspose*": ("tconv", f"out_channels:filters kernel_size:kernel {_SPREAD}", 2),
    "MaxPool*": ("maxpool", "kernel_size:kernel stride padding:pad dilation return_indices:- ceil_mode:ceil", 1),
    "AvgPool*": (
        "avgpool",
        "kernel_size:kernel stride padding:pad ceil_mode:ceil count_include_pad:- divisor_override:-",
        1,
    ),
    "AdaptiveAvgPool*": ("adaptive_avgpool", "output_size:size", 1),
    "AdaptiveMaxPool*": ("adaptive_maxpool", "output_size:size return_indices:-", 1),
    "BatchNorm*": ("bn", f"num_features:in {_NORM}", 1),
    "LazyBatchNorm*": ("bn", _NORM, 0),
    "InstanceNorm*": ("in", f"num_features:in {_OWN_NORM}", 1),
    "GroupNorm": ("gn", f"num_groups:groups num_channels:in eps:- affine {_MADE}", 2),
    "SyncBatchNorm": ("bn", f"num_features:in {_NORM}", 1),
    "LayerNorm": ("ln", "normalized_shape:in eps:- elementwise_affine:affine bias:=True device:- dtype:-", 1),
    "LocalResponseNorm": ("lrn", "size alpha beta k", 1),
    "Dropout*": ("dropout", "p:rate inplace:-", 0),
    "Dropout": ("dropout", "p:rate inplace:-", 0),
    "AlphaDropout": ("dropout", "p:rate inplace:-", 0),
    "ZeroPad*": ("pad", "padding:pad", 1),
    "ReflectionPad*": ("pad", "padding:pad", 1),
    "ReplicationPad*": ("pad", "padding:pad", 1),
    "ConstantPad*": ("pad", "padding:pad value:-", 2),
    "Upsample": ("upsample", "size scale_factor:factor mode align_corners recompute_scale_factor:-", 0),
    "UpsamplingNearest2d": ("upsample", "size scale_factor:factor", 0),
    "UpsamplingBilinear2d": ("upsample", "size scale_factor:factor", 0),
    "Linear": (DENSE, f"in_features:in out_features:units bias {_MADE}", 2),
    "LazyLinear": (DENSE, f"out_features:units bias {_MADE}", 1),
    "PixelShuffle": ("pixel_shuffle", "upscale_factor:factor", 1),
    "PixelUnshuffle": ("space_to_depth", "downscale_factor:factor", 1),
    "ChannelShuffle": ("channel_shuffle", "groups", 1),
    "Flatten": (FLATTEN, "start_dim:start end_dim:end", 0),
    "Unflatten": (RESHAPE, "dim:start unflattened_size:volume", 2),
    "Identity": ("identity", "*", 0),
    "FeatureAlphaDropout": ("dropout", "p:rate inplace:-", 0),
    "RReLU": ("leaky_relu", "lower:- upper:- inplace:-", 0),
    **dict.fromkeys(_EACH, ("custom", "*", 0)),
    "ReLU": ("relu", "inplace:-", 0),
    "ReLU6": ("relu6", "inplace:-", 0),
    "LeakyReLU": ("leaky_relu", "negative_slope:slope inplace:-", 0),
    "PReLU": ("prelu", f"num_parameters:many init:- {_MADE}", 0),
    "ELU": ("elu", "alpha inplace:-", 0),
    "SELU": ("selu", "inplace:-", 0),
    "GELU": ("gelu", "approximate:-", 0),
    "SiLU": ("silu", "inplace:-", 0),
    "Mish": ("mish", "inplace:-", 0),
    "Sigmoid": ("sigmoid", "", 0),
    "Hardsigmoid": ("hard_sigmoid", "inplace:-", 0),
    "Hardswish": ("hard_swish", "inplace:-", 0),
    "Tanh": ("tanh", "", 0),
    "Softplus": ("softplus", "beta:- threshold:-", 0),
    "Softmax": ("softmax", "dim:-", 0),
    "Softmax2d": ("softmax", "", 0),
    "LogSoftmax": ("log_softmax", "dim:-", 0),
}

DEFAULTS = {"custom": {"each": True, "params": 0}}
"""What holds of a kind where nothing is said."""
MEANS = {"mean": "gap", "reduce_mean": "gap", "amax": "gmp", "reduce_max": "gmp"}
"""What goes over both sides of a volume."""
POOLED = ("gap", "gmp", "adaptive_avgpool", "adaptive_maxpool")
"""What can leave one position."""
SCALED = "identity"
"""A tensor times a number."""
FUNCTIONS: dict[str, tuple[str, str]] = {
    "max_pool*": ("MaxPool*", "input:- kernel_size:kernel stride padding:pad dilation ceil_mode:ceil return_indices:-"),
    "avg_pool*": ("AvgPool*", "input:- kernel_size:kernel stride padding:pad ceil_mode:ceil count_include_pad:-"),
    "adaptive_avg_pool*": ("AdaptiveAvgPool*", "input:- output_size:size"),
    "adaptive_max_pool*": ("AdaptiveMaxPool*", "input:- output_size:size return_indices:-"),
    **dict.fromkeys(
        ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout"),
        ("Dropout", "input:- p:rate training:- inplace:-"),
    ),
    "upsample": ("Upsample", "input:- size scale_factor:factor mode align_corners"),
    "pixel_shuffle": ("PixelShuffle", "input:- upscale_factor:factor"),
    "pixel_unshuffle": ("PixelUnshuffle", "input:- downscale_factor:factor"),
    "channel_shuffle": ("ChannelShuffle", "input:- groups"),
    "pad": ("ZeroPad2d", "input:- pad mode:- value:-"),
    "local_response_norm": ("LocalResponseNorm", "input:- size alpha beta k"),
    **{
        name: (like, "input:- *")
        for name, like in {
            "softsign": "Softsign",
            "celu": "CELU",
            "logsigmoid": "LogSigmoid",
            "hardtanh": "Hardtanh",
            "hardshrink": "Hardshrink",
            "softshrink": "Softshrink",
            "tanhshrink": "Tanhshrink",
            "softmin": "Softmin",
            "threshold": "Threshold",
            "rrelu": "RReLU",
        }.items()
    },
    "interpolate": ("Upsample", "input:- size scale_factor:factor mode align_corners"),
    "flatten": ("Flatten", "input:- start_dim:start end_dim:end"),
}
"""Functions of torch and torch.nn.functional: the class that does the same, and the arguments."""
VIEWS = ("view", "reshape")
"""Methods that give a tensor other sides."""
ACTIVE = "input:- inplace:- dim:- negative_slope:- alpha:- approximate:- _stacklevel:- dtype:-"
"""The arguments of functions that are activations."""
