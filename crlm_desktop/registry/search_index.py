"""The index of texts by which cases are found: SQLite's own in a file, a table of parts of words on a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text
from typing_extensions import override

from crlm_desktop.registry import projection, tables
from crlm_desktop.registry.beyond_tables import INDEXES, full_text
from crlm_desktop.registry.dialect import is_on_server
from crlm_desktop.registry.server_guards import SEARCH

_TRIGRAM = 3
# The newest by rowid first: sorting all hits of a common word would take longer than finding them.
_ONE_INDEX = "SELECT rowid FROM {index} WHERE {index} MATCH :words ORDER BY rowid DESC LIMIT :limit"
_BOTHINDEXES = (
    "SELECT rowid FROM search_trigrams WHERE search_trigrams MATCH :words AND rowid IN "
    "(SELECT rowid FROM search_characters WHERE search_characters MATCH :characters) ORDER BY rowid DESC LIMIT :limit"
)


class Index(Protocol):
    """Finds the entries of the list (by ``touched``, newest first) whose texts hold words."""

    def put(self, row: tables.CaseFacts, texts: Sequence[str]) -> None:
        """Take up the texts of a case."""
        ...

    def forget(self, row: tables.CaseFacts) -> None:
        """Forget the texts of a case."""
        ...

    def empty(self) -> None:
        """Forget everything; an index that is damaged is made anew."""
        ...

    def hits(self, words: Sequence[str], limit: int) -> list[int]:
        """Return at most ``limit`` entries that hold every word."""
        ...


def index_of(session: Session) -> Index:
    """Return the index of the registry that a session works with."""
    return _Parts(session) if is_on_server(session) else _FullText(session)


def contents(texts: Sequence[str]) -> tuple[str, str]:
    """Return what each of the indexes of a file holds of a case."""
    # A line break keeps a search from matching across two texts; in the other index a word of its own does.
    return "\n".join(texts), " xx ".join(projection.characters(one) for one in texts)


def parts(texts: Sequence[str]) -> tuple[str, str, list[str]]:
    """Return what the table of a server holds of a case: its texts, their letters alone, the parts of both."""
    letters = [_letters(one) for one in texts]
    short = {part for one in letters for size in (1, 2) for part in _windows(one, size)}
    long = {part for one in texts for part in _windows(one, _TRIGRAM)}
    return "\n".join(texts), "\n".join(letters), sorted(short | long)


class _FullText(Index):
    """Trigrams, and single characters for words of one or two; each entry is found by its ``touched``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @override
    def put(self, row: tables.CaseFacts, texts: Sequence[str]) -> None:
        for index, content in zip(INDEXES, contents(texts), strict=True):
            statement = text(f"INSERT INTO {index} (rowid, text) VALUES (:row, :content)")
            self._session.execute(statement.bindparams(bindparam("row", row.touched), bindparam("content", content)))

    @override
    def forget(self, row: tables.CaseFacts) -> None:
        for index in INDEXES:
            self._session.execute(text(f"DELETE FROM {index} WHERE rowid = :row").bindparams(row=row.touched))

    @override
    def empty(self) -> None:
        for index, statement in zip(INDEXES, full_text(), strict=True):
            self._session.execute(text(f"DROP TABLE IF EXISTS {index}"))
            self._session.execute(text(statement))

    @override
    def hits(self, words: Sequence[str], limit: int) -> list[int]:
        long = " AND ".join(_phrase(word) for word in words if len(word) >= _TRIGRAM)
        short = [projection.characters(word) for word in words if len(word) < _TRIGRAM]
        characters = " AND ".join(_phrase(word) for word in short if word)
        values: dict[str, Any] = {"limit": limit}
        if long and characters:
            statement, values = _BOTHINDEXES, {**values, "words": long, "characters": characters}
        elif long or characters:
            statement = _ONE_INDEX.format(index=INDEXES[0] if long else INDEXES[1])
            values["words"] = long or characters
        else:
            return []
        return list(self._session.scalars(text(statement).bindparams(**values)))


class _Parts(Index):
    """Parts of one, two and three letters, looked up by an inverted index; what they find is held against the texts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @override
    def put(self, row: tables.CaseFacts, texts: Sequence[str]) -> None:
        whole, letters, pieces = parts(texts)
        statement = text(f"INSERT INTO {SEARCH} (case_id, text, letters, parts) VALUES (:id, :text, :letters, :parts)")
        self._session.execute(
            statement.bindparams(bindparam("parts", type_=ARRAY(Text()))),
            {"id": row.case_id, "text": whole, "letters": letters, "parts": pieces},
        )

    @override
    def forget(self, row: tables.CaseFacts) -> None:
        self._session.execute(text(f"DELETE FROM {SEARCH} WHERE case_id = :id").bindparams(id=row.case_id))

    @override
    def empty(self) -> None:
        self._session.execute(text(f"DELETE FROM {SEARCH}"))

    @override
    def hits(self, words: Sequence[str], limit: int) -> list[int]:
        long = [word for word in words if len(word) >= _TRIGRAM]
        short = [letters for word in words if len(word) < _TRIGRAM and (letters := _letters(word))]
        if not long and not short:
            return []
        pieces = {part for word in long for part in _windows(word, _TRIGRAM)} | set(short)
        named = {
            **{f"word{at}": one for at, one in enumerate(long)},
            **{f"part{at}": one for at, one in enumerate(short)},
        }
        held = [f"strpos({'text' if name.startswith('word') else 'letters'}, :{name}) > 0" for name in named]
        statement = text(
            f"SELECT touched FROM {SEARCH} JOIN case_facts USING (case_id) WHERE parts @> :parts "
            f"AND {' AND '.join(held)} ORDER BY touched DESC LIMIT :limit"
        ).bindparams(bindparam("parts", type_=ARRAY(Text())))
        return list(self._session.scalars(statement, {"parts": sorted(pieces), "limit": limit, **named}))


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _letters(one: str) -> str:
    return "".join(char for char in one if char.isalnum())


def _windows(one: str, size: int) -> set[str]:
    return {one[at : at + size] for at in range(len(one) - size + 1)}
