"""Nothing leaks: whatever one does, no byte that the program writes outside an export tells of a patient."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crlm_desktop import paths

ROOT = Path(__file__).resolve().parents[2]
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030")
# The words of a patient's name that are too short to tell a leak from chance.
LEAST_WORD = 6
LEAST_TEXT = 12

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is open is read from /proc")


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text of a record that somebody wrote in their own words."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str) and (" " in value or not value.isascii()) and len(value.encode()) >= LEAST_TEXT:
        yield value


def told_of_patients() -> set[str]:
    """Return names, numbers, birth dates and free texts of the demonstration's patients."""
    cases = [json.loads(file.read_bytes()) for file in paths.db("demo").glob("demo-*.json")]
    meeting = json.loads((paths.db("demo") / "meeting.json").read_bytes())
    told = set()
    for one in cases:
        who = one["identity"]
        told |= {who["name"], who["number"], who["born_on"]}
        told |= {part for part in who["name"].split() if len(part) >= LEAST_WORD}
        told |= set(texts_of(one["case"]))
    told |= set(texts_of([meeting["agenda"], meeting["opinions"]]))
    # What the knowledge says too tells of nobody, nor does who speaks.
    shipped = "".join(file.read_text(encoding="utf-8") for file in paths.resource("knowledge").rglob("*.toml"))
    speaking = {one["person"] for one in meeting["attendance"]}
    return {text for text in told if text not in shipped} - speaking


def patterns() -> re.Pattern[bytes]:
    """Return what finds any of it: as it is, in small letters, decomposed, and as JSON escapes it."""
    forms = set()
    for text in told_of_patients():
        # A line of a long text is enough to find it, and a file may break it.
        short = text[:40]
        for form in (short, short.casefold(), unicodedata.normalize("NFD", short)):
            forms |= {form.encode(encoding) for encoding in ENCODINGS}
        forms.add(json.dumps(short)[1:-1].encode())
    return re.compile(b"|".join(re.escape(one) for one in sorted(forms)))


FINDS = patterns()


def leaks(folder: Path) -> list[tuple[str, bytes]]:
    """Return the files below a folder whose content or name tells of a patient, each with what it tells."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = os.fsencode(path.relative_to(folder))
        for content in (name, path.read_bytes() if path.is_file() else b""):
            found += [(name.decode(), match.group()) for match in FINDS.finditer(content)][:1]
    return found


@dataclass
class Told:
    """What a session told while it worked, and what it left behind: every file, and what tells of a patient."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    leaked: list[tuple[str, bytes]] = field(default_factory=list)

    def of(self, key: str) -> list[str]:
        return [text for line in self.lines for text in line[key]]


@dataclass
class Machine:
    """Folders that nothing else writes to: everything that a user of a machine has, and a place for exports."""

    everything: Path
    outside: Path

    def environment(self) -> dict[str, str]:
        home = self.everything / "home"
        names = {"HOME": home, "TMPDIR": self.everything / "tmp", "XDG_RUNTIME_DIR": self.everything / "run"}
        names |= {f"XDG_{kind}_HOME": home / kind.lower() for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
        for folder in names.values():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return {
            **{name: str(folder) for name, folder in names.items()},
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "packaging"))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "LANG": "C.UTF-8",
        }

    def session(self, part: str, *, is_killed: bool) -> Told:
        """Let the program work until its part is done; then kill it, or let it end."""
        told = Told()
        output, inlet = os.pipe()
        logs = self.everything / f"{part}.stdout", self.everything / f"{part}.stderr"
        session = ["tests.flows.working_session", str(self.everything), str(self.outside), part, str(inlet)]
        with logs[0].open("wb") as out, logs[1].open("wb") as errors, os.fdopen(output) as lines:
            process = subprocess.Popen(
                [sys.executable, "-m", *session],
                cwd=self.everything,
                env=self.environment(),
                pass_fds=[inlet],
                stdout=out,
                stderr=errors,
            )
            os.close(inlet)
            for line in lines:
                told.lines.append(json.loads(line))
                if told.lines[-1]["step"] in ("done", "stopped"):
                    break
            if is_killed:
                process.send_signal(signal.SIGKILL)
            try:
                code = process.wait(timeout=60)
            finally:
                process.kill()
                process.wait()
        assert told.lines, logs[1].read_text()
        assert told.lines[-1]["step"] == "done", (told.lines[-1].get("why"), logs[1].read_text()[-2000:])
        assert code == (-signal.SIGKILL if is_killed else 0)
        told.left = [str(path.relative_to(self.everything)) for path in self.everything.rglob("*") if path.is_file()]
        told.leaked = leaks(self.everything)
        return told


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("machine")
    made = Machine(everything=folder / "everything", outside=folder / "outside")
    made.everything.mkdir()
    made.outside.mkdir()
    return made


@pytest.fixture(scope="module")
def worked(machine: Machine) -> Told:
    """A session that did everything and was killed while drafts were kept."""
    return machine.session("work", is_killed=True)


@pytest.fixture(scope="module")
def returned(machine: Machine, worked: Told) -> Told:
    """The session after it, to which the drafts were offered, and which ended as one ends."""
    assert worked.lines
    return machine.session("return", is_killed=False)


def test_that_a_killed_session_has_left_no_plain_word_about_a_patient(worked: Told) -> None:
    names = {Path(one).name for one in worked.left}
    assert {"registry.db", "registry.db-wal", "keys.json", "lock", "QtProject.conf", "work.stderr"} <= names
    assert any(Path(one).parent.name.startswith("asked-") for one in worked.left)
    assert any(name.startswith("fault-") for name in names)
    assert worked.leaked == []


def test_that_the_session_after_it_has_left_none_either(returned: Told) -> None:
    assert "settings.json" in {Path(one).name for one in returned.left}
    assert returned.leaked == []


def test_that_an_export_would_have_been_found(machine: Machine, worked: Told) -> None:
    assert worked.lines
    assert [name for name, _word in leaks(machine.outside)] == ["case.json"]


def test_that_no_title_and_no_notice_names_a_patient(worked: Told, returned: Told) -> None:
    told = [*worked.of("titles"), *returned.of("titles"), *worked.of("notices"), *returned.of("notices")]
    assert {"CRLM Desktop", "History of the case", "Export the case file…"} <= set(told)
    assert [text for text in told if FINDS.search(text.encode())] == []


def test_that_nothing_is_written_elsewhere(machine: Machine, worked: Told, returned: Told) -> None:
    files = {Path(one) for one in (*worked.of("files"), *returned.of("files"))}
    assert any(one.name == "registry.db-wal" for one in files)
    mine = (machine.everything, machine.outside)
    assert [one for one in files if not any(one.is_relative_to(folder) for folder in mine)] == []


def test_that_the_recent_registries_and_layouts_tell_of_nobody(machine: Machine, returned: Told) -> None:
    assert returned.lines
    (settings,) = machine.everything.rglob("settings.json")
    stored = json.loads(settings.read_text(encoding="utf-8"))
    assert stored["recent_registries"] == []
    assert FINDS.search(json.dumps(stored, ensure_ascii=False).encode()) is None
