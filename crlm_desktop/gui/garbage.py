"""Garbage collected on the thread of the window alone: whatever of Qt is in it must be freed where it lives."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

_EVERY_MS = 1000


@contextmanager
def collected_here() -> Iterator[None]:
    """Let garbage be collected by the event loop of this thread only, until the context is left.

    Python collects on whichever thread allocates when it is due, a worker's as well; an object with a timer, or a
    widget, that is freed there makes Qt warn, or ends the program.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    timer = QTimer()
    timer.setInterval(_EVERY_MS)
    timer.timeout.connect(collect_if_due)
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        if was_enabled:
            gc.enable()


def collect_if_due() -> None:
    """Collect the oldest generation of which Python would collect now; called on the thread of the window."""
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [age for age, (count, most) in enumerate(counts) if count > most]
    if due:
        gc.collect(due[-1])
