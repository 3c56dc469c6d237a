"""A checked edition kept as bytes, so that it need not be parsed and checked again while nothing changes.

The bytes are JSON under a seal: the key of what they were made from, and their SHA-256. They are data and nothing else:
reading them runs no code of theirs, and what is not wholly the edition of these very texts is no edition.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Mapping
from functools import lru_cache

from crlm_desktop import __version__
from crlm_desktop.engine.knowledge.edition import Edition, Threshold
from crlm_desktop.engine.knowledge.loading import CENTRE, sha256_of
from crlm_desktop.engine.knowledge.plain_reading import edition_of
from crlm_desktop.engine.knowledge.plain_writing import plain_edition
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS

_FORM = b"crlm.compiled-knowledge/1"


def write(edition: Edition, *, stamp: str) -> bytes:
    """Return a checked edition as bytes; ``stamp`` stands for the program that has checked it."""
    plain = json.dumps(plain_edition(edition), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return b"\n".join((_seal(edition.sha256, plain, stamp), plain))


def read(data: bytes, texts: Mapping[str, str], *, stamp: str) -> Edition | None:
    """Return the edition of the texts, by file name, out of bytes that `write` has made of the same texts.

    ``None`` means that the texts have to be loaded: the bytes are damaged, or of other texts, or another program with
    another version, other facts or another ``stamp`` has made them.
    """
    seal, _, plain = data.partition(b"\n")
    sha256 = sha256_of(texts)
    if seal != _seal(sha256, plain, stamp):
        return None
    try:
        edition = edition_of(json.loads(plain))
        own = tomllib.loads(texts.get(CENTRE, ""))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return edition if edition.sha256 == sha256 and _is_in_force(edition.thresholds, own) else None


def _is_in_force(thresholds: Mapping[str, Threshold], own: Mapping[str, object]) -> bool:
    """Tell whether every threshold has the value that the centre's file says, or else its default, in its range."""
    return own.keys() <= thresholds.keys() and all(
        one.value == own.get(name, one.default) and one.low <= one.value <= one.high for name, one in thresholds.items()
    )


def _seal(sha256: str, plain: bytes, stamp: str) -> bytes:
    """Return the line that stands before the lists: their form, and the hashes of their origin and of themselves."""
    origin = "\n".join((sha256, __version__, sys.version, _facts_sha256(), stamp))
    parts = (hashlib.sha256(origin.encode()), hashlib.sha256(plain))
    return b" ".join((_FORM, *(part.hexdigest().encode() for part in parts)))


@lru_cache(maxsize=1)
def _facts_sha256() -> str:
    return hashlib.sha256("\n".join(map(repr, PLANNED_FACTS)).encode()).hexdigest()
