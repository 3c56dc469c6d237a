"""The commands about the knowledge."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from crlm_desktop import paths
from crlm_desktop.case.wording import Text
from crlm_desktop.services import knowledge
from tests.cli.conftest import Command


def test_that_the_shipped_knowledge_has_no_faults(command: Command) -> None:
    done = command("knowledge", "check")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Edition 2026.11: ")


def test_that_a_fault_is_told_with_file_and_line(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(paths.resource("knowledge"), folder)
    strategy = folder / "strategies" / "resection.toml"
    strategy.write_text(strategy.read_text(encoding="utf-8").replace("name = ", "nmae = ", 1), encoding="utf-8")
    done = command("knowledge", "check", folder)
    assert (done.code, done.out) == (1, "")
    assert "resection.toml" in done.err


def test_that_the_edition_is_shown_as_a_document_in_both_languages(command: Command) -> None:
    english, chinese = command("knowledge", "show"), command("knowledge", "show", "--lang", "zh")
    assert english.code == chinese.code == 0
    assert "Lancet Oncol 2025" in english.out
    assert "Lancet Oncol 2025" in chinese.out
    assert "消融" in chinese.out
    assert "消融" not in english.out


def test_that_the_facts_are_listed_with_their_units(command: Command) -> None:
    done = command("knowledge", "facts")
    assert "fitness.ecog" in done.out
    assert "lesions.max_mm" in done.out


def test_that_a_centre_sets_its_thresholds_in_a_file_of_its_own(command: Command, tmp_path: Path) -> None:
    own = tmp_path / "centre.toml"
    own.write_text('"flr.normal_percent" = 25\n', encoding="utf-8")

    english = command("knowledge", "check", "--centre", own)
    chinese = command("knowledge", "check", "--centre", own, "--lang", "zh")

    assert (english.code, english.err) == (0, "")
    assert "Set by this centre: Sufficient remnant, normal liver (flr.normal_percent) 25 %; the default is 30 %." in (
        english.out
    )
    assert "本中心自定：正常肝脏所需剩余肝（flr.normal_percent）25 %；默认值为 30 %。" in chinese.out
    assert "25 %, permitted 20 to 40" in command("knowledge", "show", "--centre", own).out


def test_that_a_threshold_outside_its_range_is_refused_with_the_reason(command: Command, tmp_path: Path) -> None:
    own = tmp_path / "centre.toml"
    own.write_text('"flr.normal_percent" = 15\n', encoding="utf-8")

    done = command("knowledge", "check", "--centre", own)

    assert (done.code, done.out) == (1, "")
    assert f"{own}:1: 15 is outside the range that the sources of “flr.normal_percent” support: 20 to 40 %." in done.err
    assert "Vauthey and Kishi" in done.err


def test_that_arguments_quote_facts_in_brackets_since_a_fact_may_be_unknown() -> None:
    edition = knowledge.load_edition()
    texts = [(rule.id, side) for one in edition.strategies for rule in one.rules for side in _sides(rule.text.text)]

    bare = [rule for rule, side in texts if re.search(r"\{(?!threshold\.)", re.sub(r"[(（][^()（）]*[)）]", "", side))]

    assert bare == []


def _sides(text: Text) -> tuple[str, str]:
    return text.en, text.zh


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The shipped edition with one argument of another strength."""
    folder = tmp_path / "edited"
    shutil.copytree(paths.resource("knowledge"), folder)
    strategy = folder / "strategies" / "supportive-care.toml"
    strategy.write_text(
        strategy.read_text(encoding="utf-8").replace('strength = "strong"', 'strength = "weak"', 1), encoding="utf-8"
    )
    return folder


def test_that_what_differs_from_the_shipped_edition_is_told_in_both_languages(command: Command, edited: Path) -> None:
    english, chinese = command("knowledge", "diff", edited), command("knowledge", "diff", edited, "--lang", "zh")

    assert (english.code, english.err) == (0, "")
    assert english.out.startswith("Edition 2026.11 (")
    assert "\nArguments\n  Best supportive care: " in english.out
    assert "strength: weak; before: strong." in english.out
    assert "强度：弱；此前：强。" in chinese.out


def test_that_two_folders_and_a_folder_and_a_centre_file_are_compared(
    command: Command, edited: Path, tmp_path: Path
) -> None:
    own = tmp_path / "centre.toml"
    own.write_text('"flr.normal_percent" = 25\n', encoding="utf-8")

    same, with_centre = command("knowledge", "diff", edited, edited), command("knowledge", "diff", edited, own)
    shipped = command("knowledge", "diff", own)

    assert "Nothing differs that a proposal could rest on." in same.out
    line = "value: 25 % (set by the centre, default 30 %); before: 30 %."
    for done in (with_centre, shipped):
        assert done.code == 0
        assert line in done.out
        assert "Arguments" not in done.out


def test_that_what_differs_is_told_as_json_too(command: Command, edited: Path) -> None:
    (found,) = json.loads(command("knowledge", "diff", edited, "--format", "json").out)

    assert (found["part"], set(found)) == ("arguments", {"part", "id", "text"})


def test_that_an_edition_that_cannot_be_read_is_refused(command: Command, edited: Path, tmp_path: Path) -> None:
    for words in ((tmp_path / "nowhere",), (tmp_path / "nowhere", edited), (edited, tmp_path / "nowhere")):
        done = command("knowledge", "diff", *words)
        assert (done.code, done.out) == (1, "")
        assert "nowhere" in done.err
