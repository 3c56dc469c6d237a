"""The settings: typed, kept, migrated, and never lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop import settings
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.i18n import Language
from crlm_desktop.settings import Loaded, Settings, Theme

CHOSEN = Settings(
    language=Language.ZH,
    theme=Theme.DARK,
    site_name="医院 St. Mary’s",
    recent_registries=("/data/a.crlm", "/data/b.crlm"),
    layouts=(("cases", "AAEC"), ("window", "AQID")),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def written(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def codes(loaded: Loaded) -> list[tuple[str, str]]:
    return [(problem.path, problem.code.id) for problem in loaded.problems]


def test_that_what_was_saved_is_loaded(file: Path) -> None:
    settings.save(CHOSEN, file)

    assert settings.load(file) == Loaded(settings=CHOSEN, problems=())


def test_that_the_settings_file_is_in_the_users_folder(own_folders: Path) -> None:
    assert settings.settings_file() == own_folders / "config" / "settings.json"


def test_that_without_a_file_the_usual_settings_apply(file: Path) -> None:
    assert settings.load(file) == Loaded(settings=Settings(), problems=())


def test_that_an_unknown_setting_is_reported_and_kept(file: Path) -> None:
    written(file, '{"theme": "dark", "colour_of_hope": {"name": "green", "depth": [1, null]}}')

    loaded = settings.load(file)
    settings.save(replace(loaded.settings, theme=Theme.LIGHT), file)

    assert codes(loaded) == [("colour_of_hope", "settings.unknown-key")]
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["colour_of_hope"] == {"name": "green", "depth": [1, None]}
    assert kept["theme"] == "light"


def test_that_a_renamed_setting_is_found_under_its_new_name(file: Path) -> None:
    written(file, '{"hospital": "St. Mary"}')

    loaded = settings.load(file, renamed={"hospital": "site_name"})

    assert loaded == Loaded(settings=Settings(site_name="St. Mary"), problems=())


@pytest.mark.parametrize(
    "content", ['{"site_name": "new", "hospital": "old"}', '{"hospital": "old", "site_name": "new"}']
)
def test_that_the_new_name_wins_over_the_old_one(file: Path, content: str) -> None:
    loaded = settings.load(written(file, content), renamed={"hospital": "site_name"})

    assert loaded.settings.site_name == "new"


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "null", '"text"', "[" * 100_000, "\x00\x01"])
def test_that_a_damaged_file_is_set_aside(file: Path, content: str) -> None:
    written(file, content)

    loaded = settings.load(file)

    aside = file.with_name("settings.damaged-1.json")
    assert loaded.settings == Settings()
    assert codes(loaded) == [("", "settings.damaged")]
    assert loaded.problems[0].params["file"] == str(aside)
    assert aside.read_text(encoding="utf-8") == content
    assert not file.exists()


def test_that_an_older_damaged_file_is_not_overwritten(file: Path) -> None:
    settings.load(written(file, "first"))
    settings.load(written(file, "second"))

    assert file.with_name("settings.damaged-1.json").read_text() == "first"
    assert file.with_name("settings.damaged-2.json").read_text() == "second"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "fr"),
        ("language", 1),
        ("theme", None),
        ("theme", ["dark"]),
        ("site_name", 7),
        ("recent_registries", "/data/a.crlm"),
        ("recent_registries", [1]),
        ("layouts", []),
        ("layouts", {"window": None}),
    ],
)
def test_that_an_impossible_value_costs_neither_itself_nor_the_others(file: Path, key: str, value: object) -> None:
    content = json.dumps({"site_name": "St. Mary", "theme": "dark"} | {key: value})
    written(file, content)

    loaded = settings.load(file)

    assert codes(loaded) == [(key, "settings.bad-value")]
    assert file.with_name("settings.damaged-1.json").read_text() == content
    others = {"site_name": "St. Mary", "theme": Theme.DARK}
    assert all(getattr(loaded.settings, name) == other for name, other in others.items() if name != key)
    assert settings.load(file) == Loaded(settings=loaded.settings, problems=())


def test_that_a_failed_write_leaves_the_old_settings(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.save(CHOSEN, file)

    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(EnvironmentFault) as caught:
        settings.save(Settings(), file)

    assert caught.value.code is settings.NOT_WRITTEN
    assert settings.load(file).settings == CHOSEN
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_that_settings_that_may_not_be_read_are_told(file: Path) -> None:
    file.mkdir(parents=True)

    with pytest.raises(EnvironmentFault) as caught:
        settings.load(file)

    assert caught.value.code is settings.NOT_READ


def test_that_an_opened_registry_becomes_the_first_of_those_remembered() -> None:
    assert CHOSEN.with_registry("/data/b.crlm").recent_registries == ("/data/b.crlm", "/data/a.crlm")


def test_that_only_a_few_registries_are_remembered() -> None:
    many = Settings()
    for number in range(20):
        many = many.with_registry(f"/data/{number}.crlm")

    assert len(many.recent_registries) == settings.REMEMBERED_REGISTRIES
    assert many.recent_registries[0] == "/data/19.crlm"


def test_that_a_widget_finds_its_own_layout() -> None:
    changed = CHOSEN.with_layout("window", "BBBB").with_layout("splitter", "CCCC")

    assert changed.layout("window") == "BBBB"
    assert changed.layout("splitter") == "CCCC"
    assert changed.layout("cases") == "AAEC"
    assert changed.layout("nothing") is None


@given(
    st.builds(
        Settings,
        language=st.none() | st.sampled_from(Language),
        theme=st.sampled_from(Theme),
        site_name=st.text(),
        recent_registries=st.lists(st.text()).map(tuple),
        layouts=st.dictionaries(st.text(), st.text()).map(lambda named: tuple(sorted(named.items()))),
    )
)
def test_that_any_settings_survive_being_saved(tmp_path_factory: pytest.TempPathFactory, chosen: Settings) -> None:
    file = tmp_path_factory.getbasetemp() / "any-settings.json"
    settings.save(chosen, file)

    assert settings.load(file) == Loaded(settings=chosen, problems=())
