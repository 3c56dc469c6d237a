"""Whichever kind of byte of a registry's files is altered: it is told, nothing wrong is read, and a backup restores."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, connection, faults, integrity, keys, opening
from crlm_desktop.registry.integrity import PAGE_BAD, Part
from crlm_desktop.registry.reading_only import Damaged
from tests.builders import a_case, a_lesion
from tests.registry import pages
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry, add_case, reopened, restored
from tests.registry.pages import CHECK, PAGE, VECTOR, Use
from tests.registry.test_backup import flip

CASES = 4
# Within a page: what is encrypted, its initialisation vector, its check.
REGIONS = {"body": 777, "vector": VECTOR + 3, "check": CHECK + 3}
LOG_HEADER, FRAME_HEADER = 32, 24


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed registry with pages of every use, and with a backup."""
    folder = tmp_path_factory.mktemp("whole") / "team.crlm"
    registry = a_registry(folder)
    for number in range(1, CASES + 1):
        case = a_case(question="Long " * 1500, lesions=[a_lesion(size_mm=10 + number)])
        add_case(registry, f"c{number}", case, name=f"Unmistakable {number}")
    registry.back_up(backup.ASKED, now=CLOCK.now())
    registry.close()
    direct = connection.connect(folder / "registry.db", key_of(folder))
    direct.execute("CREATE TABLE big (content BLOB)")
    direct.execute("INSERT INTO big VALUES (randomblob(40000))")
    direct.execute("DROP TABLE big")
    direct.close()
    return folder


@pytest.fixture
def place(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "team.crlm"))


def key_of(folder: Path) -> bytes:
    key = keys.unlock(keys.read(folder / "keys.json"), PASSPHRASE)
    assert key is not None
    return key


def page_of(folder: Path, use: Use) -> int:
    """Return the last page of that use, which is not the first page."""
    found = pages.uses((folder / "registry.db").read_bytes(), key_of(folder))
    return max(number for number, one in found.items() if one is use and number > 1)


def restored_newest(folder: Path) -> None:
    """Restore the newest backup, and find everything in it."""
    newest = backup.newest(folder)
    assert newest is not None
    restored(folder, newest.path)
    registry = reopened(folder)
    with registry.reading() as unit:
        names = {unit.cases.opened(case_id).identity.name for case_id in unit.cases.ids()}
    registry.close()
    assert names == {f"Unmistakable {number}" for number in range(1, CASES + 1)}
    assert integrity.verify(folder, key_of(folder)).is_good


def assert_reads_nothing_wrong(folder: Path, affected: tuple[str, ...]) -> None:
    """Open, where it can be opened: it only reads, and what is not told as affected is what was written."""
    try:
        registry = reopened(folder)
    except EnvironmentFault as fault:
        assert fault.code is faults.DAMAGED_WITH_BACKUP  # noqa: PT017 - either it is refused, or what follows holds
        return
    assert isinstance(registry.reading_only, Damaged)
    with pytest.raises(EnvironmentFault) as unsaved:
        add_case(registry, "c9")
    assert unsaved.value.code is faults.READING_ONLY
    with registry.reading() as unit:
        for case_id in unit.cases.ids():
            if case_id not in affected:
                assert unit.cases.opened(case_id).identity.name == f"Unmistakable {case_id[1:]}"
    registry.close()


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("use", [use for use in Use if use is not Use.FREE])
def test_that_an_altered_byte_of_any_page_in_use_is_told_with_its_page(place: Path, use: Use, region: str) -> None:
    number = page_of(place, use)
    flip(place / "registry.db", (number - 1) * PAGE + REGIONS[region])
    try:
        report = integrity.verify(place, key_of(place))
    except EnvironmentFault as fault:
        assert fault.code is faults.DAMAGED_WITH_BACKUP  # noqa: PT017 - either nothing can be read, or what follows
        affected: tuple[str, ...] = ()
    else:
        (bad,) = (one for one in report.of(Part.FILE) if one.code is PAGE_BAD)
        assert bad.params == {"count": 1, "reason": f"HMAC verification failed for page {number}"}
        affected = report.affected
    assert_reads_nothing_wrong(place, affected)
    if (use, region) == (Use.LEAF_OF_TABLE, "body"):
        restored_newest(place)


@pytest.mark.parametrize("region", REGIONS)
def test_that_an_altered_byte_of_a_free_page_is_told_and_keeps_nobody_from_working(place: Path, region: str) -> None:
    number = page_of(place, Use.FREE)
    flip(place / "registry.db", (number - 1) * PAGE + REGIONS[region])
    (bad,) = integrity.verify(place, key_of(place)).findings
    assert (bad.code, bad.params["reason"]) == (PAGE_BAD, f"HMAC verification failed for page {number}")
    registry = reopened(place)
    assert registry.reading_only is None
    for one in range(5, 9):
        add_case(registry, f"c{one}", a_case(question="Long " * 1500), name=f"Unmistakable {one}")
    with registry.reading() as unit:
        assert len(unit.cases.ids()) == CASES + 4
    registry.close()


@pytest.mark.parametrize("at", [3, 50, REGIONS["body"], REGIONS["vector"], REGIONS["check"]])
def test_that_an_altered_salt_or_first_page_is_told_with_the_backup(place: Path, at: int) -> None:
    flip(place / "registry.db", at)
    for way in (lambda: reopened(place), lambda: integrity.verify(place, key_of(place))):
        with pytest.raises(EnvironmentFault) as refused:
            way()
        assert refused.value.code is faults.DAMAGED_WITH_BACKUP
        assert "asked-" in str(refused.value.params["backup"])
    if at == REGIONS["body"]:
        restored_newest(place)


