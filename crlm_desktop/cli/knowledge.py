"""The commands ``knowledge check``, ``show``, ``diff`` and ``facts``: the knowledge as its editors need it."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from crlm_desktop.cli import console
from crlm_desktop.cli.proposal_text import override_lines
from crlm_desktop.engine.knowledge.comparing import compare_editions
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import knowledge


def check(folder: Path | None, catalogue: Catalogue, *, centre: Path | None) -> int:
    """Tell every fault of the knowledge files with file and line; 1 if there is any."""
    _ = catalogue.gettext
    try:
        edition = knowledge.load_edition(folder, centre=centre)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    counted = catalogue.ngettext(
        "Edition {version}: {count} strategy, no faults, SHA-256 {sha256}",
        "Edition {version}: {count} strategies, no faults, SHA-256 {sha256}",
        len(edition.strategies),
    )
    print(counted.format(version=edition.version, count=len(edition.strategies), sha256=edition.sha256))
    for line in override_lines(edition.overrides, catalogue):
        print(line)
    return console.DONE


def show(folder: Path | None, catalogue: Catalogue, *, centre: Path | None) -> int:
    """Print the whole edition as a readable document (Markdown)."""
    try:
        print(knowledge.document(knowledge.load_edition(folder, centre=centre), catalogue))
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    return console.DONE


def diff(first: Path, second: Path | None, *, as_json: bool, catalogue: Catalogue) -> int:
    """Tell what differs between two editions, or an edition and the same with a centre's thresholds."""
    _ = catalogue.gettext
    try:
        before, after = knowledge.load_both(first, second)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    changes = compare_editions(before, after)
    if as_json:
        told = [{"part": str(one.part), "id": one.id, "text": catalogue.pick(one.text)} for one in changes]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return console.DONE
    print(
        _("Edition {before} ({before_hash}) and then {after} ({after_hash})").format(
            before=before.version,
            before_hash=before.sha256[:12],
            after=after.version,
            after_hash=after.sha256[:12],
        )
    )
    for part, of_part in groupby(changes, key=lambda one: one.part):
        print(f"\n{catalogue.pick(part.label)}")
        for change in of_part:
            print(f"  {catalogue.pick(change.text)}")
    if not changes:
        print(_("Nothing differs that a proposal could rest on."))
    return console.DONE


def facts(catalogue: Catalogue) -> int:
    """Print the fact catalogue: every fact that rules and assumptions may name."""
    print(knowledge.facts_document(catalogue))
    return console.DONE
