"""Right answers as people write them: each is read, and right; what can be meant in two ways is not read."""

import doctest
from functools import cache

import pytest

from convcalc.analysis.ask import Ask
from convcalc.document.places import Place
from convcalc.document.source import Source
from convcalc.homework.grading import Question, judge
from convcalc.homework.grading.asked import ask_key
from convcalc.homework.reading import Context, answers, arithmetic, cleaning, read_answer, spelling, units
from convcalc.language import chain, loading
from convcalc.language.spoken import passage, written
from convcalc.model.layers.fields import FieldError
from convcalc.model.network import Network

NETS = {
    "layer": ("32x32x3", "conv 10 5x5 p2"),
    "alex": ("227x227x3", "conv 96 11x11 s4"),
    "pool": ("55x55x96", "maxpool 3x3 s2"),
    "flat": ("7x7x512", "flatten", "dense 4096"),
    "chain": ("28x28x1", "conv 16 3x3", "relu", "maxpool 2", "flatten", "dense 10"),
    "gap": ("8x8x16", "gap"),
    "vector": ("16x16x16", "flatten"),
    "wide": ("32x48x3", "conv 8 3x3 p1"),
    "line": ("100x8", "conv 16 5 s2"),
    "act": ("8x8x16", "relu"),
    "stack": ("64x64x3", "conv 8 3x3", "conv 8 3x3", "conv 8 3x3"),
}
RIGHT: dict[tuple[str, str], str] = {
    ("layer", "output"): """
        32x32x10 | 32 x 32 x 10 | 32X32X10 | 32×32×10 | 32*32*10 | (32, 32, 10) | [32,32,10] | 32,32,10 | 32, 32, 10
        32 by 32 by 10 | 10@32x32 | 10 @ 32 x 32 | 32x32 with 10 feature maps | 10 feature maps of 32x32
        10 feature maps of size 32x32 | 32x32, 10 channels | 32x32 (10 channels) | 10 channels, 32x32 each
        10 channels of 32 x 32 pixels | torch.Size([1, 10, 32, 32]) | torch.Size([10, 32, 32]) | (None, 32, 32, 10)
        [-1, 10, 32, 32] | (?, 32, 32, 10) | (1, 32, 32, 10) | height 32, width 32, depth 10 | H=32, W=32, C=10
        W2 = 32, H2 = 32, D2 = 10 | 32 high, 32 wide, 10 deep | 32²x10 | 32^2 x 10 | thirty-two by thirty-two by ten
        the output is 32x32x10 | Output: 32x32x10 | a volume of 32x32x10 | 32x32x10 volume | 32x32x10 = 10,240 numbers
        10x32x32 (CHW) | 10 x 32 x 32, channels first | (10, 32, 32) CHW | 32x32 and 10 filters | about 32x32x10
        32x32x10. | a 32x32x10 tensor | output volume 32x32x10 | TensorShape([None, 32, 32, 10]) | depth 10, 32x32
        (batch_size, 32, 32, 10) | 32x32 pixels, 10 maps | "32x32x10" | 32(h) x 32(w) x 10(c)""",
    ("layer", "params"): """
        760 | 760.0 | 760 parameters | 760 weights and biases | about 760 | ~760 | approx. 760 | ≈ 760 | 7.6 x 10^2
        7.6 × 10² | 7.6*10**2 | 7.6e2 | 7.6E+2 | 0.76K | 0.76 k | 0.8K | 10*(5*5*3+1) | 10 x 76 | 750 + 10 | 750+10
        10*5*5*3 + 10 | (5*5*3+1)*10 | (5x5x3 + 1) x 10 | 5·5·3·10 + 10 | 10*76 = 760 | = 760 | params = 760
        Answer: 760 | 760. | $760$ | 760 learnable parameters | 760 params in total | 760 (with biases)
        760 (10 x 76) | seven hundred sixty | seven hundred and sixty | 2 * 380 | 1520/2
        the number of parameters is 760
        10*(5^2*3+1) | 10*(5²*3+1) | total: 760 | 7600/10 | 76*10 params""",
    ("layer", "macs"): """
        768,000 | 768000 | 768 000 | 768'000 | 768_000 | 768K | 768 kMACs | 768K multiply-adds | 0.77M | 0.768 MMACs
        7.68e5 | 7.68 x 10^5 | 7.68·10⁵ | 7.68e5 multiplications | 32*32*10*5*5*3 | 32x32x10x75 | 10240*75
        1,536,000 FLOPs | 1.536 MFLOPs | 1.54 MFlop | 768,000 FLOPs | about 768 thousand | 0.77 million operations
        768 K MACs | 768,000 multiply-accumulates | 1024 * 750""",
    ("layer", "flops"): "1,536,000 | 1.536M | 1.54 MFLOPs | 2 x 768,000 | 1,546,240 | 1.55M | 2*32*32*10*75 FLOPs",
    ("layer", "memory"): """
        40,960 | 40960 bytes | 40960 B | 40 KB | 40 KiB | 40.96 kB | 41 KB | 40 kilobytes | 10240 floats
        10,240 numbers | 10240 values | 327,680 bits | 32*32*10*4 | 32*32*10*4 bytes | 32x32x10 floats | 0.041 MB
        40.0 KB | 10240*4 bytes | 40 kibibytes""",
    ("layer", "receptive_field"): "5 | 5x5 | 5 x 5 | 5x5 pixels | 5 by 5 | 5 pixels | five | (5, 5) | 25/5 | 5 px | 5²",
    ("layer", "biases"): "10 | ten | 10 biases | 1.0e1",
    ("layer", "weights"): "750 | 750 weights | 10*75 | 0.75K | 5*5*3*10 | 7.5 x 10^2",
    ("alex", "output"): "55x55x96 | 96@55x55 | (55, 55, 96) | 55 x 55 with 96 filters | torch.Size([1, 96, 55, 55])",
    ("alex", "params"): "34,944 | 34.9K | 35K | 34.94k | 96*(11*11*3+1) | 34848 + 96 | 3.49e4 | 0.035M | ~35 thousand",
    (
        "alex",
        "macs",
    ): "105,415,200 | 105M | 105.4 million | 0.105G | 1.05e8 | 1.05 x 10^8 | 55*55*96*363 | 0.211 GFLOPs",
    ("alex", "memory"): "1,161,600 | 1.16 MB | 1.1 MB | 1.11 MiB | 1134 KB | 290,400 floats | 55*55*96*4",
    ("pool", "output"): "27x27x96 | 96 maps of 27x27 | (27,27,96)",
    ("pool", "params"): "0 | none | zero | no parameters | 0 parameters | nothing | No weights",
    (
        "flat",
        "output",
    ): "4096 | 4,096 | 1x1x4096 | (None, 4096) | torch.Size([1, 4096]) | 4096 units | a vector of 4096",
    (
        "flat",
        "params",
    ): "102,764,544 | 102.8M | 103M | 103 million | 0.1028B | 25088*4096 + 4096 | 1.03e8 | 4096*(7*7*512+1)",
    ("chain", "params"): "27,210 | 27.2K | 160 + 27,050 | 160+27050 = 27210 | 27 thousand | 16*(9+1) + 10*(13*13*16+1)",
    ("gap", "output"): "1x1x16 | 16 | (None, 16) | 16 numbers | torch.Size([1, 16, 1, 1])",
    ("gap", "receptive_field"): "all | 8 | 8x8 | the whole input | the whole image | everything | entire image",
    ("wide", "output"): "32x48x8 | 8@32x48 | height 32, width 48, 8 channels | H=32 W=48 C=8",
    ("line", "output"): "48x16 | (48, 16) | 48 x 16 | [48, 16]",
    ("stack", "receptive_field"): "7 | 7x7 | seven | 1+2+2+2 | 3+2+2 = 7 | 7 by 7 pixels",
}
MORE: dict[tuple[str, str], str] = {
    ("layer", "output"): """
        32 x 32 x 10 (H x W x C) | HxWxC = 32x32x10 | output shape: (32,32,10) | width 32, height 32, depth 10
        10 activation maps, each 32x32 | ten 32x32 maps | 32×32×10 = 10240 | [batch, 32, 32, 10]
        (N, 32, 32, 10) | 32x32x10 (same padding) | 10 channels, 32 by 32 | 32 wide 32 high 10 deep
        spatial 32x32, depth 10 | torch.Size([64, 10, 32, 32]) | tensor of shape [1, 32, 32, 10] | 1x32x32x10
        10 feature maps, 32 x 32 | 10 maps 32x32 | 32x32 by 10 | (32 x 32 x 10) | [32 x 32 x 10]
        W=32 H=32 D=10 | w: 32, h: 32, c: 10 | (h, w, c) = (32, 32, 10) | 32 by 32, ten channels
        ten feature maps of thirty-two by thirty-two | 32x32 image with 10 channels | 32-by-32-by-10
        {32, 32, 10} | Shape(32, 32, 10) | 32*32 * 10 | 32x32x10 neurons | 10 filters, 32x32 each
        there are 10 maps of 32x32 | (None,32,32,10) | None x 32 x 32 x 10 | it stays 32x32x10
        32 x 32 pixels with 10 channels | 32x32 feature maps, 10 of them | height: 32; width: 32; depth: 10
        10 feature maps of size 32x32 | 32 x 32 (10 maps) | W2=32, H2=32, D2=10 | 32 high, 32 wide, 10 deep""",
    ("layer", "params"): """
        760 (750 weights + 10 biases) | 750 weights and 10 biases | 750 weights + 10 biases = 760
        10 filters * 76 = 760 | 0.76 thousand | 76 * 10 = 760 parameters | 10*(75+1) | (5·5·3 + 1)·10
        5^2*3*10+10 | ≈7.6e2 | Total params: 760 | 760 total | seven hundred and sixty parameters
        760 learnables | 10 x (5 x 5 x 3 + 1) = 760 | 760 parameters (incl. bias) | 760 incl. biases
        760 including biases | 760 with bias | (5*5*3)*10 + 10 = 750 + 10 = 760 | exactly 760 | I get 760
        760 trainable params | 760 parameters. | N = 760 | 3*5*5*10+10 | 10[5*5*3+1] | 10(5*5*3+1) | 76*10
        7,6e2 | 7,6 x 10^2 | 760 (750 weights, 10 biases) | =760 | 5²*3*10+10 | 7.6·10²
        760 in total | 760 weights (with biases) | around 760 | 760 free parameters | total of 760""",
    ("layer", "macs"): """
        768,000 multiply-accumulate operations | 768K mults | 768,000 MAC operations | 768 kMAC | 0.768 M
        10240 * 75 = 768,000 | 768 thousand MACs | .768M | 768 000 multiplications | 32² * 10 * 75 | 0.8M MACs
        7.7e5 | 1024*10*75 | 768K mult-adds | 768k operations | 75 * 10,240""",
    ("layer", "memory"): """
        40KB (float32) | 10,240 x 4 = 40,960 bytes | 10,240 × 4 B | 40,960 Bytes | 0.039 MiB | 0.0390625 MB
        40.96 KB | 40 Kilobytes | 10240 float32 values | 10,240 32-bit floats | 32*32*10 * 4 bytes = 40 KB
        40 K bytes | 4 * 10240 | 40.96 thousand bytes | 0.04 MiB | 10240 floats (4 bytes each) | 40 KiB | ~40 KB
        10240 floats (40 KB) | 40kiB | 327.68 kbit | 40 960 bytes""",
    ("layer", "receptive_field"): """
        5×5 | 5 x 5 px | size 5 | 5-by-5 | 5x5 region | a 5x5 patch | 5 x 5 input pixels | 5 (pixels) | r = 5
        RF = 5 | 5 by 5 pixels | a 5x5 area | five by five""",
    ("gap", "receptive_field"): """
        whole input image | complete input | the full image | full input | 8x8 (entire image)
        it sees everything | entire | the complete image | full image | the whole image (8x8)""",
    ("alex", "macs"): """
        105 million | 105.4M MACs | 0.105 GMACs | 1.05 x 10^8 | 105.4 x 10^6 | 105e6 | 105,415,200 MACs
        211 MFLOPs""",
    ("flat", "params"): """
        102.76M | 1.0276e8 | 102,764,544 parameters | 103 million params | 102.8 x 10^6 | 4096*25089""",
    ("layer", "biases"): """
        10 (one per filter) | ten biases""",
    ("pool", "params"): """
        0 (pooling has no parameters) | none at all | there are none | zero params | no learnable parameters
        no trainable parameters""",
}
OTHERS: dict[tuple[str, str], str] = {
    ("layer", "output"): r"""
        (32; 32; 10) | 32;32;10 | 32 x 32 (x 10) | 32px x 32px x 10 | 32x32 (10 of them) | 32 * 32, 10 | 32/32/10
        <32,32,10> | 32 32 10 | batch x 32 x 32 x 10 | 32 x 32 each, ten of them | h=w=32, c=10 | (32x32)x10
        32x32x10 since padding keeps the size | 32x32x10 (=10240) | $32 \times 32 \times 10$
        \(32\times32\times10\)""",
    ("layer", "params"): r"""
        76 per filter, 760 in total | 76 per filter, so 760 | 76 each, 760 total | \(760\) | 10 \times 76
        760, i.e. 10*76 | 760 because 10*76 | it's 760 | I got 760 | 760 :) | 760ish | #params: 760 | 0,76K
        $(5\cdot5\cdot3+1)\cdot10$""",
    ("layer", "macs"): "7,68,000 | 0,768M | 32·32·10·75 = 768.000",
    ("layer", "memory"): "40,96 kB | 40960 octets",
    ("layer", "receptive_field"): "5x5x3",
    ("line", "output"): "48 x 16 channels | 16 channels of length 48 | length 48 with 16 channels",
    ("gap", "receptive_field"): "all 64 pixels | the whole 8x8 map",
    ("vector", "output"): "4.096 | 4096",
    ("flat", "params"): "102,8 Mio | about 100 million | ~100M | 10,27,64,544",
}
LATER: dict[tuple[str, str], str] = {
    ("layer", "params"): r"""
        w: 750, b: 10 | weights: 750, biases: 10 | 750 (weights) + 10 (biases) | sum: 760 | 760 (750 without bias)
        \boxed{760} | **760** | '760' | aprox 760 | 760 approx | there are 760 of them | 76 * 10 => 760 | 76*10 -> 760
        76*10 → 760 | \frac{7600}{10} | 75*10 + 10, which gives 760""",
    ("layer", "output"): """
        (-1, 32, 32, 10) | (32-5+4)/1+1 = 32, so 32x32x10 | (32-5+2*2)/1+1=32 -> 32x32x10 | HxWxC: 32x32x10
        32(H)x32(W)x10(C) | WxHxD: 32x32x10 | same (32x32x10)""",
    ("wide", "output"): "WxHxC = 48x32x8 | CxHxW: 8x32x48 | 48(W) x 32(H) x 8(C)",
    ("layer", "macs"): """
        3/4 million | about 3/4 million | three quarters of a million | 768.000,00 | 768k mul-adds""",
    ("layer", "memory"): """
        10240 floats * 4 | 10240 numbers of 4 bytes | 10240 float32s | 10240 values a 4 bytes | 10240 × float32""",
    ("layer", "weights"): "750 weights, 10 biases",
    ("layer", "biases"): "750 weights, 10 biases",
    ("stack", "receptive_field"): "7 in each direction | 49 pixels (7x7) | each sees 7x7 | r=7",
    ("gap", "receptive_field"): "100% | the whole thing",
    ("flat", "output"): """
        4096-dim vector | 4096 dimensional | vector of length 4096 | 4096D | R^4096 | 4096x1 | (4096, 1)
        4096 logits""",
    ("line", "output"): "48 steps x 16 channels | 48 timesteps with 16 features",
    ("act", "output"): """
        same | unchanged | same as input | same as the input | the same | same size | stays the same | no change
        identical | unchanged: 8x8x16""",
    ("act", "params"): """
        none (relu has no weights) | 0, relu has no parameters | relu has no parameters | it has none | nil""",
    ("flat", "receptive_field"): "7 | all | 7x7",
}
SHIPPED: dict[tuple[str, str], str] = {
    ("vgg16", "params"): """
        138M | ~138M | 138,357,544 | 138.4 million | 0.138B | 138.36M | 1.38 x 10^8 | 138M (138,357,544)
        138 357 544 | 138.357.544 | 138,357,544. | 138.36 mil | 138M params | 1.38*10^8 | 1.38×10⁸ | 138 x 10^6
        138e6 | 138 million (138,357,544) | ~ 138 M | circa 138 million | 138m | about 138 million parameters
        138.4M params | 0.138 G""",
    ("vgg16", "macs"): """
        15.47 GFLOPs | 15.5G | 15.5 GMACs | 15.47 billion | 1.55e10 | 30.9 GFLOPs | 15,470,264,320
        15.5 billion MACs | 15.5 GMac | 15.5 G-MACs | 15470264320 | 15.47 x 10^9 | 15.5 giga | 15.5 billion
        15.5e9""",
    ("vgg16", "memory"): """
        60,950,432 | 58.1 MB | 15,237,608 floats | 61 MB | 58.1 MiB | 61 megabytes | 61 million bytes | 60.95 MB
        58 MB""",
    ("alexnet", "params"): "60M | 60 million | 61M | 61.1M | 61,100,840",
    ("resnet50", "macs"): "3.8G | 3.8e9 | 3.8 x 10^9 | 4.09G | 4.1 GMACs | 4.1 billion FLOPs",
    ("resnet50", "params"): "25.6M | 26M | 25,557,032 | 25.56 million parameters",
    ("googlenet", "params"): "6.8M | 6.62M | 6.6 million",
    ("efficientnet_b0", "macs"): "0.39B | 0.39 BFLOPs | 390M | 386 MFLOPs",
    ("lenet5-1998", "C3.params"): "1516 | 1,516",
}
UNREADABLE = [
    *(("params", text) for text in (
        "many", "768.000", "760 or 750", "not 760", "less than 760", "76 per filter", "760 kg", "7,6", "1,000,00",
        "between 1 and 2", "760 (750)", "5/0", "-760", "", "10*(5", "2^9999", "10*/5", "> 700", "3 or so x", "?", "N",
        "1.2.3",
        "9**9**9", "((((((((((((((((((((((((((1))))))))))))))))))))))))))", "__import__('os')",
    )),
    *(("output", text) for text in (
        "32x", "32xx10", "height 32", "10@", "32x32 with feature maps", "32 10", "large", "same",
    )),
    ("receptive_field", "3 on each side"),
]  # fmt: skip


