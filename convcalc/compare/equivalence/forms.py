"""The forms that are seen through. Each is exact, but for what no architecture says: that what was dropped is zero."""

from convcalc.compare.equivalence.chains import chain
from convcalc.compare.equivalence.seeker import OtherForm, Pair, Seeker
from convcalc.compare.kinds import BATCH_NORM, CONVOLUTIONS, IDENTITY, IDLE, MAXPOOL, POOLS
from convcalc.model.geometry import Window
from convcalc.model.network import Site


def fold(seeker: Seeker) -> None:
    """Batch norm that only one side has, after a layer that has a bias for it on the other, or had a zero one."""
    for index, side, number in seeker.one_sided(BATCH_NORM):
        before = seeker.networks[side].nodes[number].inputs[0]
        pair = seeker.pair(side, before)
        if pair and seeker.reader(side, before) == number and _can_hold(seeker, pair, not side):
            form = OtherForm("folded", BATCH_NORM, int(not side))
            seeker.count(form, index)
            seeker.settle(form, pair.place, "bias")
            _fold_scale(seeker, form, side, number)


def _can_hold(seeker: Seeker, pair: Pair, side: bool) -> bool:
    """Whether a layer of a side holds the batch norm that follows it on the other: no person has edited it away."""
    nodes, readers = seeker.networks[side].nodes, seeker.readers[side].get(pair.numbers[side], ())
    held, had = (getattr(pair.nodes[each].site.layer, "bias", None) for each in (side, not side))
    if held is None or had is None or any(nodes[each].site.kind == BATCH_NORM for each in readers):
        return False
    return seeker.is_foreign(side) or (held and not had and not seeker.by_name)


def _fold_scale(seeker: Seeker, form: OtherForm, side: int, number: int) -> None:
    """The scale after batch norm, where these are two layers."""
    scale = seeker.reader(side, number)
    place = None if scale is None else seeker.at[side].get(scale)
    if (
        place is not None
        and seeker.leaves[place].piece.kind == "scale"
        and not (seeker.leaves[place].old and seeker.leaves[place].new)
    ):
        seeker.take(form, place)


def split(seeker: Seeker) -> None:
    """Batch norm without weights and a scale with a bias, for batch norm that has both."""
    for index, side, number in seeker.one_sided("scale"):
        node = seeker.networks[side].nodes[number]
        pair = seeker.pair(side, node.inputs[0])
        if not pair or seeker.reader(side, node.inputs[0]) != number or not vars(node.site.layer)["bias"]:
            continue
        norms = [vars(each.site.layer).get("affine") for each in pair.nodes]
        if pair.nodes[0].site.kind == pair.nodes[1].site.kind == BATCH_NORM and norms == [bool(side), not side]:
            form = OtherForm("split", "scale", side)
            seeker.count(form, index)
            seeker.settle(form, pair.place, "affine")


def pad(seeker: Seeker) -> None:
    """A layer that pads what a convolution pads itself; or max pooling of what is not negative."""
    for index, side, number in seeker.one_sided("pad"):
        node = seeker.networks[side].nodes[number]
        pair = seeker.pair(side, seeker.reader(side, number))
        before = seeker.networks[side].nodes[node.inputs[0]].site.layer
        if not pair or (pair.nodes[0].site.kind == MAXPOOL and not before.positive):
            continue
        apart, together = (pair.nodes[each].site for each in (side, not side))
        if apart.output == together.output and _windows(apart, node.site) == _windows(together) != []:
            form = OtherForm("padded", "pad", side)
            seeker.count(form, index)
            seeker.settle(form, pair.place, "pad", "ceil")


def _windows(site: Site, padded: Site | None = None) -> list[tuple[int, ...]]:
    """How a convolution or max pooling reads what was there before it was padded; nothing of other kinds."""
    if site.kind not in (*CONVOLUTIONS, MAXPOOL):
        return []
    first = padded.layer.windows(padded.inputs) if padded else ()
    starts = [each.before for each in first if isinstance(each, Window)] or [0] * site.inputs[0].rank
    windows = [each for each in site.layer.windows(site.inputs) if isinstance(each, Window)]
    return [(*each[:3], each.before + start) for each, start in zip(windows, starts, strict=True)]


def leave_out(seeker: Seeker) -> None:
    """Layers that compute nothing, between networks that were written by different hands."""
    if seeker.by_name and not (seeker.is_foreign(0) or seeker.is_foreign(1)):
        return
    for index, side, number in list(seeker.one_sided(*IDLE, *POOLS)):
        site = seeker.networks[side].nodes[number].site
        if site.kind in IDLE[:4] or _moves_nothing(site):
            seeker.count(OtherForm("idle", site.kind, int(not side)), index)
    for index, leaf in seeker.edited:
        kinds = [piece.kind for piece in (leaf.old, leaf.new) if piece]
        if IDENTITY in kinds and {*kinds} < {*IDLE[:3]} and len({*kinds}) == 2 and len(leaf.edits) == 1:
            side = kinds.index(IDENTITY)
            seeker.count(OtherForm("idle", kinds[1 - side], side), index)


def _moves_nothing(site: Site) -> bool:
    """Whether a layer gives out the volume that it takes, or its channels alone."""
    x, y = site.inputs[0], site.output
    if site.kind in POOLS:
        return x == y and {*site.layer.kernel} == {1}  # type: ignore[attr-defined]
    return x == y or (x.channels == y.channels and max(*x.size, *y.size, 1) == 1)


def drop_biases(seeker: Seeker) -> None:
    """Biases that a file of ONNX has not: exporters drop those that are zero."""
    for index, leaf in seeker.edited:
        if [edit.what for edit in leaf.edits] != ["bias"] or not leaf.old or not leaf.new:
            continue
        side = int(leaf.edits[0].after == "false")
        source = seeker.networks[side].source
        if source and source.name.lower().endswith(".onnx") and [each.what for each in leaf.figures] == ["params"]:
            seeker.count(OtherForm("unbiased", leaf.piece.kind, side), index)


def size(seeker: Seeker) -> None:
    """Interpolation to a size, for one by a factor that comes to it: files of other formats say either."""
    for index, leaf in seeker.edited:
        if {edit.what for edit in leaf.edits} - {"factor", "size"} or not leaf.old or not leaf.new:
            continue
        pair = seeker.pair(0, leaf.old.first)
        if pair and _resampled(pair.nodes[0].site) == _resampled(pair.nodes[1].site) and seeker.is_foreign(1):
            seeker.count(OtherForm("sized", leaf.piece.kind, 1), index)


def _resampled(site: Site) -> object:
    return site.layer.windows(site.inputs), site.output


FORMS = (fold, split, pad, size, chain, leave_out, drop_biases)
