"""Roles: the one table of who may do what, which the use cases obey and the window asks before it offers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from crlm_desktop.case.wording import Text
from crlm_desktop.errors import N_, Code, CrlmError
from crlm_desktop.registry.user import Role, User

__all__ = ["NOT_ALLOWED", "READING", "USE_CASES", "Role", "hindrance", "is_allowed", "refusal", "use_case"]

NOT_ALLOWED = Code("roles.not-allowed", N_("You are here as {role}; this is for: {needed}."))

EVERYBODY = frozenset(Role)
TEAM = EVERYBODY - {Role.READER}
CHAIRS = frozenset({Role.CHAIR, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

# A use case, by its module and name, and the roles that may have it done. A function that is not here cannot be one.
USE_CASES: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "review.list_cases": EVERYBODY,
        "review.count_cases": EVERYBODY,
        "review.open_case": EVERYBODY,
        "review.history": EVERYBODY,
        "review.case_at": EVERYBODY,
        "review.names_anybody": EVERYBODY,
        "review.create_case": TEAM,
        "review.record_case": TEAM,
        "review.record_identity": TEAM,
        "review.give_opinion": TEAM,
        "review.withdraw_opinion": TEAM,
        "history.difference": EVERYBODY,
        "history.content": EVERYBODY,
        "history.restore": TEAM,
        "returning.last_discussed": EVERYBODY,
        "returning.since": EVERYBODY,
        "evaluating.evaluate_all": EVERYBODY,
        "exporting.export_case": TEAM,
        "exporting.import_case": TEAM,
        "exporting.prepare_import": TEAM,
        "drafts.keep": EVERYBODY,
        "drafts.offered": EVERYBODY,
        "drafts.option_names": EVERYBODY,
        "backups.back_up": TEAM,
        "backups.before_import": TEAM,
        "backups.daily": EVERYBODY,
        "backups.back_up_closed": TEAM,
        "restoring.let_replace": ADMINISTRATORS,
        "integrity.verify_open": EVERYBODY,
        "integrity.verify": EVERYBODY,
        "integrity.rebuild": TEAM,
        "log.entries": ADMINISTRATORS,
        "meetings.list_meetings": EVERYBODY,
        "meetings.open_meeting": EVERYBODY,
        "meetings.sealed": EVERYBODY,
        "meetings.draft": EVERYBODY,
        "meetings.create": TEAM,
        "meetings.change_particulars": TEAM,
        "meetings.set_attendance": TEAM,
        "meetings.add_case": TEAM,
        "meetings.remove_case": TEAM,
        "meetings.reorder": TEAM,
        "meetings.set_question": TEAM,
        "meetings.record_outcome": TEAM,
        "meetings.close": CHAIRS,
        "sealing.sealed": EVERYBODY,
        "sealing.content": EVERYBODY,
        "sealing.draft": EVERYBODY,
        "sealing.close": CHAIRS,
        "printing.minutes": TEAM,
        "packing.take_along": CHAIRS,
        "packing.hand_back": CHAIRS,
        "unpacking.compare": CHAIRS,
        "unpacking.bring_back": CHAIRS,
        "packing.errand": EVERYBODY,
        "packing.outings": EVERYBODY,
        "verifying.held_against": EVERYBODY,
        "workplace.set_offers": CHAIRS,
        "users.list_users": EVERYBODY,
        "users.enter": EVERYBODY,
        "users.change_own_passphrase": EVERYBODY,
        "users.recovery_key_made_at": EVERYBODY,
        "users.add_user": ADMINISTRATORS,
        "users.rename_user": ADMINISTRATORS,
        "users.set_role": ADMINISTRATORS,
        "users.reset_passphrase": ADMINISTRATORS,
        "users.revoke_user": ADMINISTRATORS,
        "users.make_recovery_key": ADMINISTRATORS,
    }
)

# The use cases that leave nothing behind in the registry, and are there where it can only be read; all others write.
READING: frozenset[str] = frozenset(
    {
        "review.list_cases",
        "review.count_cases",
        "review.open_case",
        "review.history",
        "review.case_at",
        "review.names_anybody",
        "history.difference",
        "history.content",
        "returning.last_discussed",
        "returning.since",
        "drafts.offered",
        "drafts.option_names",
        "backups.daily",
        "evaluating.evaluate_all",
        "integrity.verify_open",
        "integrity.verify",
        "log.entries",
        "packing.errand",
        "packing.outings",
        "unpacking.compare",
        "meetings.list_meetings",
        "meetings.open_meeting",
        "meetings.sealed",
        "meetings.draft",
        "sealing.sealed",
        "sealing.content",
        "sealing.draft",
        "users.list_users",
        "users.enter",
        "users.recovery_key_made_at",
        "verifying.held_against",
    }
)


class UsedBySomebody(Protocol):
    """What a use case works on, as far as roles go: it knows who works with it, as a `Workplace` does."""

    @property
    def user(self) -> User:
        """Who works with it."""
        ...

    def record_refusal(self, use_case: str, /) -> None:
        """Record that the user's role was refused a use case."""
        ...


class Refusing(UsedBySomebody, Protocol):
    """What can say why nothing may be written, as a `Workplace` does."""

    def refusal(self) -> CrlmError | None:
        """Why nothing can be written."""
        ...


_Place = TypeVar("_Place", bound=UsedBySomebody)
_P = ParamSpec("_P")
_Answer = TypeVar("_Answer")


def is_allowed(role: Role, name: str) -> bool:
    """Whether a role may have the use case ``name`` (``module.function``) done."""
    return role in USE_CASES[name]


def refusal(role: Role, name: str) -> CrlmError | None:
    """Return why a role may not have the use case ``name`` done, or ``None`` when it may."""
    if is_allowed(role, name):
        return None
    needed = [one for one in Role if one in USE_CASES[name]]
    joined = Text(", ".join(one.label.en for one in needed), "、".join(one.label.zh for one in needed))
    return CrlmError(NOT_ALLOWED, role=role.label, needed=joined)


def hindrance(workplace: Refusing, name: str) -> CrlmError | None:
    """Return why the use case ``name`` cannot be done now: by the user's role, or because nothing can be written."""
    refused = refusal(workplace.user.role, name)
    return refused if refused is not None or name in READING else workplace.refusal()


def use_case(
    function: Callable[Concatenate[_Place, _P], _Answer],
) -> Callable[Concatenate[_Place, _P], _Answer]:
    """Let a function be done only for the roles that stand in the table under its name."""
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
    assert name in USE_CASES, f"{name} is not in the table of roles"

    @wraps(function)
    def guarded(workplace: _Place, /, *args: _P.args, **named: _P.kwargs) -> _Answer:
        refused = refusal(workplace.user.role, name)
        if refused is not None:
            workplace.record_refusal(name)
            raise refused
        return function(workplace, *args, **named)

    return guarded
