"""The demonstration registry: invented cases and an open meeting, built from ``db/demo/``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop.clock import Clock
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine

__all__ = ["PASSPHRASE", "build", "open_or_build"]

# Public on purpose: the demonstration registry is encrypted like any other, and its passphrase is shown.
PASSPHRASE = "demonstration"


def open_or_build(*, author: str, clock: Clock, engine: Engine) -> Workplace:
    """Open the demonstration registry in the user's data folder; build it first when it is not there."""
    raise NotImplementedError(author, clock, engine)


def build(path: Path, *, author: str, clock: Clock, engine: Engine, source: Path | None = None) -> Workplace:
    """Build the demonstration registry at ``path`` from ``source`` (default: the shipped ``db/demo/``) and open it.

    It is there wholly or not at all.
    """
    raise NotImplementedError(path, author, clock, engine, source)
