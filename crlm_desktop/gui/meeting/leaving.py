"""Leaving the registry while something has been typed that is not recorded yet."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.i18n import Catalogue


class LossWarning(Dialog):
    """Says what would be lost; staying is what Enter and Esc do."""

    def __init__(self, count: int, *, catalogue: Catalogue, parent: QWidget | None) -> None:
        _, ngettext = catalogue.gettext, catalogue.ngettext
        words = ngettext(
            "What was typed about {count} case is not recorded yet: a decision, an opinion, or a text at a field "
            "that could not be written. It would be lost.",
            "What was typed about {count} cases is not recorded yet: decisions, opinions, or texts at fields "
            "that could not be written. It would be lost.",
            count,
        )
        title = _("Leave what is not recorded?")
        super().__init__(parent, name="loss_warning", title=title, text=words.format(count=count))
        leave = button(_("Leave and lose it"), name="leave_and_lose")
        stay = button(_("Stay"), kind=Kind.PRIMARY, name="stay")
        leave.clicked.connect(self.accept)
        stay.clicked.connect(self.reject)
        self.add_buttons(leave, stay)


def may_leave(session: CaseSession, desk: MeetingDesk, *, catalogue: Catalogue, parent: QWidget | None) -> bool:
    """Return whether nothing would be lost, or a person accepts the loss."""
    opinions = frozenset(case_id for case_id, _strategy in (*session.opinion_drafts, *desk.opinion_drafts))
    count = len(desk.unrecorded_cases | opinions | session.unwritten_cases)
    if count == 0:
        return True
    return LossWarning(count, catalogue=catalogue, parent=parent).exec() == Dialog.DialogCode.Accepted
