"""Drafts: input that was not written yet, kept so that a crash does not lose it; it leaves no trace when it goes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from crlm_desktop.registry import tables
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import DraftKey, DraftKind, KeptDraft

_Row = tuple[str, str, str, str]


class Drafts:
    """The drafts within one transaction; none of them is ever an audit entry or a revision."""

    def __init__(self, transaction: Transaction) -> None:
        self._author = transaction.author
        self._session = transaction.session

    def of(self, author: str) -> tuple[KeptDraft, ...]:
        """Return the drafts of an author, the latest first; those of others are nobody else's business."""
        own = (
            select(tables.Draft)
            .where(tables.Draft.author == author)
            .order_by(tables.Draft.typed_at.desc(), tables.Draft.kind, tables.Draft.subject, tables.Draft.place)
        )
        return tuple(_value(row) for row in self._session.scalars(own))

    def keep(self, drafts: Iterable[KeptDraft]) -> None:
        """Keep drafts in the author's name; one at the same place of the same run is replaced."""
        for draft in drafts:
            row = self._session.get(tables.Draft, _primary(draft.run, draft.key))
            if row is None:
                run, kind, subject, place = _primary(draft.run, draft.key)
                row = tables.Draft(run=run, kind=kind, subject=subject, place=place)
                self._session.add(row)
            row.author = self._author
            row.text, row.revision, row.typed_at = draft.text, draft.revision, draft.typed_at

    def drop(self, run: str, keys: Iterable[DraftKey]) -> None:
        """Forget drafts of the author, because they were written or discarded; one that is not there is no matter."""
        for key in keys:
            row = self._session.get(tables.Draft, _primary(run, key))
            if row is not None and row.author == self._author:
                self._session.delete(row)

    def drop_of(self, subject: str) -> None:
        """Forget what anybody half typed about a case or a meeting that is over."""
        self._session.execute(delete(tables.Draft).where(tables.Draft.subject == subject))


def _primary(run: str, key: DraftKey) -> _Row:
    return run, key.kind.value, key.subject, key.place


def _value(row: tables.Draft) -> KeptDraft:
    return KeptDraft(
        run=row.run,
        key=DraftKey(kind=DraftKind(row.kind), subject=row.subject, place=row.place),
        text=row.text,
        revision=row.revision,
        typed_at=row.typed_at,
        author=row.author,
    )
