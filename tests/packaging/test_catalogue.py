"""The keeping of translations: extracted by room, kept over changes, checked, compiled together."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from locale_files import is_stale, mo_file, po_file
from translations import TranslationFault, compile_all, faults, update

ROOMS = ("cli", "gui")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for room in ROOMS:
        (tmp_path / "crlm_desktop" / room).mkdir(parents=True)
    (tmp_path / "resources" / "locale" / "zh_CN").mkdir(parents=True)
    return tmp_path


def code(root: Path, room: str, text: str) -> None:
    (root / "crlm_desktop" / room / "texts.py").write_text(text, encoding="utf-8")


def translate(root: Path, room: str, original: str, translation: str) -> None:
    path = po_file(root, room)
    before = path.read_text(encoding="utf-8")
    after = before.replace(f'"{original}"\nmsgstr ""', f'"{original}"\nmsgstr "{translation}"')
    after = after.replace(f'"{original}"\nmsgstr[0] ""', f'"{original}"\nmsgstr[0] "{translation}"')
    assert after != before
    path.write_text(after, encoding="utf-8")


def chinese(root: Path) -> gettext.GNUTranslations:
    with compile_all(root).open("rb") as file:
        return gettext.GNUTranslations(file)


def test_that_a_room_without_texts_has_no_faults(root: Path) -> None:
    assert faults(root) == []


def test_that_the_texts_of_all_keywords_are_extracted(root: Path) -> None:
    code(root, "cli", '_("A")\nN_("B")\ncatalogue.gettext("C")\ncatalogue.ngettext("one D", "{n} Ds", n)\nother("E")\n')

    update(root, "cli")

    text = po_file(root, "cli").read_text(encoding="utf-8")
    assert all(f'"{original}"' in text for original in ("A", "B", "C", "one D", "{n} Ds"))
    assert '"E"' not in text


def test_that_a_second_update_changes_nothing(root: Path) -> None:
    code(root, "cli", '# Translators: a verb\n_("Open {name}: 34 % of it")\n')
    update(root, "cli")
    first = po_file(root, "cli").read_bytes()

    update(root, "cli")

    assert po_file(root, "cli").read_bytes() == first
    assert b"#. Translators: a verb" in first
    assert b"python-format" not in first


def test_that_translations_survive_when_the_code_moves(root: Path) -> None:
    code(root, "cli", '_("Open {name}")\n')
    update(root, "cli")
    translate(root, "cli", "Open {name}", "打开{name}")
    code(root, "cli", '\n\n_("Close")\n_("Open {name}")\n')

    done = update(root, "cli")

    assert (done.texts, done.untranslated, done.obsolete) == (2, 1, 0)
    assert chinese(root).gettext("Open {name}") == "打开{name}"


def test_that_a_text_that_went_keeps_its_translation_until_pruned(root: Path) -> None:
    code(root, "cli", '_("Open")\n')
    update(root, "cli")
    translate(root, "cli", "Open", "打开")
    code(root, "cli", "")
    gone = update(root, "cli")
    told = faults(root)
    code(root, "cli", '_("Open")\n')
    update(root, "cli")
    back = faults(root)
    code(root, "cli", "")
    update(root, "cli", prune=True)

    assert gone.obsolete == 1
    assert len(told) == 1
    assert "obsolete: “Open”" in told[0]
    assert back == []
    assert "Open" not in po_file(root, "cli").read_text(encoding="utf-8")


def test_that_another_rooms_translation_is_taken_over(root: Path) -> None:
    code(root, "cli", '_("Open")\n')
    code(root, "gui", '_("Open")\n')
    update(root, "cli")
    translate(root, "cli", "Open", "打开")

    update(root, "gui")

    assert faults(root) == []


def test_that_a_plural_has_one_chinese_form(root: Path) -> None:
    code(root, "gui", 'ngettext("one lesion", "{n} lesions", n)\n')
    update(root, "gui")
    translate(root, "gui", "{n} lesions", "{n} 个病灶")

    assert faults(root) == []
    assert [chinese(root).ngettext("one lesion", "{n} lesions", n) for n in (1, 2)] == ["{n} 个病灶"] * 2


@pytest.mark.parametrize(
    ("original", "translation", "told"),
    [
        ("Open", "", "not translated"),
        ("Open {name}", "打开", "placeholder {name} is lost"),
        ("Open {name}", "打开{nome}", "placeholder {nome} is not in the original"),
        ("Open {name}", "打开{name", "placeholders cannot be read"),
        ("Open {}", "打开{}", "placeholders without names"),
        ("Open {0}", "打开{0}", "placeholders without names"),
        ("Size: ", "大小：", "spaces differ"),
    ],
)
def test_that_a_broken_translation_is_told(root: Path, original: str, translation: str, told: str) -> None:
    code(root, "cli", f'_("{original}")\n')
    update(root, "cli")
    if translation:
        translate(root, "cli", original, translation)

    found = faults(root)

    assert any(told in fault and "cli.po" in fault and original in fault for fault in found), found


def test_that_a_fuzzy_translation_is_told_and_not_shown(root: Path) -> None:
    code(root, "cli", '_("Open")\n')
    update(root, "cli")
    translate(root, "cli", "Open", "打开")
    text = po_file(root, "cli").read_text(encoding="utf-8")
    po_file(root, "cli").write_text(text.replace('msgid "Open"', '#, fuzzy\nmsgid "Open"'), encoding="utf-8")

    assert ["fuzzy" in fault for fault in faults(root)] == [True]
    assert chinese(root).gettext("Open") == "Open"


def test_that_a_text_that_was_never_extracted_is_told(root: Path) -> None:
    code(root, "cli", '_("Open")\n')

    assert faults(root) == [
        "cli.po: missing: “Open” of crlm_desktop/cli/texts.py; run: packaging/catalogue.py update cli"
    ]


def test_that_two_rooms_that_disagree_are_both_named(root: Path) -> None:
    for room, translation in zip(ROOMS, ("打开", "开启"), strict=True):
        code(root, room, '_("Open")\n')
        update(root, room)
        if room == "gui":
            po_file(root, "gui").write_text(po_file(root, "gui").read_text(encoding="utf-8").replace("打开", "开启"))
        else:
            translate(root, room, "Open", translation)

    assert faults(root) == ["cli.po and gui.po: “Open” is “打开” in the one and “开启” in the other"]
    assert faults(root, ("case",)) == []


def test_that_a_text_and_a_plural_of_the_same_words_disagree(root: Path) -> None:
    code(root, "cli", '_("one lesion")\n')
    code(root, "gui", 'ngettext("one lesion", "{n} lesions", n)\n')
    update(root, "cli")
    translate(root, "cli", "one lesion", "一个病灶")
    update(root, "gui")
    translate(root, "gui", "{n} lesions", "{n} 个病灶")

    assert len(faults(root)) == 1


@pytest.mark.parametrize("content", [b'msgid "Open"\nmsgstr "\xff"\n', b'<<<<<<< HEAD\nmsgid "Open"\nmsgstr ""\n'])
def test_that_a_file_that_cannot_be_read_is_named(root: Path, content: bytes) -> None:
    po_file(root, "cli").write_bytes(content)

    with pytest.raises(TranslationFault, match="resources/locale/zh_CN/cli\\.po"):
        faults(root)


def test_that_the_catalogue_is_stale_until_compiled_and_after_a_change(root: Path) -> None:
    code(root, "cli", '_("Open")\n')
    update(root, "cli")
    before = is_stale(root)
    compile_all(root)
    compiled = is_stale(root)
    later = mo_file(root).stat().st_mtime_ns + 1_000_000_000
    os.utime(po_file(root, "cli"), ns=(later, later))

    assert (before, compiled, is_stale(root)) == (True, False, True)


def test_that_the_same_translations_compile_to_the_same_bytes(root: Path) -> None:
    code(root, "cli", '_("Open")\n')
    update(root, "cli")
    translate(root, "cli", "Open", "打开")

    assert compile_all(root).read_bytes() == compile_all(root).read_bytes()
