"""Pictures of the places: one a place, language and theme, and the registry as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.gui.pictures import SIZE, Picture, take_pictures
from crlm_desktop.services import meetings, review
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion


def test_that_each_place_is_pictured_in_both_languages_and_themes(
    dressed: QApplication, place: Workplace, tmp_path: Path
) -> None:
    review.create_case(place, Identity(number="4711"), a_case(lesions=[a_lesion()]))
    meetings.create(place, Particulars(title="Liver tumour board", site="", held_on=date(2026, 11, 26)))
    files = take_pictures(place, tmp_path / "pictures")
    names = {path.stem for path in files}
    for name in ("cases", "case", "meetings", "meeting", "registry"):
        for look in ("en-light", "en-dark", "zh-light", "zh-dark"):
            assert f"{name}-{look}" in names
    for path in files:
        image = QImage(str(path))
        assert image.size() == SIZE
    light, dark = (QImage(str(tmp_path / "pictures" / f"cases-en-{look}.png")) for look in ("light", "dark"))
    assert light.pixelColor(900, 600).lightness() > 200
    assert dark.pixelColor(900, 600).lightness() < 60
    assert review.count_cases(place) == 1
    assert QApplication.topLevelWidgets() == [] or not any(one.isVisible() for one in QApplication.topLevelWidgets())


def test_that_a_picture_that_cannot_be_written_is_a_fault_of_the_surroundings(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        Picture(name="cases", grab=lambda _path: False).written(tmp_path)
