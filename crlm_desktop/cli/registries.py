"""The commands on a registry: ``registry create``, ``registry info`` and ``minutes``."""

from __future__ import annotations

import argparse

from crlm_desktop.cli import console, servers
from crlm_desktop.cli.entering import opened
from crlm_desktop.cli.passphrases import passphrase, whoever_sits_here
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId, MeetingState
from crlm_desktop.services import (
    backups,
    knowledge,
    meetings,
    pack_words,
    packing,
    printing,
    review,
    whereabouts,
    workplace,
)
from crlm_desktop.services.workplace import ServerAddress, Workplace

NO_MEETING = Code("cli.no_meeting", N_("The registry has no meeting “{wanted}”. Its meetings are: {known}."))
MANY_MEETINGS = Code("cli.many_meetings", N_("“{wanted}” fits several meetings; name one by its id: {known}."))
NO_MEETINGS = Code("cli.no_meetings", N_("The registry has no meeting."))


def create(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Create an encrypted registry with its first administrator, whose passphrase is asked for twice."""
    _ = catalogue.gettext
    path, name = asked.path, asked.name
    try:
        if isinstance(path, ServerAddress):
            return servers.create(path, asked, catalogue)
        workplace.check_is_free(path)
        console.tell_problems(whereabouts.warnings(path), catalogue)
        chosen = passphrase(catalogue, file=asked.passphrase_file, twice=True)
        with workplace.create(
            path,
            chosen,
            name=name,
            author=asked.user or whoever_sits_here(),
            clock=SystemClock(),
            engine=knowledge.load_engine(),
        ) as made:
            first = made.author
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(_("The registry “{name}” was created in {path}.").format(name=name, path=path))
    print(_("Its first administrator is {user}.").format(user=first))
    return console.DONE


def info(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Tell a registry's name, how many cases it holds, and its meetings with their ids."""
    _ = catalogue.gettext
    try:
        with opened(asked.path, asked, catalogue) as place:
            count = review.count_cases(place)
            rows = meetings.list_meetings(place)
            name = place.name
            is_elsewhere = place.is_demonstration or isinstance(place.place, ServerAddress)
            now, taking = place.clock.now(), packing.errand(place)
            out = {row.id: [one for one in packing.outings(place, row.id) if not one.brought_back_at] for row in rows}
            standing = None if is_elsewhere else backups.standing(place.path, now=now)
            refused = place.refusal()
            place_told = () if is_elsewhere else whereabouts.warnings(place.path)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    cases = catalogue.ngettext("{name}: {count} case", "{name}: {count} cases", count)
    print(cases.format(name=name, count=count))
    for row in rows:
        print(f"{row.id}  {row.held_on.isoformat()}  {row.title}  ({catalogue.pick(row.state.label)})")
        if out[row.id] and row.state is MeetingState.OPEN:
            print(f"  {pack_words.out_words(out[row.id][-1], now, catalogue)}")
    if taking is not None:
        print(pack_words.errand_words(taking, now, catalogue))
    if standing is not None:
        if standing.backups:
            newest = standing.backups[0]
            told = _("Newest backup: {moment}, {path}")
            print(told.format(moment=catalogue.moment(newest.made_at), path=newest.path))
        if standing.elsewhere is not None:
            told = _("Newest backup elsewhere: {moment}, {path}")
            print(told.format(moment=catalogue.moment(standing.elsewhere.at), path=standing.elsewhere.path))
        console.tell_problems(standing.warnings, catalogue)
    console.tell_problems(place_told, catalogue)
    if refused is not None:
        console.tell(refused, catalogue)
    # That somebody else has it open, or that it lies on a disc, is no fault of the registry.
    is_sound = refused is None or refused.code in (workplace.HELD, workplace.UNWRITABLE)
    return console.DONE if is_sound else console.INPUT_AT_FAULT


def minutes(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Write the minutes of a meeting, named by its id, its date or its title, as a PDF in the catalogue's language."""
    _ = catalogue.gettext
    try:
        with opened(workplace.place_of(asked.registry), asked, catalogue) as place:
            written = printing.minutes(
                place,
                find_meeting(place, asked.meeting),
                language=catalogue.language,
                to=asked.output,
                overwrite=asked.overwrite,
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
