"""Pasted code as chains: what is read, what is refused with its place, and what never runs."""

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.document.problems import SpecError
from convcalc.language import chain
from convcalc.language.spoken.code.networks import read_code
from convcalc.language.spoken.words import WordsError

LENET = """
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    '''From the tutorial.'''

    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)
        for m in self.modules():
            nn.init.kaiming_normal_(m.weight)

    def forward(self, x):
        batch = x.size(0)
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        print(x.shape)
        x = x.view(batch, -1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return F.log_softmax(self.fc3(x), dim=1)

net = Net().to("cuda")
optimizer = torch.optim.SGD(net.parameters(), lr=0.001)
for epoch in range(2):
    print(epoch)
"""
LENET_IS = "conv relu maxpool conv relu maxpool flatten dense relu dense relu dense log_softmax"  # in words
PARTS = """
class Block(nn.Module):
    def __init__(self, i, o, k=3):
        super(Block, self).__init__()
        self.body = nn.Sequential(nn.Conv2d(i, o, k, padding=k // 2), nn.BatchNorm2d(o), nn.ReLU(inplace=True))
    def forward(self, x):
        return self.body(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(3, 8)
        self.b = Block(8, 16, k=5)
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(16, 10)
    def forward(self, x):
        x = self.b(self.a(x))
        x = torch.flatten(self.pool(x), 1)
        return self.fc(x)
"""
ADDED = """
model = Sequential()
model.add(Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(10, activation='softmax'))
model.compile(optimizer='adam', loss='categorical_crossentropy')
model.summary()
"""
FUNCTIONAL = """
inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(10)(x)
model = keras.Model(inputs, outputs)
"""
LINES = """
    nn.Conv2d(1, 8, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
"""
PRINTED = """
Net(
  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
  (body): Sequential(
    (0): ReLU()
    (1): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  )
  (fc): Linear(in_features=864, out_features=10, bias=True)
)
"""
LISTED = """
layers = []
layers += [nn.Conv2d(3, 8, kernel_size=3, padding=1), nn.ReLU(inplace=True)]
layers.append(nn.MaxPool2d(2))
layers.extend([nn.Conv2d(8, 4, 1)])
net = nn.Sequential(*layers)
"""
TF1 = """
conv1 = tf.layers.conv2d(inputs=x, filters=32, kernel_size=[5, 5], padding="same", activation=tf.nn.relu)
pool1 = tf.layers.max_pooling2d(conv1, pool_size=[2, 2], strides=2)
logits = tf.layers.dense(tf.reshape(pool1, [-1, 14 * 14 * 32]), 10)
"""
TF1_NN = """
W1 = tf.get_variable('W1', [4, 4, 3, 8])
Z1 = tf.nn.conv2d(X, W1, strides=[1, 1, 1, 1], padding='SAME')
P1 = tf.nn.max_pool(tf.nn.relu(Z1), ksize=[1, 8, 8, 1], strides=[1, 8, 8, 1], padding='SAME')
"""
SLIM = """
net = slim.conv2d(images, 64, [3, 3], scope='conv1')
net = slim.max_pool2d(net, [2, 2], scope='pool1')
net = tf.contrib.layers.fully_connected(slim.flatten(net), 10, activation_fn=None)
"""
INIT = """
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(8 * 13 * 13, 10)
"""
BUILT = """
def build_model(classes=10):
    return tf.keras.Sequential([
        tf.keras.layers.Rescaling(1./255, input_shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10),
    ])
"""
VGG = """
import torch.nn as nn
cfg = {"A": [8, "M", 16, "M"]}
class VGG(nn.Module):
    def __init__(self, name, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.features = self._make_layers(cfg[name], norm_layer)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(16 * 8 * 8, 10))
    def forward(self, x):
        return self.head(self.features(x))
    def _make_layers(self, cfg, norm):
        layers, i = [], 3
        for v in cfg:
            if v == "M":
                layers += [nn.MaxPool2d(2)]
            else:
                layers += [nn.Conv2d(i, v, 3, padding=1), norm(v), nn.ReLU(True)]
                i = v
        return nn.Sequential(*layers)
def test():
    net = VGG("A")
    print(net(torch.randn(2, 3, 32, 32)).size())
"""
MADE_BY_FUNCTION = """
def block(x, filters, stride):
    x = layers.Conv2D(filters, 3, strides=stride, use_bias=False, padding="same")(x)
    return layers.ReLU(6.)(x)
x = inputs = keras.Input((8, 8, 3))
for f, s in [(4, 1), (8, 2)]:
    x = block(x, f, s)
model = keras.Model(inputs, x)
"""
NOTEBOOK = """
%matplotlib inline
!pip install torch
conv3 = partial(nn.Conv2d, kernel_size=3)
convs = nn.ModuleList([conv3(3, 8), conv3(8, 8)])
for conv in convs:
    x = F.relu(conv(x))
"""
FLAX = """
from flax import linen as nn
class CNN(nn.Module):
    width: int = 8
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Conv(features=self.width, kernel_size=(3, 3))(x))
        x = nn.avg_pool(x, window_shape=(2, 2), strides=(2, 2))
        return nn.Dense(10)(x.reshape((x.shape[0], -1)))
"""
GENERATOR = """
class G(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 8 * 4 * 4)
        self.up = nn.ConvTranspose2d(8, 3, 4, 2, 1)
    def forward(self, z):
        return torch.tanh(self.up(self.fc(z).view(-1, 8, 4, 4)))
"""
GROWN = "parts = [nn.Conv2d(3, 8, 3)]\nif norm > n:\n    pass\n    parts.append(nn.ReLU())\nnet = nn.Sequential(*parts)"
GLUON = "net = nn.Sequential()\nnet.add(nn.Conv2D(channels=6, kernel_size=5, activation='sigmoid'), nn.Dense(10))"


