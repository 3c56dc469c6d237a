"""Where things are: the program's data and the user's folders."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault


def test_that_the_resources_of_the_checkout_are_found() -> None:
    assert paths.resource("fonts", "OFL.txt").read_text(encoding="utf-8").startswith("Copyright")


def test_that_the_migrations_folder_is_found_beside_the_resources() -> None:
    assert paths.db().parent == paths.resource().parent


def test_that_a_missing_resource_is_told_with_its_path() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        paths.resource("fonts", "no-such-font.ttf")

    assert caught.value.code is paths.MISSING_FILE
    assert str(caught.value.params["path"]).endswith("no-such-font.ttf")


def test_that_the_users_folders_lie_in_the_given_home(own_folders: Path) -> None:
    folders = (paths.data_folder(), paths.config_folder(), paths.cache_folder(), paths.log_folder())

    assert folders == tuple(own_folders / name for name in ("data", "config", "cache", "logs"))
    assert all(folder.is_dir() for folder in folders)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folders private by itself")
def test_that_the_users_folders_are_closed_to_others() -> None:
    assert stat.S_IMODE(paths.data_folder().stat().st_mode) == 0o700


def test_that_without_a_given_home_the_systems_customs_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE)

    assert Path.home() in paths.data_folder().parents
    assert paths.data_folder().name == "crlm-desktop"


def test_that_a_folder_that_cannot_be_made_is_told(own_folders: Path) -> None:
    own_folders.write_text("a file where a folder should be")

    with pytest.raises(EnvironmentFault) as caught:
        paths.config_folder()

    assert caught.value.code is paths.NO_FOLDER
    assert caught.value.params["path"] == str(own_folders / "config")
