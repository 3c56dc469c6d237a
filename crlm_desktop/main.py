"""The composition root: the only place where command line, window and services are put together."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crlm_desktop.i18n import Language
    from crlm_desktop.services.workplace import Workplace


def main(words: list[str] | None = None) -> int:
    """Run a command, or open the window when the words name none; return the exit code."""
    _leave_no_core()
    given = sys.argv[1:] if words is None else words
    if not given:
        # Whoever wants the window does not wait for the commands to be loaded.
        return _open_window(demonstration=False, language=None)
    from crlm_desktop.cli.run import run

    done = run(given, take_pictures=_take_pictures)
    if isinstance(done, int):
        return done
    return _open_window(demonstration=done.demonstration, language=done.language)


def _leave_no_core() -> None:
    """Let no crash write the memory of the process, in which the registry stands in plain words, to the disk."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A collector of dumps is not bound by the limit; Linux lets a process leave out its memory.
    with suppress(OSError):
        Path("/proc/self/coredump_filter").write_text("0", encoding="ascii")


def _open_window(*, demonstration: bool, language: Language | None) -> int:
    from crlm_desktop.gui import app

    return app.run(demonstration=demonstration, language=language)


def _take_pictures(workplace: Workplace, folder: Path) -> tuple[Path, ...]:
    from crlm_desktop.gui.pictures import take_pictures

    return take_pictures(workplace, folder)
