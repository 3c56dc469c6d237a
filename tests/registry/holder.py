"""A process that holds a registry open and does what it is told, a word a line; each is answered when it is done."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from crlm_desktop.registry import opening
from crlm_desktop.registry.unit import Registry
from tests.registry.building import CLOCK, PASSPHRASE, add_case

ROOT = Path(__file__).resolve().parent.parent.parent


class Holder:
    """The process as the test sees it."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process
        self.pid = process.pid

    def do(self, *words: str) -> None:
        """Have something done, and wait until it is."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(*words, file=self._process.stdin, flush=True)
        assert self._process.stdout.readline() == f"{' '.join(words)}\n"

    def kill(self) -> None:
        """End it in the midst of whatever it does."""
        self._process.kill()
        self._process.wait()


@contextmanager
def holding(path: Path, *, user: str, passphrase: str = PASSPHRASE, machine: str = "") -> Iterator[Holder]:
    """Hold the registry at ``path`` open in another process, as ``user``, as if on ``machine``."""
    words = [sys.executable, "-m", "tests.registry.holder", str(path), user, passphrase, machine]
    with Popen(words, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as process:
        held = Holder(process)
        try:
            held.do("open")
            yield held
        finally:
            process.kill()


def _done(registry: Registry, words: list[str]) -> None:
    match words:
        case ["open"]:
            pass
        case ["add", case_id]:
            add_case(registry, case_id)
        case ["become", name]:
            with registry.reading() as unit:
                registry.let_in(next(one for one in unit.users.all() if one.name == name))
        case ["close"]:
            registry.close()
        case _:
            raise AssertionError(words)


def main(path: str, user: str, passphrase: str, machine: str) -> None:
    """Open the registry and follow the words on standard input."""
    if machine:
        platform.node = lambda: machine
    registry = opening.open_(Path(path), passphrase, user=user, clock=CLOCK)
    for line in sys.stdin:
        _done(registry, line.split())
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
