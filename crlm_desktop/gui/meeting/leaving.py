"""Leaving the registry while something has been typed that is not recorded yet."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.i18n import Catalogue


class LossWarning(Dialog):
    """Says what is not recorded, and whether it is kept or would be lost; staying is what Enter and Esc do."""

    def __init__(
        self, cases: int, meetings: int, *, is_kept: bool, catalogue: Catalogue, parent: QWidget | None
    ) -> None:
        _, ngettext = catalogue.gettext, catalogue.ngettext
        of_cases = ngettext(
            "What was typed about {count} case is not recorded yet: a decision, an opinion, or a text at a field "
            "that could not be written.",
            "What was typed about {count} cases is not recorded yet: decisions, opinions, or texts at fields "
            "that could not be written.",
            cases,
        ).format(count=cases)
        of_meetings = ngettext(
            "What was typed about {count} meeting or its people could not be written.",
            "What was typed about {count} meetings or their people could not be written.",
            meetings,
        ).format(count=meetings)
        told = [text for count, text in ((cases, of_cases), (meetings, of_meetings)) if count]
        told.append(
            _("It is kept as unsaved input, and offered to you when the registry is opened again.")
            if is_kept
            else _("It cannot be kept in the registry now, and would be lost.")
        )
        super().__init__(parent, name="loss_warning", title=_("Leave what is not recorded?"), text="\n".join(told))
        words = _("Leave and keep it unsaved") if is_kept else _("Leave and lose it")
        leave = button(words, name="leave_unrecorded")
        stay = button(_("Stay"), kind=Kind.PRIMARY, name="stay")
        leave.clicked.connect(self.accept)
        stay.clicked.connect(self.reject)
        self.add_buttons(leave, stay)


def may_leave(
    session: CaseSession, desk: MeetingDesk, *, is_kept: bool, catalogue: Catalogue, parent: QWidget | None
) -> bool:
    """Return whether everything is recorded, or a person leaves it; ``is_kept`` is whether the registry keeps it."""
    cases, meetings = _unrecorded(session, desk)
    if not cases and not meetings:
        return True
    warning = LossWarning(cases, meetings, is_kept=is_kept, catalogue=catalogue, parent=parent)
    return warning.exec() == Dialog.DialogCode.Accepted


def is_anything_unrecorded(session: CaseSession, desk: MeetingDesk) -> bool:
    """Return whether something that was typed would be lost."""
    return any(_unrecorded(session, desk))


def _unrecorded(session: CaseSession, desk: MeetingDesk) -> tuple[int, int]:
    """Return of how many cases and of how many meetings something is not recorded."""
    opinions = frozenset(case_id for case_id, _strategy in (*session.opinion_drafts, *desk.opinion_drafts))
    cases = desk.unrecorded_cases | opinions | session.unwritten_cases | frozenset(session.identity_drafts)
    begun_case, begun_meeting = session.new_case_draft is not None, desk.new_draft is not None
    return len(cases) + begun_case, len(desk.unrecorded_meetings) + begun_meeting
