"""The demonstration registry: built whole from the shipped cases, marked as such, opened at once afterwards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import faults
from crlm_desktop.services import demonstration, meetings, packing, review
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CHEAP, CLOCK
from tests.services.places import plain_engine

CHANCE_BYTES = 5


def built(path: Path, source: Path | None = None) -> Workplace:
    return demonstration.build(path, author=AUTHOR, clock=CLOCK, engine=plain_engine(), source=source)


def test_that_it_holds_every_shipped_case_and_a_meeting_that_can_be_closed(tmp_path: Path) -> None:
    shipped = {json.loads(file.read_bytes())["identity"]["number"] for file in paths.db("demo").glob("demo-*.json")}
    with built(tmp_path / "demo.crlm") as place:
        assert place.is_demonstration
        assert {row.number for row in review.list_cases(place)} == shipped
        assert len(shipped) >= 12
        (meeting,) = meetings.list_meetings(place)
        assert (meeting.state, meeting.outcome_count) == (MeetingState.OPEN, meeting.case_count)
        assert any(one.opinions for one in meetings.draft(place, meeting.id).cases)
        assert meetings.close(place, meeting.id).is_demonstration


def test_that_it_finds_its_chinese_cases(tmp_path: Path) -> None:
    with built(tmp_path / "demo.crlm") as place:
        assert [row.name for row in review.list_cases(place, "李文")] == ["李文博"]


def test_that_the_second_time_it_is_opened_as_it_was_left() -> None:
    with demonstration.open_or_build(author=AUTHOR, clock=CLOCK, engine=plain_engine()) as place:
        opened = review.open_case(place, review.list_cases(place)[0].id)
        review.record_identity(place, opened.id, opened.identity.__class__(number="CHANGED"))
    with demonstration.open_or_build(author="Dr B.", clock=CLOCK, engine=plain_engine()) as place:
        assert place.path == demonstration.registry_path()
        assert place.author == AUTHOR
        assert review.list_cases(place, "changed")


def test_that_its_passphrase_is_the_published_one(tmp_path: Path) -> None:
    from crlm_desktop.services import workplace

    built(tmp_path / "demo.crlm").close()
    workplace.open_(
        tmp_path / "demo.crlm", demonstration.PASSPHRASE, author=AUTHOR, clock=CLOCK, engine=plain_engine()
    ).close()


def test_that_a_failure_while_building_leaves_nothing(tmp_path: Path) -> None:
    shutil.copytree(paths.db("demo"), tmp_path / "source")
    (tmp_path / "source" / "meeting.json").write_text("{}")
    with pytest.raises(KeyError):
        built(tmp_path / "demo.crlm", tmp_path / "source")
    assert [file.name for file in tmp_path.iterdir() if file.name != "source"] == []


def test_that_it_is_never_built_over_something(tmp_path: Path) -> None:
    built(tmp_path / "demo.crlm").close()
    with pytest.raises(EnvironmentFault) as refused:
        built(tmp_path / "demo.crlm")
    assert refused.value.code is faults.ALREADY_THERE
    assert [file.name for file in tmp_path.iterdir()] == ["demo.crlm"]


def test_that_a_pack_of_its_meeting_holds_no_plain_word_about_anybody(tmp_path: Path) -> None:
    with built(tmp_path / "demo.crlm") as place:
        (meeting,) = meetings.list_meetings(place)
        words = {word for row in review.list_cases(place) for word in (row.number, *row.name.split(), row.name)}
        made = packing.take_along(place, meeting.id, "words for the road", to=tmp_path / "MDT.crlmpack", cost=CHEAP)
    content = made.path.read_bytes()
    assert len(words) > 20
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    told = {word.encode(one): word for word in words for one in encodings}
    # Encrypted bytes hold any two or three of them by chance, such as those of "de".
    assert [word for encoded, word in told.items() if len(encoded) >= CHANCE_BYTES and encoded in content] == []
