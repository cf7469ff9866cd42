"""A network that was read from a file of another format, as one that a spec makes: with its structure found again."""

from convcalc.exchange.structure.origin import is_foreign
from convcalc.language import loading
from convcalc.model.network import Network


def as_of_a_spec(network: Network) -> Network:
    """The network itself, or where it is foreign, the one that `convcalc import` writes a spec of."""
    if not is_foreign(network):
        return network
    from convcalc.exchange.structure.imported import imported

    return loading.loads(imported(network).text, name=network.name)
