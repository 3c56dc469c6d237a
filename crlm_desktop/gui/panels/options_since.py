"""Since the meeting: what is otherwise than when the case was discussed last, sentence by sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.case.fields import Kind, field_of
from crlm_desktop.gui import change_words, wording
from crlm_desktop.gui.panels.options_changes import ChangesView
from crlm_desktop.gui.panels.options_words import clauses
from crlm_desktop.gui.theme import TINY
from crlm_desktop.gui.widgets.text import label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.decision import Decision, Deferral
from crlm_desktop.services.returning import FieldChange, Since

_FIELDS_SHOWN = 6


def since_title(since: Since, catalogue: Catalogue) -> str:
    """Return since when it is told what changed."""
    _ = catalogue.gettext
    return _("Since the meeting of {day}").format(day=wording.day_text(since.discussed.held_on, catalogue))


def since_summary(since: Since, catalogue: Catalogue) -> str:
    """Return in a few words how much is otherwise."""
    _ = catalogue.gettext
    count = len(since.difference.changes)
    if count:
        return catalogue.ngettext("{count} change", "{count} changes", count).format(count=count)
    return _("same proposal") if since.difference.causes else _("nothing has changed")


class SinceView(QWidget):
    """What was decided then, what the record says otherwise now, and the first sentences on the proposal."""

    def __init__(self, since: Since, catalogue: Catalogue) -> None:
        super().__init__()
        self.setObjectName("since")
        _ = catalogue.gettext
        column = _column(self)
        for text in (outcome_words(since, catalogue), _told_of_record(since, catalogue)):
            if text:
                column.addWidget(label(text, wrap=True))
        changes = since.difference.changes
        if not changes or len(since.difference.causes) > 1 or not since.fields:
            column.addWidget(label(catalogue.pick(since.difference.essence), wrap=True))
        if changes:
            column.addWidget(ChangesView(changes, catalogue))


def outcome_words(since: Since, catalogue: Catalogue) -> str:
    """Return what became of the case at that meeting."""
    _ = catalogue.gettext
    outcome, then = since.discussed.outcome, since.discussed.proposal
    match outcome:
        case Decision():
            options = ((one, then.option(one)) for one in outcome.options)
            names = (catalogue.pick(option.name) if option is not None else one for one, option in options)
            return _("Decided then: {options}.").format(options=wording.listed(names, catalogue) or outcome.plan)
        case Deferral():
            return _("Deferred then: {reason}.").format(reason=catalogue.pick(outcome.reason.label))
        case None:
            return ""


def field_words(change: FieldChange, catalogue: Catalogue) -> str:
    """Return what a field was called, what it said then and what it says now; long texts by their name alone."""
    _ = catalogue.gettext
    field, name = field_of(change.path), change_words.field_name(change.path, catalogue)
    if field is None or field.kind in (Kind.ENTRIES, Kind.TEXT, Kind.TEXTS):
        return name
    before, after = (change_words.value_words(change.path, value, catalogue) for value in (change.before, change.after))
    return _("{field} {before} → {after}").format(field=name, before=before, after=after)


def _told_of_record(since: Since, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    told = [field_words(one, catalogue) for one in since.fields[:_FIELDS_SHOWN]]
    if not told:
        return ""
    text = _("In the record: {fields}").format(fields=clauses(told, catalogue))
    further = len(since.fields) - _FIELDS_SHOWN
    if further > 0:
        text += " " + catalogue.ngettext("and {count} more", "and {count} more", further).format(count=further)
    return text


def _column(widget: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(widget)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(TINY)
    return made
