"""The signs that go with colours, so that no colour speaks alone: statuses, severities, stances, strengths."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.engine.proposal import Severity, Status, Strength
from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import Theme
from crlm_desktop.meeting.opinion import OpinionStance

SIDE = 14


class Sign(Enum):
    """A small drawing; those with a file name are icons of the set, the others are painted here."""

    FILLED = ""
    RING = "circle"
    QUESTION = "circle-question-mark"
    TRIANGLE = "triangle-alert"
    SLASH = "slashed"
    STOP = "octagon-x"
    NOTE = "info"
    YES = "check"
    NO = "x"
    COMMENT = "message-square"
    OPPOSED = "opposed"
    SEALED = "lock"
    PERSON = "user"
    DEFERRED = "clock"


def status_sign(status: Status) -> tuple[Sign, str]:
    """Return the sign of a status and the name of its colour."""
    match status:
        case Status.RECOMMENDED:
            return Sign.FILLED, "recommended"
        case Status.SUITABLE:
            return Sign.RING, "suitable"
        case Status.CONDITIONAL:
            return Sign.QUESTION, "conditional"
        case Status.NOT_ADVISED:
            return Sign.TRIANGLE, "not_advised"
        case Status.EXCLUDED:
            return Sign.SLASH, "excluded"
        case _:
            assert_never(status)


def severity_sign(severity: Severity) -> tuple[Sign, str]:
    """Return the sign of a severity and the name of its colour; red is for what stops."""
    match severity:
        case Severity.STOP:
            return Sign.STOP, "stop"
        case Severity.WARN:
            return Sign.TRIANGLE, "conditional"
        case Severity.NOTE:
            return Sign.NOTE, "suitable"
        case _:
            assert_never(severity)


def stance_sign(stance: OpinionStance) -> tuple[Sign, str]:
    """Return the sign of what a person thinks and the name of its colour."""
    match stance:
        case OpinionStance.FOR:
            return Sign.YES, "recommended"
        case OpinionStance.AGAINST:
            return Sign.NO, "not_advised"
        case OpinionStance.NEUTRAL:
            return Sign.COMMENT, "muted"
        case _:
            assert_never(stance)


def bars_of(strength: Strength) -> int:
    """Return of how many of the three bars a strength is made."""
    match strength:
        case Strength.STRONG:
            return 3
        case Strength.MODERATE:
            return 2
        case Strength.WEAK:
            return 1
        case _:
            assert_never(strength)


def paint_sign(painter: QPainter, box: QRectF, sign: Sign, colour: QColor, *, scale: float) -> None:
    """Paint a sign into a square box, for a screen of that scale."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
    match sign:
        case Sign.FILLED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(inner)
        case Sign.SLASH:
            painter.setPen(_pen(colour))
            painter.drawEllipse(inner)
            reach = inner.width() * 0.35
            centre = inner.center()
            painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))
        case Sign.OPPOSED:
            _paint_opposed(painter, inner, colour)
        case _:
            side = round(box.width())
            painter.drawPixmap(box.toRect(), icons.pixmap(sign.value, colour, size=side, scale=scale))
    painter.restore()


def _pen(colour: QColor) -> QPen:
    pen = QPen(colour, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _paint_opposed(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Paint two triangles that point at each other."""
    middle, gap = box.center(), 0.75
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for edge, tip in ((box.left(), middle.x() - gap), (box.right(), middle.x() + gap)):
        top, foot = QPointF(edge, box.top() + 1), QPointF(edge, box.bottom() - 1)
        painter.drawPolygon(QPolygonF([top, QPointF(tip, middle.y()), foot]))


class SignMark(QWidget):
    """A sign that stands alone beside its words; what it says is told by those."""

    def __init__(self, sign: Sign, colour: str, *, theme: Theme, side: int = SIDE) -> None:
        super().__init__()
        self._sign = sign
        self._colour = colour
        self._theme = theme
        # As high as a line of text, so that it stands on the line beside it.
        self.setFixedSize(QSize(side, side + 4))
        self._side = side

    def show_sign(self, sign: Sign, colour: str) -> None:
        """Show another sign."""
        self._sign, self._colour = sign, colour
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(0, 3, self._side, self._side)
        paint_sign(painter, box, self._sign, self._theme.colour(self._colour), scale=self.devicePixelRatioF())


class StrengthMark(QWidget):
    """Three bars of which as many are filled as the argument is strong."""

    def __init__(self, strength: Strength, colour: str, *, theme: Theme) -> None:
        super().__init__()
        self._filled = bars_of(strength)
        self._colour = colour
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(QSize(SIDE, SIDE + 4))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        foot = self.height() - 3
        for bar in range(3):
            height = 4 + 3 * bar
            name = self._colour if bar < self._filled else "outline"
            painter.setBrush(self._theme.colour(name))
            painter.drawRoundedRect(QRectF(1 + bar * 4.5, foot - height, 3, height), 1, 1)
