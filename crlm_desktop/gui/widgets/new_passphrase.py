"""A passphrase that is to be: typed twice, with the rule and how far what is typed is from it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.gui.theme import MEDIUM, Theme
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import LEAST_CHARACTERS

GOOD_CHARACTERS = 16


class NewPassphrase(QWidget):
    """Two fields and a rule between them."""

    def __init__(self, text: str, *, name: str, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._catalogue = catalogue
        self.first = PassphraseField(text, name=name, catalogue=catalogue, theme=theme)
        self.second = PassphraseField(
            _("Passphrase, once more"), name=f"{name}_again", catalogue=catalogue, theme=theme
        )
        self._rule = label(role=Role.SMALL, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        for part in (self.first, self._rule, self.second):
            column.addWidget(part)
        self.setFocusProxy(self.first)
        self.first.changed.connect(self._judge)
        self._judge()

    @property
    def text(self) -> str:
        """What is typed in the first field."""
        return self.first.text

    def is_ready(self) -> bool:
        """Whether the passphrase is long enough and typed twice alike; else the field that is not says so."""
        _ = self._catalogue.gettext
        is_short = len(self.first.text) < LEAST_CHARACTERS
        self.first.tell(_("This passphrase is too short.") if is_short else "")
        differs = not is_short and self.first.text != self.second.text
        self.second.tell(_("The two passphrases differ.") if differs else "")
        return not is_short and not differs

    @Slot()
    def _judge(self) -> None:
        """Tell the rule, and how far what is typed is from it."""
        _ = self._catalogue.gettext
        length = len(self.first.text)
        if length < LEAST_CHARACTERS:
            text = self._catalogue.ngettext(
                "At least {least} characters, {missing} more is needed. Several words are easy to keep in mind.",
                "At least {least} characters, {missing} more are needed. Several words are easy to keep in mind.",
                LEAST_CHARACTERS - length,
            ).format(least=LEAST_CHARACTERS, missing=LEAST_CHARACTERS - length)
        elif length < GOOD_CHARACTERS:
            text = _("Long enough. From {good} characters on it is hard to guess for a machine too.").format(
                good=GOOD_CHARACTERS
            )
        else:
            text = _("Strong: {length} characters.").format(length=length)
        self._rule.setText(text)
