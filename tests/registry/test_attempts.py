"""Wrong passphrases: each waits longer than the one before, a restart forgets nothing, a right one records them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.clock import FixedClock
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import attempts, faults, opening
from crlm_desktop.registry.values import Act
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed registry."""
    made = a_registry(tmp_path / "r.crlm")
    made.close()
    return made.path


def refused(folder: Path, after_seconds: float, passphrase: str = "not the one") -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as told:
        opening.open_(folder, passphrase, user=AUTHOR, clock=FixedClock(CLOCK.now() + timedelta(seconds=after_seconds)))
    return told.value


def test_that_the_wait_doubles_up_to_a_minute() -> None:
    assert [attempts.seconds_after(count) for count in range(10)] == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attempts.seconds_after(10**9) == 60


def test_that_a_try_that_comes_too_early_is_refused_with_the_seconds_left_even_if_it_is_right(folder: Path) -> None:
    assert refused(folder, 0).params["seconds"] == 1
    assert refused(folder, 1).params["seconds"] == 2
    early = refused(folder, 1.4, PASSPHRASE)
    assert (early.code, early.params["seconds"], early.params["count"]) == (faults.TOO_EARLY, 2, 2)
    assert refused(folder, 2.5, PASSPHRASE).params["seconds"] == 1
    assert refused(folder, 3).params["seconds"] == 4


def test_that_a_try_that_comes_too_early_does_not_count(folder: Path) -> None:
    refused(folder, 0)
    for _ in range(5):
        assert refused(folder, 0.5).code is faults.TOO_EARLY
    assert attempts.Attempts(folder).tally().count == 1


def test_that_the_right_passphrase_records_those_before_and_counts_anew(folder: Path) -> None:
    refused(folder, 0)
    refused(folder, 1)
    registry = opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=FixedClock(CLOCK.now() + timedelta(seconds=3)))
    with registry.reading() as unit:
        entry, entered = unit.audit.entries()[-2:]
    registry.close()
    assert entered.act is Act.USER_ENTERED
    assert (entry.act, entry.author, entry.detail["count"]) == (Act.PASSPHRASES_REFUSED, AUTHOR, "2")
    assert (entry.detail["first"], entry.detail["names"]) == (CLOCK.now().isoformat(), AUTHOR)
    assert not (folder / attempts.FILE_NAME).exists()
    assert refused(folder, 4).params["seconds"] == 1


def test_that_a_clock_that_is_put_back_lets_nobody_in_earlier_and_nobody_wait_for_ever(folder: Path) -> None:
    refused(folder, 0)
    refused(folder, 1)
    assert refused(folder, -86_400, PASSPHRASE).code is faults.TOO_EARLY
    opening.open_(folder, PASSPHRASE, clock=FixedClock(CLOCK.now() + timedelta(seconds=2 - 86_400))).close()


def test_that_the_file_of_the_wrong_ones_holds_times_and_names_of_users_only(folder: Path) -> None:
    refused(folder, 0)
    content = json.loads((folder / attempts.FILE_NAME).read_text(encoding="utf-8"))
    assert sorted(content) == ["count", "format", "last"]
    assert [sorted(one) for one in content["last"]] == [["as", "at", "machine"]]
    assert "not the one" not in (folder / attempts.FILE_NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": "crlm.attempts/1"}', b"\xff", b'{"format": "other"}'])
def test_that_a_file_that_cannot_be_understood_keeps_nobody_out(folder: Path, content: bytes) -> None:
    (folder / attempts.FILE_NAME).write_bytes(content)
    opening.open_(folder, PASSPHRASE, clock=CLOCK).close()


def test_that_a_thousand_wrong_ones_make_no_large_file(folder: Path) -> None:
    counting = attempts.Attempts(folder)
    for _ in range(120):
        counting.refuse(CLOCK.now(), AUTHOR)
    assert counting.tally().count == 120
    assert (folder / attempts.FILE_NAME).stat().st_size < 20_000
