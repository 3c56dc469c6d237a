"""The window is never larger than the screen that it opens on."""

from __future__ import annotations

from PySide6.QtCore import QSize

from crlm_desktop.gui.window_size import SMALLEST, USUAL, sizes_within


def test_that_a_large_screen_gets_the_usual_window() -> None:
    assert sizes_within(QSize(1920, 1040)) == (SMALLEST, USUAL)


def test_that_a_laptop_screen_keeps_room_for_the_title_of_the_window() -> None:
    smallest, usual = sizes_within(QSize(1366, 768))

    assert smallest == SMALLEST
    assert (usual.width(), usual.height()) == (1358, 728)


def test_that_full_hd_at_200_percent_holds_the_whole_window() -> None:
    smallest, usual = sizes_within(QSize(960, 540))

    assert smallest == usual == QSize(952, 500)