def cut(to: int) -> Callable[[bytes], bytes]:
    return lambda content: content[:to] if to > 0 else content[: len(content) + to]


@pytest.mark.parametrize(
    "change",
    [cut(1), cut(90), cut(PAGE), cut(20 * PAGE), cut(20 * PAGE + 9), cut(-PAGE)],
    ids=["salt", "header", "first page", "a page", "within a page", "last page"],
)
def test_that_a_file_cut_off_anywhere_is_told(place: Path, change: Callable[[bytes], bytes]) -> None:
    file = place / "registry.db"
    file.write_bytes(change(file.read_bytes()))
    affected: tuple[str, ...] = ()
    try:
        report = integrity.verify(place, key_of(place))
    except EnvironmentFault as fault:
        assert fault.code is faults.DAMAGED_WITH_BACKUP  # noqa: PT017 - either nothing can be read, or what follows
    else:
        assert Part.FILE in {one.part for one in report.findings}
        affected = report.affected
    assert_reads_nothing_wrong(place, affected)
    if place.joinpath("registry.db").stat().st_size == 20 * PAGE:
        restored_newest(place)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: content + b"x" * 10, "has an invalid size of 10 bytes"),
        (lambda content: content + b"x" * PAGE, "HMAC verification failed"),
        # The last page is a free one.
        (lambda content: content[:-1], "has an invalid size of 4095 bytes"),
    ],
    ids=["some bytes more", "a page more", "a byte less"],
)
def test_that_bytes_beyond_what_is_in_use_are_told_and_harm_nothing(
    place: Path, change: Callable[[bytes], bytes], reason: str
) -> None:
    file = place / "registry.db"
    file.write_bytes(change(file.read_bytes()))
    (bad,) = integrity.verify(place, key_of(place)).findings
    assert bad.code is PAGE_BAD
    assert reason in str(bad.params["reason"])
    registry = reopened(place)
    add_case(registry, "c5", name="Unmistakable 5")
    with registry.reading() as unit:
        assert len(unit.cases.ids()) == CASES + 1
    registry.close()


@pytest.fixture
def interrupted(place: Path, tmp_path: Path) -> Path:
    """What a killed process leaves: a registry whose last two cases stand in the write-ahead log only."""
    registry = reopened(place)
    for number in (5, 6):
        add_case(registry, f"c{number}", name=f"Unmistakable {number}")
    left = Path(shutil.copytree(place, tmp_path / "left.crlm"))
    registry.close()
    (left / "registry.db-shm").unlink()
    return left


def frames(folder: Path) -> int:
    size = (folder / "registry.db-wal").stat().st_size
    return (size - LOG_HEADER) // (FRAME_HEADER + PAGE)


def in_frame(folder: Path, share: float, at: int) -> int:
    """Return where a byte of the frame is that is so far into the log."""
    return LOG_HEADER + int(frames(folder) * share) * (FRAME_HEADER + PAGE) + at


def cases_in(folder: Path) -> list[str]:
    registry = opening.open_(folder, PASSPHRASE, clock=CLOCK)
    with registry.reading() as unit:
        ids = sorted(str(one) for one in unit.cases.ids())
    registry.close()
    return ids


BEFORE = [f"c{number}" for number in range(1, CASES + 1)]


@pytest.mark.parametrize("at", [1, 17, 25])
def test_that_nothing_of_a_log_is_read_whose_head_was_altered(interrupted: Path, at: int) -> None:
    """SQLite takes it for a log that was never begun; that an end is missing is told by an entry noted elsewhere."""
    flip(interrupted / "registry.db-wal", at)
    assert cases_in(interrupted) == BEFORE
    assert integrity.verify(interrupted, key_of(interrupted)).is_good


@pytest.mark.parametrize("at", [2, 18, *(FRAME_HEADER + REGIONS[one] for one in ("body", "check"))])
def test_that_the_log_is_read_up_to_an_altered_frame_and_never_beyond(interrupted: Path, at: int) -> None:
    flip(interrupted / "registry.db-wal", in_frame(interrupted, 0.7, at))
    assert cases_in(interrupted) in (BEFORE, [*BEFORE, "c5"])
    assert integrity.verify(interrupted, key_of(interrupted)).is_good


def test_that_an_end_lost_with_the_log_is_told_by_an_entry_noted_elsewhere(interrupted: Path) -> None:
    noted = integrity.verify(interrupted, key_of(interrupted)).head
    assert noted is not None
    (interrupted / "registry.db-wal").unlink()
    assert cases_in(interrupted) == BEFORE
    (missed,) = integrity.verify(interrupted, key_of(interrupted), noted=noted).findings
    assert missed.part is Part.CHAIN


def test_that_a_damaged_key_file_is_told_and_comes_back_with_the_backup(place: Path) -> None:
    file = place / "keys.json"
    file.write_bytes(file.read_bytes().replace(AUTHOR.encode(), b"Dr B. Tester"))
    with pytest.raises(EnvironmentFault) as refused:
        reopened(place)
    assert refused.value.code is faults.KEYS_DAMAGED
    restored_newest(place)
