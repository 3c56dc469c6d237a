"""A field for a passphrase, with an eye that shows what is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import TINY, Theme, repolish
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue


class PassphraseField(QWidget):
    """A label, the field and a line for what is wrong with it; nothing typed is lost when it is refused."""

    changed = Signal(str)

    def __init__(self, text: str, *, name: str, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._theme = theme
        self._show, self._hide = _("Show the passphrase"), _("Hide the passphrase")
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(text)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = self.line.addAction(
            icons.icon("eye", theme.colour("muted")), QLineEdit.ActionPosition.TrailingPosition
        )
        self._eye.setToolTip(self._show)
        self._eye.triggered.connect(self._turn)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        name_label = label(text, Role.SMALL)
        name_label.setBuddy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(name_label)
        column.addWidget(self.line)
        column.addWidget(self._problem)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.changed)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    @property
    def problem(self) -> str:
        """What is told about it."""
        return self._problem.text()

    def tell(self, sentence: str) -> None:
        """Say what is wrong, and go there; an empty sentence says that nothing is."""
        self.say(sentence)
        self.line.setProperty("faulty", bool(sentence))
        repolish(self.line)
        if sentence:
            self.line.selectAll()
            self.line.setFocus()

    def say(self, sentence: str) -> None:
        """Say another sentence in its place, and leave alone what is being typed."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)

    def clear(self) -> None:
        """Forget what was typed."""
        self.line.clear()

    @Slot()
    def _turn(self) -> None:
        is_hidden = self.line.echoMode() is QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icons.icon("eye-off" if is_hidden else "eye", self._theme.colour("muted")))
        self._eye.setToolTip(self._hide if is_hidden else self._show)
