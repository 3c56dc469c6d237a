"""The window as a whole: language and colours, keys, names for screen readers, failures that lose nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui import app
from crlm_desktop.gui.dialogs.unexpected import UnexpectedError
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.workbench import CASE, Workbench
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace
from crlm_desktop.settings import Theme as ThemeChoice
from tests.builders import a_case, a_lesion

SECRET = "Eleanor Whitcombe"


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    """The window with a case open."""
    case = a_case(lesions=[a_lesion()], patient={"age_years": 62}, markers=[], systemic=[{"line": 1}])
    stored = review.create_case(place, Identity(number="4711", name=SECRET), case)
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.open_case(stored.id)
    return window.workbench


def test_that_another_language_keeps_the_place_the_case_and_what_was_typed(
    qtbot: QtBot, window: MainWindow, bench: Workbench, preferences: Preferences, tasks: Tasks
) -> None:
    assert window.session is not None
    bench.case.form.entered.emit("patient.age_years", 212, "212")
    bench.case.form.sections["fitness"].heading.click()
    bench.actions_.language.trigger()
    again = window.workbench
    assert again is not None
    assert again is not bench
    assert again.place == CASE
    assert preferences.settings.language is Language.ZH
    assert not again.case.form.sections["fitness"].is_open
    age = again.case.form.boxes["patient.age_years"]
    assert isinstance(age.control, QLineEdit)
    assert age.control.text() == "212"
    assert "年龄" in age.control.accessibleName()
    qtbot.waitUntil(lambda: tasks.is_idle)
    again.actions_.language.trigger()
    assert preferences.settings.language is Language.EN


def test_that_a_half_typed_opinion_survives_a_change_of_language_and_another_case(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    assert window.session is not None
    assert window.session.stored is not None
    case_id = window.session.stored.id
    typed = "The margin is too narrow because"
    card = next(iter(bench.case.options.cards))
    card.opinions.open_entry()
    card.opinions.entry.words.show_text(typed)
    other = review.create_case(place, Identity(number="4712"), a_case(lesions=[a_lesion(size_mm=31)]))

    bench.actions_.language.trigger()
    again = window.workbench
    assert again is not None
    qtbot.waitUntil(lambda: tasks.is_idle)
    in_chinese = next(one for one in again.case.options.cards if one.strategy == card.strategy).opinions
    assert in_chinese.draft.text == typed
    assert not in_chinese.entry.isHidden()

    for one in (other.id, case_id, other.id, case_id):
        # Faster than the engine answers.
        again.open_case(one)
    qtbot.waitUntil(lambda: tasks.is_idle)
    brought_back = next(one for one in again.case.options.cards if one.strategy == card.strategy).opinions
    assert brought_back.draft.text == typed
    brought_back.settle()


def test_that_undo_survives_a_change_of_language(window: MainWindow, bench: Workbench) -> None:
    bench.case.form.entered.emit("patient.age_years", 63, "63")
    bench.actions_.language.trigger()
    assert window.workbench is not None
    assert window.workbench.actions_.undo.text().endswith("年龄")
    window.workbench.actions_.undo.trigger()
    assert window.session is not None
    assert window.session.stored is not None
    assert window.session.stored.case.patient.age_years == 62


def test_that_the_colours_change_at_once_and_are_remembered(
    window: MainWindow, bench: Workbench, theme: Theme, preferences: Preferences
) -> None:
    bench.actions_.theme.trigger()
    assert theme.is_dark
    assert preferences.settings.theme is ThemeChoice.DARK
    assert window.workbench is bench


def test_that_geometry_is_remembered(window: MainWindow, preferences: Preferences) -> None:
    window.resize(1200, 700)
    window.close()
    assert not preferences.layout("window").isEmpty()


def test_that_the_places_go_by_keys_and_no_key_is_given_twice(bench: Workbench) -> None:
    keys = Counter(action.shortcut().toString() for action in bench.actions_.all if not action.shortcut().isEmpty())
    assert [key for key, count in keys.items() if count > 1] == []
    assert bench.actions_.cases.shortcut().toString() == "Ctrl+1"
    bench.actions_.registry.trigger()
    assert bench.place == "registry"
    bench.actions_.cases.trigger()
    assert bench.place == "cases"


def interactive(widget: QWidget) -> Iterator[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)
    for child in widget.findChildren(QWidget):
        is_part = isinstance(child.parentWidget(), QAbstractItemView | QLineEdit)
        if isinstance(child, kinds) and child.isVisible() and not is_part:
            yield child


def test_that_whatever_can_be_used_has_a_name_for_screen_readers(bench: Workbench) -> None:
    bench.case.bar.ask("Whose case this is", "Save")
    bench.cases.ask_for_case()
    for name in bench.place_names:
        bench.show_place(name)
        nameless = [
            (type(widget).__name__, widget.objectName())
            for widget in interactive(bench)
            if not widget.accessibleName() and not widget.property("text")
        ]
        assert nameless == [], name


def test_that_no_widget_is_ever_a_window_of_its_own_by_mistake(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    class Watch(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[str] = []

        @override
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
            return False

    stored = review.create_case(place, Identity(number="4711"), a_case(lesions=[a_lesion()]))
    watch = Watch()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    empty_window.use(place)
    assert empty_window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        empty_window.workbench.open_case(stored.id)
    for name in empty_window.workbench.place_names:
        empty_window.workbench.show_place(name)
    application.removeEventFilter(watch)
    assert watch.seen == []


def test_that_the_report_of_an_error_can_be_copied(qtbot: QtBot, catalogue: Catalogue) -> None:
    dialog = UnexpectedError("the report", catalogue=catalogue, parent=None)
    qtbot.addWidget(dialog)
    button = dialog.findChild(QAbstractButton, "copy_report")
    assert button is not None
    button.click()
    assert QApplication.clipboard().text() == "the report"


def test_that_one_report_is_shown_at_a_time(window: MainWindow) -> None:
    app._tell_crash("the first report")
    app._tell_crash("the second report")
    (dialog,) = window.findChildren(UnexpectedError)
    assert dialog.isVisible()
    dialog.close()
