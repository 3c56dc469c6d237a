"""What the tests of the registry and of the use cases build with: registries, a clock, cheap keys."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.clock import FixedClock
from crlm_desktop.registry import copies, entering, keys, opening, restore
from crlm_desktop.registry.copies import Content
from crlm_desktop.registry.keys import KdfCost
from crlm_desktop.registry.restore import Restored
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.user import User
from tests.builders import a_case

# Argon2's own tests use such values; a registry of somebody never does.
CHEAP = KdfCost(memory_kib=32, iterations=1, lanes=1)
PASSPHRASE = "a long enough passphrase"
CLOCK = FixedClock(datetime(2026, 11, 23, 18, 30, tzinfo=UTC))
AUTHOR = "Dr A. Tester"


def an_identity(number: str = "H-1001", name: str = "Ada Example") -> Identity:
    """Return somebody."""
    return Identity(number=number, name=name)


def a_registry(path: Path, *, passphrase: str = PASSPHRASE, name: str = "Tests") -> Registry:
    """Return a new, open registry."""
    return opening.create(path, passphrase, name=name, author=AUTHOR, clock=CLOCK, cost=CHEAP)


@dataclass(frozen=True, slots=True)
class _Made:
    files: Mapping[str, bytes]
    key: bytes
    user: User


@cache
def _made(name: str) -> _Made:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.crlm"
        registry = a_registry(path, name=name)
        registry.close()
        key = keys.unlock(keys.read(path / keys.FILE_NAME), PASSPHRASE)
        assert key is not None
        assert registry.user is not None
        return _Made({one.name: one.read_bytes() for one in path.iterdir()}, key, registry.user)


def a_copied_registry(path: Path, *, name: str = "Tests") -> Registry:
    """Return an empty, open registry as if it had just been created, in a third of the time.

    All such registries of one name are the same one, by id and key: a test that is about two of them creates one.
    """
    made = _made(name)
    path.mkdir(mode=0o700)
    for file, content in made.files.items():
        (path / file).touch(mode=0o600)
        (path / file).write_bytes(content)
    registry = opening._opened(path, made.key, clock=CLOCK)
    registry.let_in(made.user)
    return registry


def reopened(path: Path, *, passphrase: str = PASSPHRASE) -> Registry:
    """Return the registry at ``path``, opened anew."""
    return opening.open_(path, passphrase, clock=CLOCK)


def add_case(registry: Registry, case_id: str, case: Case | None = None, *, number: str = "", name: str = "") -> CaseId:
    """Record a case and return its id."""
    made = CaseId(case_id)
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.create(made, an_identity(number or f"N-{case_id}", name), case or a_case(), reason="")
    return made


def held(backup: Path, passphrase: str = PASSPHRASE) -> Content:
    """Return what a backup holds."""
    return copies.content_at(backup, entering.of_backup(backup, passphrase).key)


def restored(path: Path, backup: Path, passphrase: str = PASSPHRASE) -> Restored:
    """Restore a backup with the leave of everybody: who may is a matter of the use case."""
    return restore.restore(
        path, backup, passphrase, present=PASSPHRASE, permit=lambda _there, _backup: None, clock=CLOCK
    )
