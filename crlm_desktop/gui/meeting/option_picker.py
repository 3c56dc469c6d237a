"""The options of a proposal to choose from: a line an option with how it stands; the excluded ones behind a link."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.engine.proposal import Option, Proposal, Status
from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import ICON, RADIUS, SMALL, TINY, Theme, Type, font
from crlm_desktop.gui.widgets.arranging import empty, flowing
from crlm_desktop.gui.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.pressable import Pressable
from crlm_desktop.gui.widgets.signs import status_sign
from crlm_desktop.i18n import Catalogue

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_BOX = 16


class OptionPicker(QWidget):
    """Tells the chosen strategies in the order in which they were chosen: the first one carries the plan."""

    chosen = Signal(object)

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("option_picker")
        self.setAccessibleName(_("Options decided for"))
        self._catalogue = catalogue
        self._theme = theme
        self._proposal: Proposal | None = None
        self._values: tuple[str, ...] = ()
        self._rows: dict[str, OptionLine] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._excluded = QWidget()
        self._excluded_column = QVBoxLayout(self._excluded)
        self._excluded_column.setContentsMargins(0, 0, 0, 0)
        self._excluded_column.setSpacing(0)
        self._excluded.setVisible(False)
        self._more = Link("", name="excluded_choices")
        self._more.clicked.connect(self._turn)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(TINY)
        outer.addLayout(self._column)
        outer.addWidget(flowing(self._more))
        outer.addWidget(self._excluded)
        self._more.setVisible(False)

    @property
    def values(self) -> tuple[str, ...]:
        """The chosen strategies, the first chosen first."""
        return self._values

    @property
    def lines(self) -> tuple[OptionLine, ...]:
        """The lines in the order in which they stand."""
        return tuple(self._rows.values())

    def show_proposal(self, proposal: Proposal | None) -> None:
        """Show the options of a proposal; what is chosen stays chosen."""
        if proposal == self._proposal:
            return
        self._proposal = proposal
        empty(self._column)
        empty(self._excluded_column)
        self._rows = {}
        options = proposal.options if proposal is not None else ()
        for option in options:
            is_out = option.status is Status.EXCLUDED
            self._add(option, self._excluded_column if is_out else self._column)
        count = sum(option.status is Status.EXCLUDED for option in options)
        self._more.setVisible(count > 0)
        words = self._catalogue.ngettext("{count} excluded option", "{count} excluded options", count)
        self._more.show_text(words.format(count=count))
        self._mark()

    def show_values(self, values: Iterable[str]) -> None:
        """Show these strategies as chosen without telling anybody."""
        self._values = tuple(values)
        self._mark()

    def _add(self, option: Option, column: QVBoxLayout) -> None:
        line = OptionLine(option, catalogue=self._catalogue, theme=self._theme)
        line.ticked.connect(self._tick)
        self._rows[option.strategy] = line
        column.addWidget(line)
        line.show()

    def _mark(self) -> None:
        for strategy, line in self._rows.items():
            line.setChecked(strategy in self._values)
        options = self._proposal.options if self._proposal is not None else ()
        if any(one.strategy in self._values and one.status is Status.EXCLUDED for one in options):
            self._excluded.setVisible(True)

    @Slot(str)
    def _tick(self, strategy: str) -> None:
        rest = tuple(one for one in self._values if one != strategy)
        self._values = rest if strategy in self._values else (*rest, strategy)
        self._mark()
        self.chosen.emit(self._values)

    @Slot()
    def _turn(self) -> None:
        self._excluded.setVisible(self._excluded.isHidden())


class OptionLine(Pressable):
    """One option to tick."""

    ticked = Signal(str)

    def __init__(self, option: Option, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.strategy = option.strategy
        self._theme = theme
        self._status = option.status
        self._status_text = catalogue.pick(option.status.label)
        self.setText(catalogue.pick(option.name))
        self.setCheckable(True)
        self.setObjectName(f"choose:{option.strategy}")
        self.setAccessibleName(f"{self.text()}: {self._status_text}")
        self.setAccessibleDescription(catalogue.pick(option.essence))
        self.setToolTip(catalogue.pick(option.essence))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._tell)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return max(CHIP_HEIGHT, self._room(width).height()) + SMALL

    @override
    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(360))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(180, CHIP_HEIGHT + SMALL)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "selected" if self.isChecked() else "hover" if self.underMouse() and self.isEnabled() else ""
        if ground or self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        self._paint_box(painter)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(font(Type.PANEL, bold=self.isChecked()))
        painter.drawText(self._room(self.width()), _WRAP, self.text())
        sign, colour = status_sign(self._status)
        width = chip_width(self._status_text)
        box = QRectF(self.width() - width - TINY, SMALL / 2, width, CHIP_HEIGHT)
        scale = self.devicePixelRatioF()
        paint_chip(painter, box, sign, self._status_text, colour, theme=self._theme, scale=scale)

    def _paint_box(self, painter: QPainter) -> None:
        box = QRectF(SMALL, SMALL / 2 + 3, _BOX, _BOX)
        is_on = self.isChecked()
        painter.setPen(QPen(self._theme.colour("accent" if is_on else "muted"), 1.5))
        painter.setBrush(self._theme.colour("accent" if is_on else "field"))
        painter.drawRoundedRect(box, 4, 4)
        if is_on:
            colour = self._theme.colour("on_accent")
            mark = icons.pixmap("check", colour, size=ICON - 4, scale=self.devicePixelRatioF())
            painter.drawPixmap(box.adjusted(2, 2, -2, -2).toRect(), mark)

    def _room(self, width: int) -> QRect:
        left = SMALL + _BOX + SMALL
        room = QRect(left, SMALL // 2 + 1, max(80, width - left - chip_width(self._status_text) - SMALL), 10_000)
        return QFontMetrics(font(Type.PANEL, bold=True)).boundingRect(room, _WRAP, self.text())

    @Slot()
    def _tell(self) -> None:
        self.ticked.emit(self.strategy)
