"""The search index held against one that is made anew, beside it and in memory."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy import text

from crlm_desktop.case.casefile import to_json
from crlm_desktop.case.identity import Identity
from crlm_desktop.case.record import Case
from crlm_desktop.registry import projection
from crlm_desktop.registry.beyond_tables import INDEXES, full_text
from crlm_desktop.registry.search_index import contents, parts
from crlm_desktop.registry.server_guards import SEARCH

_MASK = (1 << 64) - 1


class Index:
    """What the index must hold: filled case by case, compared once."""

    def __init__(self) -> None:
        self._cases: dict[int, str] = {}
        self._texts: list[tuple[int, tuple[str, ...]]] = []

    def expect(self, row: int, case_id: str, identity: Identity, case: Case) -> None:
        """Tell what the entry ``row`` must hold."""
        self._cases[row] = case_id
        self._texts.append((row, projection.texts(identity, to_json(case))))

    def compare(self, connection: sa.Connection) -> tuple[tuple[str, ...], int]:
        """Return the cases whose entries differ, and how many entries belong to none of the cases told."""
        if connection.dialect.name == "postgresql":
            return self._compare_parts(connection)
        differing: set[int] = set()
        told = [(row, *contents(texts)) for row, texts in self._texts]
        for number, (index, statement) in enumerate(zip(INDEXES, full_text(), strict=True), start=1):
            # What is in `temp` is in memory and goes with the connection.
            connection.exec_driver_sql(statement.replace(f"TABLE {index}", f"TABLE temp.anew_{index}"))
            insert = text(f"INSERT INTO temp.anew_{index} (rowid, text) VALUES (:row, :text)")
            for entry in told:
                connection.execute(insert.bindparams(row=entry[0], text=entry[number]))
            kept, anew = _sums(connection, "main", index), _sums(connection, "temp", f"anew_{index}")
            differing |= {row for row in kept.keys() | anew.keys() if kept.get(row) != anew.get(row)}
        listed = set(connection.exec_driver_sql("SELECT touched FROM case_facts").scalars())
        strays = differing - self._cases.keys() - listed
        return tuple(case_id for row, case_id in self._cases.items() if row in differing), len(strays)

    def _compare_parts(self, connection: sa.Connection) -> tuple[tuple[str, ...], int]:
        rows = connection.execute(text(f"SELECT case_id, text, letters, parts FROM {SEARCH}"))
        kept = {str(case_id): (whole, letters, list(pieces)) for case_id, whole, letters, pieces in rows}
        expected = {self._cases[row]: parts(texts) for row, texts in self._texts}
        listed = set(connection.execute(text("SELECT case_id FROM case_facts")).scalars())
        strays = kept.keys() - expected.keys() - listed
        return tuple(one for one, told in expected.items() if kept.get(one) != told), len(strays)


def _sums(connection: sa.Connection, place: str, index: str) -> dict[int, int]:
    """Return for each entry a number that stands for all its terms with their places."""
    name = f"terms_{index}"
    connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab({place}, {index}, instance)")
    sums: dict[int, int] = defaultdict(int)
    for term, row, offset in connection.exec_driver_sql(f'SELECT term, doc, "offset" FROM temp.{name}'):
        sums[row] = (sums[row] + hash((term, offset))) & _MASK
    return sums
