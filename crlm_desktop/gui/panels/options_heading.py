"""The heading of an option: its rank, its name, how it stands and its essence, painted as one button that opens it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from crlm_desktop.engine.proposal import Status
from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import ICON, MEDIUM, RADIUS, SMALL, TINY, Theme, Type, font
from crlm_desktop.gui.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip
from crlm_desktop.gui.widgets.pressable import Pressable
from crlm_desktop.gui.widgets.signs import SIDE, paint_sign, stance_sign, status_sign
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.opinion import OpinionStance

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
RANK_WIDTH = 34
INDENT = SMALL + RANK_WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingWords:
    """What a heading says; ``rank`` is empty where rank means nothing, ``was`` where the status has not changed.

    ``stances`` counts the opinions on the option, those that nobody has given left out.
    """

    name: str
    essence: str
    status: Status
    rank: str
    tie: str = ""
    was: str = ""
    stances: tuple[tuple[OpinionStance, int], ...] = ()


class OptionHeading(Pressable):
    """Opens and closes its option by a click, Space or Enter; the chip stands at the right, so that chips line up."""

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._theme = theme
        self._words: HeadingWords | None = None
        self._is_open = False
        self._is_flashing = False
        self._heights: dict[int, int] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, words: HeadingWords) -> None:
        """Show what the option is and how it stands."""
        self._words = words
        self._heights.clear()
        self.setToolTip(words.essence)
        self._name_it()
        self.updateGeometry()
        self.update()

    def show_state(self, *, is_open: bool) -> None:
        """Show whether the option is open; an open one says its essence in full."""
        self._is_open = is_open
        self._heights.clear()
        self._name_it()
        self.updateGeometry()
        self.update()

    def flash(self, *, is_on: bool) -> None:
        """Tint the heading for the moment in which its status changes."""
        self._is_flashing = is_on
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            rows = max(CHIP_HEIGHT, self._name_room(width).height()) + 2 + self._essence_room(width).height()
            self._heights[width] = rows + 2 * SMALL
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(220, 40)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._words is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_rank(painter, self._words)
        painter.setFont(font(Type.PANEL, bold=True))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(self._name_room(self.width()), _WRAP, self._words.name)
        self._paint_essence(painter, self._words)
        sign, colour = status_sign(self._words.status)
        text = self._catalogue.pick(self._words.status.label)
        box = QRectF(self._chip_left(self.width()), SMALL - 1, chip_width(text), CHIP_HEIGHT)
        paint_chip(painter, box, sign, text, colour, theme=self._theme, scale=self.devicePixelRatioF())
        self._paint_chevron(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        ground = "selected" if self._is_flashing else "hover" if self.underMouse() else ""
        if ground or self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)

    def _paint_rank(self, painter: QPainter, words: HeadingWords) -> None:
        column = QRect(SMALL - 2, SMALL + 1, RANK_WIDTH - SMALL + 2, 20)
        painter.setFont(font(Type.PANEL, tabular=True))
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(column, _CENTRE, words.rank)
        if words.tie:
            painter.setFont(font(Type.SMALL))
            painter.drawText(column.translated(0, 20), _CENTRE | int(Qt.TextFlag.TextDontClip), words.tie)

    def _paint_essence(self, painter: QPainter, words: HeadingWords) -> None:
        painter.setFont(font(Type.PANEL))
        painter.setPen(self._theme.colour("muted"))
        room = self._essence_room(self.width())
        if self._is_open:
            painter.drawText(room, _WRAP, words.essence)
        else:
            shown = painter.fontMetrics().elidedText(words.essence, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _LINE, shown)
        self._paint_aside(painter, words, room)

    def _paint_aside(self, painter: QPainter, words: HeadingWords, room: QRect) -> None:
        """Paint at the right of the essence what the option was, and how many people are for and against it."""
        metrics = QFontMetrics(font(Type.SMALL))
        painter.setFont(font(Type.SMALL))
        left = room.right() + SMALL
        for stance, count in words.stances:
            sign, colour = stance_sign(stance)
            box = QRectF(left, room.top() + 2, SIDE, SIDE)
            paint_sign(painter, box, sign, self._theme.colour(colour), scale=self.devicePixelRatioF())
            painter.setPen(self._theme.colour("text"))
            painter.drawText(QRect(left + SIDE + 2, room.top(), 40, metrics.height() + 2), _LINE, str(count))
            left += SIDE + 2 + metrics.horizontalAdvance(str(count)) + SMALL
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(QRect(left, room.top(), self.width() - left, metrics.height() + 2), _LINE, words.was)

    def _paint_chevron(self, painter: QPainter) -> None:
        name = "chevron-down" if self._is_open else "chevron-right"
        colour = self._theme.colour("text" if self.underMouse() else "muted")
        place = QRect(self.width() - ICON - TINY, SMALL + 2, ICON, ICON)
        painter.drawPixmap(place, icons.pixmap(name, colour, scale=self.devicePixelRatioF()))

    def _chip_left(self, width: int) -> int:
        words = self._words
        text = self._catalogue.pick(words.status.label) if words is not None else ""
        return width - ICON - 2 * TINY - chip_width(text)

    def _name_room(self, width: int) -> QRect:
        room = QRect(INDENT, SMALL + 1, max(80, self._chip_left(width) - INDENT - SMALL), 10_000)
        text = self._words.name if self._words is not None else ""
        return QFontMetrics(font(Type.PANEL, bold=True)).boundingRect(room, _WRAP, text)

    def _essence_room(self, width: int) -> QRect:
        top = SMALL + max(CHIP_HEIGHT, self._name_room(width).height()) + 2
        metrics = QFontMetrics(font(Type.PANEL))
        words = self._words
        room = QRect(INDENT, top, max(80, width - INDENT - MEDIUM - ICON - self._aside_width()), 10_000)
        if self._is_open and words is not None:
            return metrics.boundingRect(room, _WRAP, words.essence)
        return QRect(room.left(), top, room.width(), metrics.height())

    def _aside_width(self) -> int:
        metrics = QFontMetrics(font(Type.SMALL))
        words = self._words
        if words is None:
            return 0
        marks = sum(SIDE + 2 + metrics.horizontalAdvance(str(count)) + SMALL for _stance, count in words.stances)
        was = metrics.horizontalAdvance(words.was) if words.was else 0
        return marks + was + (SMALL if marks or was else 0)

    def _name_it(self) -> None:
        _ = self._catalogue.gettext
        words = self._words
        if words is None:
            return
        status = self._catalogue.pick(words.status.label)
        parts = [part for part in (words.rank, words.tie) if part]
        self.setAccessibleName(f"{' '.join(parts)} {words.name}: {status}".strip())
        state = _("expanded") if self._is_open else _("collapsed")
        given = [f"{self._catalogue.pick(stance.label)}: {count}" for stance, count in words.stances]
        told = [words.essence, words.was, *given, f"({state})"]
        self.setAccessibleDescription(" ".join(part for part in told if part))
