"""The commands that keep a registry safe: ``registry backup``, ``restore``, ``verify`` and ``rebuild``."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import TYPE_CHECKING

from crlm_desktop.cli import console, entering
from crlm_desktop.cli.passphrases import passphrase, present_passphrase, user_of_surroundings, whoever_sits_here
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, CrlmError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import backups, integrity, knowledge, restoring, workplace
from crlm_desktop.services.integrity import Head
from crlm_desktop.services.workplace import ServerAddress

if TYPE_CHECKING:
    from crlm_desktop.services.integrity import Report
    from crlm_desktop.services.restoring import Outlook
    from crlm_desktop.services.workplace import Entrant

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


def backup(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Make a backup, checked by opening it; the registry may be open in a window meanwhile."""
    _ = catalogue.gettext
    try:
        somebody = _entered(asked, catalogue)
        made = backups.back_up_closed(somebody, to=asked.to, clock=SystemClock())
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("The backup is in {path}. It was opened and holds the same as the registry.").format(path=made.path))
    return console.DONE


def restore(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Tell what a backup holds and what it would change, and put it at its path; what is there is kept beside."""
    _ = catalogue.gettext
    source = asked.backup
    try:
        path = workplace.folder(asked.path)
        restoring.check_paths(path, source)
        chosen = passphrase(catalogue, file=asked.passphrase_file)
        is_guarded = restoring.is_guarded(path)
        present = present_passphrase(catalogue, file=asked.present_passphrase_file) if is_guarded else ""
        user = asked.user or user_of_surroundings()
        outlook = restoring.look(path, source, chosen, present=present, user=user, clock=SystemClock())
        _tell_outlook(outlook, catalogue)
        if asked.show:
            return console.DONE
        done = restoring.restore(
            path,
            source,
            chosen,
            present=present,
            user=user,
            author=whoever_sits_here(),
            clock=SystemClock(),
            engine=knowledge.load_engine(),
        )
        done.workplace.close()
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("The registry was restored to {path}.").format(path=done.workplace.path))
    if done.kept is not None:
        print(_("What was there before is kept in {path}.").format(path=done.kept))
    return console.DONE


def verify(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Check all of a registry and tell what is and what is not affected; exit code 1 when anything is wrong.

    When nothing is, the newest entry of the audit log is told, to be noted and given as ``--noted`` later.
    """
    try:
        if isinstance(asked.path, ServerAddress):
            user, chosen = entering.credentials(asked.path, asked, catalogue)
            report = integrity.verify_on_server(asked.path, chosen, clock=SystemClock(), noted=asked.noted, user=user)
        else:
            report = integrity.verify(_entered(asked, catalogue, takes_damaged=True), noted=asked.noted)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    return _told(report, catalogue)


def rebuild(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Make lists and search anew from what was recorded, then check all."""
    _ = catalogue.gettext
    try:
        if isinstance(asked.path, ServerAddress):
            user, chosen = entering.credentials(asked.path, asked, catalogue)
            report = integrity.rebuild_on_server(asked.path, chosen, clock=SystemClock(), user=user)
        else:
            report = integrity.rebuild(_entered(asked, catalogue), clock=SystemClock())
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("Lists and search were made anew."))
    return _told(report, catalogue)


def _entered(asked: argparse.Namespace, catalogue: Catalogue, *, takes_damaged: bool = False) -> Entrant:
    """Return who comes in; without a name the passphrase tells, as it did before these commands asked for one."""
    folder = workplace.folder(asked.path)
    workplace.check_is_there(folder)
    chosen = passphrase(catalogue, file=asked.passphrase_file)
    user = asked.user or user_of_surroundings()
    return workplace.enter_closed(folder, chosen, user=user, takes_damaged=takes_damaged, clock=SystemClock())


def _tell_outlook(outlook: Outlook, catalogue: Catalogue) -> None:
    held = outlook.held
    told = catalogue.ngettext(
        "{name}: {count} case, last changed on {moment}", "{name}: {count} cases, last changed on {moment}", held.cases
    )
    print(told.format(name=held.name, count=held.cases, moment=_moment(held.newest_change, catalogue)))
    for one in outlook.changes:
        print(catalogue.sentence(one))


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
