"""The commands about packs: a meeting taken along, a working registry made from it, handed back, and brought back."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from crlm_desktop.cli import console
from crlm_desktop.cli.entering import opened
from crlm_desktop.cli.passphrases import pack_passphrase, whoever_sits_here
from crlm_desktop.cli.registries import find_meeting
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, Code, CrlmError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import files, knowledge, pack_words, packing, unpacking, workplace
from crlm_desktop.services.drafts import option_names
from crlm_desktop.services.packing import Freshness, Made, Received
from crlm_desktop.services.unpacking import Plan, Whose
from crlm_desktop.services.workplace import Workplace

CONFLICTS_OPEN = Code(
    "cli.conflicts_open",
    N_(
        "Both sides changed the same; choices that are open: {count}. Nothing was brought back. "
        "Take one side for all by --conflicts, or choose one by one in the window."
    ),
)


def pack_command(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Do what the words ask of a pack; what a person can act on is told on standard error."""
    try:
        return _DOINGS[asked.pack_command](asked, catalogue)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT


def _take(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    files.check_target(asked.output, overwrite=asked.overwrite)
    with opened(asked.path, asked, catalogue) as place:
        meeting = find_meeting(place, asked.meeting)
        chosen = pack_passphrase(catalogue, file=asked.pack_passphrase_file, twice=True)
        made = packing.take_along(place, meeting, chosen, to=asked.output, days=asked.days, overwrite=asked.overwrite)
    _tell_made(made, catalogue)
    return console.DONE


def _hand_back(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    files.check_target(asked.output, overwrite=asked.overwrite)
    with opened(asked.path, asked, catalogue) as place:
        chosen = pack_passphrase(catalogue, file=asked.pack_passphrase_file, twice=True)
        made = packing.hand_back(place, chosen, to=asked.output, overwrite=asked.overwrite)
    _tell_made(made, catalogue)
    return console.DONE


def _show(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    _tell_received(_received(asked, catalogue), catalogue)
    return console.DONE


def _open(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    _ = catalogue.gettext
    workplace.check_is_free(asked.path)
    chosen = pack_passphrase(catalogue, file=asked.pack_passphrase_file)
    received = packing.receive(asked.file, chosen)
    _tell_received(received, catalogue)
    author = asked.name or whoever_sits_here()
    with packing.open_pack(
        received, asked.path, chosen, author=author, clock=SystemClock(), engine=knowledge.load_engine()
    ) as place:
        user = place.author
    told = _("The working registry is in {path}. {user} opens it by the passphrase of the pack.")
    print(told.format(path=asked.path, user=user))
    return console.DONE


def _bring_back(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    _ = catalogue.gettext
    with opened(asked.path, asked, catalogue) as place:
        received = _received(asked, catalogue)
        planned = unpacking.compare(place, received)
        _tell_plan(place, planned, catalogue)
        if asked.show:
            return console.DONE
        if planned.choices and not asked.conflicts:
            raise CrlmError(CONFLICTS_OPEN, count=planned.choices)
        choices = unpacking.all_of(planned, Whose(asked.conflicts)) if asked.conflicts else None
        done = unpacking.bring_back(place, received, planned, choices, language=catalogue.language)
    if planned.done_at is not None and not done.changes_anything:
        return console.DONE
    print(_("The pack was brought back."))
    return console.DONE


def _received(asked: argparse.Namespace, catalogue: Catalogue) -> Received:
    return packing.receive(asked.file, pack_passphrase(catalogue, file=asked.pack_passphrase_file))


def _tell_made(made: Made, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    told = catalogue.ngettext(
        "{count} case was written to {path}. To be brought back until {until}.",
        "{count} cases were written to {path}. To be brought back until {until}.",
        made.cases,
    )
    print(told.format(count=made.cases, path=made.path, until=catalogue.moment(made.valid_until)))
    print(_("SHA-256 {sha256}").format(sha256=made.sha256))


def _tell_received(received: Received, catalogue: Catalogue) -> None:
    pack = received.pack
    print(pack_words.held_words(pack, catalogue))
    age = packing.freshness(pack.taking, now=SystemClock().now(), made_at=pack.made_at)
    if age is not Freshness.GOOD:
        console.tell_sentences([pack_words.freshness_words(pack.taking, pack.made_at, SystemClock().now(), catalogue)])


def _tell_plan(place: Workplace, planned: Plan, catalogue: Catalogue) -> None:
    age = packing.freshness(planned.taking, now=place.clock.now(), made_at=planned.made_at)
    if age is not Freshness.GOOD:
        now = place.clock.now()
        told = pack_words.freshness_words(planned.taking, planned.made_at, now, catalogue)
        console.tell_sentences([told, pack_words.since_words(planned, catalogue)])
    options = option_names(place)
    for line in pack_words.plan_lines(planned, options, catalogue):
        print(line)


_DOINGS: Mapping[str, Callable[[argparse.Namespace, Catalogue], int]] = {
    "take": _take,
    "show": _show,
    "open": _open,
    "hand-back": _hand_back,
    "bring-back": _bring_back,
}
