"""The commands that keep a registry safe: ``registry backup``, ``restore``, ``verify`` and ``rebuild``."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop.cli import console, entering
from crlm_desktop.cli.passphrases import passphrase, whoever_sits_here
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, CrlmError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import backups, integrity, knowledge, workplace
from crlm_desktop.services.integrity import Head
from crlm_desktop.services.workplace import Place, ServerAddress

if TYPE_CHECKING:
    from crlm_desktop.services.integrity import Report

_PARTS = {
    "file": N_("file and encryption"),
    "references": N_("references"),
    "cases": N_("revisions of the cases"),
    "seals": N_("sealed meetings"),
    "lists": N_("lists"),
    "search": N_("search"),
    "chain": N_("audit log and what it vouches for"),
}
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def noted(text: str) -> Head:
    """Read ``ENTRY:SHA256`` as an earlier check printed it."""
    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not of the form ENTRY:SHA256")
    return Head(entry=int(match[1]), sha256=match[2])


def backup(path: Place, *, to: Path | None, passphrase_file: Path | None, catalogue: Catalogue) -> int:
    """Make a backup, checked by opening it; the registry may be open in a window meanwhile."""
    _ = catalogue.gettext
    try:
        folder = workplace.folder(path)
        workplace.check_is_there(folder)
        chosen = passphrase(catalogue, file=passphrase_file)
        made = backups.back_up_closed(folder, chosen, to=to, clock=SystemClock())
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("The backup is in {path}. It was opened and holds the same as the registry.").format(path=made.path))
    return console.DONE


def restore(path: Place, source: Path, *, only_show: bool, passphrase_file: Path | None, catalogue: Catalogue) -> int:
    """Tell what a backup holds and put it at ``path``; what is there is kept beside."""
    _ = catalogue.gettext
    try:
        folder = workplace.folder(path)
        chosen = passphrase(catalogue, file=passphrase_file)
        held = backups.held(source, chosen)
        count = held.cases
        told = catalogue.ngettext(
            "{name}: {count} case, last changed on {moment}", "{name}: {count} cases, last changed on {moment}", count
        )
        print(told.format(name=held.name, count=count, moment=_moment(held.newest_change, catalogue)))
        if only_show:
            return console.DONE
        done = backups.restore(
            folder, source, chosen, author=whoever_sits_here(), clock=SystemClock(), engine=knowledge.load_engine()
        )
        done.workplace.close()
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("The registry was restored to {path}.").format(path=done.workplace.path))
    if done.kept is not None:
        print(_("What was there before is kept in {path}.").format(path=done.kept))
    return console.DONE


def verify(path: Place, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Check all of a registry and tell what is and what is not affected; exit code 1 when anything is wrong.

    When nothing is, the newest entry of the audit log is told, to be noted and given as ``--noted`` later.
    """
    try:
        user, chosen = _whoever(path, asked, catalogue)
        report = integrity.verify(path, chosen, clock=SystemClock(), noted=asked.noted, user=user)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    return _told(report, catalogue)


def rebuild(path: Place, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Make lists and search anew from what was recorded, then check all."""
    _ = catalogue.gettext
    try:
        user, chosen = _whoever(path, asked, catalogue)
        report = integrity.rebuild(path, chosen, author=whoever_sits_here(), clock=SystemClock(), user=user)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("Lists and search were made anew."))
    return _told(report, catalogue)


def _whoever(path: Place, asked: argparse.Namespace, catalogue: Catalogue) -> tuple[str | None, str]:
    """Return who comes in and by which passphrase; into a folder any user's passphrase lets, unless one is named."""
    if asked.user or isinstance(path, ServerAddress):
        return entering.credentials(path, asked, catalogue)
    workplace.check_is_there(path)
    return None, passphrase(catalogue, file=asked.passphrase_file)


def _told(report: Report, catalogue: Catalogue) -> int:
    _ = catalogue.gettext
    for part in report.checked:
        findings = report.of(part)
        told = _("whole") if not findings else _("damaged")
        print(_("{part}: {told}").format(part=_(_PARTS[part.value]), told=told))
        for finding in findings:
            print(f"  {catalogue.sentence(finding)}")
    if report.cases is None:
        print(_("No case could be looked at."))
    elif report.is_good:
        whole = catalogue.ngettext("All is whole: {count} case.", "All is whole: {count} cases.", report.cases)
        print(whole.format(count=report.cases))
    else:
        fine = report.cases - len(report.affected)
        print(_("Not affected: {fine} of {count} cases.").format(fine=fine, count=report.cases))
        if report.affected:
            print(_("Affected: {ids}.").format(ids=", ".join(report.affected)))
    if report.is_good and report.head is not None:
        entry, sha256 = report.head.entry, report.head.sha256
        print(_("Newest audit entry, to note elsewhere: {entry}:{sha256}").format(entry=entry, sha256=sha256))
    return console.DONE if report.is_good else console.INPUT_AT_FAULT


def _moment(moment: datetime | None, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    return _("unknown") if moment is None else catalogue.moment(moment)
