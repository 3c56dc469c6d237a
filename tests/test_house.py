"""The house stands as it was drawn: direction of imports, size of modules, first sentences, no foreign addresses."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 500

# A package registry's address would tie the lock files to it, and a path of one machine means nothing on another.
FOREIGN = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|(?<![\w.])/(?:work|root|opt|Users)/|/home/(?!you\b)\w"
)
FOLDERS = (".ci", "crlm_desktop", "db", "docs", "packaging", "resources", "tests")
TEXTS = {".css", ".csv", ".html", ".json", ".md", ".po", ".py", ".qss", ".spec", ".sql", ".svg", ".toml", ".txt", ""}


def modules() -> list[Path]:
    return sorted(
        path for folder in ("crlm_desktop", "db", "packaging", "tests") for path in (ROOT / folder).rglob("*.py")
    )


def texts() -> list[Path]:
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    beside = (*ROOT.glob("*.md"), *ROOT.glob("*.toml"))
    files = (path for path in (*beside, *inside) if path.is_file() and path.suffix in TEXTS)
    return sorted(path for path in files if "__pycache__" not in path.parts)


def test_that_every_room_imports_only_what_it_may(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)

    assert code == 0, capsys.readouterr().out


def test_that_no_module_is_too_long() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()
    }

    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_that_every_module_opens_with_a_sentence() -> None:
    first_paragraphs = {
        path.relative_to(ROOT).as_posix(): (ast.get_docstring(ast.parse(path.read_bytes())) or "").split("\n\n")[0]
        for path in modules()
    }

    assert [name for name, text in first_paragraphs.items() if not text.endswith((".", "!", "?"))] == []


def test_that_no_file_names_a_package_registry_or_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:100]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FOREIGN.search(line)
    ]

    assert found == []
