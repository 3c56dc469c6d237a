"""The frame of a dialog that has something done in a worker: not left meanwhile, and told when it fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.widgets.buttons import button
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_Answer = TypeVar("_Answer")


class WorkingDialog(Dialog):
    """A dialog whose work goes on in a worker: its parts are disabled meanwhile, and what fails is told in it."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        name: str,
        title: str,
        text: str = "",
        width: int = 460,
        catalogue: Catalogue,
        tasks: Tasks,
    ) -> None:
        super().__init__(parent, name=name, title=title, text=text, width=width)
        self._catalogue = catalogue
        self._tasks = tasks
        self._locked: tuple[QWidget, ...] = ()
        self._done: Callable[[object], object] | None = None
        self.told = label(role=Role.PROBLEM, wrap=True)
        self.told.setVisible(False)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setVisible(False)

    def add_foot(
        self,
        *buttons: QPushButton,
        locks: tuple[QWidget, ...],
        working: str = "",
        left: tuple[QPushButton, ...] = (),
        cancel: QPushButton | None = None,
    ) -> None:
        """Put progress and buttons at the foot; ``locks`` and the buttons wait while work goes on.

        ``working`` says what is being done, for those who do not see the bar; ``cancel`` leaves the dialog (*Cancel*).
        """
        _ = self._catalogue.gettext
        leave = cancel if cancel is not None else button(_("Cancel"), name="cancel")
        leave.clicked.connect(self.reject)
        self._progress.setAccessibleName(working or _("Working"))
        self.column.addWidget(self.told)
        self.column.addWidget(self._progress)
        self.add_buttons(leave, *buttons, left=left)
        self._locked = (*locks, leave, *buttons, *left)

    def work_on(
        self, work: Callable[[], _Answer], done: Callable[[_Answer], object], *, lane: Lane = Lane.REGISTRY
    ) -> None:
        """Have ``work`` done, then call ``done`` with its answer, or `show_failure`."""
        self.show_text("")
        self._done = cast(Callable[[object], object], done)
        self._work(is_working=True)
        self._tasks.run(work, self._answer, failed=self._fail, broken=self._break_off, lane=lane)

    def show_failure(self, error: CrlmError) -> None:
        """Tell what failed above the buttons; a dialog that has a better place for it overrides this."""
        self.show_text(self._catalogue.sentences(error))

    def show_text(self, sentence: str) -> None:
        """Say above the buttons what is wrong; an empty sentence says that nothing is."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _answer(self, answer: object) -> None:
        self._work(is_working=False)
        assert self._done is not None
        self._done(answer)

    def _fail(self, error: CrlmError) -> None:
        self._work(is_working=False)
        self.show_failure(error)
        self.fit()

    def _break_off(self) -> None:
        self._work(is_working=False)

    def _work(self, *, is_working: bool) -> None:
        self._progress.setVisible(is_working)
        for part in self._locked:
            part.setEnabled(not is_working)

    @property
    def is_working(self) -> bool:
        """Whether work goes on."""
        return self._progress.isVisibleTo(self)

    @override
    @Slot()
    def reject(self) -> None:
        if not self.is_working:
            super().reject()
