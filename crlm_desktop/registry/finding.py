"""What verifying a registry can find: the table, the key, and what is wrong there; never what a row says of anybody."""

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
REVISION_ALTERED = Code(
    "finding.revision-altered", N_("{table} {key}: the record of this revision does not fit its SHA-256.")
)
REVISION_UNREADABLE = Code(
    "finding.revision-unreadable", N_("{table} {key}: this revision is no record that can be read.")
)
REVISION_BREAKS = Code(
    "finding.revision-breaks", N_("{table} {key}: this revision does not continue the one before it.")
)
HEAD_WRONG = Code(
    "finding.head-wrong", N_("{table} {key} names revision {head} as its newest; the newest there is {newest}.")
)
SEAL_ALTERED = Code("finding.seal-altered", N_("{table} {key}: what was sealed does not fit its SHA-256."))
SEAL_UNREADABLE = Code("finding.seal-unreadable", N_("{table} {key}: what was sealed cannot be read."))
SEAL_MISSING = Code("finding.seal-missing", N_("{table} {key}: the meeting is closed and has no seal."))
SEAL_EARLY = Code("finding.seal-early", N_("{table} {key}: there is a seal, although the meeting is not closed."))
SEALED_OTHERWISE = Code(
    "finding.sealed-otherwise", N_("{table} {key}: the meeting says something else than what was sealed.")
)
OUTCOME_WRONG = Code(
    "finding.outcome-wrong", N_("{table} {key}: the outcome cannot be read, or what stands beside it differs from it.")
)
OUTCOME_UNSEEN = Code("finding.outcome-unseen", N_("{table} {key}: the outcome names a revision that is not there."))
LIST_DIFFERS = Code(
    "finding.list-differs", N_("{table} {key}: the list says something else than the newest revision of the case.")
)

LIST_STRAY = Code("finding.list-stray", N_("{table} {key}: this belongs to no case of the registry."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: where, by table and key, and its sentence; a key is ids, places and numbers only."""

    table: str
    key: str
    code: Code
    params: Mapping[str, Param]


def found(table: str, key: str, code: Code, **params: Param) -> Finding:
    """Return a finding; its sentence may name table and key beside what is given."""
    return Finding(table=table, key=key, code=code, params=MappingProxyType({"table": table, "key": key, **params}))
