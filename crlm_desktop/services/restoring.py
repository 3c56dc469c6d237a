"""Bringing a backup back: who may, what it would change, told before and after, and the restoring itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop.case.wording import Text
from crlm_desktop.clock import Clock
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault, Problem, problem
from crlm_desktop.registry.values import Act
from crlm_desktop.services import workplace as workplaces
from crlm_desktop.services.roles import UsedBySomebody, refusal, use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.registry.copies import Content
    from crlm_desktop.registry.difference import AccessChange, Difference
    from crlm_desktop.registry.entering import Entrant

__all__ = ["Content", "Outlook", "Restored", "check_paths", "is_guarded", "let_replace", "look", "restore"]

NOT_LET_REPLACE = Code(
    "restore.not-let-replace",
    N_(
        "{path} is replaced only in the name of one of its administrators; {name} is {role} there. "
        "Ask one of them, or restore the backup to a new place."
    ),
)
NOT_LET_RESTORE = Code(
    "restore.not-let-restore",
    N_(
        "{path} cannot be opened, so that it is replaced only by an administrator of the backup; {name} is {role} in "
        "it. Restore the backup to a new place, where everybody may who can open it."
    ),
)
CASES = Code("restore.cases", N_("Cases: {there} now, {held} after restoring."))
LAST_CHANGED = Code("restore.last-changed", N_("Last changed: {there} now, {held} after restoring."))
UNREADABLE = Code("restore.unreadable", N_("What is there now cannot be opened, so that what changes cannot be told."))
UNCOUNTED = Code("restore.uncounted", N_("Cases: {held} after restoring; those that are there now cannot be counted."))
ANOTHER = Code("restore.another", N_("The backup is of another registry than the one that is there."))
WILL_COME_IN = Code("restore.will-come-in", N_("After restoring may come in: {names}."))
REGAINS = Code("restore.regains", N_("Gets access again: {name} ({role}), by the passphrase of the day of the backup."))
LOSES = Code("restore.loses", N_("Loses access: {name} ({role})."))
ROLE_CHANGES = Code("restore.role-changes", N_("{name} becomes {after} again; now {before}."))
PASSPHRASE_CHANGES = Code(
    "restore.passphrase-changes",
    N_("{name} comes in by the passphrase of the day of the backup again; the present one is void."),
)
RECOVERY_EARLIER = Code(
    "restore.recovery-earlier", N_("The recovery key of the day of the backup holds again; the present one is void.")
)
RECOVERY_GONE = Code(
    "restore.recovery-gone", N_("There will be no recovery key: on the day of the backup none had been made.")
)
RECOVERY_BACK = Code(
    "restore.recovery-back", N_("The recovery key of the day of the backup lets in again; now there is none.")
)
ACCESS_SAME = Code("restore.access-same", N_("Users, roles, passphrases and recovery key stay as they are."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a backup holds, what restoring it would change, as lines to be told, and why it would be refused."""

    held: Content
    changes: tuple[Problem, ...]
    refusal: CrlmError | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A restored registry, open; where that is kept which was there before, if anything was; what changed by it."""

    workplace: Workplace
    kept: Path | None
    changes: tuple[Problem, ...]


@use_case
def let_replace(_somebody: UsedBySomebody, /) -> None:
    """Let a registry be replaced by a backup in the name of somebody who may come in there."""


def is_guarded(path: Path) -> bool:
    """Whether there is a registry at ``path`` that can be opened: one of its administrators must let it be replaced."""
    from crlm_desktop.registry import restore as restoring

    return restoring.is_guarded(path)


def check_paths(path: Path, source: Path) -> None:
    """Refuse what is no backup and what cannot become a registry, before anybody is asked for a passphrase."""
    from crlm_desktop.registry import restore as restoring

    restoring.check_paths(path, source)


def look(
    path: Path, source: Path, passphrase: str, *, present: str = "", user: str | None = None, clock: Clock
) -> Outlook:
    """Return what a backup holds, opened by a passphrase of its day, and what restoring it to ``path`` would change.

    ``present`` is the passphrase by which somebody (``user``) comes in to the registry that is there now; empty: the
    same. Nothing is written but the count of wrong passphrases.
    """
    from crlm_desktop.registry import copies
    from crlm_desktop.registry import restore as restoring

    there, backup = restoring.both(path, source, passphrase, present=present or passphrase, clock=clock, user=user)
    held = copies.content_at(backup.path, backup.key)
    is_replacing = restoring.is_taken(path)
    return Outlook(
        held=held,
        changes=tuple(_changes(there, backup, held)) if is_replacing else (),
        refusal=_refusal(path, there, backup) if is_replacing else None,
    )


def restore(
    path: Path,
    source: Path,
    passphrase: str,
    *,
    present: str = "",
    user: str | None = None,
    author: str,
    clock: Clock,
    engine: Engine,
) -> Restored:
    """Put what a backup holds at ``path``, keep beside it what was there, and open it; the restoring is recorded.

    A registry that can be opened is replaced only in the name of one of its administrators, whose passphrase is
    ``present`` (empty: the same); one that cannot, only by an administrator of the backup; a free place needs no leave.
    """
    from crlm_desktop.registry import copies
    from crlm_desktop.registry import restore as restoring

    changes: list[Problem] = []
    permitted: list[str] = []

    def permit(there: Entrant | None, backup: Entrant) -> None:
        refused = _refusal(path, there, backup)
        if refused is not None:
            if there is not None:
                there.record_refusal("restoring.let_replace")
            raise refused
        permitted.append((there or backup).user.name)
        changes.extend(_changes(there, backup, copies.content_at(backup.path, backup.key)))

    done = restoring.restore(
        path, source, passphrase, present=present or passphrase, permit=permit, clock=clock, user=user
    )
    opened = workplaces.open_(done.path, passphrase, author=author, clock=clock, engine=engine)
    if opened.reading_only is None:
        kept = done.kept.name if done.kept is not None else ""
        by = {"permitted": permitted[0]} if permitted else {}
        with opened.unit() as unit:
            unit.audit.add(Act.REGISTRY_RESTORED, opened.info.id, backup=source.name, kept=kept, **by)
    return Restored(workplace=opened, kept=done.kept, changes=tuple(changes))


def _refusal(path: Path, there: Entrant | None, backup: Entrant) -> CrlmError | None:
    """Return why a registry that is at ``path`` may not be replaced."""
    somebody = there or backup
    if refusal(somebody.user.role, "restoring.let_replace") is None:
        return None
    code = NOT_LET_RESTORE if there is None else NOT_LET_REPLACE
    return EnvironmentFault(code, path=str(path), name=somebody.user.name, role=somebody.user.role.label)


def _changes(there: Entrant | None, backup: Entrant, held: Content) -> Iterator[Problem]:
    from crlm_desktop.registry import difference

    if there is None:
        yield problem("", UNREADABLE)
        yield problem("", WILL_COME_IN, names=_listed(backup))
        return
    found = difference.between(there, backup)
    if found.is_of_another:
        yield problem("", ANOTHER)
    if found.there is None:
        yield problem("", UNCOUNTED, held=held.cases)
    else:
        yield problem("", CASES, there=found.there.cases, held=held.cases)
        if found.there.newest_change is not None and held.newest_change is not None:
            yield problem("", LAST_CHANGED, there=found.there.newest_change, held=held.newest_change)
    yield from _of_access(found)


def _of_access(found: Difference) -> Iterator[Problem]:
    from crlm_desktop.registry.difference import RecoveryKey

    for one in found.access:
        yield from _of_user(one)
    told = {
        RecoveryKey.EARLIER: RECOVERY_EARLIER,
        RecoveryKey.GONE: RECOVERY_GONE,
        RecoveryKey.BACK: RECOVERY_BACK,
    }.get(found.recovery)
    if told is not None:
        yield problem("", told)
    elif not found.access:
        yield problem("", ACCESS_SAME)


def _of_user(change: AccessChange) -> Iterator[Problem]:
    name, before, after = change.name, change.before, change.after
    if after is None:
        assert before is not None
        yield problem("", LOSES, name=name, role=before.label)
    elif before is None:
        yield problem("", REGAINS, name=name, role=after.label)
    elif before is not after:
        yield problem("", ROLE_CHANGES, name=name, before=before.label, after=after.label)
    if change.has_other_passphrase:
        yield problem("", PASSPHRASE_CHANGES, name=name)


def _listed(backup: Entrant) -> Text:
    return Text(
        ", ".join(f"{one.name} ({one.role.label.en})" for one in backup.users),
        "、".join(f"{one.name}（{one.role.label.zh}）" for one in backup.users),
    )
