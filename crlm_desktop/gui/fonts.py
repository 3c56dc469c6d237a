"""The fonts: the shipped Chinese one where the system has none, and for Latin where the system's own is poor."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from crlm_desktop import paths
from crlm_desktop.gui.theme import Type
from crlm_desktop.i18n import Language

SHIPPED = "Noto Sans SC"
# Families that are drawn for screens; what a bare system offers instead is wide and has no even colour.
GOOD = (
    "Segoe UI",
    ".AppleSystemUIFont",
    "SF Pro Text",
    "Adwaita Sans",
    "Cantarell",
    "Inter",
    "Noto Sans",
    "Open Sans",
    "Ubuntu",
    "Roboto",
)
GOOD_CHINESE = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC")


def dress(application: QApplication, language: Language) -> QFont:
    """Give the application its font; the shipped one is registered when the system lacks good ones."""
    families = (*_latin(), *_chinese())
    made = QFont()
    # A new font begins as the application's last one, whose widths may be those of the other language.
    made.clearFeatures()
    made.setFamilies(list(dict.fromkeys(families)))
    made.setPixelSize(Type.PANEL.value)
    if language is Language.EN:
        # A Chinese font sets quotes and ellipses as wide as a character; English wants its own widths.
        made.setFeature(QFont.Tag("pwid"), 1)
    application.setFont(made)
    return made


def _latin() -> tuple[str, ...]:
    own = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return (own,) if own in GOOD else (_shipped(),)


def _chinese() -> tuple[str, ...]:
    there = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    found = tuple(family for family in GOOD_CHINESE if family in there)
    return found or (_shipped(),)


def _shipped() -> str:
    if SHIPPED not in QFontDatabase.families():
        for weight in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(paths.resource("fonts", f"NotoSansSC-{weight}.ttf")))
    return SHIPPED
