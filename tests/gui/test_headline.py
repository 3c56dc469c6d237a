"""The line above an open case: what is known in words, and what stays when the room gets narrow."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from crlm_desktop.case.record import Case
from crlm_desktop.gui.summaries import key_facts
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.facts_row import FactsRow
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from tests.builders import a_case, a_lesion

FULL = a_case(
    patient={"age_years": 62, "sex": "male"},
    primary={"site": "sigmoid", "state": "resected", "diagnosed_on": "2026-01-10"},
    metastases={"detected_on": "2026-02"},
    lesions=[a_lesion(size_mm=12), a_lesion(id="L2", size_mm=41)],
    molecular={"ras": "mutated", "braf": "wild_type"},
    fitness={"ecog": 1},
)


def told(case: Case, catalogue: Catalogue) -> dict[str, str]:
    return {fact.id: fact.text for fact in key_facts(case, catalogue)}


def test_that_the_key_facts_are_told_in_words(catalogue: Catalogue) -> None:
    assert told(FULL, catalogue) == {
        "person": "62, male",
        "primary": "sigmoid colon, resected",
        "presentation": "synchronous",
        "lesions": "2, up to 41 mm",
        "ras": "mutated",
        "braf": "wild type",
        "mmr": "unknown",
        "ecog": "1",
    }


def test_that_a_presentation_that_nobody_stated_follows_from_the_dates() -> None:
    case = a_case(primary={"diagnosed_on": "2024-01"}, metastases={"detected_on": "2026-02"})
    assert told(case, catalogue_for(Language.ZH))["presentation"] == "异时性"


@pytest.mark.parametrize(
    ("lesions", "text"),
    [
        (None, "unknown"),
        ([], "0"),
        ([a_lesion(size_mm=41), {"id": "L2"}], "2, largest at least 41 mm"),
        ([{"id": "L1"}], "1, size unknown"),
    ],
)
def test_that_a_size_that_is_not_known_is_not_left_out(
    catalogue: Catalogue, lesions: list[dict[str, object]] | None, text: str
) -> None:
    assert told(a_case(lesions=lesions), catalogue)["lesions"] == text


def test_that_what_matters_most_stays_when_the_room_gets_narrow(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme
) -> None:
    row = FactsRow(theme=theme)
    qtbot.addWidget(row)
    row.show_facts(key_facts(FULL, catalogue))
    row.resize(row.sizeHint().width(), row.height())
    row.show()
    qtbot.waitExposed(row)
    assert all(readout.isVisible() for readout in row.readouts)
    row.resize(240, row.height())
    shown = [readout.objectName() for readout in row.readouts if readout.isVisible()]
    assert shown == ["fact:person", "fact:lesions"]


def test_that_a_fact_leads_to_its_field(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> None:
    row = FactsRow(theme=theme)
    qtbot.addWidget(row)
    row.show_facts(key_facts(FULL, catalogue))
    with qtbot.waitSignal(row.asked) as asked:
        row.readouts[4].click()
    assert asked.args == ["molecular.ras"]
