"""What a program is made of, and how a target says a layer: plain data, with Python text for every value."""

from typing import Any

from convcalc.document.records import NamedTuple


class Verbatim(str):
    """A value that is Python text already, such as the name of a class."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class LayerWords(NamedTuple):
    """How a target makes a layer: what it calls, and with which values.

    Layers with the same `callee` and the same names are one in a block that is called several times, where values
    that differ become its parameters; what may not differ belongs into `callee`.
    """

    callee: str
    args: tuple[tuple[str, Any], ...] = ()
    family: str = ""
    """Layers of one family may stand for each other, so that what is called becomes a parameter: activations."""


class ValueRef(NamedTuple):
    """A volume in a block: what a step gives, or with step -1 what comes in."""

    step: int
    place: int = 0


class CodeStep(NamedTuple):
    """A layer, or a call of a block."""

    label: str
    """An identifier that no other step of the block has."""
    named: bool
    """The spec gives it this name."""
    callee: str
    """The target's words, or the name of a block."""
    block: "CodeBlock | None"
    args: tuple[tuple[str, str], ...]
    """Each with its value as Python text, in which parameters of the block and, in a loop, `i` stand."""
    reads: tuple[ValueRef, ...]
    gives: tuple[int, ...]
    """Its nodes that others read, in one call of the block: none where it is there for nothing, several for some."""
    times: str
    """How often it stands in a row, each on what came out of the one before; empty for once."""
    when: str
    """A condition: where it is false, it hands on what it reads; empty where there is none."""
    branch: tuple[str, ...]
    """The branches around it in its block, from the outermost."""
    nodes: tuple[int, ...]
    """The numbers of its nodes in one call of the block."""
    same_as: int | None = None
    """The step before it whose weights it uses, all of them."""
    varies: bool = False
    """What is called is a parameter of the block."""


class CodeParameter(NamedTuple):
    """A name of a block's signature, with its default as Python text; empty where it must be given."""

    name: str
    default: str = ""


class CodeBlock(NamedTuple):
    """A block: its name in words with underlines, as a spec has it, and what it does."""

    name: str
    parameters: tuple[CodeParameter, ...]
    inputs: tuple[str, ...]
    """Identifiers of what comes in; the first is `x`."""
    sources: tuple[int, ...]
    """The nodes that come in, in one call."""
    steps: tuple[CodeStep, ...]
    outputs: tuple[ValueRef, ...]
    calls: int
    """How often it is called in the network."""


class CodeHop(NamedTuple):
    """A step on the way to a layer, in one call of its block."""

    block: str
    place: int
    """That of the step."""
    time: int
    """The how-manieth it is, of those that the step repeats, from 0."""
    position: int
    """How many modules stand before it in a chain of all steps; a step that is left out counts for one."""


class CodeTie(NamedTuple):
    """A layer that uses weights of another one that stands elsewhere: numbers of both nodes, and the ways to them."""

    node: int
    owner: int
    way: tuple[CodeHop, ...] = ()
    owner_way: tuple[CodeHop, ...] = ()


class CodeProgram(NamedTuple):
    """Blocks, each after those that it calls; the last is the network."""

    blocks: tuple[CodeBlock, ...]
    ties: tuple[CodeTie, ...]

    @property
    def main(self) -> CodeBlock:
        """The network itself; its inputs and outputs are those of the network, in order."""
        return self.blocks[-1]
