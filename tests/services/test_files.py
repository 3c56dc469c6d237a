"""Files written for a person: whole or not at all, never over another one unasked."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.services import files


def write(to: Path, content: bytes = b"new", *, overwrite: bool = False) -> None:
    with files.written_beside(to, content, overwrite=overwrite):
        pass


def fail_in_the_midst(to: Path, *, overwrite: bool) -> None:
    with files.written_beside(to, b"new", overwrite=overwrite):
        raise ZeroDivisionError


def test_that_a_file_is_there_with_its_content_and_nothing_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.pdf", b"new")]


def test_that_an_existing_file_is_replaced_only_when_told(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"old")
    with pytest.raises(EnvironmentFault) as refused:
        write(file)
    assert (refused.value.code, refused.value.params["path"]) == (files.EXISTS, str(file))
    assert file.read_bytes() == b"old"
    write(file, overwrite=True)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.pdf", b"new")]


def test_that_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"

    def write_late() -> None:
        with files.written_beside(file, b"new", overwrite=False):
            file.write_bytes(b"another's")

    with pytest.raises(EnvironmentFault) as refused:
        write_late()
    assert refused.value.code is files.EXISTS
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"another's"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_that_a_failure_in_the_midst_leaves_what_was_there(tmp_path: Path, overwrite: bool) -> None:
    file = tmp_path / "a.pdf"
    if overwrite:
        file.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        fail_in_the_midst(file, overwrite=overwrite)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == ([b"old"] if overwrite else [])


def test_that_a_file_system_without_links_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    write(tmp_path / "a.pdf")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.pdf", b"new")]


def test_that_a_missing_folder_and_a_folder_in_the_place_are_told_as_such(tmp_path: Path) -> None:
    for to, code in ((tmp_path / "none" / "a.pdf", files.NO_FOLDER), (tmp_path, files.IS_FOLDER)):
        with pytest.raises(EnvironmentFault) as refused:
            write(to, overwrite=True)
        assert refused.value.code is code


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, files.DISK_FULL), (errno.EROFS, files.NOT_ALLOWED), (errno.EIO, files.FAULT)]
)
def test_that_what_the_system_refuses_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: object
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr("crlm_desktop.services.files.os.fsync", refuse)
    with pytest.raises(EnvironmentFault) as refused:
        write(tmp_path / "a.pdf")
    assert refused.value.code is code
    assert list(tmp_path.iterdir()) == []


def test_that_reading_stops_beyond_the_limit_and_tells_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 100)
    assert files.read(tmp_path / "long", limit=10) == b"x" * 11
    for source, code in ((tmp_path / "none", files.NOT_THERE), (tmp_path, files.IS_FOLDER)):
        with pytest.raises(EnvironmentFault) as refused:
            files.read(source, limit=10)
        assert refused.value.code is code
