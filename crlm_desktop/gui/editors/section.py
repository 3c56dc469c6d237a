"""A section of the form: a heading that folds what is under it, and says how much of it is known."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import ICON, LARGE, MEDIUM, RADIUS, SMALL, TINY, Theme, Type, font
from crlm_desktop.gui.widgets.pressable import Pressable

_HEIGHT = 36
_BAR_WIDTH = 48
_BAR_HEIGHT = 4


class SectionHeading(Pressable):
    """The heading: it opens and closes the section by a click, Space or Enter."""

    def __init__(self, title: str, *, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._summary = ""
        self._share: float | None = None
        self._is_open = True
        self.setText(title)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    @property
    def share(self) -> float | None:
        """How much of the section is known, from 0 to 1, where that can be told."""
        return self._share

    def show_state(self, *, is_open: bool) -> None:
        """Show whether the section is open."""
        self._is_open = is_open
        self.update()

    def show_title(self, title: str) -> None:
        """Show another title."""
        self.setText(title)
        self.setAccessibleName(title)

    def show_summary(self, text: str, *, share: float | None = None) -> None:
        """Show ``text`` at the end of the heading, and before it as a bar how much is known, where it can be told."""
        self._summary, self._share = text, share
        self.setAccessibleDescription(text)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 4.5, -0.5, -4.5), RADIUS, RADIUS)
        chevron = "chevron-down" if self._is_open else "chevron-right"
        colour = QColor(colours.text if self.underMouse() else colours.muted)
        place = QRect(0, (self.height() - ICON) // 2, ICON, ICON)
        painter.drawPixmap(place, icons.pixmap(chevron, colour, scale=self.devicePixelRatioF()))
        painter.setFont(font(Type.PANEL, bold=True))
        painter.setPen(QColor(colours.text))
        painter.drawText(self.rect().adjusted(ICON + SMALL, 0, 0, 0), _LEFT, self.text())
        title = painter.fontMetrics().horizontalAdvance(self.text())
        painter.setFont(font(Type.SMALL))
        painter.setPen(QColor(colours.muted))
        room = self.rect().adjusted(ICON + SMALL + title + MEDIUM, 0, -SMALL, 0)
        summary = painter.fontMetrics().elidedText(self._summary, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _RIGHT, summary)
        if self._share is not None:
            self._paint_bar(painter, room.right() - painter.fontMetrics().horizontalAdvance(summary) - SMALL, title)

    def _paint_bar(self, painter: QPainter, right: int, title: int) -> None:
        """Paint how much is known as a bar that ends at ``right``, unless the title needs the room."""
        assert self._share is not None
        bar = QRectF(right - _BAR_WIDTH, (self.height() - _BAR_HEIGHT) / 2, _BAR_WIDTH, _BAR_HEIGHT)
        if bar.left() < ICON + SMALL + title + MEDIUM:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for width, colour in ((1.0, self._theme.colours.line), (self._share, self._theme.colours.muted)):
            painter.setBrush(QColor(colour))
            filled = QRectF(bar.left(), bar.top(), bar.width() * width, bar.height())
            painter.drawRoundedRect(filled, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Section(QWidget):
    """A heading and what is under it; ``folded`` tells its id and whether it is closed now."""

    folded = Signal(str, bool)

    def __init__(
        self, section_id: str, title: str, body: QWidget, *, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.section_id = section_id
        self.setObjectName(f"section:{section_id}")
        self.heading = SectionHeading(title, name=f"heading:{section_id}", theme=theme, parent=self)
        self.body = body
        column = QVBoxLayout(self)
        column.setContentsMargins(0, TINY, 0, TINY)
        column.setSpacing(0)
        column.addWidget(self.heading)
        body.setContentsMargins(0, 0, 0, SMALL)
        column.addWidget(body)
        self.heading.clicked.connect(self._toggle)
        self.setMinimumWidth(LARGE * 16)

    @property
    def is_open(self) -> bool:
        """Whether what is under the heading is shown."""
        return not self.body.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Open or close the section without telling anybody."""
        self.body.setVisible(is_open)
        self.heading.show_state(is_open=is_open)

    @Slot()
    def _toggle(self) -> None:
        self.set_open(not self.is_open)
        self.folded.emit(self.section_id, not self.is_open)
