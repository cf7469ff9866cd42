"""What layers and networks were written as, whatever they were read from. Knows no language."""

from typing import Protocol

from convcalc.document.places import Located, Place


class Origin(Protocol):
    """What a layer, or a block call, was written as: an item of a spec, whatever its network was read from."""

    @property
    def place(self) -> Place:
        """Where it stands."""

    @property
    def value_place(self) -> Place:
        """Where its kind stands, with the settings."""

    def setting_place(self, name: str) -> Place:
        """Where a setting stands."""

    @property
    def named(self) -> bool:
        """Whether its name was given to it, and not made up."""

    @property
    def branch_names(self) -> tuple[str, ...]:
        """What its branches are called."""


class Document(Protocol):
    """What a whole network was written as."""

    @property
    def source(self) -> Located:
        """The document that was read."""

    @property
    def files(self) -> tuple[Located, ...]:
        """That document, and those that it extends."""
