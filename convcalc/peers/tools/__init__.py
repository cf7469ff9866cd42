"""The tools, each with the rules of its figures: a module here, and its name in the table."""

from importlib import import_module

from convcalc.peers.rules import Rule

TOOLS = (
    "torchinfo", "fvcore", "mmengine", "thop", "ptflops", "calflops", "deepspeed", "torchscan", "flopth", "torch",
    "torchvision", "onnx_tool", "keras", "darknet",
)  # fmt: skip


def rules_of(tool: str) -> tuple[Rule, ...]:
    """The rules of a tool's figures."""
    found: tuple[Rule, ...] = import_module(f"convcalc.peers.tools.{tool}").RULES
    return found


def rules() -> list[Rule]:
    """Those of all tools."""
    return [rule for tool in TOOLS for rule in rules_of(tool)]
