"""The line at the head of the window: left what the place says, right what is always there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QWidget

from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.theme import HEADER_HEIGHT, LARGE, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.buttons import IconButton, Kind, button
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.services.workplace import User

_NAME_WIDTH = 140


class Header(QFrame):
    """Who works, undo, redo, the other language and the other colours stand at the right of every place."""

    def __init__(self, *, user: User, actions: Actions, catalogue: Catalogue, theme: Theme) -> None:
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
        self._menu = QMenu(self)
        self._menu.addActions([actions.lock, actions.own_passphrase, actions.users])
        self.user = button("", kind=Kind.PLAIN, name="user_button")
        self.user.setMenu(self._menu)
        self.show_user(user, catalogue)
        row.addWidget(self.user)
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

    def show_user(self, user: User, catalogue: Catalogue) -> None:
        """Show who works, and as what."""
        _ = catalogue.gettext
        whole = f"{user.name} · {catalogue.pick(user.role.label)}"
        shown = self.user.fontMetrics().elidedText(user.name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self.user.setText(f"{shown} · {catalogue.pick(user.role.label)}")
        self.user.setAccessibleName(_("You are {user}").format(user=whole))
        self.user.setToolTip(whole)

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
