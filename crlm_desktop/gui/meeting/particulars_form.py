"""What stands at the head of a meeting, as it is typed: title, site, day, times, chair, coordinator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.errors import N_, Code, CrlmError, Problem, problem
from crlm_desktop.gui.meeting.typed import day_of, day_text, time_of, time_text
from crlm_desktop.gui.widgets.columns import ColumnsLayout
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.meetings import Particulars

DAY_MISSING = Code("meeting.day_missing", N_("A meeting needs its day, such as 2026-12-04."))
_COLUMN = 150
Value = TypeVar("Value")


class ParticularsForm(QWidget):
    """``finished`` tells that a field was left after something was typed; what is wrong is told at its field."""

    finished = Signal()

    def __init__(self, *, catalogue: Catalogue) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("particulars")
        self._catalogue = catalogue
        self.fields = {
            "title": TextField(_("Title"), name="title", placeholder=_("required")),
            "site": TextField(_("Site"), name="site"),
            "held_on": TextField(_("Day"), name="held_on", placeholder=_("YYYY-MM-DD")),
            "starts_at": TextField(_("Start"), name="starts_at", placeholder=_("hh:mm")),
            "ends_at": TextField(_("End"), name="ends_at", placeholder=_("hh:mm")),
            "chair": TextField(_("Chair"), name="chair"),
            "coordinator": TextField(_("Coordinator"), name="coordinator"),
        }
        spans = {"title": 2, "site": 2, "chair": 2, "coordinator": 2}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        grid = ColumnsLayout(holder, column_width=_COLUMN, most=4)
        for name, field in self.fields.items():
            grid.add(field, spans.get(name, 1))
            field.line.editingFinished.connect(self.commit)
        outer.addWidget(holder)
        self.setFocusProxy(self.fields["title"])

    def show_particulars(self, particulars: Particulars, *, anew: bool = True) -> None:
        """Show what is stored; unless all is shown ``anew``, what is being typed or was refused stays."""
        texts = particulars_texts(particulars)
        for name, field in self.fields.items():
            if not anew and (field.line.isModified() or field.problem):
                continue
            if field.text != texts[name]:
                field.line.setText(texts[name])
            field.line.setModified(False)
            field.tell("")

    @property
    def is_typed(self) -> bool:
        """Whether a field holds what is not written: it is being typed, or was refused."""
        return any(field.line.isModified() or field.problem for field in self.fields.values())

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields, by their names."""
        return {name: field.text for name, field in self.fields.items()}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show what was typed and not written as if it had been typed just now, and tell what cannot be read of it."""
        for name, field in self.fields.items():
            if field.text != texts[name]:
                field.line.setText(texts[name])
                field.line.setModified(True)
        read = self.read()
        self.tell(() if isinstance(read, Particulars) else read)

    def settle(self) -> None:
        """Take what stands in the fields for written."""
        for field in self.fields.values():
            field.line.setModified(False)
            field.tell("")

    def read(self) -> Particulars | tuple[Problem, ...]:
        """Return what was typed, or every problem of it."""
        found: list[Problem] = []
        held_on = self._value("held_on", day_of, found)
        starts_at = self._value("starts_at", time_of, found)
        ends_at = self._value("ends_at", time_of, found)
        if held_on is None:
            if not any(one.path == "held_on" for one in found):
                found.append(problem("held_on", DAY_MISSING))
            return tuple(found)
        if found:
            return tuple(found)
        texts = {name: self.fields[name].text for name in ("title", "site", "chair", "coordinator")}
        return Particulars(held_on=held_on, starts_at=starts_at, ends_at=ends_at, **texts)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Say at each field what is wrong with it."""
        told = {one.path: self._catalogue.sentence(one) for one in problems}
        for name, field in self.fields.items():
            field.tell(told.get(name, ""))

    @Slot()
    def commit(self) -> None:
        """Tell that something was typed, if it was."""
        if any(field.line.isModified() for field in self.fields.values()):
            self.finished.emit()

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the fields be read and not changed."""
        for field in self.fields.values():
            field.line.setReadOnly(is_read_only)

    def _value(self, name: str, read: Callable[[str], Value | None], found: list[Problem]) -> Value | None:
        try:
            return read(self.fields[name].text)
        except CrlmError as error:
            found.append(Problem(path=name, code=error.code, params=error.params))
            return None


def particulars_texts(particulars: Particulars) -> dict[str, str]:
    """Return what stands at the head of a meeting as it is typed, by the names of the fields."""
    return {
        "title": particulars.title,
        "site": particulars.site,
        "held_on": day_text(particulars.held_on),
        "starts_at": time_text(particulars.starts_at),
        "ends_at": time_text(particulars.ends_at),
        "chair": particulars.chair,
        "coordinator": particulars.coordinator,
    }
