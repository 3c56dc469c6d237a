"""The commands on a registry: ``registry create``, ``registry info`` and ``minutes``."""

from __future__ import annotations

import getpass
from pathlib import Path

from crlm_desktop.cli import console
from crlm_desktop.cli.passphrases import passphrase
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services import knowledge, meetings, printing, review, workplace
from crlm_desktop.services.workplace import Workplace

NO_MEETING = Code("cli.no_meeting", N_("The registry has no meeting “{wanted}”. Its meetings are: {known}."))
MANY_MEETINGS = Code("cli.many_meetings", N_("“{wanted}” fits several meetings; name one by its id: {known}."))
NO_MEETINGS = Code("cli.no_meetings", N_("The registry has no meeting."))


def create(path: Path, *, name: str, passphrase_file: Path | None, catalogue: Catalogue) -> int:
    """Create an encrypted registry; its passphrase is asked for twice."""
    _ = catalogue.gettext
    try:
        workplace.check_is_free(path)
        chosen = passphrase(catalogue, file=passphrase_file, twice=True)
        workplace.create(
            path, chosen, name=name, author=_author(), clock=SystemClock(), engine=knowledge.load_engine()
        ).close()
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("The registry “{name}” was created in {path}.").format(name=name, path=path))
    return console.DONE


def info(path: Path, *, passphrase_file: Path | None, catalogue: Catalogue) -> int:
    """Tell a registry's name, how many cases it holds, and its meetings with their ids."""
    _ = catalogue.gettext
    try:
        with opened(path, passphrase_file, catalogue) as place:
            count = review.count_cases(place)
            rows = meetings.list_meetings(place)
            name = place.name
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    cases = catalogue.ngettext("{name}: {count} case", "{name}: {count} cases", count)
    print(cases.format(name=name, count=count))
    for row in rows:
        print(f"{row.id}  {row.held_on.isoformat()}  {row.title}  ({catalogue.pick(row.state.label)})")
    return console.DONE


def minutes(
    path: Path,
    *,
    meeting: str,
    to: Path,
    overwrite: bool,
    passphrase_file: Path | None,
    catalogue: Catalogue,
) -> int:
    """Write the minutes of a meeting, named by its id, its date or its title, as a PDF in the catalogue's language."""
    _ = catalogue.gettext
    try:
        with opened(path, passphrase_file, catalogue) as place:
            written = printing.minutes(
                place, find_meeting(place, meeting), language=catalogue.language, to=to, overwrite=overwrite
            )
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("The minutes were written to {path}.").format(path=written))
    return console.DONE


def find_meeting(place: Workplace, wanted: str) -> MeetingId:
    """Return the one meeting whose id, date (ISO) or title is ``wanted``; none and several are refused by name."""
    rows = meetings.list_meetings(place)
    if not rows:
        raise EnvironmentFault(NO_MEETINGS)
    found = [row for row in rows if wanted in (row.id, row.held_on.isoformat(), row.title)]
    if len(found) == 1:
        return found[0].id
    known = "; ".join(f"{row.id} {row.held_on.isoformat()} {row.title}" for row in found or rows)
    raise EnvironmentFault(MANY_MEETINGS if found else NO_MEETING, wanted=wanted, known=known)


def opened(path: Path, passphrase_file: Path | None, catalogue: Catalogue) -> Workplace:
    """Open a registry for a command, to be closed after use; its passphrase is found or asked for."""
    workplace.check_is_there(path)
    chosen = passphrase(catalogue, file=passphrase_file)
    return workplace.open_(path, chosen, author=_author(), clock=SystemClock(), engine=knowledge.load_engine())


def _author() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