def each(table: dict[tuple[str, str], str]) -> list[tuple[str, str, str]]:
    return [(net, key, text.strip()) for (net, key), all in table.items() for line in all.splitlines()
            for text in line.split(" | ") if text.strip()]  # fmt: skip


@cache
def shipped(name: str) -> Network:
    return loading.load(name)


def verdict(network: Network, key: str, text: str) -> tuple[str, str]:
    asked = ask_key(Ask.of(network, "params").figures, key, text, Place(Source("test", ""), ()))
    mark = judge(Question("", "", network, (asked,), (0,))).marks[0]
    return mark.verdict, mark.note


def test_the_table_is_long() -> None:
    assert len(each(RIGHT)) + len(each(MORE)) + len(each(SHIPPED)) >= 440


@pytest.mark.parametrize(("net", "key", "text"), [*each(RIGHT), *each(MORE), *each(OTHERS), *each(LATER)])
def test_a_right_answer(net: str, key: str, text: str) -> None:
    volume, *layers = NETS[net]
    assert verdict(chain.network(volume, layers), key, text)[0] == "right"


@pytest.mark.parametrize(("name", "key", "text"), each(SHIPPED))
def test_a_right_answer_about_a_known_network(name: str, key: str, text: str) -> None:
    assert verdict(shipped(name), key, text)[0] == "right"