@pytest.mark.parametrize(
    ("code", "volume", "kinds", "params"),
    [
        (VGG, "3x32x32", "conv bn relu maxpool conv bn relu maxpool flatten dense", 11_690),
        (MADE_BY_FUNCTION, None, "conv relu6 conv relu6", 396),
        (NOTEBOOK, "8x8x3", "conv relu conv relu", 808),
        (FLAX, "8x8x3", "conv relu avgpool flatten dense", 1514),
        (GENERATOR, "16", "dense reshape tconv tanh", 2563),
        (GLUON, "1x28x28", "conv sigmoid flatten dense", 34_726),
        ("conv = nn.Conv2d(3, 8, 3)\nx = F.relu(conv(x))", "8x8x3", "conv relu", 224),
        ("net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())\nnet = net[:1]", "8x8x3", "conv", 224),
        (
            "class N(nn.Sequential):\n  def __init__(self, i):\n    super().__init__(nn.Conv2d(i, 4, 1))\nN(3)",
            "8x8x3",
            "conv",
            16,
        ),
        ("paddle.nn.Conv2D(3, 8, 3, bias_attr=False)", "8x8x3", "conv", 216),
        ("x = x.mean([2, 3])", "8x8x3", "gap flatten", 0),
        (LENET, "3x32x32", LENET_IS, 62_006),
        (PARTS, "3x32x32", "conv bn relu conv bn relu gap flatten dense", 3658),
        (ADDED, None, "conv relu maxpool flatten dense softmax", 54_410),
        (FUNCTIONAL, None, "conv relu gap flatten dense", 170),
        (LINES, "1x28x28", "conv relu maxpool", 80),
        (INIT, "1x28x28", "conv maxpool flatten dense", 13_610),
        ("net = nn.Sequential(OrderedDict([('c', nn.Conv2d(3, 4, 1)), ('r', nn.ReLU())]))", "8x8x3", "conv relu", 16),
        ("n = 4\nnn.Conv2d(3, 2 * n, 1)", "8x8x3", "conv", 32),
        ("[Conv2D(4, 1), ReLU()]", "8x8x3", "conv relu", 16),
        ("Dense(5)", "8x8x3", "dense", 20),
        ("ZeroPadding2D(padding=((1, 0), (2, 0)))", "8x8x3", "pad", 0),
        ("Conv1D(4, kernel_size=3, padding='causal', dilation_rate=2)", "100x8", "conv", 100),
        ("Flatten(input_shape=(28, 28)),\nDense(10)", None, "flatten dense", 7850),
        (BUILT, None, "identity flatten dense", 7850),
        (PRINTED, "1x28x28", "conv relu maxpool flatten dense", 8806),
        (LISTED, "3x32x32", "conv relu maxpool conv", 260),
        ("self.c = nn.Conv2d(1, 4, 3)\nx = F.max_pool2d(F.relu(self.c(x)), 2)", "1x28x28", "conv relu maxpool", 40),
        (TF1, "28x28x1", "conv relu maxpool flatten dense", 63_562),
        (TF1_NN, "64x64x3", "conv relu maxpool", 384),
        (SLIM, "8x8x1", "conv relu maxpool flatten dense", 10_890),
        ("metrics = [Accuracy()]\npair = [x, y]\nDense(5)", "8x8x3", "dense", 20),
        ("Convolution2D(64, 3, 5, subsample=(2, 2), init='he_normal')", "32x32x3", "conv", 2944),
    ],
)
def test_a_plain_chain_is_read(code: str, volume: str | None, kinds: str, params: int) -> None:
    network = chain.built(chain.read_program("net.py", code, volume))
    sites = [node.site for node in network.nodes[1:]]
    assert " ".join(site.kind for site in sites) == kinds
    assert sum(tensor.elements for site in sites for tensor in site.layer.weights(site.inputs)) == params


