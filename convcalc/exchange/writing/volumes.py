"""How a volume lies in frameworks that have the channels first, whatever a spec writes."""

from convcalc.model.geometry import ChannelsFirst, Volume


def shape_of(volume: Volume, last: bool = False) -> tuple[int, ...]:
    """A volume without the batch: channels, then sizes; sizes first where the channels come last."""
    return (*volume.size, volume.channels) if last else (volume.channels, *volume.size)


def divides_channels(before: Volume, after: Volume) -> bool:
    """Whether reshaping makes the numbers of one position those of others, in the order in which a spec writes them."""
    return not isinstance(after, ChannelsFirst) and before.rank > 0 and before.channels != after.channels
