"""Exporting the minutes: in which language, where to, how far it is, and where the file is then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMenu, QProgressBar, QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import LARGE, SMALL, Theme
from crlm_desktop.gui.widgets.buttons import IconButton
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.text import ElidedLabel, Role
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.meeting.agenda import Meeting
from crlm_desktop.services import printing
from crlm_desktop.services.workplace import Workplace

# Asks where to write: the parent, the title, the suggested file; the empty text when nothing was chosen.
AskPath = Callable[[QWidget, str, str], str]


class MinutesBar(QFrame):
    """Hidden until minutes are asked for; it stays with the path of the file until it is put away."""

    told = Signal(object)

    def __init__(
        self,
        desk: MeetingDesk,
        tasks: Tasks,
        *,
        catalogue: Catalogue,
        theme: Theme,
        ask_path: AskPath | None = None,
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("minutes_bar")
        self.setProperty("ground", "surface")
        self.setProperty("rule", "under")
        self._desk = desk
        self._tasks = tasks
        self._catalogue = catalogue
        self._ask_path = ask_path if ask_path is not None else partial(_asked, catalogue)
        self._written: Path | None = None
        self._text = ElidedLabel(role=Role.PLAIN)
        self._text.setObjectName("minutes_text")
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setMaximumWidth(160)
        self._progress.setAccessibleName(_("Writing the minutes"))
        self.open_folder = Link(_("Open the folder"), name="open_folder")
        self.open_file = Link(_("Open the file"), name="open_file")
        self._close = IconButton("x", tip=_("Put this message away"), name="close_minutes", theme=theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        row.setSpacing(LARGE)
        row.addWidget(self._text, 1)
        row.addWidget(self._progress)
        row.addWidget(self.open_file)
        row.addWidget(self.open_folder)
        row.addWidget(self._close)
        self._close.clicked.connect(self.hide)
        self.open_folder.clicked.connect(self._show_folder)
        self.open_file.clicked.connect(self._show_file)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    @property
    def written(self) -> Path | None:
        """The file that was written last."""
        return self._written

    def menu(self, parent: QWidget) -> QMenu:
        """Return the menu that offers the languages of the minutes."""
        _ = self._catalogue.gettext
        made = QMenu(parent)
        made.setObjectName("minutes_menu")
        for language in Language:
            action = made.addAction(_("In {language}…").format(language=language.own_name))
            action.setObjectName(f"minutes_{language.value}")
            action.setData(language.value)
            action.triggered.connect(self._ask)
        return made

    def export(self, language: Language) -> None:
        """Ask where to, and write the minutes there away from the window's thread."""
        _ = self._catalogue.gettext
        suggested = suggested_name(self._desk.meeting, language, is_draft=not self._desk.is_closed)
        name = self._ask_path(self, _("Minutes"), suggested)
        if not name:
            return
        path = Path(name) if name.lower().endswith(".pdf") else Path(f"{name}.pdf")
        self._say(_("Writing the minutes to {file}…").format(file=path.name), is_working=True)
        work = partial(_write, self._desk.workplace, self._desk.meeting, language, path)
        self._tasks.run(work, self._tell_written, failed=self._refuse, lane=Lane.REGISTRY)

    @Slot()
    def _ask(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.export(Language(action.data()))

    @Slot(object)
    def _tell_written(self, path: Path) -> None:
        _ = self._catalogue.gettext
        self._written = path
        self._say(_("Minutes written: {path}").format(path=path), is_working=False)

    def _refuse(self, error: CrlmError) -> None:
        self.hide()
        self.told.emit(error)

    def _say(self, text: str, *, is_working: bool) -> None:
        self._text.show_text(text)
        self._progress.setVisible(is_working)
        self.open_folder.setVisible(not is_working)
        self.open_file.setVisible(not is_working)
        self.show()

    @Slot()
    def _show_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    @Slot()
    def _show_file(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))


def suggested_name(meeting: Meeting, language: Language, *, is_draft: bool) -> str:
    """Return the name under which the minutes are suggested to be kept; it names no patient."""
    state = "-draft" if is_draft else ""
    return f"minutes-{meeting.held_on.isoformat()}-{language.value}{state}.pdf"


def _write(workplace: Workplace, meeting: Meeting, language: Language, path: Path) -> Path:
    # The dialog for the file has asked about overwriting.
    return printing.minutes(workplace, meeting.id, language=language, to=path, overwrite=True)


def _asked(catalogue: Catalogue, parent: QWidget, title: str, suggested: str) -> str:
    _ = catalogue.gettext
    name, _chosen = QFileDialog.getSaveFileName(parent, title, suggested, _("PDF files (*.pdf)"))
    return name
