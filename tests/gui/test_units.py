"""Numbers typed in another unit: told while one types, written in the unit of the field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.editors.typed_line import Line
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion


def test_that_bilirubin_typed_in_mg_is_told_and_written_in_the_unit_of_the_field(
    qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    stored = review.create_case(place, Identity(number="4711"), a_case())
    bench = window.workbench
    assert bench is not None
    with qtbot.waitSignal(tasks.idle):
        bench.open_case(stored.id)
    control = bench.case.form.boxes["function.bilirubin_umol_l"].control
    assert isinstance(control, QLineEdit)
    control.setFocus()
    assert bench.case.guide.text == "0 to 1000 µmol/L; also in mg/dL"

    qtbot.keyClicks(control, "1.2 mg/dL")
    assert bench.case.guide.text == "= 20.5 µmol/L"
    with qtbot.waitSignal(tasks.idle):
        qtbot.keyClick(control, Qt.Key.Key_Return)

    assert control.text() == "20.5"
    assert review.open_case(place, stored.id).case.function.bilirubin_umol_l == 20.5


def test_that_a_size_typed_in_centimetres_in_the_table_is_told_too(
    qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    stored = review.create_case(place, Identity(number="4711"), a_case(lesions=[a_lesion()]))
    bench = window.workbench
    assert bench is not None
    with qtbot.waitSignal(tasks.idle):
        bench.open_case(stored.id)
    bench.case.jump("lesions[0].size_mm")
    table = bench.case.form.tables["lesions"]
    table.view.edit(table.view.currentIndex())
    editor = table.view.findChild(Line)
    assert editor is not None
    editor.selectAll()

    qtbot.keyClicks(editor, "2.4 cm")
    assert bench.case.guide.text == "= 24 mm"
    with qtbot.waitSignal(tasks.idle):
        qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert [one.size_mm for one in review.open_case(place, stored.id).case.lesions or ()] == [24]


def test_that_a_section_tells_how_much_of_it_is_known(
    qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    stored = review.create_case(place, Identity(number="4711"), a_case(patient={"age_years": 62}))
    bench = window.workbench
    assert bench is not None
    with qtbot.waitSignal(tasks.idle):
        bench.open_case(stored.id)
    heading = bench.case.form.sections["patient"].heading
    assert heading.share == 0.25
    assert heading.accessibleDescription() == "1 of 4 known"
