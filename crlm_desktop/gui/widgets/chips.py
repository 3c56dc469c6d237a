"""Chips: a sign and a word in one colour on a tint of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.engine.proposal import Status
from crlm_desktop.gui.theme import SMALL, TINY, Theme, Type, font, mixed
from crlm_desktop.gui.widgets.signs import SIDE, Sign, paint_sign, status_sign
from crlm_desktop.i18n import Catalogue

CHIP_HEIGHT = 22
TINT = 0.10


class Chip(QWidget):
    """A sign with its word; a screen reader reads the word."""

    def __init__(self, sign: Sign, text: str, colour: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sign = sign
        self._text = text
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    def show_chip(self, sign: Sign, text: str, colour: str) -> None:
        """Show another sign and word."""
        self._sign, self._text, self._colour = sign, text, colour
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._text), CHIP_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRectF(self.rect())
        paint_chip(
            QPainter(self),
            box,
            self._sign,
            self._text,
            self._colour,
            theme=self._theme,
            scale=self.devicePixelRatioF(),
        )


class StatusChip(Chip):
    """How an option stands."""

    def __init__(self, status: Status, *, catalogue: Catalogue, theme: Theme) -> None:
        sign, colour = status_sign(status)
        super().__init__(sign, catalogue.pick(status.label), colour, theme=theme)
        self._catalogue = catalogue

    def show_status(self, status: Status) -> None:
        """Show another status."""
        sign, colour = status_sign(status)
        self.show_chip(sign, self._catalogue.pick(status.label), colour)


def chip_width(text: str) -> int:
    """Return how wide a chip with that word is."""
    return QFontMetrics(font(Type.SMALL, bold=True)).horizontalAdvance(text) + SIDE + TINY + 2 * SMALL


def paint_chip(
    painter: QPainter, box: QRectF, sign: Sign, text: str, colour: str, *, theme: Theme, scale: float
) -> None:
    """Paint a chip into its box."""
    tone = theme.colour(colour)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(tone.name(), theme.colours.surface, TINT))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    top = box.top() + (box.height() - SIDE) / 2
    paint_sign(painter, QRectF(box.left() + SMALL - 1, top, SIDE, SIDE), sign, tone, scale=scale)
    painter.setFont(font(Type.SMALL, bold=True))
    painter.setPen(QPen(tone))
    room = box.adjusted(SMALL + SIDE + TINY - 1, 0, -TINY, 0)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
    painter.restore()
