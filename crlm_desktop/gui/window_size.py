"""How large the window is when nobody has chosen a size: never larger than the screen, in logical pixels."""

from __future__ import annotations

from PySide6.QtCore import QSize

SMALLEST = QSize(1024, 640)
USUAL = QSize(1366, 768)
FRAME = QSize(8, 40)
"""What the frame and the title that the desktop draws around a window may take."""


def sizes_within(screen: QSize) -> tuple[QSize, QSize]:
    """Return the smallest and the usual size of the window on a screen with so much room.

    A screen of 1920 × 1080 pixels at 200 % has less room than the smallest size asks for: there the screen decides.
    """
    room = screen - FRAME
    return SMALLEST.boundedTo(room), USUAL.boundedTo(room)
