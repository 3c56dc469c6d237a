"""The record as a form: every field of the case file, unknown as such, a bad value explained and kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case.casefile import NOT_INTEGER
from crlm_desktop.case.fields import FIELDS, Kind
from crlm_desktop.errors import problem
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.editors.field_box import FieldBox
from crlm_desktop.gui.editors.record_form import RecordForm
from crlm_desktop.gui.editors.typed_line import TypedLine
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.buttons import Segments
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.choices_button import ChoicesButton
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from tests.builders import a_case, a_lesion

# A menu cannot come to the front on the headless platform, which says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def form(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> RecordForm:
    made = RecordForm(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(720, 900)
    made.show()
    qtbot.waitExposed(made)
    made.show_case(a_case(), {})
    return made


def line(form: RecordForm, path: str) -> TypedLine:
    control = form.boxes[path].control
    assert isinstance(control, TypedLine)
    return control


def test_that_every_field_of_the_case_file_can_be_entered(form: RecordForm) -> None:
    of_entries = {field.path for table in form.tables.values() for field in table.model.fields}
    there = {*form.boxes, *form.tables, *of_entries, "lesions[].id"}
    assert set(FIELDS) == there


@pytest.mark.parametrize("language", list(Language))
def test_that_every_field_is_called_by_its_label_and_unit(qtbot: QtBot, theme: Theme, language: Language) -> None:
    catalogue = catalogue_for(language)
    made = RecordForm(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    for path, box in made.boxes.items():
        name = box.control.accessibleName()
        assert catalogue.pick(FIELDS[path].label) in name, path
    assert "kg" in made.boxes["patient.weight_kg"].control.accessibleName()


def test_that_a_field_of_which_nothing_is_known_says_so(form: RecordForm) -> None:
    assert line(form, "patient.age_years").placeholderText() == "unknown"
    for path, box in form.boxes.items():
        match box.control:
            case ChoiceBox() | Segments():
                assert box.control.value is None, path
            case ChoicesButton():
                assert box.control.text() == "unknown", path
            case _:
                assert FIELDS[path].kind not in (Kind.CHOICE, Kind.CHOICES, Kind.BOOLEAN)


def test_that_unknown_none_and_a_value_differ(form: RecordForm) -> None:
    declines = form.boxes["fitness.declines"].control
    assert isinstance(declines, ChoicesButton)
    form.show_case(a_case(fitness={"declines": [], "comorbidities": []}), {})
    assert declines.text() == "none"
    assert line(form, "fitness.comorbidities").text() == "none"
    form.show_case(a_case(fitness={"declines": ["ablation"], "comorbidities": ["diabetes", "gout"]}), {})
    assert declines.text() == "thermal ablation"
    assert line(form, "fitness.comorbidities").text() == "diabetes; gout"
    form.show_case(a_case(), {})
    assert declines.text() == "unknown"
    assert line(form, "fitness.comorbidities").text() == ""


def test_that_what_is_typed_is_told_as_a_value_when_one_leaves_the_field(qtbot: QtBot, form: RecordForm) -> None:
    age = line(form, "patient.age_years")
    age.setFocus()
    qtbot.keyClicks(age, "62")
    with qtbot.waitSignal(form.entered) as told:
        qtbot.keyClick(age, Qt.Key.Key_Tab)
    assert told.args == ["patient.age_years", 62, "62"]


def test_that_none_can_be_typed_in_a_list_of_texts(qtbot: QtBot, form: RecordForm) -> None:
    field = line(form, "fitness.comorbidities")
    field.setFocus()
    qtbot.keyClicks(field, "none")
    with qtbot.waitSignal(form.entered) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args is not None
    assert told.args[:2] == ["fitness.comorbidities", []]


@pytest.mark.parametrize(
    ("path", "text", "explained"),
    [
        ("patient.age_years", "abc", "“abc” is not a whole number. Allowed is 18 to 110 years."),
        ("patient.age_years", "212", "“212” is out of range; allowed is 18 to 110 years."),
        ("function.inr", "0,1", "“0,1” is out of range; allowed is 0.5 to 15."),
        (
            "primary.diagnosed_on",
            "23 Nov",
            "“23 Nov” is not a date; allowed is YYYY-MM-DD, YYYY-MM or YYYY, from 1900 to 2100.",
        ),
    ],
)
def test_that_a_bad_value_stays_in_its_field_with_what_is_allowed(
    qtbot: QtBot, form: RecordForm, path: str, text: str, explained: str
) -> None:
    field = line(form, path)
    field.setFocus()
    qtbot.keyClicks(field, text)
    with qtbot.assertNotEmitted(form.entered), qtbot.waitSignal(form.refused):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == text
    assert field.is_faulty
    assert form.boxes[path].problem == explained
    assert field.accessibleDescription() == explained


def test_that_escape_brings_back_what_is_stored(qtbot: QtBot, form: RecordForm) -> None:
    form.show_case(a_case(patient={"age_years": 62}), {})
    age = line(form, "patient.age_years")
    age.setFocus()
    age.selectAll()
    qtbot.keyClicks(age, "abc")
    with qtbot.waitSignal(form.refused):
        qtbot.keyClick(age, Qt.Key.Key_Return)
    with qtbot.waitSignal(form.reverted):
        qtbot.keyClick(age, Qt.Key.Key_Escape)
    assert age.text() == "62"
    assert form.boxes["patient.age_years"].problem == ""


def test_that_text_that_is_being_typed_survives_a_refresh(qtbot: QtBot, form: RecordForm) -> None:
    age = line(form, "patient.age_years")
    age.setFocus()
    qtbot.keyClicks(age, "6")
    form.show_case(a_case(patient={"height_cm": 170}), {})
    assert age.text() == "6"
    assert line(form, "patient.height_cm").text() == "170"


def test_that_a_draft_is_shown_over_the_stored_value(form: RecordForm) -> None:
    draft = Draft(text="abc", reason=problem("patient.age_years", NOT_INTEGER, value="“abc”"))
    form.show_case(a_case(patient={"age_years": 62}), {"patient.age_years": draft})
    assert line(form, "patient.age_years").text() == "abc"


def test_that_a_choice_is_made_by_the_keyboard_and_taken_back(qtbot: QtBot, form: RecordForm) -> None:
    sex = form.boxes["patient.sex"].control
    assert isinstance(sex, ChoiceBox)
    sex.setFocus()
    with qtbot.waitSignal(form.entered) as told:
        qtbot.keyClick(sex, Qt.Key.Key_Down)
    assert told.args is not None
    assert told.args[:2] == ["patient.sex", "female"]
    with qtbot.waitSignal(form.entered) as told:
        qtbot.keyClick(sex, Qt.Key.Key_Delete)
    assert told.args is not None
    assert told.args[:2] == ["patient.sex", None]


def test_that_a_truth_value_has_three_answers(qtbot: QtBot, form: RecordForm) -> None:
    control = form.boxes["function.portal_hypertension"].control
    assert isinstance(control, Segments)
    yes, no, unknown = control.buttons
    told: list[object] = []
    form.entered.connect(lambda _path, value, _text: told.append(value))
    for button in (yes, no, unknown):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told == [True, False, None]


def test_that_several_values_are_ticked_in_one_go(qtbot: QtBot, form: RecordForm) -> None:
    control = form.boxes["centre.offers"].control
    assert isinstance(control, ChoicesButton)
    control.open_menu()
    actions = {action.text(): action for action in control.menu.actions()}
    actions["liver resection"].trigger()
    actions["thermal ablation"].trigger()
    with qtbot.waitSignal(form.entered) as told:
        control.menu.close()
    assert told.args is not None
    assert told.args[:2] == ["centre.offers", ["resection", "ablation"]]


def test_that_jumping_opens_a_folded_section_and_puts_the_focus_on_the_field(form: RecordForm) -> None:
    form.close_sections(tuple(form.sections))
    assert form.jump("function.inr")
    assert form.boxes["function.inr"].control.hasFocus()
    assert form.sections["function"].is_open
    assert not form.sections["patient"].is_open


def test_that_jumping_to_a_lesion_lands_in_its_cell(form: RecordForm) -> None:
    form.show_case(a_case(lesions=[a_lesion(), a_lesion(id="L2")]), {})
    assert form.jump("lesions[1].size_mm")
    table = form.tables["lesions"]
    assert table.view.hasFocus()
    assert table.model.path(table.view.currentIndex()) == "lesions[1].size_mm"


def test_that_the_help_of_the_focused_field_is_told(qtbot: QtBot, form: RecordForm) -> None:
    with qtbot.waitSignal(form.focused) as told:
        form.boxes["metastases.presentation"].setFocus()
    assert told.args == [FIELDS["metastases.presentation"]]


def test_that_sections_say_how_much_of_them_is_known(form: RecordForm) -> None:
    form.show_case(a_case(patient={"age_years": 62}, lesions=[a_lesion()]), {})
    assert form.sections["patient"].heading.accessibleDescription() == "1 of 4 known"
    assert form.sections["lesions"].heading.accessibleDescription() == "1"
    assert form.sections["systemic"].heading.accessibleDescription() == "unknown"


def test_that_the_wheel_scrolls_the_form_and_changes_no_choice(qtbot: QtBot, form: RecordForm) -> None:
    sex: QWidget = form.boxes["patient.sex"].control
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.assertNotEmitted(form.entered):
        sex.wheelEvent(event)
    assert not event.isAccepted()


def test_that_tab_goes_through_the_fields_in_the_order_in_which_one_reads_them(qtbot: QtBot, form: RecordForm) -> None:
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.boxes["question"].setFocus()
    visited: list[str] = []
    while len(visited) < len(form.boxes):
        focused = form.focusWidget()
        assert focused is not None
        box: QWidget | None = focused
        while box is not None and not isinstance(box, FieldBox):
            box = box.parentWidget()
        if box is not None:
            visited.append(box.path)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        if form.focusWidget() is focused:
            break
    assert visited == list(form.boxes)
