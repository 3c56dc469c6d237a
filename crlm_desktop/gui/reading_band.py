"""The band of a registry that can only be read: it says why, and stays as long as that is so."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from crlm_desktop.errors import N_, Code, problem
from crlm_desktop.gui.theme import LARGE, SMALL, Theme
from crlm_desktop.gui.widgets.buttons import button
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import Damaged, Held, Holder, Unwritable, Workplace

HELD_HERE = Code(
    "reading.held",
    N_(
        "For reading only: {user} has this registry open on {machine} (process {process}, since {since}). "
        "Nothing can be saved here until it is closed there."
    ),
)


class ReadingBand(QFrame):
    """Hidden while everything can be written. Of a registry that somebody else holds it asks for what can be done."""

    look_asked = Signal()
    taking_over_asked = Signal()

    def __init__(self, place: Workplace, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("reading_band")
        self.setProperty("ground", "problem")
        self._workplace = place
        self._catalogue = catalogue
        self._sign = SignMark(Sign.PERSON, "text", theme=theme)
        self._text = label(role=Role.PLAIN, wrap=True)
        self.look = button(_("Look again"), name="look_again", tip=_("Read what has been written meanwhile (F5)"))
        self.take_over = button(
            _("Take over"), name="take_over", tip=_("Open the registry for writing, as soon as it was closed there")
        )
        self.look.clicked.connect(self.look_asked)
        self.take_over.clicked.connect(self.taking_over_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        row.setSpacing(SMALL)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self.look)
        row.addWidget(self.take_over)
        self.refresh()

    @property
    def text(self) -> str:
        """Why the registry can only be read."""
        return self._text.text()

    def refresh(self) -> None:
        """Say how things stand now."""
        why = self._workplace.reading_only
        for one in (self.look, self.take_over):
            one.setVisible(isinstance(why, Held))
        self.setVisible(why is not None)
        match why:
            case None:
                self._text.setText("")
            case Damaged():
                self._sign.show_sign(Sign.TRIANGLE, "text")
                self._text.setText(self._damaged(why))
            case Held():
                self._text.setText(self._held(self._workplace.holder()))
            case Unwritable():
                self._sign.show_sign(Sign.TRIANGLE, "text")
                self._text.setText(self._catalogue.sentence(why.fault(self._workplace.path)))
            case _:
                assert_never(why)

    def _damaged(self, why: Damaged) -> str:
        _ = self._catalogue.gettext
        text = _(
            "This registry is damaged ({reason}). It can be read, but nothing can be saved. Restore a backup in the "
            "place “Registry”; “Check everything” there tells what is affected."
        )
        return text.format(reason=why.reason)

    def _held(self, holder: Holder | None) -> str:
        _ = self._catalogue.gettext
        if holder is None:
            return _("For reading only: the registry was closed elsewhere meanwhile, and can be taken over now.")
        return self._catalogue.sentence(problem("", HELD_HERE, **holder.told))
