"""Short ways to build a network from a text in a test."""

from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network


def network(text: str, input=None, name: str = "t.yaml", **settings) -> Network:
    """The network of a spec's text."""
    return build(loading.read_source(parse(name, text)), settings, input)


def chain(input: str, *layers: str) -> Network:
    """The network of layers one after another, each as YAML writes it."""
    lines = "".join(f"\n  - {layer}" for layer in layers)
    return network(f"input: {input}\nlayers:{lines}\n")


def volumes(net: Network) -> list[str]:
    """The volume after each layer."""
    return [str(node.site.output) for node in net.nodes[1:]]
