"""The cover: what the window shows while it is locked, in the place of everything that names a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import LARGE, MEDIUM, WIDE, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.mark import Mark
from crlm_desktop.gui.widgets.name_choice import NameChoice
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.waiting import Waiting
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import User

# Lets the user of that name with that passphrase go on; runs in a worker.
Enter = Callable[[str, str], User]
_WIDTH = 420


class Cover(QWidget):
    """Asks who goes on; ``entered`` carries the user, who may be another than before."""

    entered = Signal(object)

    def __init__(
        self,
        names: Sequence[str],
        enter: Enter,
        *,
        user: User,
        registry: str,
        hint: str,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("cover")
        self._catalogue = catalogue
        self._enter = enter
        self._tasks = tasks
        self._user = user
        self._who = NameChoice(_("User"), names, chosen=user.name, catalogue=catalogue, theme=theme)
        self._passphrase = PassphraseField(_("Passphrase"), name="passphrase", catalogue=catalogue, theme=theme)
        self._told = label(role=Role.PROBLEM, wrap=True)
        self._told.setVisible(False)
        self._unlock = button(_("Unlock"), kind=Kind.PRIMARY, name="unlock_cover")
        self._unlock.clicked.connect(self._submit)
        self._passphrase.line.returnPressed.connect(self._submit)
        self._waiting = Waiting(self._passphrase, self._unlock, catalogue=catalogue, parent=self)
        card = QFrame()
        card.setProperty("ground", "card")
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(MEDIUM)
        heading = QHBoxLayout()
        heading.setSpacing(MEDIUM)
        heading.addWidget(Mark(theme, side=32))
        heading.addWidget(label(_("Locked"), Role.HEADLINE), 1)
        column.addLayout(heading)
        text = _("“{registry}” is open and covered. What was being typed is kept until somebody goes on.")
        column.addWidget(label(text.format(registry=registry), Role.MUTED, wrap=True))
        if hint:
            column.addWidget(label(hint, Role.SMALL, wrap=True))
        for part in (self._who, self._passphrase, self._told):
            column.addWidget(part)
        column.addWidget(self._unlock, 0, Qt.AlignmentFlag.AlignRight)
        outer = QGridLayout(self)
        outer.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(self._passphrase)

    @property
    def problem(self) -> str:
        """What is told at the passphrase."""
        return self._passphrase.problem

    def tell(self, sentence: str) -> None:
        """Say why what was asked for cannot be done while the window is locked."""
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))

    @Slot()
    def _submit(self) -> None:
        self.tell("")
        if not self._unlock.isEnabled() or not self._who.is_ready():
            return
        self._passphrase.tell("")
        self._work(is_working=True)
        work = partial(self._enter, self._who.name or self._user.name, self._passphrase.text)
        self._tasks.run(work, self._succeed, failed=self._fail, lane=Lane.REGISTRY)

    def _succeed(self, user: User) -> None:
        self._passphrase.clear()
        self.entered.emit(user)

    def _fail(self, error: CrlmError) -> None:
        self._work(is_working=False)
        self._waiting.tell(error)

    def _work(self, *, is_working: bool) -> None:
        for part in (self._who, self._passphrase, self._unlock):
            part.setEnabled(not is_working)
