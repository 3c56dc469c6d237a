"""Words that join what the options panel says."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from crlm_desktop.i18n import Catalogue


def clauses(parts: Iterable[str], catalogue: Catalogue) -> str:
    """Return the parts one after another in one sentence, separated as the language does it; empty for none."""
    _ = catalogue.gettext
    told = list(parts)
    # Translators: how a language strings the clauses of one sentence together.
    return reduce(lambda one, other: _("{one}; {other}").format(one=one, other=other), told) if told else ""


def either(parts: Iterable[str], catalogue: Catalogue) -> str:
    """Return the parts as alternatives; empty for none."""
    _ = catalogue.gettext
    told = list(parts)
    return reduce(lambda one, other: _("{one} or {other}").format(one=one, other=other), told) if told else ""
