"""The window: the first screen until a registry is open, then the places; it outlives a change of language."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow
from typing_extensions import override

from crlm_desktop.clock import Clock
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import fonts, in_worker
from crlm_desktop.gui.entrance import Entrance
from crlm_desktop.gui.pack_opening import PackOpening
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.start import StartScreen
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.window_size import sizes_within
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from crlm_desktop.services import places
from crlm_desktop.services.places import ServerAddress
from crlm_desktop.settings import Theme as ThemeChoice

if TYPE_CHECKING:
    from crlm_desktop.gui.connection import Connection
    from crlm_desktop.gui.drafting.keeper import DraftKeeper
    from crlm_desktop.gui.drafting.pending import Pending
    from crlm_desktop.gui.locking import Locking
    from crlm_desktop.gui.meeting.desk import MeetingDesk
    from crlm_desktop.gui.safekeeping import Safekeeping
    from crlm_desktop.gui.session import CaseSession
    from crlm_desktop.gui.surroundings import Surroundings
    from crlm_desktop.gui.workbench import Workbench
    from crlm_desktop.services.restoring import Restored
    from crlm_desktop.services.workplace import Workplace

_GEOMETRY = "window"


class MainWindow(QMainWindow):
    """Opens and closes registries, and keeps what outlives its screens: the tasks, the theme and the session.

    Whatever the first screen does not need is imported when it is.
    """

    registry_opened = Signal()

    def __init__(self, *, preferences: Preferences, theme: Theme, tasks: Tasks, clock: Clock, author: str) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._preferences = preferences
        self._theme = theme
        self._tasks = tasks
        self._clock = clock
        self._author = author
        self._catalogue = catalogue_for(preferences.language)
        self._workplace: Workplace | None = None
        self._session: CaseSession | None = None
        self._desk: MeetingDesk | None = None
        self._safekeeping: Safekeeping | None = None
        self._surroundings: Surroundings | None = None
        self._connection: Connection | None = None
        self.locking: Locking | None = None
        self._is_out_of_date = False
        self._keeper: DraftKeeper | None = None
        self.workbench: Workbench | None = None
        self.start: StartScreen | None = None
        self.setWindowTitle("CRLM Desktop")
        smallest, usual = sizes_within(self.screen().availableSize())
        self.setMinimumSize(smallest)
        self.resize(usual)
        state = preferences.layout(_GEOMETRY)
        if not state.isEmpty():
            self.restoreGeometry(state)
        self.show_start()

    @property
    def catalogue(self) -> Catalogue:
        """The texts of the present language."""
        return self._catalogue

    @property
    def session(self) -> CaseSession | None:
        """The open case of the open registry."""
        return self._session

    @property
    def workplace(self) -> Workplace | None:
        """The open registry."""
        return self._workplace

    def show_start(self, problem: str = "") -> None:
        """Show the first screen."""
        recent = places.remembered(self._preferences.settings.recent_registries)
        start = StartScreen(recent, catalogue=self._catalogue, theme=self._theme)
        start.restoring_asked.connect(self._choose_backup)
        PackOpening(start, self.use, clock=self._clock, catalogue=self._catalogue, theme=self._theme, tasks=self._tasks)
        self.entrance = Entrance(
            start,
            self,
            use=self.use,
            begin=self._begin,
            tell_opened=self._tell_fault,
            preferences=self._preferences,
            tasks=self._tasks,
            clock=self._clock,
            author=self._author,
            catalogue=self._catalogue,
            theme=self._theme,
        )
        start.forgetting_asked.connect(self._forget)
        start.language_asked.connect(self.change_language)
        start.theme_asked.connect(self._turn_theme)
        self.start, self.workbench = start, None
        self.setCentralWidget(start)
        start.setFocus()
        if problem:
            start.show_idle(problem)

    @Slot(object)
    def use(self, workplace: Workplace) -> None:
        """Show the places of an open registry."""
        from crlm_desktop.gui.connection import Connection
        from crlm_desktop.gui.drafting.keeper import DraftKeeper
        from crlm_desktop.gui.locking import Locking
        from crlm_desktop.gui.meeting.desk import MeetingDesk
        from crlm_desktop.gui.safekeeping import Safekeeping
        from crlm_desktop.gui.session import CaseSession
        from crlm_desktop.gui.surroundings import Surroundings

        if self._workplace is not None:
            # One window holds one registry: the one that came later is put back as it was.
            workplace.close()
            return
        self._workplace = workplace
        if not workplace.is_demonstration:
            self._preferences.remember_registry(workplace.place)
            self._preferences.remember_text(f"user:{workplace.place}", workplace.author)
        self._session = CaseSession(workplace, self._tasks, self)
        self._desk = MeetingDesk(workplace, self._tasks, self)
        self._safekeeping = Safekeeping(workplace, self._tasks, self)
        self._safekeeping.failed.connect(self._tell_fault)
        minutes = self._preferences.settings.lock_minutes
        self.locking = Locking(
            self, workplace, minutes=minutes, clock=self._clock, theme=self._theme, tasks=self._tasks
        )
        self.locking.unlocked.connect(self._go_on)
        if workplace.reading_only is None:
            # Where nothing can be written nothing can be typed either.
            self._keeper = DraftKeeper(workplace, self._half_typed, self._tasks, self)
            # What is half typed is kept in the name of who typed it, before another user may go on.
            self.locking.locked.connect(self._keeper.keep)
        self._surroundings = Surroundings(self, workplace, self._tasks, bench=self._uncovered)
        self._surroundings.taken_over.connect(self._use_taken_over)
        self._surroundings.refused.connect(self._tell_fault)
        self._connection = Connection(workplace, self._tasks, self, bench=self._uncovered)
        self._show_workbench()
        if self._keeper is not None:
            self._connection.came_back.connect(self._keeper.keep)
            self._keeper.start()
        self._surroundings.look()
        self._safekeeping.look()
        self.registry_opened.emit()

    @Slot(object)
    def change_language(self, language: Language) -> None:
        """Show everything in ``language``: the screen is made anew, the place and the open case stay."""
        place = self.workbench.place if self.workbench is not None else ""
        self._put_away_workbench()
        self._preferences.choose_language(language)
        self._catalogue = catalogue_for(language)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        fonts.dress(application, language)
        if place:
            self._show_workbench(place)
        else:
            self.show_start()

    @Slot(object)
    def choose_theme(self, choice: ThemeChoice) -> None:
        """Use the colours that were chosen, and remember them."""
        self._preferences.choose_theme(choice)
        self._theme.choose(choice)

    @Slot()
    def lock(self) -> None:
        """Cover the window until a user goes on by a passphrase."""
        if self.locking is not None:
            self.locking.lock()

    @Slot()
    def close_registry(self) -> None:
        """Close the registry and show the first screen."""
        if not self._may_leave():
            return
        self._release()
        self.show_start()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_leave():
            event.ignore()
            return
        self._preferences.remember_layout(_GEOMETRY, self.saveGeometry())
        self._release()
        event.accept()

    def _show_workbench(self, place: str = "cases") -> None:
        from crlm_desktop.gui.workbench import Workbench

        assert self._workplace is not None
        assert self._session is not None
        assert self._desk is not None
        assert self._safekeeping is not None
        assert self._surroundings is not None
        assert self._connection is not None
        assert self.locking is not None
        self.locking.catalogue = self._catalogue
        bench = Workbench(
            self._workplace,
            self._session,
            self._desk,
            self._safekeeping,
            preferences=self._preferences,
            tasks=self._tasks,
            catalogue=self._catalogue,
            theme=self._theme,
            keeper=self._keeper,
        )
        bench.language_asked.connect(self.change_language)
        bench.theme_asked.connect(self.choose_theme)
        bench.leaving_asked.connect(self.close_registry)
        bench.restoring_asked.connect(self._restore_here)
        bench.locking_asked.connect(self.lock)
        bench.lock_minutes_chosen.connect(self._choose_lock_minutes)
        bench.reading.taking_over_asked.connect(self._surroundings.take_over)
        bench.connection.trying_asked.connect(self._connection.try_again)
        bench.user_changed.connect(self._show_user_anew)
        self.start, self.workbench = None, bench
        self.setCentralWidget(bench)
        bench.show_place(place)

    def _may_leave(self) -> bool:
        if self.workbench is None or self._desk is None or self._session is None or self._keeper is None:
            return True
        from crlm_desktop.gui.meeting.leaving import may_leave

        if self.locking is not None and self.locking.cover is not None:
            if not self._keeper.keep() and self._is_anything_unrecorded():
                _ = self._catalogue.gettext
                self.locking.cover.tell(
                    _("Something is typed that is not recorded yet: unlock the window to close it.")
                )
                return False
            return True
        self.workbench.remember()
        is_kept = self._keeper.keep()
        return may_leave(self._session, self._desk, is_kept=is_kept, catalogue=self._catalogue, parent=self)

    def _uncovered(self) -> Workbench | None:
        return self.workbench if self.locking is not None and not self.locking.is_locked else None

    def _half_typed(self) -> Pending:
        from crlm_desktop.gui.drafting.pending import pending_of

        assert self._session is not None
        assert self._desk is not None
        return pending_of(self._session, self._desk, self.workbench)

    def _is_anything_unrecorded(self) -> bool:
        """Whether closing would lose something that was typed; what stands complete in a field is written first."""
        from crlm_desktop.gui.meeting.leaving import is_anything_unrecorded

        assert self.workbench is not None
        assert self._session is not None
        assert self._desk is not None
        self.workbench.remember()
        return is_anything_unrecorded(self._session, self._desk)

    @Slot(bool)
    def _go_on(self, is_another: bool) -> None:
        assert self._workplace is not None
        if self._workplace.reading_only is None and self._keeper is None:
            self._use_taken_over()
        elif is_another or self._is_out_of_date:
            self._show_user_anew()

    @Slot()
    def _show_user_anew(self) -> None:
        """Make the screen anew for another user or another role; the place and the open case stay."""
        assert self.workbench is not None
        assert self.locking is not None
        self._is_out_of_date = self.locking.is_locked
        if self._is_out_of_date:
            # Behind the cover it stays as it is; whoever goes on gets the new one.
            return
        place = self.workbench.place
        # It was typed in another name: nobody writes it without having seen it.
        self.workbench.hold()
        from crlm_desktop.gui.locking import NothingFinished

        with NothingFinished(QApplication.focusWidget()):
            self._show_workbench(place)

    @Slot(int)
    def _choose_lock_minutes(self, minutes: int) -> None:
        self._preferences.choose_lock_minutes(minutes)
        if self.locking is not None:
            self.locking.idle.minutes = minutes

    def _put_away_workbench(self) -> None:
        if self.workbench is not None:
            self.workbench.remember()

    def _release(self) -> None:
        self._put_away_workbench()
        if self._keeper is not None:
            self._keeper.keep()
        around = (self._keeper, self.locking, self._surroundings, self._safekeeping, self._connection)
        for one in around:
            if one is not None:
                one.stop()
        self._tasks.finish()
        if self._session is not None:
            self._session.close_case()
        if self._desk is not None:
            self._desk.leave()
        for part in (*around, self._session, self._desk):
            if part is not None:
                part.deleteLater()
        self._keeper = self.locking = self._surroundings = self._safekeeping = self._connection = None
        self._session = self._desk = None
        if self._workplace is not None:
            self._workplace.close()
            self._workplace = None

    def _tell_on_start(self, error: CrlmError) -> None:
        if self.start is not None:
            self.start.show_idle(self._catalogue.sentences(error))

    @Slot(object)
    def _begin(self, workplace: Workplace) -> None:
        """Show a new registry, and offer its recovery key."""
        from crlm_desktop.gui.dialogs.recovery import RecoveryKey

        self.use(workplace)
        dialog = RecoveryKey(workplace, catalogue=self._catalogue, tasks=self._tasks, parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(object)
    def _restore_here(self, backup: object) -> None:
        assert self._workplace is not None
        assert backup is None or isinstance(backup, Path)
        self._ask_for_backup(self._workplace.path, backup)

    @Slot()
    def _choose_backup(self) -> None:
        _ = self._catalogue.gettext
        chosen = QFileDialog.getExistingDirectory(self, _("Folder of the backup"))
        if chosen:
            recent = places.remembered(self._preferences.settings.recent_registries)
            known = [place for place in recent if isinstance(place, Path)]
            self._ask_for_backup(in_worker.home_of(Path(chosen), known), Path(chosen))

    def _ask_for_backup(self, target: Path, backup: Path | None) -> None:
        from crlm_desktop.gui.dialogs.restore import Restore

        dialog = Restore(
            target,
            backup,
            partial(in_worker.looked, self._clock),
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self,
        )
        dialog.confirmed.connect(self._restore)
        dialog.open()

    @Slot(object, object, str, str)
    def _restore(self, target: Path, backup: Path, passphrase: str, present: str) -> None:
        """Close what is open and put the backup in its place; whatever fails, nothing is overwritten."""
        _ = self._catalogue.gettext
        if not self._may_leave():
            return
        self._release()
        self.show_start()
        assert self.start is not None
        self.start.show_working(_("Restoring the backup…"))
        work = partial(in_worker.restored, self._author, self._clock, target, backup, passphrase, present)
        self._tasks.run(work, self._use_restored, failed=self._tell_on_start, lane=Lane.REGISTRY)

    def _use_restored(self, restored: Restored) -> None:
        from crlm_desktop.gui.dialogs.restore import changes_text

        _ = self._catalogue.gettext
        self.use(restored.workplace)
        if restored.kept is not None and self.workbench is not None:
            text = _("The backup was restored. What was there before is kept in {path}.").format(path=restored.kept)
            self.workbench.band.tell("\n".join((text, changes_text(restored.changes, self._catalogue))))

    @Slot()
    def _use_taken_over(self) -> None:
        """Begin anew with a registry that can be written now; the place and the open case stay."""
        if self._uncovered() is None or self._workplace is None or self.workbench is None or self._session is None:
            # Behind the cover it stays as it is; whoever goes on gets the new one.
            return
        workplace, place, stored = self._workplace, self.workbench.place, self._session.stored
        self._workplace = None
        self._release()
        self.use(workplace)
        if stored is not None and place == "case":
            self.workbench.open_case(stored.id)
        elif place != "case":
            self.workbench.show_place(place)

    @Slot(object)
    def _tell_fault(self, error: object) -> None:
        assert isinstance(error, CrlmError)
        if self.workbench is not None:
            self.workbench.tell(error)

    @Slot(object)
    def _forget(self, place: object) -> None:
        assert isinstance(place, Path | ServerAddress)
        self._preferences.forget_registry(place)
        self.show_start()

    @Slot()
    def _turn_theme(self) -> None:
        self.choose_theme(ThemeChoice.LIGHT if self._theme.is_dark else ThemeChoice.DARK)
