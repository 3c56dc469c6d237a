"""What changed since an earlier proposal, which stands in a file: read, compared and told on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from crlm_desktop.cli import console
from crlm_desktop.engine import encoding
from crlm_desktop.engine.comparing_proposals import Difference
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import N_, Code, CrlmError
from crlm_desktop.i18n import Catalogue

NOT_SEALED = Code(
    "cli.not_sealed",
    N_("{path} is no proposal in both languages. Write one with: crlm-desktop evaluate CASE.json --format sealed"),
)


def read_proposal(name: str) -> Proposal:
    """Return the proposal, in both languages as ``--format sealed`` writes it, of the file ``name``."""
    data = console.read_bytes(name)
    try:
        value = json.loads(data)
        return encoding.from_json(value)
    except (ValueError, RecursionError, CrlmError):
        # What went wrong inside tells a person less than how to get such a file.
        raise CrlmError(NOT_SEALED, path=name) from None


def difference_lines(difference: Difference, catalogue: Catalogue) -> Iterator[str]:
    """Yield what changed, by what it is about."""
    _ = catalogue.gettext
    yield _("Since the earlier proposal. {essence}").format(essence=catalogue.pick(difference.essence))
    for subject, changes in groupby(difference.changes, key=lambda one: one.subject):
        yield f"  {catalogue.pick(subject.label)}"
        for change in changes:
            yield f"    {catalogue.pick(change.text)}"


def difference_json(difference: Difference, catalogue: Catalogue) -> dict[str, Any]:
    """Return what changed as JSON values in the catalogue's language."""
    return {
        "causes": [str(cause) for cause in difference.causes],
        "changes": [
            {"subject": str(one.subject), "option": one.option or None, "text": catalogue.pick(one.text)}
            for one in difference.changes
        ],
    }
