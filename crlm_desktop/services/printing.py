"""Printing: the minutes of a meeting as a PDF file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from crlm_desktop import paths
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting import sealed_json
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.registry.values import Act
from crlm_desktop.services import files, sealing
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = ["minutes"]


@use_case
def minutes(
    workplace: Workplace, meeting_id: MeetingId, *, language: Language, to: Path, overwrite: bool = False
) -> Path:
    """Write the minutes of a meeting: from what was sealed, or as a marked draft while the meeting is open.

    The file appears whole or not at all; an existing one is refused unless ``overwrite``. The export is recorded.
    """
    files.check_target(to, overwrite=overwrite)
    content = sealing.content(workplace, meeting_id)
    pdf = _pdf(content, language)
    told = {"language": language.value, "file": to.name, "sealed_sha256": hashlib.sha256(content).hexdigest()}
    with files.written_beside(to, pdf, overwrite=overwrite), workplace.unit() as unit:
        unit.audit.add(Act.MINUTES_EXPORTED, meeting_id, **told)
    return to


def _pdf(content: bytes, language: Language) -> bytes:
    # ReportLab takes a while to import, and is needed only here.
    from crlm_desktop.minutes.fonts import FontFiles
    from crlm_desktop.minutes.pdf import minutes_pdf

    return minutes_pdf(
        sealed_json.decode(content),
        catalogue=catalogue_for(language),
        liver_svg=paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8"),
        fonts=FontFiles.in_folder(paths.resource("fonts")),
        sealed_bytes=content,
    )
