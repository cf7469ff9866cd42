"""Layers of files of other formats in the modules that they stand in there."""

from convcalc.document.foreign import Foreign, Module, Standing
from convcalc.document.places import Place
from convcalc.document.records import NamedTuple
from convcalc.language.expansion.state import Expansion, Frame
from convcalc.language.items import Item
from convcalc.model.network import Scope


class ModuleOrigin(NamedTuple):
    """What a module was written as: the layers in it, the first of which stands for all."""

    place: Place
    named: bool = True
    branch_names: tuple[str, ...] = ()

    @property
    def value_place(self) -> Place:
        """Where its first layer stands."""
        return self.place

    def setting_place(self, name: str) -> Place:
        """Where its first layer stands."""
        return self.place


def stand(state: Expansion, frame: Frame, item: Item) -> tuple[str, Scope]:
    """What the layer of an item is called, and the scope of the module that it stands in."""
    standing, scope = standing_of(item), frame.scope
    for module in standing.modules:
        scope = state.modules.get((id(scope), module.label)) or _scope(state, scope, module, item)
    return standing.label, scope


def standing_of(item: Item) -> Standing:
    """Where the layer of an item stands."""
    source, number = item.place.source, item.place.route[1]
    assert isinstance(source, Foreign)
    assert isinstance(number, int)
    return source.modules.get(number) or Standing(item.kind, (), ())


def _scope(state: Expansion, around: Scope, module: Module, item: Item) -> Scope:
    scope = Scope(module.label, around, module.kind, ModuleOrigin(item.place))
    state.modules[id(around), module.label] = scope
    return scope
