"""The way from a name to a network, written once: find the document, read the spec, build."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeGuard

from convcalc.document.files import contents, near_file, shown_path
from convcalc.document.opening import Seek, beside, read
from convcalc.document.places import Located
from convcalc.document.problems import Problem, SpecError, fail
from convcalc.document.source import Source, parse
from convcalc.document.wording import nearest, one_form
from convcalc.language.expansion import Progress, build
from convcalc.language.spec import Spec, read_spec
from convcalc.model.geometry import ORDERS, Order
from convcalc.model.network import Network

if TYPE_CHECKING:
    from convcalc.language.orders import Otherwise

FEW_NAMES = 12
"""Of a family's names, so many are told."""

TEXT = "<text>"
"""What the faults of a text are told of."""


@cache
def presets_folder() -> str:
    """Where the shipped specs are: inside the installed package, or beside it in a checkout."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(here, "specs")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(here), "specs")


def preset_names() -> list[str]:
    """The names of the shipped specs, in order."""
    return sorted(name[:-5] for name in os.listdir(presets_folder()) if name.endswith(".yaml"))


def find(name: str, folder: str = "", roots: Sequence[str] = ()) -> Source:
    """The document of a file (named from `folder`), of a preset by its bare name, or of standard input (`-`).

    A file lies below one of the roots, where there are any. Raises SpecError where there is none, or it cannot be read.
    """
    if name == "-" and not folder:
        return read(name)
    path = beside(folder, name)
    if roots and (os.path.basename(name) != name or os.path.lexists(path)):
        _bound(path, roots)
    if os.path.isfile(path):
        return read(path, strict=bool(roots))
    preset = os.path.join(presets_folder(), f"{name}.yaml")
    if os.path.basename(name) == name and os.path.isfile(preset):
        return read(preset)
    if os.path.lexists(path) or os.path.basename(name) != name:
        return read(path)
    names = preset_names()
    stem = os.path.splitext(name)[0]
    help = f"the preset is called {stem!r}" if stem in names else _family(stem, names) or near_file(path, names)
    help = help or "'convcalc presets' lists the shipped ones"
    raise fail(f"there is no file and no preset {shown_path(name)}", help=help)


def _family(stem: str, names: Sequence[str]) -> str:
    """The presets that a family's name may mean; empty where there are not several."""
    of = sorted([name for name in names if name.startswith(stem.lower()) and len(stem) > 2], key=len)
    if len(of) < 2:
        return ""
    return f"there are {', '.join(of[:FEW_NAMES])}" + (f", and {len(of) - FEW_NAMES} more" if of[FEW_NAMES:] else "")


class OutsideError(SpecError):
    """A file that is named in another one lies where that has nothing to say."""


def is_text(given: str | os.PathLike[str]) -> TypeGuard[str]:
    """Whether a program gives the text of a document, and no name: it has a line break, or stands in braces."""
    return isinstance(given, str) and ("\n" in given or given.startswith("{"))


def written_or_found(given: str | os.PathLike[str]) -> Source:
    """The document that a program gives as a text or by a name. Raises SpecError."""
    return parse(TEXT, given) if is_text(given) else find(os.fspath(given))


def _bound(path: str, roots: Sequence[str]) -> None:
    """Raises SpecError for a path that lies below none of the roots, nor beside the shipped specs."""
    from convcalc.document.roots import inside

    if not inside(path, (*roots, presets_folder())):
        help = f"the project is {shown_path(roots[0])}"
        raise OutsideError([Problem(f"{shown_path(path)} lies outside of the project", help=help)])


def read_source(source: Located, named: Sequence[str] | None = None, order: Order | None = None) -> Spec:
    """The spec in a document. Raises SpecError.

    What it extends is in its project, which is the repository around it or else its folder, or one of the files and
    folders that somebody has named; anywhere where `named` is None. `order` is how its volumes are shown, and how they
    are written in files that say nothing of it; else that is as its project has it.
    """
    return read_spec(source, seek_for(source.folder, named), orders_for(source, named or (), order))


def seek_for(folder: str, named: Sequence[str] | None) -> Seek:
    """How documents are found that one in a folder names: in its project, or among those that somebody has named."""
    if named is None:
        return find
    return lambda name, where: find(name, where, reachable(folder, named))


def orders_for(source: Located, named: Sequence[str] = (), order: Order | None = None) -> "Otherwise | None":
    """How the volumes of a document are written and shown: in an order that is asked for, or that of its project."""
    usual = order or project_order(source.folder, named)
    if usual is None:
        return None
    from convcalc.document.foreign import Foreign
    from convcalc.language.orders import Otherwise

    shipped = bool(source.folder) and os.path.abspath(source.folder) == presets_folder()
    of_others = shipped or isinstance(source, Foreign)
    return Otherwise(usual, order or (usual if of_others else None), presets_folder())


