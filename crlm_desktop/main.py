"""The composition root: the only place where command line, window and services are put together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crlm_desktop.i18n import Language
    from crlm_desktop.services.workplace import Workplace


def main(words: list[str] | None = None) -> int:
    """Run a command, or open the window when the words name none; return the exit code."""
    given = sys.argv[1:] if words is None else words
    if not given:
        # Whoever wants the window does not wait for the commands to be loaded.
        return _open_window(demonstration=False, language=None)
    from crlm_desktop.cli.run import run

    done = run(given, take_pictures=_take_pictures)
    if isinstance(done, int):
        return done
    return _open_window(demonstration=done.demonstration, language=done.language)


def _open_window(*, demonstration: bool, language: Language | None) -> int:
    from crlm_desktop.gui import app

    return app.run(demonstration=demonstration, language=language)


def _take_pictures(workplace: Workplace, folder: Path) -> tuple[Path, ...]:
    from crlm_desktop.gui.pictures import take_pictures

    return take_pictures(workplace, folder)
