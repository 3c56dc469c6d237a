"""The wheel is whole: the program unpacked from it finds its texts, fonts and migrations without a checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = """\
import sys
sys.path.insert(0, sys.argv[1])
from crlm_desktop import __version__, paths
from crlm_desktop.i18n import Language, catalogue_for
print(paths.resource("fonts", "NotoSansSC-Regular.ttf"))
print(paths.db())
print(catalogue_for(Language.ZH).gettext("The input has {count} problems."))
print(__version__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_that_the_program_finds_its_data_in_the_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")

    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, tmp_path / "site"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "HOME": str(tmp_path)},
        check=False,
    )

    data = tmp_path / "site" / "crlm_desktop" / "_data"
    version = wheel.name.split("-")[1]
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        str(data / "resources" / "fonts" / "NotoSansSC-Regular.ttf"),
        str(data / "db"),
        "输入内容有 {count} 处问题。",
        version,
    ]


def test_that_the_wheel_holds_everything_of_a_checkout_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())

    for folder in ("resources", "db"):
        wanted = {
            f"crlm_desktop/_data/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert {name for name in packed if name.startswith(f"crlm_desktop/_data/{folder}/")} == wanted
    assert {name.split("/")[0].partition("-")[0] for name in packed} == {"crlm_desktop"}
    assert "crlm_desktop/py.typed" in packed
