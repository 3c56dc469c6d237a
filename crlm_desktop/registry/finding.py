"""What walking the audit chain can find: table, key, and what is wrong there; never what a row says of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crlm_desktop.errors import N_, Code, Param

ENTRY_ALTERED = Code("finding.entry-altered", N_("Audit entry {key} was altered: it does not fit its SHA-256."))
ENTRY_BREAKS = Code(
    "finding.entry-breaks",
    N_("Audit entry {key} does not continue entry {before}: an entry was removed, inserted or moved between them."),
)
ENTRY_UNREADABLE = Code(
    "finding.entry-unreadable",
    N_("Audit entry {key} does not say readably what it wrote; its rows are not vouched for."),
)
END_MISSED = Code(
    "finding.end-missed",
    N_("The audit log ends with entry {key}, where its newest was {expected}: newest entries were removed or added."),
)
NOTED_OTHERWISE = Code(
    "finding.noted-otherwise",
    N_("Audit entry {key} is not the one that was noted: what came before it was written anew, or cut off."),
)
ROW_ALTERED = Code(
    "finding.row-altered", N_("{table} {key}: the row was altered after audit entry {entry} had written it.")
)
ROW_REMOVED = Code("finding.row-removed", N_("{table} {key}: the row that audit entry {entry} wrote was removed."))
ROW_INSERTED = Code("finding.row-inserted", N_("{table} {key}: no audit entry has written this row."))
ROW_RETURNED = Code(
    "finding.row-returned", N_("{table} {key}: the row is there, although audit entry {entry} had removed it.")
)
TABLE_UNREADABLE = Code("finding.table-unreadable", N_("{table} cannot be read to its end: {reason}."))
TRIGGER_ALTERED = Code(
    "finding.trigger-altered", N_("The guard {key}, which keeps rows from being changed, was altered or removed.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: where, by table and key, and its sentence; a key is ids, places and numbers only.

    ``case_id`` is the case that the row is about, empty when it is none in particular.
    """

    table: str
    key: str
    case_id: str
    code: Code
    params: Mapping[str, Param]


def found(table: str, key: str, code: Code, *, case_id: str = "", **params: Param) -> Finding:
    """Return a finding; its sentence may name table and key beside what is given."""
    return Finding(
        table=table,
        key=key,
        case_id=case_id,
        code=code,
        params=MappingProxyType({"table": table, "key": key, **params}),
    )
