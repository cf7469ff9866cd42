"""The traits of kinds: each kind states each, and whoever asks for one sees a kind that was just added."""

import pytest

from convcalc.model.layers import KINDS, Input, Layer, kind

TRAITS = [name for name, hint in Layer.__annotations__.items() if name not in vars(Layer) and "ClassVar" in str(hint)]


def test_traits_are_annotated_and_have_no_default():
    assert {"spatial", "merges", "linear", "weighted", "normalises", "positive", "any_size", "asked"} <= set(TRAITS)
    assert not [name for name in TRAITS if hasattr(Layer, name)]


@pytest.mark.parametrize("cls", [*map(kind, KINDS), Input], ids=[*KINDS, "input"])
def test_every_kind_states_each_trait(cls):
    assert [name for name in TRAITS if not hasattr(cls, name)] == []
    assert [name for name in TRAITS if name != "asked" and not isinstance(getattr(cls, name), bool)] == []
