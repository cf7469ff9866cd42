"""Layers that share weights: Keras calls the same layer, or the same model, again."""

from convcalc.document.problems import fail
from convcalc.exchange.writing.code.words import CodeProgram, CodeStep
from convcalc.model.geometry import Volume
from convcalc.model.network import Network, Node, Scope


def hold_readers(network: Network) -> None:
    """Raises SpecError for layers with weights that nothing reads: a model of Keras leaves them out."""
    needed = {*network.ends}
    for number in range(len(network.nodes) - 1, -1, -1):
        node = network.nodes[number]
        if number in needed:
            needed.update(node.inputs)
        elif node.site.layer.weights(node.site.inputs) or node.site.layer.buffers(node.site.inputs):
            raise refusal(node, "a layer with weights whose numbers go nowhere")


def unshared(program: CodeProgram) -> list[int]:
    """The nodes that share weights where no layer or model of the same function can be called again."""
    steps = [
        (block.steps[step.same_as], step)
        for block in program.blocks
        for step in block.steps
        if step.same_as is not None
    ]
    apart = [step.nodes[0] for owner, step in steps if not _is_same(owner, step)]
    return [*(tie.node for tie in program.ties), *apart]


def _is_same(owner: CodeStep, step: CodeStep) -> bool:
    """Whether a step differs from the one that it shares with in nothing but what it reads."""
    plain = not (owner.when or owner.times or step.when or step.times)
    return plain and (owner.callee, owner.args) == (step.callee, step.args)


def flat(network: Network) -> Network:
    """The network without its blocks. Raises SpecError where layers share weights and differ in their settings."""
    top = Scope("")
    nodes = network.nodes
    for node in nodes:
        owner = node if node.shares is None else nodes[node.shares]
        if vars(owner.site.layer) != vars(node.site.layer):
            raise refusal(node, f"the weights of {owner.path} with other settings")
    return network._replace(nodes=tuple([node._replace(label=node.path, scope=top, origin=None) for node in nodes]))


def refusal(node: Node, why: str) -> Exception:
    """That Keras cannot say a layer."""
    return fail(f"{node.path}: Keras cannot say it: {why}", node.origin.place if node.origin else None)


def sizes(program: CodeProgram, network: Network) -> dict[int, str]:
    """The shapes of models that are called with volumes of several sizes: `(None, None, 256)`."""
    found: dict[int, str] = {}
    for block in program.blocks:
        for step in block.steps:
            if step.same_as is None or not step.block:
                continue
            owner = block.steps[step.same_as]
            one, other = (_taken(network, each) for each in (owner, step))
            if one != other and len(one) == 1:
                (volume,) = one
                found[owner.nodes[0]] = f"({'None, ' * volume.rank}{volume.channels})"
    return found


def _taken(network: Network, step: CodeStep) -> list[Volume]:
    """The volumes that a step reads."""
    first, nodes = step.nodes[0], network.nodes
    sources = dict.fromkeys(source for number in step.nodes for source in nodes[number].inputs if source < first)
    return [nodes[number].site.output for number in sources]
