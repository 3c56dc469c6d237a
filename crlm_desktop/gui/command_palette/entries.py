"""What the palette lists: an entry with its kind, its words, and why it cannot be chosen now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from crlm_desktop.i18n import Catalogue


class Kind(Enum):
    """What an entry leads to."""

    ACTION = "action"
    CASE = "case"
    MEETING = "meeting"
    STRATEGY = "strategy"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the palette; ``refused`` says why it cannot be chosen, and is empty when it can.

    ``also`` are texts by which it is found beside the title.
    """

    kind: Kind
    id: str
    title: str
    detail: str = ""
    keys: str = ""
    also: tuple[str, ...] = ()
    refused: str = ""

    @property
    def key(self) -> str:
        """The name by which a choice is remembered."""
        return f"{self.kind.value}:{self.id}"


def kind_name(kind: Kind, catalogue: Catalogue) -> str:
    """Return the word for a kind."""
    _ = catalogue.gettext
    match kind:
        case Kind.ACTION:
            return _("Action")
        case Kind.CASE:
            return _("Case")
        case Kind.MEETING:
            return _("Meeting")
        case Kind.STRATEGY:
            return _("Strategy")
        case Kind.SOURCE:
            return _("Source")
        case _:
            assert_never(kind)
