"""Taking cases out of the registry and into it as case files."""

from __future__ import annotations

from pathlib import Path

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.registry.values import OpenCase
from crlm_desktop.services.workplace import Workplace

__all__ = ["export_case", "import_case"]


def export_case(workplace: Workplace, case_id: CaseId, *, to: Path, overwrite: bool = False) -> Path:
    """Write the newest revision of a case as a case file, which names nobody.

    The file appears whole or not at all; an existing one is refused unless ``overwrite``. The export is recorded.
    """
    raise NotImplementedError(workplace, case_id, to, overwrite)


def import_case(workplace: Workplace, source: Path, *, identity: Identity) -> OpenCase:
    """Record a case file as a new case of ``identity``; every problem of the file is told at once."""
    raise NotImplementedError(workplace, source, identity)
