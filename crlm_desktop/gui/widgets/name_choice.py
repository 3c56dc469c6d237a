"""Who one is: chosen out of the names of those who may come in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.gui.theme import TINY, Theme
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue


class NameChoice(QWidget):
    """A list of names under its label; one name alone is chosen already, and none at all is nobody's."""

    def __init__(
        self, text: str, names: Sequence[str], *, chosen: str = "", catalogue: Catalogue, theme: Theme
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._catalogue = catalogue
        self._names = tuple(name for name in names if name)
        values = [(name, name) for name in self._names]
        self.box = ChoiceBox(values, unknown=_("Choose a name"), name="user", theme=theme)
        self.box.setAccessibleName(text)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(label(text, Role.SMALL))
        column.addWidget(self.box)
        column.addWidget(self._problem)
        self.setFocusProxy(self.box)
        self.setVisible(bool(self._names))
        only = self._names[0] if len(self._names) == 1 else None
        self.box.show_value(chosen if chosen in self._names else only)

    @property
    def name(self) -> str | None:
        """The chosen name, if any."""
        return str(self.box.value) if self.box.value is not None else None

    def is_ready(self) -> bool:
        """Whether a name is chosen, or there is none to choose; else it is asked for."""
        _ = self._catalogue.gettext
        is_missing = bool(self._names) and self.name is None
        self._problem.setText(_("Say who you are.") if is_missing else "")
        self._problem.setVisible(is_missing)
        return not is_missing
