"""The compiled knowledge in the user's cache: used while nothing changes, else made anew, and never a fault."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.engine import encoding
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.knowledge import compiled, loading
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.errors import InputError
from crlm_desktop.services import compiled_knowledge, knowledge
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import CONVERSION, RESECTION, edition_texts

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = '"flr.normal_percent" = 25\n'
CASE = a_case(fitness={"ecog": 1}, lesions=[a_lesion(size_mm=28)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the small edition."""
    root = tmp_path / "edition"
    for name, text in edition_texts().items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def cache(own_folders: Path) -> Path:
    """Where the compiled knowledge is kept."""
    return own_folders / "cache" / compiled_knowledge.FILE


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[Edition]:
    """Collect the editions that are loaded from their texts from now on."""
    found: list[Edition] = []

    def load(texts: dict[str, str]) -> Edition:
        found.append(real(texts))
        return found[-1]

    real = loading.load
    monkeypatch.setattr(loading, "load", load)
    return found


def started_again(folder: Path | None = None) -> Engine:
    """Return the engine as a program that starts now gets it."""
    knowledge._engine.cache_clear()
    return knowledge.load_engine(folder)


def told(engine: Engine) -> bytes:
    """Return what the engine proposes for the case."""
    return encoding.canonical(engine.propose(CASE))


def test_that_a_second_start_takes_the_kept_edition_and_proposes_the_same_bytes(
    folder: Path, cache: Path, loaded: list[Edition]
) -> None:
    first = told(started_again(folder))

    second = told(started_again(folder))

    assert second == first == told(Engine.load(edition_texts()))
    assert len(loaded) == 1
    assert cache.is_file()


def test_that_the_shipped_knowledge_is_kept_too(loaded: list[Edition]) -> None:
    first, second = told(started_again()), told(started_again())

    assert first == second
    assert len(loaded) == 1


@pytest.mark.parametrize("name", sorted(edition_texts()))
def test_that_a_change_of_any_file_makes_it_anew(name: str, folder: Path, loaded: list[Edition]) -> None:
    before = started_again(folder)
    file = folder / name
    file.write_text(f"# Changed\n{file.read_text(encoding='utf-8')}", encoding="utf-8")

    after = started_again(folder)

    assert len(loaded) == 2
    assert after.edition.sha256 == loaded[1].sha256 != before.edition.sha256


def test_that_a_changed_rule_and_a_new_file_take_effect_at_the_next_start(folder: Path) -> None:
    assert started_again(folder).propose(CASE).option("resection") is not None
    strategy = folder / "strategies" / "resection.toml"
    strategy.write_text(RESECTION.replace("ecog >= 3", "ecog >= 1"), encoding="utf-8")
    again = CONVERSION.replace('id = "systemic-conversion"', 'id = "conversion-again"')
    (folder / "strategies" / "conversion-again.toml").write_text(again, encoding="utf-8")

    proposal = started_again(folder).propose(CASE)

    resection = proposal.option("resection")
    assert resection is not None
    assert str(resection.status) == "excluded"
    assert proposal.option("conversion-again") is not None


