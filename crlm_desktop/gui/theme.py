"""The look of the window: colours for light and dark, sizes, fonts of a role, and the one application style sheet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from string import Template
from typing import assert_never

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from crlm_desktop import paths
from crlm_desktop.settings import Theme as ThemeChoice

# Distances and sizes in logical pixels.
TINY, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 16, 24
RADIUS = 6
CONTROL_HEIGHT = 28
ROW_HEIGHT = 32
RAIL_WIDTH = 72
HEADER_HEIGHT = 60
ICON = 16
MOTION_MS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """The palette of one theme; every text colour reaches 4.5:1 on every ground it is used on."""

    background: str
    surface: str
    field: str
    line: str
    outline: str
    hover: str
    selected: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    problem: str
    problem_ground: str
    stop: str
    demonstration: str
    demonstration_ground: str
    recommended: str
    suitable: str
    conditional: str
    not_advised: str
    excluded: str
    resect: str
    ablate: str
    sbrt: str
    sirt: str
    leave: str
    liver: str
    liver_line: str
    hepatic_vein: str
    portal_vein: str
    bile: str


LIGHT = Colours(
    background="#F6F7F9",
    surface="#FFFFFF",
    field="#FFFFFF",
    line="#E3E7EC",
    outline="#C5CCD5",
    hover="#EDF0F4",
    selected="#DDEAF8",
    text="#1B2430",
    muted="#566273",
    accent="#0B5CAD",
    accent_hover="#094B8E",
    on_accent="#FFFFFF",
    problem="#A6401B",
    problem_ground="#FDF1EB",
    stop="#B3261E",
    demonstration="#744A00",
    demonstration_ground="#FFEFC9",
    recommended="#0B6B4F",
    suitable="#1F5FA8",
    conditional="#8A5A00",
    not_advised="#A6401B",
    excluded="#5B6470",
    resect="#B84F00",
    ablate="#0072B2",
    sbrt="#00735A",
    sirt="#A0457B",
    leave="#5B6470",
    liver="#F1E6DF",
    liver_line="#B9A294",
    hepatic_vein="#B9CEE0",
    portal_vein="#D3C1DC",
    bile="#D5E0B9",
)
DARK = Colours(
    background="#14181E",
    surface="#1C222A",
    field="#171C23",
    line="#2B333D",
    outline="#414C59",
    hover="#262E38",
    selected="#213A55",
    text="#E7ECF2",
    muted="#A3AFBE",
    accent="#6CB2F5",
    accent_hover="#8CC4FA",
    on_accent="#0C1722",
    problem="#F0926B",
    problem_ground="#33231C",
    stop="#FF8F85",
    demonstration="#F2CB74",
    demonstration_ground="#3A2F17",
    recommended="#5CCBA3",
    suitable="#7DB7F2",
    conditional="#E3B04B",
    not_advised="#F0926B",
    excluded="#9AA5B1",
    resect="#F0995A",
    ablate="#56B4E9",
    sbrt="#4CC9A4",
    sirt="#E09CC3",
    leave="#9AA5B1",
    liver="#332D2C",
    liver_line="#6E5F59",
    hepatic_vein="#3C5368",
    portal_vein="#54465F",
    bile="#464E33",
)


class Type(Enum):
    """The sizes of text, in pixels."""

    SMALL = 12
    PANEL = 13
    DECIDED = 15
    TITLE = 17
    HEADLINE = 20
    ROOM = 28


class Theme(QObject):
    """The colours in use; follows the system while the user has chosen nothing else, and tells when they change.

    Widgets that paint themselves read `colours` while painting: the style sheet makes them paint again.
    """

    changed = Signal()

    def __init__(self, choice: ThemeChoice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("theme")
        hints = QGuiApplication.styleHints()
        self._choice = choice
        self._scheme = hints.colorScheme()
        self.colours = _colours_for(choice, self._scheme)
        hints.colorSchemeChanged.connect(self._follow_system)

    @property
    def choice(self) -> ThemeChoice:
        """What the user has chosen."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use."""
        return self.colours is DARK

    def choose(self, choice: ThemeChoice) -> None:
        """Use the colours of ``choice`` from now on."""
        self._choice = choice
        self._follow()

    def apply(self) -> None:
        """Dress the application in the present colours."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        sheet = style_sheet(self.colours)
        if sheet != application.styleSheet():
            # Through none: putting one sheet in the place of another takes Qt five times as long.
            application.setStyleSheet("")
            application.setPalette(palette(self.colours))
            application.setStyleSheet(sheet)

    def colour(self, name: str) -> QColor:
        """Return the present colour of that name; status names may be written with a hyphen."""
        return QColor(getattr(self.colours, name.replace("-", "_")))

    @Slot(Qt.ColorScheme)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self._follow()

    def _follow(self) -> None:
        colours = _colours_for(self._choice, self._scheme)
        if colours is not self.colours:
            self.colours = colours
            self.apply()
            self.changed.emit()


def font(size: Type, *, bold: bool = False, tabular: bool = False) -> QFont:
    """Return the application's font in a size of the scale; tabular figures stand in columns."""
    made = QFont(QApplication.font())
    made.setPixelSize(size.value)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def style_sheet(colours: Colours) -> str:
    """Return the application's style sheet in these colours."""
    template = Template(paths.resource("theme", "window.qss").read_text(encoding="utf-8"))
    sizes = {f"text_{size.name.lower()}": f"{size.value}px" for size in Type}
    return template.substitute(asdict(colours), **sizes, radius=f"{RADIUS}px")


def palette(colours: Colours) -> QPalette:
    """Return the palette for what the style draws by itself."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.background,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.field,
        QPalette.ColorRole.AlternateBase: colours.background,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.stop,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.selected,
        QPalette.ColorRole.HighlightedText: colours.text,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.outline,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return made


def mixed(colour: str, ground: str, share: float) -> QColor:
    """Return ``share`` of ``colour`` laid over ``ground``: the tint behind a chip."""
    over, under = QColor(colour), QColor(ground)
    return QColor.fromRgbF(
        over.redF() * share + under.redF() * (1 - share),
        over.greenF() * share + under.greenF() * (1 - share),
        over.blueF() * share + under.blueF() * (1 - share),
    )


def repolish(widget: QWidget) -> None:
    """Let a widget that has been dressed look as its properties now say; one that has not will be."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def contrast(one: str | QColor, other: str | QColor) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    high, low = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colours_for(choice: ThemeChoice, scheme: Qt.ColorScheme) -> Colours:
    match choice:
        case ThemeChoice.LIGHT:
            return LIGHT
        case ThemeChoice.DARK:
            return DARK
        case ThemeChoice.SYSTEM:
            return DARK if scheme is Qt.ColorScheme.Dark else LIGHT
        case _:
            assert_never(choice)
