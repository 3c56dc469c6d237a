"""The command ``registry log``: the audit log as lines of CSV, which name users and no patient."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping
from datetime import date, datetime, time

from crlm_desktop.cli import console
from crlm_desktop.cli.entering import opened
from crlm_desktop.errors import N_, CrlmError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import log
from crlm_desktop.services.log import Act, Entry

ACTS: Mapping[Act, str] = {
    Act.REGISTRY_CREATED: N_("registry created"),
    Act.REGISTRY_CHAINED: N_("audit log chained"),
    Act.REGISTRY_RESTORED: N_("registry restored from a backup"),
    Act.REGISTRY_COPIED: N_("backup to another folder"),
    Act.REGISTRY_REBUILT: N_("lists and search rebuilt"),
    Act.OFFERS_SET: N_("what the centre offers set"),
    Act.CASE_CREATED: N_("case created"),
    Act.CASE_RECORDED: N_("case changed"),
    Act.CASE_IDENTIFIED: N_("number, name or birth date changed"),
    Act.CASE_EXPORTED: N_("case file exported"),
    Act.OPINION_GIVEN: N_("opinion given"),
    Act.OPINION_WITHDRAWN: N_("opinion withdrawn"),
    Act.MEETING_CREATED: N_("meeting created"),
    Act.MEETING_CHANGED: N_("particulars of a meeting changed"),
    Act.ATTENDANCE_RECORDED: N_("attendance recorded"),
    Act.CASE_LISTED: N_("case put on an agenda"),
    Act.CASE_UNLISTED: N_("case taken off an agenda"),
    Act.AGENDA_ORDERED: N_("agenda ordered"),
    Act.QUESTION_ASKED: N_("question to the team changed"),
    Act.OUTCOME_RECORDED: N_("outcome recorded"),
    Act.OUTCOME_WITHDRAWN: N_("outcome taken back"),
    Act.MEETING_CLOSED: N_("meeting closed and sealed"),
    Act.MINUTES_EXPORTED: N_("minutes exported"),
    Act.CASE_BROUGHT: N_("case brought from a pack"),
    Act.PACK_TAKEN: N_("meeting taken along in a pack"),
    Act.PACK_OPENED: N_("registry made from a pack"),
    Act.PACK_HANDED_BACK: N_("meeting handed back in a pack"),
    Act.PACK_BROUGHT_BACK: N_("pack brought back"),
    Act.USER_ADDED: N_("user added"),
    Act.USER_RENAMED: N_("user renamed"),
    Act.USER_ROLE_SET: N_("role changed"),
    Act.USER_REVOKED: N_("access taken away"),
    Act.PASSPHRASE_CHANGED: N_("own passphrase changed"),
    Act.PASSPHRASE_RESET: N_("new passphrase given"),
    Act.PASSPHRASES_REFUSED: N_("wrong passphrases"),
    Act.USER_ENTERED: N_("opened the registry"),
    Act.USER_LEFT: N_("closed the registry"),
    Act.USE_CASE_REFUSED: N_("refused by role"),
    Act.RECOVERY_KEY_MADE: N_("recovery key made"),
    Act.RECOVERY_KEY_USED: N_("recovery key used"),
}
# Whoever exports chooses the name of the file, and may have named it after a patient.
_UNTOLD = frozenset({"file", "base", "taking"})
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def day(text: str) -> date:
    """Read a day as the command line has it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date of the form YYYY-MM-DD") from None


def log_command(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Print the audit log of a registry, one line an entry, oldest first; for administrators."""
    _ = catalogue.gettext
    # A day begins where the machine is; entries are kept in UTC.
    since = None if asked.since is None else datetime.combine(asked.since, time()).astimezone()
    try:
        with opened(asked.path, asked, catalogue) as place:
            found = log.entries(place, since=since)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow([_("entry"), _("time"), _("user"), _("act"), _("what"), _("about"), _("details")])
    for entry in found:
        lines.writerow([_plain(part) for part in _parts(entry, catalogue)])
    return console.DONE


def _parts(entry: Entry, catalogue: Catalogue) -> tuple[str, ...]:
    told = "; ".join(f"{name}={value}" for name, value in sorted(entry.detail.items()) if name not in _UNTOLD)
    at = entry.at.astimezone().isoformat(timespec="seconds")
    what = catalogue.gettext(ACTS[entry.act])
    return str(entry.id), at, entry.author, entry.act.value, what, entry.subject, told


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
