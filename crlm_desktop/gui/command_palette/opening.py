"""Opening the palette, answering what is typed in it from a worker, and going where a choice leads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.command_palette.entries import Entry, Kind
from crlm_desktop.gui.command_palette.finding import Finder, Found
from crlm_desktop.gui.command_palette.hindrances import action_entries
from crlm_desktop.gui.command_palette.palette import CommandPalette
from crlm_desktop.gui.command_palette.recent import Recent
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import Workplace


class PaletteOpening(QObject):
    """Goes with a workbench; what leads to another place of it is told as a signal."""

    case_wanted = Signal(str)
    meeting_wanted = Signal(str)

    def __init__(
        self,
        workplace: Workplace,
        session: CaseSession,
        bench: QWidget,
        *,
        actions: Actions,
        preferences: Preferences,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__(bench)
        self._workplace, self._session, self._bench = workplace, session, bench
        self._actions, self._tasks = actions, tasks
        self._catalogue, self._theme = catalogue, theme
        self._recent = Recent(preferences, session.chosen_lately)
        self._palette: CommandPalette | None = None
        self._finder: Finder | None = None
        self._next: str | None = None
        self._is_busy = False
        actions.palette.triggered.connect(self.open)

    @property
    def palette(self) -> CommandPalette | None:
        """The palette while it is open."""
        return self._palette

    @Slot()
    def open(self) -> None:
        """Open the palette over the window."""
        if self._palette is not None:
            return
        is_at_case = self._actions.history.isEnabled()
        entries = action_entries(self._actions, self._workplace, is_at_case=is_at_case, catalogue=self._catalogue)
        self._finder = Finder(self._workplace, entries, self._recent.keys, catalogue=self._catalogue)
        made = CommandPalette(catalogue=self._catalogue, theme=self._theme, parent=self._bench)
        made.wanted.connect(self._look)
        made.chosen.connect(self._choose)
        made.finished.connect(self._forget)
        self._palette = made
        made.open_over(self._bench)

    @Slot(str)
    def _look(self, query: str) -> None:
        """Find what answers the text; while one search is under way only the newest of the others waits."""
        if self._is_busy or self._finder is None:
            self._next = query
            return
        self._is_busy = True
        self._next = None
        self._tasks.run(
            partial(self._finder.find, query), self._show, failed=self._tell, broken=self._free, lane=Lane.REGISTRY
        )

    def _show(self, found: Found) -> None:
        self._free()
        if self._palette is not None:
            self._palette.show_found(found)

    def _tell(self, error: CrlmError) -> None:
        self._free()
        if self._palette is not None:
            self._palette.tell(self._catalogue.sentences(error))

    def _free(self) -> None:
        self._is_busy = False
        if self._next is not None and self._palette is not None:
            self._look(self._next)

    @Slot()
    def _forget(self) -> None:
        if self._palette is not None:
            self._palette.model.show_entries(())
        self._palette = self._finder = self._next = None

    @Slot(object)
    def _choose(self, entry: object) -> None:
        assert isinstance(entry, Entry)
        self._recent.add(entry)
        # What an action opens may wait for its end, and the palette is to be gone by then.
        QTimer.singleShot(0, self, partial(self._go, entry))

    def _go(self, entry: Entry) -> None:
        match entry.kind:
            case Kind.ACTION:
                self._action(entry.id).trigger()
            case Kind.CASE:
                self.case_wanted.emit(entry.id)
            case Kind.MEETING:
                self.meeting_wanted.emit(entry.id)
            case Kind.STRATEGY | Kind.SOURCE:
                self._read(entry)

    def _action(self, name: str) -> QAction:
        return next(action for action in self._actions.all if action.objectName() == name)

    def _read(self, entry: Entry) -> None:
        from crlm_desktop.gui.dialogs.reading import Reading
        from crlm_desktop.services import knowledge

        edition = self._workplace.engine.edition
        page = knowledge.strategy_page if entry.kind is Kind.STRATEGY else knowledge.source_page
        Reading(
            entry.title, page(edition, entry.id, self._catalogue), catalogue=self._catalogue, parent=self._bench
        ).open()
