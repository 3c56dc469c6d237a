"""Users: who may work with the registry and as what; rows are never removed, since others name their authors."""

from __future__ import annotations

from sqlalchemy import select, update

from crlm_desktop.errors import CrlmError, InputError, problem
from crlm_desktop.registry import faults, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.keys import same_name
from crlm_desktop.registry.likeness import are_alike
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.values import Act

MOST_CHARACTERS = 100


def checked_name(name: str) -> str:
    """Return the name without spaces around it; an empty, long or broken one is refused by an `InputError`."""
    plain = name.strip()
    if not plain:
        raise InputError([problem("name", faults.USER_NAME_MISSING)])
    if len(plain) > MOST_CHARACTERS or not plain.isprintable():
        raise InputError([problem("name", faults.USER_NAME_LONG, most=MOST_CHARACTERS)])
    return plain


class Users:
    """The users within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session
        self._audit = Audit(transaction)

    def all(self) -> tuple[User, ...]:
        """Return every user there has been, those who may come in first, each by the time they were added."""
        rows = select(tables.User).order_by(
            tables.User.disabled_at.is_not(None), tables.User.created_at, tables.User.name_key
        )
        return tuple(_value(row) for row in self._session.scalars(rows))

    def get(self, user_id: str) -> User:
        """Return a user; one who is not there is refused."""
        return _value(self._row(user_id))

    def add(self, user: User) -> None:
        """Record a new user; a name that another has or had, or that looks like one, is refused."""
        self._refuse_taken(user.name, but=None)
        self.found(user)
        self._audit.add(Act.USER_ADDED, user.id, name=user.name, role=str(user.role))

    def found(self, user: User) -> None:
        """Record the first user of a new registry, for whom the entry of its creation vouches: that must come after."""
        self._session.add(
            tables.User(
                id=user.id,
                name=user.name,
                name_key=same_name(user.name),
                role=user.role,
                created_at=user.created_at,
                disabled_at=user.disabled_at,
            )
        )

    def rename(self, user_id: str, name: str) -> None:
        """Change the name of a user; what they have written keeps the name of its time.

        What they have half typed goes with them: nobody has said it yet, and the old name may become another's.
        """
        row = self._row(user_id)
        if row.name == name:
            return
        self._refuse_taken(name, but=user_id)
        before = row.name
        row.name, row.name_key = name, same_name(name)
        self._session.execute(update(tables.Draft).where(tables.Draft.author == before).values(author=name))
        self._audit.add(Act.USER_RENAMED, user_id, before=before, after=name)

    def set_role(self, user_id: str, role: Role) -> None:
        """Change what a user is; nothing happens when they are that already."""
        row = self._row(user_id)
        if row.role is role:
            return
        before = row.role
        row.role = role
        self._audit.add(Act.USER_ROLE_SET, user_id, before=str(before), after=str(role))

    def revoke(self, user_id: str) -> None:
        """Record that a user may not come in any more; one who may not already is refused."""
        row = self._row(user_id)
        if row.disabled_at is not None:
            raise CrlmError(faults.USER_REVOKED_ALREADY, name=row.name)
        row.disabled_at = self._transaction.at
        self._audit.add(Act.USER_REVOKED, user_id)

    def let_in_again(self, user_id: str) -> None:
        """Record that a user has been given a new passphrase by somebody else, and may come in."""
        self._row(user_id).disabled_at = None
        self._audit.add(Act.PASSPHRASE_RESET, user_id)

    def _row(self, user_id: str) -> tables.User:
        row = self._session.get(tables.User, user_id)
        if row is None:
            raise CrlmError(faults.USER_NOT_THERE)
        return row

    def _refuse_taken(self, name: str, *, but: str | None) -> None:
        taken = self._session.scalars(select(tables.User).where(tables.User.name_key == same_name(name))).first()
        if taken is not None and taken.id != but:
            raise InputError([problem("name", faults.USER_NAME_TAKEN, name=taken.name)])
        for row in self._session.scalars(select(tables.User)):
            if row.id != but and are_alike(row.name, name):
                raise InputError([problem("name", faults.USER_NAME_ALIKE, name=name, known=row.name)])


def _value(row: tables.User) -> User:
    return User(id=row.id, name=row.name, role=row.role, created_at=row.created_at, disabled_at=row.disabled_at)
