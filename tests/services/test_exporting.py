"""Cases as case files: out without a name, in with every problem told at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import EnvironmentFault, InputError
from crlm_desktop.registry.values import Act
from crlm_desktop.services import exporting, files, review
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion

CASE = a_case(question="可切除吗？", lesions=[a_lesion()])


def test_that_an_exported_case_is_the_newest_record_and_names_nobody(place: Workplace, tmp_path: Path) -> None:
    opened = review.create_case(place, Identity(number="H-7", name="Ada Example"))
    review.record_case(place, opened.id, base_revision=1, case=CASE)
    written = exporting.export_case(place, opened.id, to=tmp_path / "case.json")
    assert casefile.parse(written.read_bytes()) == CASE
    assert b"Example" not in written.read_bytes()
    assert b"H-7" not in written.read_bytes()


def test_that_an_export_is_recorded(place: Workplace, tmp_path: Path) -> None:
    opened = review.create_case(place, Identity(number="H-7"))
    exporting.export_case(place, opened.id, to=tmp_path / "case.json")
    with place.reading() as unit:
        entry = unit.audit.entries(opened.id)[-1]
    assert (entry.act, entry.detail) == (Act.CASE_EXPORTED, {"file": "case.json", "revision": "1"})


def test_that_an_export_that_is_refused_is_not_recorded(place: Workplace, tmp_path: Path) -> None:
    opened = review.create_case(place, Identity(number="H-7"))
    (tmp_path / "case.json").write_text("mine")
    with pytest.raises(EnvironmentFault) as refused:
        exporting.export_case(place, opened.id, to=tmp_path / "case.json")
    assert refused.value.code is files.EXISTS
    with place.reading() as unit:
        assert [entry.act for entry in unit.audit.entries(opened.id)] == [Act.CASE_CREATED]


def test_that_an_imported_case_is_a_new_case_with_that_record(place: Workplace, tmp_path: Path) -> None:
    (tmp_path / "referral.json").write_text(casefile.pretty(CASE), encoding="utf-8")
    opened = exporting.import_case(place, tmp_path / "referral.json", identity=Identity(number="H-9"))
    assert (opened.case, opened.identity.number, opened.revision.reason) == (CASE, "H-9", "referral.json")


def test_that_a_faulty_file_is_refused_with_every_problem_and_makes_no_case(place: Workplace, tmp_path: Path) -> None:
    faulty = {"schema": "crlm.case/1", "fitness": {"ecog": 9, "asa": "x"}, "unknown": 1}
    (tmp_path / "faulty.json").write_text(json.dumps(faulty))
    with pytest.raises(InputError) as refused:
        exporting.import_case(place, tmp_path / "faulty.json", identity=Identity(number="H-9"))
    assert {one.path for one in refused.value.problems} == {"fitness.ecog", "fitness.asa", "unknown"}
    assert review.count_cases(place) == 0


def test_that_a_file_that_is_too_large_or_not_there_is_told_as_such(place: Workplace, tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b" " * (casefile.MAX_BYTES + 1))
    with pytest.raises(InputError) as refused:
        exporting.import_case(place, tmp_path / "large.json", identity=Identity(number="H-9"))
    assert [one.code for one in refused.value.problems] == [casefile.TOO_LARGE]
    with pytest.raises(EnvironmentFault):
        exporting.import_case(place, tmp_path / "none.json", identity=Identity(number="H-9"))
