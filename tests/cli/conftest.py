"""Running a command as a person does, inside this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crlm_desktop.cli.run import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command has left: its exit code and both of its outputs."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


def _no_pictures(_workplace: object, _folder: Path) -> tuple[Path, ...]:
    return ()


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs the words of a command, in English unless they say otherwise."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def _command(*words: str | Path, given: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        try:
            code = run([str(word) for word in words], take_pictures=_no_pictures)
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        assert isinstance(code, int)
        captured = capsys.readouterr()
        return Done(code=code, out=captured.out, err=captured.err)

    return _command
