"""Which page of the help is about what one does: within a case and a meeting, about the part that one is at."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget

from crlm_desktop.gui import help_pages
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.panels.case import CasePanel
from crlm_desktop.gui.panels.case_views import TIMELINE
from crlm_desktop.gui.place_names import CASE, MEETINGS


def page_of(place: str, case: CasePanel, meetings: MeetingsPanel) -> str:
    """Return the name of the page about what is shown at ``place``."""
    if place == CASE:
        return _of_case(case)
    if place == MEETINGS and not meetings.is_list:
        return help_pages.CLOSING if meetings.page.shown == "closing" else help_pages.ON_TABLE
    return place


def _of_case(case: CasePanel) -> str:
    # While a dialog is in front the window still knows where its own focus was.
    focused = cast("QWidget | None", case.window().focusWidget())
    if case.what_if.is_open or (focused is not None and case.options.isAncestorOf(focused)):
        return help_pages.OPTIONS
    return help_pages.TIMELINE if case.views.view == TIMELINE else help_pages.RECORD
