"""The logins of a server, which let users in: made, renamed and taken away by the server as the users' rows change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.registry import server_faults, tables
from crlm_desktop.registry.keeping import Slots
from crlm_desktop.registry.keys import KdfCost


class Logins(Slots):
    """The logins within one transaction: a change of theirs is committed with it, or not at all.

    ``verifier`` makes of a login and its password what the server checks it against: no password is ever sent.
    """

    def __init__(
        self, session: Session, *, verifier: Callable[[str, str], str], changed: Callable[[str], None]
    ) -> None:
        self._session = session
        self._verifier = verifier
        self._changed = changed

    @property
    @override
    def has_recovery_key(self) -> bool:
        return False

    @override
    def users(self) -> frozenset[str]:
        return frozenset(self._session.scalars(select(tables.User.id).where(tables.User.disabled_at.is_(None))))

    @override
    def put(self, user_id: str, passphrase: str, *, label: str, cost: KdfCost) -> None:
        self._session.flush()
        login = self._session.get_one(tables.User, user_id).name_key
        verifier = self._verifier(login, passphrase)
        self._session.execute(text("SELECT set_password(:id, :verifier)"), {"id": user_id, "verifier": verifier})
        if self._session.scalar(text("SELECT session_user::text")) == login:
            self._changed(passphrase)

    @override
    def put_recovery(self, secret: str, *, cost: KdfCost) -> None:
        raise CrlmError(server_faults.NO_RECOVERY)

    @override
    def remove(self, user_id: str) -> None:
        # The server takes the login away with the row.
        self._session.flush()

    @override
    def follow(self, names: Mapping[str, str]) -> None:
        # The server renames the login with the row.
        self._session.flush()
