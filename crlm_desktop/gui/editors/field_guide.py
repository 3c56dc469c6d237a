"""The strip under the form that explains the field in which one is: what it means and what is allowed."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from crlm_desktop.case.fields import Field
from crlm_desktop.gui import wording
from crlm_desktop.gui.theme import LARGE, SMALL
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue


class FieldGuide(QFrame):
    """One line, always there, so that nothing moves when the focus does."""

    def __init__(self, *, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._refusal = ""
        self.setObjectName("field_guide")
        self.setProperty("ground", "surface")
        self.setProperty("rule", "over")
        self._name = label(role=Role.SECTION)
        self._text = ElidedLabel(role=Role.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, 0, LARGE, 0)
        row.setSpacing(SMALL)
        row.addWidget(self._name)
        row.addWidget(self._text, 1)
        self.setFixedHeight(30)
        self.show_field(None)

    @property
    def text(self) -> str:
        """What the strip says about the field."""
        return self._text.text()

    def refuse(self, reason: str) -> None:
        """Say in the place of how to use the form why it cannot be."""
        self._refusal = reason
        self.show_field(None)

    def show_field(self, field: Field | None) -> None:
        """Explain ``field``; without one say how to use the form."""
        _ = self._catalogue.gettext
        if field is None:
            self._name.setVisible(False)
            usual = _("Every change is written at once; Ctrl+Z takes it back. An empty field is unknown.")
            self._text.show_text(self._refusal or usual)
            return
        explained = self._catalogue.pick(field.help) if field.help is not None else ""
        allowed = wording.allowed_text(field, self._catalogue)
        self._name.setText(self._catalogue.pick(field.label))
        self._name.setVisible(True)
        self._text.show_text("  ·  ".join(part for part in (explained, allowed) if part))

    def show_conversion(self, field: Field, result: str) -> None:
        """Say what is being typed in ``field`` comes to in its unit; explain the field where there is no ``result``."""
        self.show_field(field)
        if result:
            self._text.show_text(f"= {result}")
