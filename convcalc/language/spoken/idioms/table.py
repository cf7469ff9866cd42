"""All idioms, in the order in which they are tried."""

from convcalc.language.spoken.idioms.layers import LAYERS
from convcalc.language.spoken.idioms.left_out import NEGATED
from convcalc.language.spoken.idioms.people import PEOPLE
from convcalc.language.spoken.idioms.steps import PADDING, STEPS
from convcalc.language.spoken.idioms.talk import TALK
from convcalc.language.spoken.idioms.unread import UNREAD
from convcalc.language.spoken.idioms.volumes import SIZES

IDIOMS = (*UNREAD, *NEGATED, *SIZES, *STEPS, *PADDING, *LAYERS, *PEOPLE, *TALK)
