"""The composition root: the only place where command line, window and services are put together."""

from __future__ import annotations

import sys
from pathlib import Path

from crlm_desktop.cli.run import run
from crlm_desktop.services.workplace import Workplace


def main(words: list[str] | None = None) -> int:
    """Run a command, or open the window when the words name none; return the exit code."""
    done = run(sys.argv[1:] if words is None else words, take_pictures=_take_pictures)
    if isinstance(done, int):
        return done
    from crlm_desktop.gui import app

    return app.run(demonstration=done.demonstration, language=done.language)


def _take_pictures(workplace: Workplace, folder: Path) -> tuple[Path, ...]:
    from crlm_desktop.gui.pictures import take_pictures

    return take_pictures(workplace, folder)
