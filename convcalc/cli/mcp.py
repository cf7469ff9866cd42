"""`convcalc mcp`: the calculator as tools of a model, by the Model Context Protocol over the standard streams."""

import gc

import click

from convcalc.cli import CLEAN
from convcalc.cli.streams import served
from convcalc.document.problems import fail
from convcalc.version import __version__

INSTRUCTIONS = (
    "Exact arithmetic of convolutional architectures: volumes, parameters, MACs, memory and receptive fields, without "
    "a framework. Ask calc for a few layers, analyse for a whole network, explain for the working."
)


@click.command()
def command() -> int:
    """Serve as tools of a model, by the Model Context Protocol on standard input and output.

    The tools are analyse, explain, calc, solve, check, diff and sweep. They read specs and model files, write nothing,
    and run nothing of what they read.

    An assistant's settings name the command: {"command": "convcalc", "args": ["mcp"]}.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError:
        raise fail("convcalc mcp needs the mcp package", help="pip install 'convcalc[mcp]'") from None
    from convcalc.cli.agents.tools import TOOLS

    server = MCPServer("convcalc", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in TOOLS:
        server.add_tool(tool, annotations=reads, structured_output=False)
    served()
    gc.enable()  # this run is not a short one
    server.run()
    return CLEAN
