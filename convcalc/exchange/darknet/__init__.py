"""Darknet's .cfg files as specs: each section is the layers that Darknet makes of it.

Sections, options and defaults are those of AlexeyAB/darknet, src/parser.c, which reads those of pjreddie/darknet too.
"""

from collections.abc import Callable

from convcalc.document.foreign import Foreign
from convcalc.exchange.darknet import plain, recurrent, weighted
from convcalc.exchange.darknet.cfg import Section, read_sections
from convcalc.exchange.darknet.reading import DarknetReading
from convcalc.exchange.translation import Translation

SECTIONS: dict[str, Callable[[DarknetReading, Section], int]] = {
    **dict.fromkeys(("convolutional", "conv"), weighted.convolutional),
    **dict.fromkeys(("deconvolutional", "deconv"), weighted.deconvolutional),
    "local": weighted.local,
    **dict.fromkeys(("connected", "conn"), weighted.connected),
    "rnn": recurrent.rnn,
    "crnn": recurrent.crnn,
    "lstm": recurrent.lstm,
    "gru": recurrent.gru,
    **dict.fromkeys(("maxpool", "max"), plain.maxpool),
    **dict.fromkeys(("local_avgpool", "local_avg"), plain.local_avgpool),
    **dict.fromkeys(("avgpool", "avg"), plain.avgpool),
    "route": plain.route,
    "shortcut": plain.shortcut,
    **dict.fromkeys(("scale_channels", "sam"), plain.gated),
    "upsample": plain.upsample,
    **dict.fromkeys(("reorg", "reorg3d"), plain.reorg),
    "crop": plain.crop,
    "dropout": plain.dropout,
    "activation": plain.activation,
    **dict.fromkeys(("softmax", "soft"), plain.softmax),
    "batchnorm": plain.batchnorm,
    **dict.fromkeys(("normalization", "lrn"), plain.normalization),
    **dict.fromkeys(("cost", "contrastive"), plain.cost),
    **dict.fromkeys(("yolo", "Gaussian_yolo", "region", "detection", "iseg"), plain.output),
}
"""What each kind of section is made of."""


def translate(source: Foreign) -> None:
    """Fill a document with the spec that its text makes. Raises SpecError with all that is wrong in the text."""
    translation = Translation(source)
    sections = read_sections(source, translation.problems)
    reading = DarknetReading(translation, sections[0])
    for section in sections[1:]:
        reading.ends.append(_made(reading, section))
    reading.finish()


def _made(reading: DarknetReading, section: Section) -> int:
    """The layer that a section ends in."""
    if section.kind in ("net", "network"):
        section.fault("a second [net] starts here", section.position, "a file holds one network")
        return reading.last
    make = SECTIONS.get(section.kind)
    return make(reading, section) if make else reading.unknown(section, section.kind, section.position)
