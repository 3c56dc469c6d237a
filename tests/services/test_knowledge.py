"""The knowledge in use: read from its folder, checked, loaded once, and shown as documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from crlm_desktop import paths
from crlm_desktop.engine.facts import FACTS
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.errors import EnvironmentFault, InputError
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.services import knowledge
from tests.engine.edition_texts import CONVERSION, RESECTION, edition_texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the small edition."""
    for name, text in edition_texts().items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_that_the_shipped_knowledge_has_no_fault() -> None:
    assert knowledge.check() == ()


def test_that_an_edition_is_read_from_a_folder_and_other_files_beside_it_are_left_alone(folder: Path) -> None:
    (folder / "README.md").write_text("About this edition", encoding="utf-8")

    assert knowledge.load_edition(folder).version == "2026.11"
    assert knowledge.check(folder) == ()


def test_that_the_engine_of_unchanged_files_is_made_once_and_that_of_changed_ones_anew(folder: Path) -> None:
    first, again = knowledge.load_engine(folder), knowledge.load_engine(folder)

    (folder / "centre.toml").write_text('"flr.normal_percent" = 25\n', encoding="utf-8")

    assert again is first
    assert knowledge.load_engine(folder).edition.thresholds["flr.normal_percent"].value == 25


def test_that_a_file_saved_by_an_editor_that_marks_its_encoding_is_read(folder: Path) -> None:
    (folder / "edition.toml").write_text(edition_texts()["edition.toml"], encoding="utf-8-sig")

    assert knowledge.check(folder) == ()


def test_that_faults_are_told_with_file_and_line(folder: Path) -> None:
    (folder / "strategies" / "resection.toml").write_text(RESECTION.replace("ned", "cure"), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        knowledge.load_engine(folder)

    assert [one.path for one in caught.value.problems] == ["strategies/resection.toml:5"]
    assert knowledge.check(folder) == caught.value.problems


def test_that_files_that_are_no_text_or_too_large_are_told_together(folder: Path) -> None:
    (folder / "alerts.toml").write_bytes(b"\xff\xfe")
    (folder / "sources.toml").write_text("#" * (knowledge.MAX_BYTES + 1), encoding="utf-8")

    assert [(one.path, one.code.id) for one in knowledge.check(folder)] == [
        ("alerts.toml:1", "knowledge.not_utf8"),
        ("sources.toml", "knowledge.too_large"),
    ]


def test_that_a_folder_that_is_not_there_and_a_file_that_cannot_be_read_are_faults_of_the_surroundings(
    folder: Path,
) -> None:
    (folder / "strategies" / "folder.toml").mkdir()

    with pytest.raises(EnvironmentFault) as nowhere:
        knowledge.load_edition(folder / "nowhere")
    with pytest.raises(EnvironmentFault) as unreadable:
        knowledge.load_edition(folder)

    assert nowhere.value.code.id == "knowledge.no_folder"
    assert unreadable.value.code.id == "knowledge.not_readable"


def test_that_the_document_tells_every_part_of_the_edition_in_both_languages(folder: Path) -> None:
    (folder / "centre.toml").write_text('"flr.normal_percent" = 25\n', encoding="utf-8")
    asking = CONVERSION.replace("invasiveness = 2", "invasiveness = 2\nmodalities = ['resect']")
    (folder / "strategies" / "systemic-conversion.toml").write_text(asking, encoding="utf-8")
    augmented = RESECTION.replace('modalities = ["resect"]', 'modalities = ["resect"]\naugmentation = "pve"')
    (folder / "strategies" / "resection.toml").write_text(augmented, encoding="utf-8")
    edition = knowledge.load_edition(folder)

    english, chinese = (knowledge.document(edition, catalogue_for(language)) for language in Language)

    for document in (english, chinese):
        for strategy in edition.strategies:
            assert f"`{strategy.id}`" in document
        for source in edition.sources:
            assert f"`{source}`" in document
        assert edition.sha256 in document
    assert "At most 30 mm. (strong) [trial-2025]" in english
    assert "When: Largest lesion ≤ 30 mm" in english
    assert "‹Number of lesions› lesions." in english
    assert "set by this centre, the default is 30" in english
    assert "消融全部病灶。" in chinese
    assert "Threshold" not in chinese


def test_that_the_shipped_knowledge_can_be_shown_in_both_languages() -> None:
    edition = knowledge.load_edition()

    for language in Language:
        assert len(knowledge.document(edition, catalogue_for(language))) > 1000


def test_that_the_list_of_facts_names_every_fact_and_its_codes() -> None:
    english, chinese = (knowledge.facts_document(catalogue_for(language)) for language in Language)

    for fact in (*FACTS, *PLAN_FACTS):
        assert f"`{fact.id}`" in english
        assert fact.label.zh in chinese
    assert "v600e (V600E)" in english
    assert "`ecog`" in english
    assert "0 to 300 mm" in english


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre's file, away from any edition."""
    file = tmp_path_factory.mktemp("centre") / "our-centre.toml"
    file.write_text('"flr.normal_percent" = 25\n', encoding="utf-8")
    return file


def test_that_a_named_centre_file_stands_for_the_one_beside_the_edition(folder: Path, own: Path) -> None:
    (folder / "centre.toml").write_text('"wedge.max_mm" = 40\n', encoding="utf-8")

    beside, named = knowledge.load_edition(folder), knowledge.load_edition(folder, centre=own)

    assert [one.threshold for one in beside.overrides] == ["wedge.max_mm"]
    assert [one.threshold for one in named.overrides] == ["flr.normal_percent"]


def test_that_the_shipped_edition_is_taken_with_the_centre_file_beside_the_settings(own: Path, folder: Path) -> None:
    kept = paths.centre_file()
    assert knowledge.load_engine().edition.overrides == ()
    kept.parent.mkdir(parents=True)
    kept.write_bytes(own.read_bytes())

    shipped = knowledge.load_engine().edition

    assert [(one.threshold, one.value) for one in shipped.overrides] == [("flr.normal_percent", 25)]
    assert knowledge.load_edition(folder).overrides == ()


def test_that_faults_of_a_centre_file_are_told_by_its_own_place(own: Path, folder: Path) -> None:
    own.write_text('\n"flr.normal_percent" = 500\n', encoding="utf-8")

    assert [(one.path, one.code.id) for one in knowledge.check(folder, centre=own)] == [
        (f"{own}:2", "knowledge.outside_range")
    ]
    own.write_bytes(b"\xff")
    assert [one.path for one in knowledge.check(folder, centre=own)] == [f"{own}:1"]
    with pytest.raises(EnvironmentFault) as nowhere:
        knowledge.load_edition(folder, centre=own.with_name("nowhere.toml"))
    assert nowhere.value.code.id == "knowledge.not_readable"
