"""Taking cases out of the registry and into it as case files."""

from __future__ import annotations

from pathlib import Path

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.registry.values import Act, OpenCase
from crlm_desktop.services import backups, files, review
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = ["export_case", "import_case", "prepare_import"]


@use_case
def export_case(workplace: Workplace, case_id: CaseId, *, to: Path, overwrite: bool = False) -> Path:
    """Write the newest revision of a case as a case file, which names nobody.

    The file appears whole or not at all; an existing one is refused unless ``overwrite``. The export is recorded.
    """
    opened = review.open_case(workplace, case_id)
    content = casefile.pretty(opened.case).encode()
    with files.written_beside(to, content, overwrite=overwrite), workplace.unit() as unit:
        unit.audit.add(Act.CASE_EXPORTED, case_id, revision=str(opened.revision.number), file=to.name)
    return to


@use_case
def prepare_import(workplace: Workplace, source: Path) -> Case:
    """Read a case file, every problem of which is told at once, and make the backup that comes before an import."""
    case = casefile.parse(files.read(source, limit=casefile.MAX_BYTES))
    backups.before_import(workplace)
    return case


@use_case
def import_case(workplace: Workplace, source: Path, *, identity: Identity) -> OpenCase:
    """Record a case file as a new case of ``identity``; every problem of the file is told at once.

    A backup is made first, unless one was just made; when it cannot be made, nothing is imported.
    """
    case = prepare_import(workplace, source)
    return review.create_case(workplace, identity, case, reason=source.name)
