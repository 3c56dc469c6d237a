"""The band for what must be read: it stays until it is put away, or until it is no longer true."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.message_band import MessageBand
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.registry import faults


def test_that_a_full_disk_is_told_until_something_was_saved_and_the_rest_until_it_is_read(
    qtbot: QtBot, theme: Theme
) -> None:
    band = MessageBand(catalogue=catalogue_for(Language.EN), theme=theme)
    qtbot.addWidget(band)
    band.tell_one(CrlmError(faults.DISK_FULL, path="/r"))
    assert "is full" in band.text
    band.clear_passing()
    assert (band.text, band.isHidden()) == ("", True)
    band.tell_one(CrlmError(faults.SAVED_AFTER_ALL, path="/r"))
    band.clear_passing()
    assert "after all" in band.text
