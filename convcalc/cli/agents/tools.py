"""The tools: what each is given, and the command that it comes to. Nothing here writes a file or runs what it reads."""

from typing import Annotated

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from convcalc.cli.calling import Said, answer

SPEC = Annotated[str, Field(description="The text of a spec in YAML, the path of a file, or a shipped spec: resnet50.")]
VALUES = dict[str, str | int | float]
VARIABLES = Annotated[VALUES | None, Field(description="Variables of the spec to replace: {width: 64}.")]
SIZE = Annotated[str, Field(description="Another input than the spec's: 320x320x3.")]
PART = Annotated[str, Field(description="A layer or a block, as analyse names it; none for the whole network.")]
VOLUME = Annotated[str, Field(description="What goes in, height x width x channels: 32x32x3.")]
WORDS = Annotated[
    list[str],
    Field(
        description="A layer each, in shorthand (conv 10 5x5 s1 p2), in words (ten 5x5 filters, pad 2) or as pasted "
        "code of PyTorch or Keras (nn.Conv2d(3, 10, 5)).",
        min_length=1,
    ),
]
LAYERS = Annotated[WORDS, Field(description="Layers as calc takes them, with ? in the place of one or two numbers.")]
OUTPUT = Annotated[str, Field(description="The output to reach: 32x32x10; ? is any number.")]
COUNT = Annotated[str, Field(description="What to reach: 760, 34.9K, <10k, >=5M.")]
CHOICES = Annotated[
    dict[str, str],
    Field(description="What varies, each with its choices: {width: '16..96:8', kernel: '3,5,7'}.", min_length=1),
]
LIMITS = Annotated[list[str] | None, Field(description="Keep members within limits: params<=5M, receptive_field>=200.")]
FIGURES = Annotated[str, Field(description="Show the members that no other beats in all of these: params,macs.")]
FIGURE = Annotated[str, Field(description="Show the ten best by a figure instead: macs, depth:max.")]
MOST = Annotated[int, Field(description="Of a larger family, try so many members at random.", ge=1, le=1_000_000)]
DEPTH = Annotated[int | None, Field(description="Open blocks down to this depth.", ge=0)]
BATCH = Annotated[int, Field(description="Examples at once, for memory.", ge=1)]
SAME = Annotated[bool, Field(description="The output is to be as high and wide as the input.")]


async def analyse(
    spec: SPEC, settings: VARIABLES = None, input: SIZE = "", batch: BATCH = 1, depth: DEPTH = None
) -> str:
    """Every layer of a network: volume, parameters, MACs, memory, receptive field; and the totals, exact."""
    more = [*_given(settings, input), f"--batch={batch}", *([] if depth is None else [f"--depth={depth}"])]
    return _told(["summary", "--exact", *more], spec)


async def explain(spec: SPEC, layer: PART = "", settings: VARIABLES = None, input: SIZE = "") -> str:
    """The arithmetic of every figure of a layer, or the parts of a block or network and their sums."""
    return _told(["explain", *_given(settings, input)], spec, *([layer] if layer else []))


async def calc(volume: VOLUME, layers: WORDS) -> str:
    """Layers that stand in no file: what comes out of each, and with which arithmetic. Says a wrong in_channels."""
    return _told(["calc"], volume, *layers)


async def solve(
    volume: VOLUME,
    layers: LAYERS,
    output: OUTPUT = "",
    same_size: SAME = False,
    params: COUNT = "",
    receptive_field: COUNT = "",
) -> str:
    """The numbers in the place of ? that give an output, a count of parameters or a receptive field; all there are."""
    wanted = {"--output": output, "--params": params, "--receptive-field": receptive_field}
    goals = [f"{name}={value}" for name, value in wanted.items() if value]
    return _told(["solve", *goals, *(["--same-size"] if same_size else [])], volume, *layers)


async def check(spec: SPEC) -> str:
    """What is wrong with a spec: what it expects of itself and does not hold, budgets of its project, rules."""
    return _said(["check"], spec).all


async def diff(old: SPEC, new: SPEC) -> str:
    """What changed from one spec to another, what follows from it layer by layer, and both totals."""
    return _told(["diff"], old, new)


async def sweep(
    spec: SPEC, vary: CHOICES, where: LIMITS = None, front: FIGURES = "", best: FIGURE = "", most: MOST = 20_000
) -> str:
    """A family of networks: what every combination of choices costs, which keep limits, and which stand out."""
    choices = [f"--vary={name}={values}" for name, values in vary.items()]
    limits = [f"--where={limit}" for limit in where or ()]
    shown = [f"--{name}={value}" for name, value in (("front", front), ("best", best)) if value]
    return _told(["sweep", *choices, *limits, *shown, f"--sample={most}"], spec)


TOOLS = (analyse, explain, calc, solve, check, diff, sweep)


def _given(settings: VALUES | None, input: str) -> list[str]:
    replaced = [f"--set={name}={value}" for name, value in (settings or {}).items()]
    return [*replaced, *([f"--input={input}"] if input else [])]


def _told(command: list[str], *words: str) -> str:
    """What a command says of these words. Raises ToolError where it cannot do its work."""
    said = _said(command, *words)
    if said.failed:
        raise ToolError(said.all)
    return said.all


def _said(command: list[str], *words: str) -> Said:
    """The answer of a command to these words; a spec's text among them is its standard input. Raises ToolError."""
    texts = [word for word in words if "\n" in word or "{" in word]
    if len(texts) > 1:
        raise ToolError("only one spec can be given as text: write the other to a file, and give its path")
    if "-" in words:
        raise ToolError("there is no standard input here: give the spec's text in the place of -")
    return answer([*command, "--", *("-" if word in texts else word for word in words)], *texts)
