"""Facts by name: what a person calls them, and the path by which a case file does."""

from __future__ import annotations

from collections.abc import Iterable

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.labelling import label_of
from crlm_desktop.engine.tri import FactId
from crlm_desktop.i18n import Catalogue

_COMMA = Text(", ", "、")


def named(facts: Iterable[str], catalogue: Catalogue) -> str:
    """Return facts by their labels, each with its path for a person who edits the file."""
    _ = catalogue.gettext
    labels = {fact: catalogue.pick(label_of(FactId(fact))) for fact in facts}
    told = (_("{label} ({fact})").format(label=label, fact=fact) for fact, label in labels.items())
    return catalogue.pick(_COMMA).join(told)