def project_order(folder: str, named: Sequence[str] = ()) -> Order | None:
    """How the project that a folder is in writes its volumes; None where it does not say. Raises SpecError.

    For shipped specs, that is the project which the command runs in.
    """
    try:
        here = os.getcwd() if os.path.abspath(folder) == presets_folder() else os.path.abspath(folder)
    except FileNotFoundError:  # one is in a folder that is gone
        return None
    if not any(map(_may_say, _above(here))):
        return None
    from convcalc.language.orders import order_in

    return order_in(here, named)


def _above(folder: str) -> Iterator[str]:
    """The files with settings that may hold in a folder, or in one above."""
    while True:
        yield f"{folder}/.convcalc.yaml"
        yield f"{folder}/pyproject.toml"
        if folder == (folder := os.path.dirname(folder)):
            return


def _may_say(name: str) -> bool:
    """Whether a file may say how volumes are written: a quick look, before more is loaded to read it."""
    try:
        return os.path.lexists(name) and b"order" in contents(name)
    except SpecError:
        return True


def reachable(folder: str, named: Sequence[str]) -> tuple[str, ...]:
    """Where files may lie that a file in a folder names, beside shipped specs."""
    from convcalc.document.roots import root_of

    return (root_of(folder), *named)


def load(
    name: str | os.PathLike[str],
    settings: dict[str, Any] | None = None,
    input: Any = None,
    progress: Progress | None = None,
    named: Sequence[str] | None = None,
    order: str | None = None,
    unfold: bool = False,
) -> Network:
    """The network of a file, a preset or standard input, with variables and the input replaced where given.

    `settings` and `input` hold values as a spec would: `load("resnet50", {"classes": 10}, "32x32x3")`; of several
    inputs, `{"left": "64x64x1"}` replaces one. With `order="channels_first"`, volumes are shown and given as 3x32x32.
    Where the spec comes from somebody else, `named` holds what it may extend outside of its project: `()` for nothing.
    `unfold` reads a model file as the network was before it was exported. Raises SpecError.
    """
    return _build(find(os.fspath(name)), settings, input, progress, named, order, unfold)


def loads(
    text: str,
    settings: dict[str, Any] | None = None,
    input: Any = None,
    name: str = TEXT,
    order: str | None = None,
) -> Network:
    """The network of a spec's text; `name` is what its faults are told of. Raises SpecError."""
    return _build(parse(name, text), settings, input, order=order)


def _build(
    source: Source,
    settings: dict[str, Any] | None,
    input: Any,
    progress: Progress | None = None,
    named: Sequence[str] | None = None,
    order: str | None = None,
    unfold: bool = False,
) -> Network:
    return build(*family(source, settings, input, named, order, unfold), progress)


def family(
    source: Source,
    settings: dict[str, Any] | None = None,
    input: Any = None,
    named: Sequence[str] | None = None,
    order: str | None = None,
    unfold: bool = False,
) -> tuple[Spec, dict[str, Any], Any]:
    """The spec in a document, and what `settings` and `input` replace in it, read: what a network is built of.

    Raises SpecError.
    """
    if order is not None and order not in ORDERS:
        raise ValueError(f"unknown order {order!r}: {nearest(order, ORDERS) or 'one of ' + ', '.join(ORDERS)}")
    if unfold:
        from convcalc.language.foreign import unfolded

        source = unfolded(source)
    if settings and type(source) is not Source:
        from convcalc.language.foreign import on_settings

        source, settings = on_settings(source, settings)
    given = {one_form(key): setting(key, value) for key, value in (settings or {}).items()}
    spec, volumes = read_source(source, named, ORDERS[order] if order else None), _given_input(input)
    if volumes is not None and type(source) is not Source:
        from convcalc.language.foreign import on_inputs

        source = on_inputs(source, volumes, spec.order)
        spec = read_source(source, named, ORDERS[order] if order else None)
    return spec, given, volumes


def _given_input(input: Any) -> Any:
    """The input given outside a spec, or inputs by their names, read as the spec would read them."""
    if isinstance(input, dict):
        return {name: setting("input", volume) for name, volume in input.items()}
    return None if input is None else setting("input", input)


def setting(name: str, value: Any) -> Any:
    """A value given outside a spec, read as the spec would read it: `'224x224x3'`, `'[1, 2]'`, `3`, `(224, 224, 3)`."""
    if not isinstance(value, str):
        return list(value) if isinstance(value, tuple) else value
    from convcalc.document.places import Place
    from convcalc.document.problems import Problems
    from convcalc.language.values import Known, ValueReader

    source = parse(f"<{name}>", value)
    if source.data is None:
        raise fail(f"there is no value for {name!r}", help=f"as {name}={'224x224x3' if name == 'input' else '10'}")
    problems = Problems()
    read_value = ValueReader(problems).value(source.data, Place(source, ()), Known().with_kinds())
    problems.stop_where_any()
    return read_value
