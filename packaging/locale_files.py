"""Which files hold the translations, and whether the compiled catalogue is older than they are."""

from __future__ import annotations

from pathlib import Path

PACKAGE = "crlm_desktop"
LOCALE = "zh_CN"
# "main" is every module at the top of the package; the others are its folders.
ROOMS = ("case", "meeting", "engine", "registry", "exchange", "minutes", "services", "cli", "gui", "main")


def po_file(root: Path, room: str) -> Path:
    """Return the .po file of a room."""
    return root / "resources" / "locale" / LOCALE / f"{room}.po"


def mo_file(root: Path) -> Path:
    """Return the compiled catalogue of all rooms."""
    return root / "resources" / "locale" / LOCALE / "LC_MESSAGES" / f"{PACKAGE}.mo"


def is_stale(root: Path) -> bool:
    """Say whether a .po file was changed, added or removed since the catalogue was compiled."""
    compiled = mo_file(root)
    if not compiled.exists():
        return True
    sources = [path for room in ROOMS if (path := po_file(root, room)).exists()]
    newest = max(path.stat().st_mtime_ns for path in (compiled.parent.parent, *sources))
    return newest > compiled.stat().st_mtime_ns