def test_that_a_centre_which_changes_its_thresholds_is_checked_again(folder: Path) -> None:
    centre = folder / "centre.toml"
    started_again(folder)

    centre.write_text(OWN, encoding="utf-8")
    assert started_again(folder).edition.values["flr.normal_percent"] == 25
    assert started_again(folder).edition.values["flr.normal_percent"] == 25

    centre.write_text('"flr.normal_percent" = 500\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        started_again(folder)
    assert [one.code.id for one in caught.value.problems] == ["knowledge.outside_range"]

    centre.unlink()
    assert started_again(folder).edition.overrides == ()


def test_that_knowledge_with_a_fault_is_refused_whatever_is_kept_and_is_not_kept_itself(
    folder: Path, cache: Path
) -> None:
    started_again(folder)
    kept = cache.read_bytes()
    (folder / "strategies" / "resection.toml").write_text(RESECTION.replace("ned", "cure"), encoding="utf-8")

    for _ in range(2):
        with pytest.raises(InputError):
            started_again(folder)

    assert cache.read_bytes() == kept


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def with_one_letter_changed(data: bytes) -> bytes:
    return data.replace(b"ECOG {ecog}", b"ECOG {ecos}", 1)


def emptied(_: bytes) -> bytes:
    return b""


def of_another_program(_: bytes) -> bytes:
    return b"\x80\x05\x95\x1e\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94\x8c\x06system\x94\x93\x94."


@pytest.mark.parametrize("damage", [cut, with_one_letter_changed, emptied, of_another_program])
def test_that_a_damaged_or_foreign_file_is_replaced(
    damage: Callable[[bytes], bytes], folder: Path, cache: Path, loaded: list[Edition]
) -> None:
    first = told(started_again(folder))
    whole = cache.read_bytes()
    cache.write_bytes(damage(whole))
    assert cache.read_bytes() != whole

    assert told(started_again(folder)) == first

    assert len(loaded) == 2
    assert cache.read_bytes() == whole


def test_that_what_another_version_of_the_engine_kept_is_replaced(
    folder: Path, cache: Path, loaded: list[Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(compiled, "__version__", "0.0.9")
        started_again(folder)
    by_the_other = cache.read_bytes()

    started_again(folder)

    assert len(loaded) == 2
    assert cache.read_bytes() != by_the_other


def test_that_what_another_build_kept_is_replaced(
    folder: Path, loaded: list[Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    started_again(folder)
    monkeypatch.setattr(compiled_knowledge, "_program_stamp", lambda: "another build")

    started_again(folder)

    assert len(loaded) == 2


def test_that_the_stamp_of_the_program_changes_with_its_sources_and_with_a_frozen_executable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "crlm_desktop"
    (package / "engine" / "liver").mkdir(parents=True)
    source = package / "engine" / "liver" / "volumes.py"
    source.write_text("SHARE = 1\n", encoding="utf-8")
    monkeypatch.setattr("crlm_desktop.__file__", str(package / "__init__.py"))
    stamp = compiled_knowledge._program_stamp.__wrapped__

    stamps = [stamp()]
    source.write_text("SHARE = 12\n", encoding="utf-8")
    stamps.append(stamp())
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    stamps.append(stamp())

    assert len(set(stamps)) == 3
    assert stamp() == stamps[-1]


def test_that_a_cache_which_cannot_be_made_is_no_fault(folder: Path, own_folders: Path, loaded: list[Edition]) -> None:
    own_folders.mkdir()
    (own_folders / "cache").write_text("a file where the folder should be", encoding="utf-8")

    first, second = told(started_again(folder)), told(started_again(folder))

    assert first == second
    assert len(loaded) == 2


def test_that_a_file_which_can_neither_be_read_nor_replaced_is_no_fault(
    folder: Path, cache: Path, loaded: list[Edition]
) -> None:
    cache.mkdir(parents=True)

    started_again(folder)
    started_again(folder)

    assert len(loaded) == 2
    assert list(cache.parent.iterdir()) == [cache]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folders private by itself")
def test_that_a_file_which_others_may_write_to_is_not_read(folder: Path, cache: Path, loaded: list[Edition]) -> None:
    started_again(folder)
    assert cache.stat().st_mode & 0o077 == 0
    cache.chmod(0o666)

    started_again(folder)

    assert len(loaded) == 2
    assert cache.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("is_on", [True, False])
def test_that_the_collector_of_garbage_is_left_as_it_was_also_after_a_fault(is_on: bool, folder: Path) -> None:
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        started_again(folder)
        assert gc.isenabled() is is_on
        (folder / "alerts.toml").write_text("alert = 1", encoding="utf-8")
        with pytest.raises(InputError):
            started_again(folder)
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_that_nothing_of_a_case_is_kept(cache: Path) -> None:
    engine = started_again()
    case = json.loads(paths.db("demo", "demo-001.json").read_text(encoding="utf-8"))["case"]
    engine.propose(casefile.parse(json.dumps(case).encode()))
    engine.propose(CASE)

    stamp = compiled_knowledge._program_stamp()

    assert cache.read_bytes() == compiled.write(loading.load(dict(knowledge._texts(None))), stamp=stamp)
    assert list(cache.parent.iterdir()) == [cache]


START = """
import hashlib, sys
from pathlib import Path
from crlm_desktop.engine import encoding
from crlm_desktop.services import knowledge
from tests.services.test_compiled_knowledge import CASE
for _ in range(5):
    knowledge._engine.cache_clear()
    engine = knowledge.load_engine(Path(sys.argv[1]))
print(hashlib.sha256(encoding.canonical(engine.propose(CASE))).hexdigest())
"""


def test_that_processes_which_start_at_once_propose_the_same_and_leave_one_whole_file(
    folder: Path, cache: Path, own_folders: Path
) -> None:
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    (other / "centre.toml").write_text(OWN, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(each)], env=environment, stdout=subprocess.PIPE, cwd=own_folders.parent
        )
        for each in (folder, other, folder, other)
    ]

    printed = [process.communicate(timeout=100)[0] for process in starting]

    assert [process.returncode for process in starting] == [0, 0, 0, 0]
    assert printed[0] == printed[2]
    assert printed[1] == printed[3]
    assert printed[0] != printed[1]
    assert list(cache.parent.iterdir()) == [cache]
    kept, texts = cache.read_bytes(), dict(knowledge._texts(folder))
    stamp = compiled_knowledge._program_stamp()
    candidates = [texts, texts | {"centre.toml": OWN}]
    assert kept in [compiled.write(loading.load(one), stamp=stamp) for one in candidates]
