"""The index of texts by which cases are found: SQLite's own in a file, a table of parts of words on a server."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Protocol

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text
from typing_extensions import override

from crlm_desktop.registry import projection
from crlm_desktop.registry.beyond_tables import INDEXES, full_text
from crlm_desktop.registry.dialect import is_on_server
from crlm_desktop.registry.server_guards import SEARCH

_TRIGRAM = 3
# The newest by rowid first: sorting all hits of a common word would take longer than finding them.
_NEWEST_FIRST = "SELECT rowid FROM {index} WHERE {index} MATCH :words ORDER BY rowid DESC"
_READ_AT_ONCE = 200
_ADDED = tuple(text(f"INSERT INTO {index} (rowid, text) VALUES (:row, :content)") for index in INDEXES)
_REMOVED = tuple(text(f"DELETE FROM {index} WHERE rowid = :row") for index in INDEXES)


class Index(Protocol):
    """Finds the entries of the list (by ``touched``, newest first) whose texts hold words."""

    def put(self, case_id: str, touched: int, texts: Sequence[str]) -> None:
        """Take up the texts of a case."""
        ...

    def forget(self, case_id: str, touched: int) -> None:
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
    def put(self, case_id: str, touched: int, texts: Sequence[str]) -> None:
        for added, content in zip(_ADDED, contents(texts), strict=True):
            self._session.execute(added, {"row": touched, "content": content})

    @override
    def forget(self, case_id: str, touched: int) -> None:
        for removed in _REMOVED:
            self._session.execute(removed, {"row": touched})

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
        asked = [(index, phrases) for index, phrases in zip(INDEXES, (long, characters), strict=True) if phrases]
        if not asked:
            return []
        with closing(self._newest_first(*asked[0])) as hits:
            if len(asked) == 1:
                return list(islice(hits, limit))
            # One index asked about each hit of the other would begin its search anew every time.
            with closing(self._newest_first(*asked[1])) as others:
                return list(islice(_in_both(hits, others), limit))

    def _newest_first(self, index: str, phrases: str) -> Generator[int]:
        """Yield the entries of an index that hold all phrases, the newest first, read as they are asked for."""
        statement = text(_NEWEST_FIRST.format(index=index)).bindparams(words=phrases)
        with self._session.scalars(statement, execution_options={"yield_per": _READ_AT_ONCE}) as found:
            yield from found


class _Parts(Index):
    """Parts of one, two and three letters, looked up by an inverted index; what they find is held against the texts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @override
    def put(self, case_id: str, touched: int, texts: Sequence[str]) -> None:
        whole, letters, pieces = parts(texts)
        statement = text(f"INSERT INTO {SEARCH} (case_id, text, letters, parts) VALUES (:id, :text, :letters, :parts)")
        self._session.execute(
            statement.bindparams(bindparam("parts", type_=ARRAY(Text()))),
            {"id": case_id, "text": whole, "letters": letters, "parts": pieces},
        )

    @override
    def forget(self, case_id: str, touched: int) -> None:
        self._session.execute(text(f"DELETE FROM {SEARCH} WHERE case_id = :id").bindparams(id=case_id))

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


def _in_both(some: Iterator[int], others: Iterator[int]) -> Iterator[int]:
    """Yield what two falling sequences have in common."""
    one, other = next(some, None), next(others, None)
    while one is not None and other is not None:
        if one == other:
            yield one
            one, other = next(some, None), next(others, None)
        elif one > other:
            one = next(some, None)
        else:
            other = next(others, None)


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _letters(one: str) -> str:
    return "".join(char for char in one if char.isalnum())


def _windows(one: str, size: int) -> set[str]:
    return {one[at : at + size] for at in range(len(one) - size + 1)}