@pytest.mark.parametrize(
    ("code", "message", "line"),
    [
        (LENET.replace("16 * 5 * 5", "256"), "dense for 256 numbers, and 400 come in", 13),
        (LENET.replace("batch, -1", "-1, 16 * 6 * 6"), "flatten for 576 numbers, and 400 come in", 24),
        (LENET.replace("Conv2d(6, 16, 5)", "Conv2d(8, 16, 5)"), "conv for 8 channels, and volume 6x14x14 has 6", 12),
        (LENET.replace("x = F.relu(self.fc2(x))", "x = x + F.relu(self.fc2(x))"),
         "'x + F.relu(self.fc2(x))' is no plain chain: it joins or splits what comes in", 26),
        (LENET.replace("x = F.relu(self.fc2(x))", "x = self.fc9(x)"), "'self.fc9' is no layer that is known", 26),
        (LENET.replace("x = F.relu(self.fc2(x))", "if x:\n            x = self.fc2(x)"),
         "this is no plain chain of layers", 26),
        (LENET.replace("self.conv2(x)", "self.conv1(x)"), "this conv runs twice with the same weights", 10),
        (LENET.replace("self.fc3 = ", "if torch.cuda.is_available(): self.fc3 = "),
         "this is no plain chain of layers", 15),
        ("x = nn.functional.relu(F.conv2d(x, w))", "'F.conv2d' is no layer that is known", 1),
        (GROWN, "what this changes is not known before the code runs", 4),
        ("n = nn.Sequential(nn.Conv2d(3, 8, 3))\nfc = nn.Linear(8, 2)",
         "this code has n and fc, and does not say how they are joined", 2),
        (ADDED.replace("(2, 2)", "pool"), "'pool' is not known here", 4),
        (ADDED.replace("'relu'", "'rely'"), "\"'rely'\" is no activation that is known", 3),
        (FUNCTIONAL.replace("layers.Dense(10)(x)", "layers.add([x, x])"),
         "'[x, x]' is no plain chain: it joins or splits what comes in", 5),
        (FUNCTIONAL.replace("layers.Dense(10)", "layers.Dens(10)"), "'layers.Dens' is no layer that is known", 5),
        (ADDED + ADDED.replace("model", "other"), "this code has 2 networks: model, other", 10),
        ("nn.Conv2d(3, 8, 3, padding=1,, 2)", "this is no Python: invalid syntax", 1),
        (LINES + "    nn.Conv2D(1, 2)", "'nn.Conv2D' is no layer that is known", 5),
        ("Convolution2D(32, 3, 3)", "the last 3 is Keras 1's width of the kernel, or a stride", 1),
        (TF1_NN.replace("[4, 4, 3, 8]", "shape"), "'W1' is not known here", 3),
        ("optimizer = Adam()", "no layers are found in this code", 1),
    ],
)  # fmt: skip
def test_what_is_no_plain_chain_is_told_with_its_place(code: str, message: str, line: int) -> None:
    with pytest.raises(SpecError) as raised:
        chain.built(chain.read_program("net.py", code, "3x32x32" if "nn." in code else None))
    problem = raised.value.problems[0]
    assert problem.message == message
    assert problem.place
    assert problem.place.position.line == line


