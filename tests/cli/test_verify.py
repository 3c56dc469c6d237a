"""The command that verifies minutes: its words and its exit code, with a registry and without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from crlm_desktop.cli.passphrases import VARIABLE
from crlm_desktop.i18n import Language
from crlm_desktop.services import meetings, printing
from tests.cli.conftest import Command
from tests.registry.building import PASSPHRASE
from tests.services.places import a_workplace, another_workplace
from tests.services.test_meetings import held


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with a_workplace(tmp_path / "r.crlm") as place:
        meeting_id = held(place)
        meetings.close(place, meeting_id)
        return printing.minutes(place, meeting_id, language=Language.ZH, to=tmp_path / "minutes.pdf")


def test_that_minutes_agree_with_their_content_and_only_a_registry_knows_more(command: Command, paper: Path) -> None:
    done = command("verify", paper)
    assert (done.code, done.err) == (0, "")
    assert "Every byte of the file" in done.out
    assert "cannot be told from the file alone" in done.out
    assert "has sealed exactly" not in done.out


def test_that_the_registry_vouches_for_its_minutes_in_both_languages(command: Command, paper: Path) -> None:
    done = command("verify", paper, "--registry", paper.parent / "r.crlm")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("The minutes are what the registry has sealed.\n")
    chinese = command("verify", paper, "--registry", paper.parent / "r.crlm", "--lang", "zh")
    assert chinese.out.endswith("会议纪要与登记库封存的内容一致。\n")


def test_that_minutes_of_another_registry_end_with_1_and_say_so(command: Command, paper: Path, tmp_path: Path) -> None:
    another_workplace(tmp_path / "other.crlm").close()
    done = command("verify", paper, "--registry", tmp_path / "other.crlm")
    assert done.code == 1
    assert "has no such meeting" in done.err
    assert "The minutes are what the registry has sealed" not in done.out


def test_that_a_file_that_is_no_pdf_or_not_there_ends_with_1(command: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_text("Dear colleague")
    assert command("verify", tmp_path / "letter.pdf").code == 1
    missing = command("verify", tmp_path / "missing.pdf")
    assert (missing.code, missing.out) == (1, "")
    assert "missing.pdf" in missing.err
