"""The hashes of the audit chain, made of rows as they are stored: alike when writing and when verifying."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time

# What stands before the first entry.
NOTHING = "0" * 64
OWN_HASH = "sha256"


def row_sha256(table: str, values: Mapping[str, object]) -> str:
    """Return the hash of a row: its table, and every column that holds something, by name.

    A column without a value is left out, so that one which a later schema adds as unknown changes no hash.
    """
    return _sha256(
        {"table": table, "row": {name: _plain(value) for name, value in values.items() if value is not None}}
    )


def entry_sha256(values: Mapping[str, object]) -> str:
    """Return the hash of an entry: all its columns but this hash, that of the entry before it among them."""
    return row_sha256("audit_log", {name: value for name, value in values.items() if name != OWN_HASH})


def key_of(table: str, key: tuple[object, ...]) -> str:
    """Return how an entry names a row that it wrote: ``revisions/3f…/2``; keys are ids and places, never names."""
    return "/".join(str(one) for one in (table, *key))


def _plain(value: object) -> object:
    """Return a value as a file holds it, wherever it is kept: a registry has the same hashes on a server."""
    match value:
        case bytes():
            # A text can never be taken for bytes that have the same hash.
            return {"bytes": hashlib.sha256(value).hexdigest()}
        case bool():
            return int(value)
        case datetime():
            return value.isoformat(sep=" ", timespec="microseconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="microseconds")
        case _:
            return value


def _sha256(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
