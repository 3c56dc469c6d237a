"""What was sealed, as canonical bytes and back: ``crlm.minutes/1``."""

from __future__ import annotations

import json

from crlm_desktop.case import casefile
from crlm_desktop.meeting import plain_json
from crlm_desktop.meeting.sealed import SCHEMA_ID, SealedMeeting


def encode(sealed: SealedMeeting) -> bytes:
    """Return the sealed meeting as canonical JSON; equal content gives equal bytes."""
    return casefile.canonical_json({"schema": SCHEMA_ID, **plain_json.to_json(sealed)})


def decode(content: bytes) -> SealedMeeting:
    """Return what `encode` made bytes of; anything else is a `plain_json.MalformedError`."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise plain_json.MalformedError("") from None
    if not isinstance(value, dict) or value.pop("schema", None) != SCHEMA_ID:
        raise plain_json.MalformedError("schema")
    return plain_json.from_json(SealedMeeting, value)
