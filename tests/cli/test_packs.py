"""The commands about packs: taken, shown, opened, handed back, brought back; secrets from the surroundings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.cli.passphrases import PACK_VARIABLE, VARIABLE
from crlm_desktop.clock import SystemClock
from crlm_desktop.services import meetings, packing, review, workplace
from tests.builders import a_case, a_lesion, an_attendance
from tests.cli.conftest import Command
from tests.registry.building import AUTHOR, CHEAP, PASSPHRASE
from tests.services.packs import PACK_PASSPHRASE, edit
from tests.services.places import plain_engine


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed registry with a meeting of one case, and both passphrases in the surroundings."""
    for function in (packing.take_along, packing.hand_back, packing.open_pack):
        monkeypatch.setitem(getattr(function, "__wrapped__", function).__kwdefaults__, "cost", CHEAP)
    path = tmp_path / "team.crlm"
    with workplace.create(
        path, PASSPHRASE, name="Team", author=AUTHOR, clock=SystemClock(), engine=plain_engine(), cost=CHEAP
    ) as place:
        case = a_case(lesions=[a_lesion()], patient={"age_years": 62})
        stored = review.create_case(place, Identity(number="H-1", name="Ada Unmistakable"), case)
        particulars = meetings.Particulars(title="Board", site="", held_on=date(2026, 12, 3))
        meeting = meetings.create(place, particulars).meeting.id
        meetings.set_attendance(place, meeting, [an_attendance()])
        meetings.add_case(place, meeting, stored.id)
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.setenv(PACK_VARIABLE, PACK_PASSPHRASE)
    return path


def works(path: Path, passphrase: str, **values: object) -> None:
    with workplace.open_(path, passphrase, clock=SystemClock(), engine=plain_engine()) as place:
        (row,) = review.list_cases(place)
        for name, value in values.items():
            edit(place, row.id, f"patient.{name}", value)


@pytest.fixture
def away(command: Command, registry: Path, tmp_path: Path) -> Path:
    """A working registry that was made from a pack of the meeting."""
    taken = command("registry", "pack", "take", registry, "--meeting", "2026-12-03", "-o", tmp_path / "o.crlmpack")
    assert (taken.code, taken.err) == (0, "")
    opened = command("registry", "pack", "open", tmp_path / "o.crlmpack", tmp_path / "away.crlm", "--name", "Dr Road")
    assert (opened.code, opened.err) == (0, "")
    assert "Dr Road opens it by the passphrase of the pack." in opened.out
    return tmp_path / "away.crlm"


def hands_back(command: Command, away: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    to = away.parent / "back.crlmpack"
    with monkeypatch.context() as patched:
        patched.setenv(VARIABLE, PACK_PASSPHRASE)
        told = command("registry", "info", away)
        assert "Working registry of “Team”, taken along by Dr A. Tester on " in told.out
        assert command("registry", "pack", "hand-back", away, "-o", to, "--overwrite").code == 0
    return to


def test_that_a_meeting_goes_out_and_comes_back_and_twice_is_told(
    command: Command, registry: Path, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(away, PACK_PASSPHRASE, age_years=63)
    assert "Taken along by Dr A. Tester on " in command("registry", "info", registry).out
    back = hands_back(command, away, monkeypatch)
    shown = command("registry", "pack", "show", back)
    assert "Team: Board, 3 Dec 2026; 1 case, 0 with an outcome. Handed back by Dr Road" in shown.out
    assert "Unmistakable" not in shown.out
    looked = command("registry", "pack", "bring-back", registry, back, "--show")
    assert (looked.code, looked.out, looked.err) == (0, "H-1: 1 new revision\n", "")
    done = command("registry", "pack", "bring-back", registry, back)
    assert (done.code, done.out.splitlines()[-1]) == (0, "The pack was brought back.")
    assert "Taken along" not in command("registry", "info", registry).out
    again = command("registry", "pack", "bring-back", registry, back)
    assert again.code == 0
    assert "brought back already" in again.out
    assert "It holds nothing that is not here." in again.out
    assert command("registry", "verify", registry).code == 0


def test_that_conflicts_are_told_and_a_side_is_taken_only_when_it_is_named(
    command: Command, registry: Path, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(away, PACK_PASSPHRASE, age_years=63)
    works(registry, PASSPHRASE, age_years=70)
    back = hands_back(command, away, monkeypatch)
    refused = command("registry", "pack", "bring-back", registry, back)
    assert refused.code == 1
    assert "To choose: Age: here 70, in the pack 63" in refused.out
    assert "--conflicts" in refused.err
    assert command("registry", "pack", "bring-back", registry, back, "--conflicts", "pack", "--lang", "zh").code == 0
    with workplace.open_(registry, PASSPHRASE, clock=SystemClock(), engine=plain_engine()) as place:
        (row,) = review.list_cases(place)
        newest = review.open_case(place, row.id)
    assert newest.case.patient.age_years == 63
    assert newest.revision.number == 3


def test_that_a_wrong_pack_and_a_wrong_passphrase_are_told_without_a_trace(
    command: Command, registry: Path, away: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = command("registry", "pack", "bring-back", registry, tmp_path / "o.crlmpack")
    assert (told.code, "was taken along" in told.err) == (1, True)
    monkeypatch.setenv(PACK_VARIABLE, "another passphrase")
    told = command("registry", "pack", "show", tmp_path / "o.crlmpack")
    assert (told.code, "does not open the pack" in told.err) == (1, True)
    assert command("registry", "pack", "show", registry / "keys.json").code == 1
    existing = command("registry", "pack", "take", registry, "--meeting", "Board", "-o", tmp_path / "o.crlmpack")
    assert (existing.code, "exists already" in existing.err) == (1, True)


def test_that_the_passphrase_of_a_pack_comes_from_a_file_where_the_surroundings_have_none(
    command: Command, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PACK_VARIABLE)
    words = ("registry", "pack", "take", registry, "--meeting", "Board", "-o", tmp_path / "n.crlmpack", "--days", "3")
    refused = command(*words)
    assert (refused.code, PACK_VARIABLE in refused.err) == (1, True)
    (tmp_path / "secret").write_text(f"{PACK_PASSPHRASE}\n")
    assert command(*words, "--pack-passphrase-file", tmp_path / "secret").code == 0
