"""Words that join what the options panel says."""

from __future__ import annotations

from collections.abc import Iterable

from crlm_desktop.i18n import Catalogue


def clauses(parts: Iterable[str], catalogue: Catalogue) -> str:
    """Return the parts one after another in one sentence, separated as the language does it."""
    _ = catalogue.gettext
    # Translators: what separates the parts of a sentence.
    return _("; ").join(parts)