def test_every_layer_has_its_place() -> None:
    network = chain.read_program("net.py", LENET, "3x32x32")
    place = network.line.locate(("layers", 7, "dense", "units"))
    assert network.line.line(place.line)[place.column - 1 :][: place.length] == "120"
    assert network.line.said(("layers", 7, "dense")) == "nn.Linear(16 * 5 * 5, 120)"


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('touch ran')",
        "nn.Conv2d(3, open('ran', 'w').write('x'), 3)",
        "nn.Conv2d(3, (lambda: 1)(), 3)",
        "nn.Conv2d(3, 9**9**9**9, 3)",
        "nn.Conv2d(3, 10**30, 3)",
        "nn.Conv2d(3, " + "9" * 5000 + ", 3)",
        "nn.Conv2d(" * 100 + ")" * 100,
        "nn.Sequential(" * 40 + "nn.ReLU()" + ")" * 40,
        "nn.Conv2d(3, " + "-" * 3000 + "1, 3)",
        "nn.Conv2d(3, " + "+".join(["1"] * 50_000) + ", 3)",
        "class A(nn.Module):\n  def __init__(self):\n    self.a = A()\n  def forward(self, x):\n    return self.a(x)\n",
        "nn.ReLU()\n" * 30_000,
        "nn.Conv2d(3, 8, 3)\0",
        "a = [1]\n" + "a = [a, a]\n" * 80 + "b = a == a\nnn.Conv2d(3, a, 3)",
        "a = [1]\nfor i in range(400):\n    a.extend(a)\nnn.Conv2d(3, 4, a)",
        "a = '{:>999999999}'.format('x')\nnn.Conv2d(3, a, 3)",
        "f = lambda x: f(x) + f(x)\nnn.Conv2d(3, f(1), 3)",
        "n = 1\nwhile True:\n    n += 1\nnn.Conv2d(3, n, 3)",
        "m = nn.Sequential(nn.ReLU())\n" + "m = nn.Sequential(m, m, m)\n" * 18,
        "b = 1 << 10**9\nnn.Conv2d(3, b, 3)",
        "nn.Conv2d(3, 8, 3)" + "\U0001f600" * 5 + "(",
    ],
)
def test_hostile_code_is_refused_and_never_runs(code: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WordsError):
        read_code(code)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("volume", "code", "params"),
    [
        ("24x24x64", "SeparableConv2D(32, 3, depth_multiplier=2)", 9 * 128 + 128 * 32 + 32),
        ("24x24x64", "SeparableConv2D(32, 3)", 9 * 64 + 64 * 32 + 32),
        ("24x24x64", "layers.PReLU(shared_axes=[1, 2])", 64),
        ("100", "layers.PReLU()", 100),
    ],
)
def test_keras_by_what_it_counts(volume: str, code: str, params: int) -> None:
    assert analyse(chain.network(volume, [code])).total.params == params


def test_a_weight_for_each_number_is_no_prelu() -> None:
    """Keras' PReLU has 24*24*64 weights here, and convcalc's layer would have 64."""
    with pytest.raises(SpecError, match="0 axes"):
        chain.network("24x24x64", ["layers.PReLU()"])
