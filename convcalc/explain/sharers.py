"""Who uses the weights of a layer beside itself."""

from convcalc.model.network import Network


class _Users:
    """The layers of a network that use the weights of others: found once for the explanations of all of them."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.of: dict[int, list[str]] = {}
        for node in network.nodes:
            if node.shares is not None:
                self.of.setdefault(node.shares, []).append(node.path)


_last: list[_Users] = []
"""Those of the network explained last: a report explains each of its layers."""


def shared_with(network: Network, number: int) -> str:
    """Whoever uses a layer's weights, in words: `used by p4.conv and p5.conv too, and counted here alone`."""
    if not _last or _last[0].network is not network:
        _last[:] = [_Users(network)]
    paths = _last[0].of.get(number, [])
    if not paths:
        return ""
    named = " and ".join(filter(None, [", ".join(paths[:-1]), paths[-1]]))
    return f"used by {named} too, and counted here alone"
