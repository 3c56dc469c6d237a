"""The icons: one set of line drawings, tinted in the colours of the theme, sharp at every scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from crlm_desktop import paths
from crlm_desktop.gui.theme import ICON

_SCALES = (1, 2, 3)


def pixmap(name: str, colour: QColor, *, size: int = ICON, scale: float = 1.0) -> QPixmap:
    """Return the icon ``name`` of ``size`` logical pixels in one colour, for a screen of that scale."""
    return _pixmap(name, colour.name(QColor.NameFormat.HexArgb), size, scale)


def icon(name: str, colour: QColor, *, disabled: QColor | None = None, size: int = ICON) -> QIcon:
    """Return the icon ``name`` in one colour, and in another where it is disabled."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(pixmap(name, colour, size=size, scale=scale))
        if disabled is not None:
            made.addPixmap(pixmap(name, disabled, size=size, scale=scale), QIcon.Mode.Disabled)
    return made


@cache
def _pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    side = round(size * scale)
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name).render(painter, QRectF(0, 0, side, side))
    # The drawings are black on nothing; the colour is laid over whatever they have painted.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(colour))
    painter.end()
    image.setDevicePixelRatio(scale)
    return QPixmap.fromImage(image)


@cache
def _renderer(name: str) -> QSvgRenderer:
    drawing = paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", "#000000").encode()))