@pytest.mark.parametrize(("quantity", "text"), UNREADABLE)
def test_what_is_not_read(quantity: str, text: str) -> None:
    with pytest.raises(FieldError):
        read_answer(text, Context(quantity))


NOTES = [
    ("layer", "flops", "1,536,000", "as 2 x 768,000 MACs"),
    ("layer", "macs", "1,536,000 FLOPs", "as two FLOPs are one of 768,000 MACs"),
    ("layer", "memory", "40 KB", "with KB of 1,024 bytes"),
    ("gap", "output", "16", "as a flat vector, which Keras' global pooling gives"),
    ("gap", "receptive_field", "8", "as the whole input is 8x8"),
]


@pytest.mark.parametrize(("net", "key", "text", "note"), NOTES)
def test_the_convention_is_told(net: str, key: str, text: str, note: str) -> None:
    volume, *layers = NETS[net]
    assert verdict(chain.network(volume, layers), key, text) == ("right", note)


@pytest.mark.parametrize("text", ["p=2", "P = 2", "padding 2", "2 on each side", "2 px", "pad: 2"])
def test_a_padding(text: str) -> None:
    assert read_answer(text, Context("pad")).value == 2  # type: ignore[union-attr]


def test_the_convention_of_a_known_network_is_told() -> None:
    told = {
        ("alexnet", "params", "60M"): "as the paper prints it (Krizhevsky et al. 2012, abstract: 60M)",
        ("resnet50", "macs", "3.8G"): "as the paper prints it (He et al. 2015, table 1: 3.8e9 FLOPs)",
        ("vgg16", "memory", "60,950,432"): "with the input, and with activations and dropout in place, and without "
        "layers that change nothing",
    }
    assert {key: verdict(shipped(key[0]), *key[1:]) for key in told} == {key: ("right", told[key]) for key in told}


@pytest.mark.parametrize(("name", "key", "text"), [
    ("vgg16", "params", "0.1G"), ("layer", "params", "1K"), ("layer", "params", "760 or 750"),
    ("layer", "output", "10x32x32"), ("pool", "output", "96"),
    ("layer", "output", "32,32,100"), ("layer", "params", "7,60"), ("layer", "output", "torch.Size([1, 32, 32, 10])"),
])  # fmt: skip
def test_what_is_not_right(name: str, key: str, text: str) -> None:
    network = chain.network(NETS[name][0], NETS[name][1:]) if name in NETS else shipped(name)
    assert verdict(network, key, text)[0] != "right"


@pytest.mark.parametrize("module", [answers, arithmetic, cleaning, spelling, units, written, passage])
def test_the_examples_in_its_code(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
