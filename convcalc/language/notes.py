"""What is said of the text of a network that may not be what was meant, and may be right. Tells no faults."""

from convcalc.document.foreign import Foreign
from convcalc.document.places import Place
from convcalc.document.problems import Problem
from convcalc.language.spec import Spec, spec_of
from convcalc.model.geometry import AXES, Volume
from convcalc.model.layers import KINDS
from convcalc.model.network import Network, Node

IMAGES = (1, 3, 4)
"""The channels that images mostly have. No volume of several axes that starts otherwise is looked at."""
LONG = 1000
"""So many channels at so few positions are rather a signal's length."""


def notes_on(network: Network) -> list[Problem]:
    """Inputs that look as if their channels were first or left out, blocks that hide a kind, and what files say."""
    spec = spec_of(network)
    if spec is None:
        return []
    notes = [note for number in network.inputs for note in _on_input(spec, network.nodes[number])]
    made = [note for source in spec.files if isinstance(source, Foreign) for note in source.notes]
    return notes + _on_blocks(spec) + made


def _on_blocks(spec: Spec) -> list[Problem]:
    """Blocks with the names of kinds that came later, and do other things."""
    return [
        Problem(
            f"block {name!r} stands in the place of the layer kind of that name",
            spec.blocks[name].place.on_key(),
            "rename the block where the kind is wanted",
            severity="note",
        )
        for name in spec.blocks
        if name in KINDS
    ]


def _on_input(spec: Spec, node: Node) -> list[Problem]:
    volume = node.site.output
    written = spec.input[node.label] if isinstance(spec.input, dict) else spec.input
    place = spec.place_of_input(node.label) if written == list(volume.numbers) else None
    return note_on(volume, spec.orders is not None, place)


def note_on(volume: Volume, order_is_said: bool, place: Place | None) -> list[Problem]:
    """What is said of an input volume, if anything."""
    first, *others = volume.numbers
    if volume.rank == 1 and first == others[0] > max(IMAGES):
        message = f"{volume} is read as a length of {volume.length} with {volume.channels} channels"
        help = f"if it is an image, give its channels too, as {type(volume)((first, first), 3)}"
        return [Problem(message, place, help, severity="note")]
    least = LONG if volume.rank == 1 else max(IMAGES) + 1
    if order_is_said or not volume.rank or first not in IMAGES or min(others) < least:
        return []
    axes = " x ".join((*AXES[volume.rank], "channels"))
    help = "if the channels are first here, say so: 'order: channels_first' in the spec, or --order channels_first"
    return [Problem(f"{volume} is read as {axes}, with {volume.channels} channels", place, help, severity="note")]
