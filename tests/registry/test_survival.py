"""Killed while writing: every acknowledged save is there, every other wholly absent, the registry opens clean.

`CRLM_DESKTOP_KILLS=300` kills more often than the ordinary run does.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import backup, integrity, keys
from crlm_desktop.services import meetings, review, workplace
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_decision
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry, held, reopened
from tests.services import packs
from tests.services.places import plain_engine

KILLS = int(os.environ.get("CRLM_DESKTOP_KILLS", "20"))
ROOT = Path(__file__).resolve().parent.parent.parent
Told = set[tuple[str, str]]


def written_and_killed(folder: Path, *, start: int, after: float) -> Told:
    """Let a process write for a while, kill it, and return what it had told."""
    arguments = [sys.executable, "-m", "tests.registry.writing", str(folder), str(start)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after)
        process.kill()
        lines = [first, *process.stdout.read().splitlines(keepends=True)]
    assert first, "the writing process has told nothing"
    # A line that was cut off by the kill was not told.
    pairs = (line.split() for line in lines if line.endswith("\n"))
    return {(what, which) for what, which in pairs}


def found(place: Workplace, *, since: int) -> Told:
    """Return all that is in the registry from that number on, as the writing process would tell it."""
    there: Told = set()
    for row in review.list_cases(place, limit=100_000):
        number = row.number.removeprefix("K-")
        if int(number) < since:
            continue
        opened = review.open_case(place, row.id)
        assert opened.identity.name == f"Name {number}"
        assert (opened.case.question or "").startswith(f"{number}/{opened.revision.number} ")
        there.add(("case", number))
        if opened.revision.number == 2:
            there.add(("revision", number))
        if opened.opinions:
            there.add(("opinion", number))
    for meeting in meetings.list_meetings(place):
        number = meeting.title.removeprefix("M-")
        if int(number) < since:
            continue
        there.add(("meeting", number))
        there |= {(what, number) for what in held_of(place, meeting)}
    return there | {("backup", one.path.name) for one in backup.listed(place.path)}


def held_of(place: Workplace, meeting: meetings.MeetingRow) -> list[str]:
    held = []
    if meeting.case_count:
        held.append("listed")
    if meeting.outcome_count:
        held.append("outcome")
    if meeting.state is MeetingState.CLOSED:
        assert meetings.sealed(place, meeting.id).meeting.title == meeting.title
        held.append("closed")
    return held


def assert_is_whole(folder: Path) -> None:
    key = keys.unlock(keys.read(folder / "keys.json"), PASSPHRASE)
    assert key is not None
    assert integrity.verify(folder, key).findings == ()


@pytest.mark.timeout(120 + 10 * KILLS)
def test_that_a_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    folder = tmp_path / "killed.crlm"
    a_registry(folder).close()
    told: Told = set()
    backups: Told = set()
    moments = random.Random(20261123)
    for kill in range(KILLS):
        told_now = written_and_killed(folder, start=1000 * kill, after=moments.uniform(0.0, 0.6))
        with workplace.open_(folder, PASSPHRASE, author=AUTHOR, clock=CLOCK, engine=plain_engine()) as place:
            assert place.reading_only is None
            there = found(place, since=1000 * kill)
        assert told_now <= there
        # At most the one thing whose telling was cut off by the kill is there beyond what was told.
        assert len(there - told_now - backups) <= 1
        for what, name in there - backups:
            if what == "backup":
                backups.add((what, name))
                assert held(folder / "backups" / name).newest_revision is not None
        told |= told_now
    with workplace.open_(folder, PASSPHRASE, author=AUTHOR, clock=CLOCK, engine=plain_engine()) as place:
        assert told <= found(place, since=0)
    assert_is_whole(folder)
    assert {what for what, _which in told} >= {"case", "revision", "opinion", "meeting", "listed", "outcome", "closed"}
    assert len(backups) > 1
    for _what, name in sorted(backups)[:: max(1, len(backups) // 4)]:
        assert_is_whole(folder / "backups" / name)


@pytest.mark.timeout(300)
def test_that_a_kill_while_creating_leaves_a_whole_registry_or_none(tmp_path: Path) -> None:
    creator = (
        "import sys\nfrom pathlib import Path\n"
        "from crlm_desktop.clock import SystemClock\nfrom crlm_desktop.registry import keys, opening\n"
        "print('ready', flush=True)\n"
        "opening.create(Path(sys.argv[1]), sys.argv[2], name='N', author='A', clock=SystemClock(),\n"
        "               cost=keys.KdfCost(memory_kib=32, iterations=1, lanes=1))\n"
    )
    for folder in killed_while(creator, tmp_path, longest=0.12):
        if folder.exists():
            registry = reopened(folder)
            assert registry.info.name == "N"
            registry.close()


@pytest.mark.timeout(300)
def test_that_a_kill_while_restoring_leaves_the_old_or_the_new_and_never_neither(tmp_path: Path) -> None:
    source = tmp_path / "source.crlm"
    registry = a_registry(source)
    made = registry.back_up(backup.ASKED, now=CLOCK.now())
    registry.close()
    restorer = (
        "import sys\nfrom pathlib import Path\n"
        "from crlm_desktop.clock import SystemClock\nfrom crlm_desktop.registry import restore\n"
        "print('ready', flush=True)\n"
        "target = Path(sys.argv[1])\n"
        f"source, clock, permit = Path({str(made.path)!r}), SystemClock(), lambda *_sides: None\n"
        "restore.restore(target, source, sys.argv[2], present=sys.argv[2], permit=permit, clock=clock)\n"
    )
    for number in range(6):
        a_registry(tmp_path / f"r{number}.crlm").close()
    for folder in killed_while(restorer, tmp_path, longest=0.12):
        stayed = [folder, *tmp_path.glob(f"{folder.stem}.replaced-*")]
        whole = [one for one in stayed if one.exists()]
        assert whole
        for one in whole:
            reopened(one).close()


@pytest.mark.timeout(300)
def test_that_a_kill_while_a_pack_is_brought_back_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    packs.build(tmp_path / "built.crlm")
    home = packs.Home(tmp_path, tmp_path / "built.crlm")
    with home.place, packs.laptop(home.takes_along()) as laptop:
        for number in range(6):
            packs.edit(laptop, home.ids[number % 2], "patient.age_years", 30 + number)
            packs.give(laptop, home.ids[0], f"Dr {number}")
        meetings.record_outcome(laptop, home.meeting, home.ids[0], a_decision())
        before, after = home.held(), packs.contents(laptop, home.meeting)
        back = packs.hands_back(laptop)
    for number in range(3):
        shutil.copytree(home.place.path, tmp_path / f"r{number}.crlm")
    bringing = (
        "import sys\nfrom pathlib import Path\n"
        "from crlm_desktop.clock import SystemClock\nfrom crlm_desktop.i18n import Language\n"
        "from crlm_desktop.services import backups, packing, unpacking, workplace\n"
        "from tests.services.packs import PACK_PASSPHRASE\nfrom tests.services.places import plain_engine\n"
        "place = workplace.open_(Path(sys.argv[1]), sys.argv[2], clock=SystemClock(), engine=plain_engine())\n"
        f"received = packing.receive(Path({str(back)!r}), PACK_PASSPHRASE)\n"
        "backups.before_import(place)\n"
        "planned = unpacking.compare(place, received)\n"
        "print('ready', flush=True)\n"
        "unpacking.bring_back(place, received, planned, language=Language.EN)\n"
    )
    for folder in killed_while(bringing, tmp_path, longest=0.1, times=3):
        with workplace.open_(folder, PASSPHRASE, clock=CLOCK, engine=plain_engine()) as place:
            assert packs.contents(place, home.meeting) in (before, after)
        assert_is_whole(folder)


def killed_while(script: str, tmp_path: Path, *, longest: float, times: int = 6) -> list[Path]:
    """Run a script some times on a folder each, killed at as many moments, and return the folders."""
    moments = random.Random(7)
    folders = [tmp_path / f"r{kill}.crlm" for kill in range(times)]
    for folder in folders:
        with subprocess.Popen(
            [sys.executable, "-c", script, str(folder), PASSPHRASE], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.0, longest))
            process.kill()
    return folders
