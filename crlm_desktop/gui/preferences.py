"""The settings of the user as the window uses and changes them; every change is on the disk at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray

from crlm_desktop import settings as stored
from crlm_desktop.i18n import Language, system_language
from crlm_desktop.services.places import Place
from crlm_desktop.settings import Settings, Theme


class Preferences:
    """The settings with the file they are kept in."""

    def __init__(self, settings: Settings, file: Path, *, language: Language | None = None) -> None:
        self.settings = settings
        self._file = file
        self._for_this_time = language

    @property
    def language(self) -> Language:
        """The language for this time, else the chosen one, else the system's."""
        return self._for_this_time or self.settings.language or system_language()

    def choose_language(self, language: Language) -> None:
        """Remember the language of the window."""
        self._for_this_time = None
        self._keep(replace(self.settings, language=language))

    def choose_theme(self, theme: Theme) -> None:
        """Remember the colours of the window."""
        self._keep(replace(self.settings, theme=theme))

    def choose_lock_minutes(self, minutes: int) -> None:
        """Remember after how many minutes without anybody the window locks."""
        self._keep(replace(self.settings, lock_minutes=minutes))

    def remember_registry(self, place: Place) -> None:
        """Remember a registry as the newest, by its folder or its server's address, which names nobody."""
        self._keep(self.settings.with_registry(str(place)))

    def forget_registry(self, place: Place) -> None:
        """Forget a registry; the registry itself stays where it is."""
        rest = tuple(known for known in self.settings.recent_registries if known != str(place))
        self._keep(replace(self.settings, recent_registries=rest))

    def layout(self, name: str) -> QByteArray:
        """Return what the widget ``name`` has remembered of its layout; empty when nothing."""
        text = self.settings.layout(name) or ""
        return QByteArray.fromBase64(text.encode("ascii", "ignore"))

    def remember_layout(self, name: str, state: QByteArray) -> None:
        """Remember the layout of the widget ``name``."""
        text = bytes(state.toBase64().data()).decode("ascii")
        if text != self.settings.layout(name):
            self._keep(self.settings.with_layout(name, text))

    def text(self, name: str) -> str:
        """Return a remembered word of the widget ``name``; empty when there is none."""
        return self.settings.layout(name) or ""

    def remember_text(self, name: str, text: str) -> None:
        """Remember a word of the widget ``name``, such as its folded sections."""
        if text != self.text(name):
            self._keep(self.settings.with_layout(name, text))

    def _keep(self, settings: Settings) -> None:
        self.settings = settings
        stored.save(settings, self._file)
