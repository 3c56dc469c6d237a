"""The column at the left of a meeting: the meeting itself, its agenda, the search for a case, and its closing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout
from typing_extensions import override

from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui import icons
from crlm_desktop.gui.meeting.agenda_list import AgendaList
from crlm_desktop.gui.meeting.case_finder import CaseFinder
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import ICON, MEDIUM, SMALL, TINY, Theme, Type, font
from crlm_desktop.gui.widgets.buttons import IconButton
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.pressable import Pressable
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue

WIDTH = 248


class AgendaColumn(QFrame):
    """Tells what is wanted: a page, a case, another order, a case more or less."""

    about_wanted = Signal()
    closing_wanted = Signal()

    def __init__(self, desk: MeetingDesk, tasks: Tasks, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("agenda_column")
        self.setProperty("ground", "surface")
        self.setFixedWidth(WIDTH)
        self._desk = desk
        self._catalogue = catalogue
        self.about = ColumnLine(_("Meeting and people"), icon="users", name="about_line", theme=theme)
        self.list = AgendaList(catalogue=catalogue, theme=theme)
        self.finder = CaseFinder(desk.workplace, tasks, catalogue=catalogue, theme=theme)
        self.closing = ColumnLine(_("Close the meeting…"), icon="lock", name="closing_line", theme=theme)
        self._count = label(role=Role.SMALL)
        self._hint = label(_("Search below for the first case to discuss."), Role.MUTED, wrap=True)
        self._removed = ElidedLabel(role=Role.SMALL)
        self.put_back = Link(_("Put it back"), name="put_back")
        tip = _("Take the case off the agenda (Delete)")
        self.remove = IconButton("minus", tip=tip, name="remove_case", theme=theme)
        self.up = IconButton("chevron-up", tip=_("Earlier (Alt+Up)"), name="case_up", theme=theme)
        self.down = IconButton("chevron-down", tip=_("Later (Alt+Down)"), name="case_down", theme=theme)
        self._lay_out()
        self._listen()

    def refresh(self) -> None:
        """Show what can be done now."""
        _, ngettext = self._catalogue.gettext, self._catalogue.ngettext
        count, is_fixed = self.list.rows.rowCount(), self._desk.is_fixed
        self._count.setText(ngettext("{count} case", "{count} cases", count).format(count=count))
        self._hint.setVisible(count == 0 and not is_fixed)
        row = self.list.currentIndex().row()
        for tool in (self.remove, self.up, self.down, self.finder):
            tool.setVisible(not is_fixed)
        self.remove.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)
        self.closing.say(_("Meeting is sealed") if self._desk.is_closed else _("Close the meeting…"))
        removed = self._desk.removed
        self._strip.setVisible(removed is not None and not is_fixed)
        if removed is not None:
            self._removed.show_text(_("{case} was taken off").format(case=removed.number))

    def show_page(self, page: str) -> None:
        """Mark the page that is shown: ``about``, ``closing``, or a case when it is neither."""
        self.about.setChecked(page == "about")
        self.closing.setChecked(page == "closing")
        if page in ("about", "closing"):
            self.list.stand_on("")

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        head = QHBoxLayout()
        head.setContentsMargins(MEDIUM, 0, SMALL, 0)
        head.setSpacing(0)
        head.addWidget(label(_("Agenda"), Role.SECTION))
        head.addSpacing(SMALL)
        head.addWidget(self._count, 1)
        for tool in (self.up, self.down, self.remove):
            head.addWidget(tool)
        self._strip = QFrame()
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        strip.setSpacing(SMALL)
        strip.addWidget(self._removed, 1)
        strip.addWidget(self.put_back)
        self._hint.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        finder = QHBoxLayout()
        finder.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        finder.addWidget(self.finder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SMALL, 0, SMALL)
        column.setSpacing(TINY)
        column.addWidget(self.about)
        column.addSpacing(SMALL)
        column.addLayout(head)
        column.addWidget(self._hint)
        column.addWidget(self.list, 1)
        column.addWidget(self._strip)
        column.addLayout(finder)
        column.addWidget(self.closing)

    def _listen(self) -> None:
        self.about.clicked.connect(self.about_wanted)
        self.closing.clicked.connect(self.closing_wanted)
        self.list.moved.connect(self._move)
        self.list.removed.connect(self._take_off)
        self.finder.picked.connect(self._put_on)
        self.put_back.clicked.connect(self._desk.put_back)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(self._move_up)
        self.down.clicked.connect(self._move_down)

    @Slot(int, int)
    def _move(self, source: int, target: int) -> None:
        order = [item.case_id for item in self._desk.meeting.agenda]
        is_move = source != target and 0 <= source < len(order) and 0 <= target < len(order)
        if not is_move or self._desk.is_fixed:
            return
        case_id = order.pop(source)
        order.insert(target, case_id)
        self._desk.reorder(order)
        self.list.stand_on(case_id)
        self.refresh()

    @Slot()
    def _move_up(self) -> None:
        row = self.list.currentIndex().row()
        self._move(row, row - 1)

    @Slot()
    def _move_down(self) -> None:
        row = self.list.currentIndex().row()
        self._move(row, row + 1)

    @Slot()
    def _remove(self) -> None:
        entry = self.list.current
        if entry is not None:
            self._take_off(entry.case_id)

    @Slot(str)
    def _take_off(self, case_id: str) -> None:
        if not self._desk.is_fixed:
            self._desk.remove_case(CaseId(case_id))

    @Slot(str)
    def _put_on(self, case_id: str) -> None:
        self._desk.add_case(CaseId(case_id))


class ColumnLine(Pressable):
    """A line of the column that leads to a page of its own."""

    def __init__(self, text: str, *, icon: str, name: str, theme: Theme) -> None:
        super().__init__()
        self._icon = icon
        self._theme = theme
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFixedHeight(36)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text."""
        self.setText(text)
        self.setAccessibleName(text)
        self.update()

    @override
    def nextCheckState(self) -> None:
        # The page that is shown decides which line is marked.
        return

    @override
    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 36)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = "selected" if self.isChecked() else "hover" if self.underMouse() else ""
        if ground:
            painter.fillRect(self.rect(), self._theme.colour(ground))
        if self.hasFocus():
            painter.setPen(self._theme.colour("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        box = QRectF(MEDIUM - 1, (self.height() - ICON) / 2, ICON, ICON)
        colour = self._theme.colour("text" if self.isChecked() else "muted")
        painter.drawPixmap(box.toRect(), icons.pixmap(self._icon, colour, scale=self.devicePixelRatioF()))
        painter.setFont(font(Type.PANEL, bold=self.isChecked()))
        painter.setPen(self._theme.colour("text"))
        room = self.rect().adjusted(MEDIUM + ICON + SMALL - 2, 0, -SMALL, 0)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
