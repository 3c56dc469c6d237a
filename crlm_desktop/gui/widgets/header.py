"""The line at the head of the window: left what the place says, right what is always there."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.theme import HEADER_HEIGHT, LARGE, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.buttons import IconButton, Kind, button
from crlm_desktop.i18n import Catalogue, Language


class Header(QFrame):
    """Undo, redo, the other language and the other colours stand at the right of every place."""

    def __init__(self, *, actions: Actions, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(HEADER_HEIGHT)
        self._theme = theme
        self._headlines = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, 0, SMALL, 0)
        row.setSpacing(TINY)
        row.addWidget(self._headlines, 1)
        row.addSpacing(SMALL)
        for name, icon, action in (("undo", "undo-2", actions.undo), ("redo", "redo-2", actions.redo)):
            made = IconButton(icon, tip=action.toolTip(), name=f"{name}_button", theme=theme)
            made.follow(action)
            row.addWidget(made)
        other = other_language(catalogue.language)
        language = button("中" if other is Language.ZH else "EN", kind=Kind.PLAIN, name="language_button")
        language.setToolTip(f"{other.own_name} ({actions.language.shortcut().toString()})")
        language.setAccessibleName(other.own_name)
        language.clicked.connect(actions.language.trigger)
        self._colours = IconButton("moon", tip=actions.theme.toolTip(), name="theme_button", theme=theme)
        self._colours.follow(actions.theme)
        row.addWidget(language)
        row.addWidget(self._colours)
        theme.changed.connect(self._follow_theme)
        self._follow_theme()

    def add_headline(self, headline: QWidget) -> None:
        """Add what a place says in the header."""
        self._headlines.addWidget(headline)

    def show_headline(self, headline: QWidget) -> None:
        """Show what the present place says."""
        self._headlines.setCurrentWidget(headline)

    @Slot()
    def _follow_theme(self) -> None:
        self._colours.show_icon("sun" if self._theme.is_dark else "moon")


def other_language(language: Language) -> Language:
    """Return the language that the window would change to."""
    return Language.ZH if language is Language.EN else Language.EN
