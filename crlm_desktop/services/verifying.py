"""Verifying minutes: a PDF file against what is attached to it, and that against what a registry has sealed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop import paths
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault, Problem, problem
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.services import files
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.meeting.sealed import SealedMeeting
    from crlm_desktop.minutes.style import Paper
    from crlm_desktop.minutes.verifying import Checked
    from crlm_desktop.registry.seal_check import Vouched

__all__ = ["Checked", "check_file", "held_against"]

TOO_LARGE = Code("minutes.too-large", N_("{path} is larger than minutes ever are ({megabytes} MB)."))
UNKNOWN_MEETING = Code(
    "minutes.unknown-meeting",
    N_("The registry “{registry}” has no such meeting: the minutes are of another registry, or made up."),
)
NOT_CLOSED = Code(
    "minutes.not-closed", N_("The meeting is still open in the registry “{registry}”: it has sealed nothing yet.")
)
SEALED_OTHERWISE = Code(
    "minutes.sealed-otherwise",
    N_(
        "The registry has sealed something else for this meeting than what is attached: SHA-256 {sha256}, "
        "check code {check}."
    ),
)
SEAL_BROKEN = Code(
    "minutes.seal-broken",
    N_("What the registry keeps of this meeting does not fit its own SHA-256: it was altered there."),
)
NOT_VOUCHED = Code(
    "minutes.not-vouched",
    N_("No entry of the audit log vouches for what the registry keeps of this meeting: it was altered there."),
)
CHAIN_BROKEN = Code(
    "minutes.chain-broken",
    N_("The audit log itself does not hold together: see by “crlm-desktop registry verify” where."),
)
SEALED = Code(
    "minutes.sealed",
    N_(
        "The registry “{registry}” has sealed exactly the attached content, {at}, by {user}; "
        "audit entry {entry} vouches for it."
    ),
)
WITHOUT_REGISTRY = Code(
    "minutes.without-registry",
    N_(
        "Whether a registry has sealed this cannot be told from the file alone: somebody with this program could have "
        "made it. Use --registry, or compare the check code with one that was noted elsewhere."
    ),
)
_LIMIT = 100_000_000
_CODE_LENGTH = 16


def check_file(path: Path) -> Checked:
    """Hold a PDF file against the content that is attached to it; a file that cannot be opened is refused."""
    from crlm_desktop.minutes import verifying

    pdf = files.read(path, limit=_LIMIT)
    if len(pdf) > _LIMIT:
        raise EnvironmentFault(TOO_LARGE, path=str(path), megabytes=_LIMIT // 1_000_000)
    return verifying.check(pdf, print_=_printed)


@use_case
def held_against(workplace: Workplace, checked: Checked) -> Checked:
    """Return what holds, and what does not, with what the registry has sealed for the same meeting."""
    if checked.sealed is None:
        return checked
    told, faults = _found(workplace, checked, checked.sealed)
    return replace(checked, told=(*checked.told, *told), faults=(*checked.faults, *faults))


def _found(
    workplace: Workplace, checked: Checked, sealed: SealedMeeting
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    with workplace.reading() as unit:
        try:
            meeting = unit.meetings.value(sealed.meeting.id)
        except CrlmError:
            return (), (problem("", UNKNOWN_MEETING, registry=workplace.name),)
        vouched = unit.vouched(meeting.id)
    if vouched is None:
        code = SEAL_BROKEN if meeting.state is MeetingState.CLOSED else NOT_CLOSED
        return (), (problem("", code, registry=workplace.name),)
    faults = tuple(_faults(vouched, checked.sha256))
    if faults:
        return (), faults
    assert vouched.entry is not None
    return (
        problem("", SEALED, registry=workplace.name, at=vouched.sealed_at, user=vouched.sealed_by, entry=vouched.entry),
    ), ()


def _faults(vouched: Vouched, sha256: str) -> list[Problem]:
    told = []
    if hashlib.sha256(vouched.content).hexdigest() != vouched.sha256:
        told.append(problem("", SEAL_BROKEN))
    elif vouched.sha256 != sha256:
        told.append(problem("", SEALED_OTHERWISE, sha256=vouched.sha256, check=vouched.sha256[:_CODE_LENGTH]))
    if vouched.entry is None:
        told.append(problem("", NOT_VOUCHED))
    if vouched.findings:
        told.append(problem("", CHAIN_BROKEN))
    return told


def _printed(sealed: SealedMeeting, content: bytes, tag: str, paper: Paper) -> bytes | None:
    from crlm_desktop.minutes.fonts import FontFiles
    from crlm_desktop.minutes.pdf import minutes_pdf

    language = next((one for one in Language if one.tag == tag), None)
    if language is None:
        return None
    return minutes_pdf(
        sealed,
        catalogue=catalogue_for(language),
        liver_svg=paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8"),
        fonts=FontFiles.in_folder(paths.resource("fonts")),
        paper=paper,
        sealed_bytes=content,
    )
