"""The languages: what a catalogue gives back, and how one that cannot be read is told."""

from __future__ import annotations

import gettext
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crlm_desktop import i18n, paths
from crlm_desktop.errors import MANY_PROBLEMS, N_, Code, CrlmError, EnvironmentFault, problem
from crlm_desktop.i18n import Catalogue, Language, catalogue_for, language_of, system_language

OPEN_SINCE = Code("test.open-since", N_("Open since {since}."))
TOO_LARGE = Code("test.too-large", N_("The lesion {lesion} of {size_mm} mm is too large."))


@dataclass(frozen=True)
class Words:
    en: str
    zh: str


@pytest.fixture
def broken_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in a resources folder whose Chinese catalogue is yet to be written by the test."""
    folder = tmp_path / "resources" / "locale" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "_ROOT", tmp_path)
    catalogue_for.cache_clear()
    yield folder / "crlm_desktop.mo"
    catalogue_for.cache_clear()


def test_that_english_texts_are_given_as_they_are() -> None:
    english = catalogue_for(Language.EN)

    assert english.gettext("The input has {count} problems.") == "The input has {count} problems."
    assert english.ngettext("one lesion", "{n} lesions", 1) == "one lesion"
    assert english.ngettext("one lesion", "{n} lesions", 0) == "{n} lesions"


def test_that_an_error_is_told_in_chinese() -> None:
    chinese = catalogue_for(Language.ZH)

    assert chinese.sentence(CrlmError(MANY_PROBLEMS, count=3)) == "输入内容有 3 处问题。"


def test_that_a_problem_is_told_with_its_parameters() -> None:
    told = catalogue_for(Language.EN).sentence(problem("lesions[0]", TOO_LARGE, lesion="L1", size_mm=480))

    assert told == "The lesion L1 of 480 mm is too large."


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.EN, "Open since 23 Nov 2026 08:05."),
        (Language.ZH, "Open since 2026 年 11 月 23 日 08:05."),
    ],
)
def test_that_a_moment_is_told_in_local_time_and_in_the_language(
    monkeypatch: pytest.MonkeyPatch, language: Language, told: str
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        moment = datetime(2026, 11, 23, 0, 5, tzinfo=UTC)
        assert catalogue_for(language).sentence(problem("", OPEN_SINCE, since=moment)) == told
    finally:
        monkeypatch.undo()
        time.tzset()


def test_that_a_parameter_with_braces_is_shown_as_it_was_given() -> None:
    told = catalogue_for(Language.EN).sentence(problem("", TOO_LARGE, lesion="{size_mm}", size_mm=1))

    assert told == "The lesion {size_mm} of 1 mm is too large."


@pytest.mark.parametrize("language", Language)
def test_that_the_empty_text_stays_empty(language: Language) -> None:
    assert catalogue_for(language).gettext("") == ""


@pytest.mark.parametrize(("language", "shown"), [(Language.EN, "lesion"), (Language.ZH, "病灶")])
def test_that_a_bilingual_text_is_shown_in_the_catalogues_language(language: Language, shown: str) -> None:
    assert catalogue_for(language).pick(Words(en="lesion", zh="病灶")) == shown


def test_that_every_language_has_a_catalogue_that_knows_its_language() -> None:
    assert [catalogue_for(language).language for language in Language] == list(Language)


def test_that_every_language_names_itself() -> None:
    assert {language.own_name: language.tag for language in Language} == {"English": "en", "简体中文": "zh-CN"}


def test_that_a_missing_catalogue_is_told_with_what_to_do(broken_catalogue: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        catalogue_for(Language.ZH)

    told = Catalogue(Language.EN, gettext.NullTranslations()).sentence(caught.value)
    assert str(broken_catalogue) in told
    assert "packaging/catalogue.py compile" in told


@pytest.mark.parametrize("content", [b"", b"not a catalogue", b"\xde\x12\x04\x95\x00\x00\x00\x00\x01\x00\x00\x00"])
def test_that_a_damaged_catalogue_is_refused(broken_catalogue: Path, content: bytes) -> None:
    broken_catalogue.write_bytes(content)

    with pytest.raises(EnvironmentFault) as caught:
        catalogue_for(Language.ZH)

    assert caught.value.code is i18n.NO_CATALOGUE


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh_CN.UTF-8", Language.ZH),
        ("zh-Hant-TW", Language.ZH),
        ("Chinese (Simplified)_China", Language.ZH),
        ("en_GB.UTF-8", Language.EN),
        ("de_DE", Language.EN),
        ("C", Language.EN),
        ("", Language.EN),
    ],
)
def test_that_a_locale_has_a_language(tag: str, language: Language) -> None:
    assert language_of(tag) is language


def test_that_the_surroundings_choose_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    assert system_language() is Language.ZH


def test_that_the_stronger_variable_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    assert system_language() is Language.EN
