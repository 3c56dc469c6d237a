"""Reports of faults of our own: where in the program it happened, without anything a person typed or a record holds."""

from __future__ import annotations

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from crlm_desktop import __version__, paths


def report_of(error: BaseException) -> str:
    """Return program, system, kind of fault and the lines of code on the way to it; never the message of the fault.

    Messages are left out because they may quote values of a case.
    """
    lines = [f"CRLM Desktop {__version__}, Python {platform.python_version()}, {platform.system()} {sys.platform}"]
    links: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in links:
        links.append(one)
        one = one.__cause__ or one.__context__
    for link in reversed(links):
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        frames = traceback.extract_tb(link.__traceback__)
        lines.extend(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return "\n".join(lines) + "\n"


def keep(report: str, *, at: datetime) -> Path | None:
    """Write a report into the folder of logs and return its path, or ``None`` where it cannot be written."""
    try:
        folder = paths.log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path, number = folder / f"fault-{at:%Y%m%d-%H%M%S}.txt", 1
        while path.exists():
            # One fault seldom comes alone, and the first tells most.
            number += 1
            path = folder / f"fault-{at:%Y%m%d-%H%M%S}-{number}.txt"
        path.write_text(report, encoding="utf-8")
    except OSError:
        return None
    return path
