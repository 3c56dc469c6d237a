"""The key of a registry: random, wrapped once a key slot under what a passphrase derives, kept in ``keys.json``."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from crlm_desktop.errors import EnvironmentFault, InputError, problem
from crlm_desktop.registry import disk, faults

FORMAT = "crlm.keys/1"
FILE_NAME = "keys.json"
KEY_BYTES = 32
LEAST_CHARACTERS = 8
_SALT_BYTES = 16
_NONCE_BYTES = 12
_MAX_BYTES = 1_000_000
_MAX_MEMORY_KIB = 4 * 1024 * 1024
_MAX_ITERATIONS = 1000
_MAX_LANES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class KdfCost:
    """What Argon2id spends on one passphrase; kept in the slot, so that it can be raised later."""

    memory_kib: int
    iterations: int
    lanes: int


# About half a second on a machine of today; above the second recommended option of RFC 9106 (64 MiB, 3 passes).
STANDARD_COST = KdfCost(memory_kib=256 * 1024, iterations=3, lanes=4)


class SlotKind(Enum):
    """What a slot is opened with: a user's passphrase, or the recovery key on paper."""

    USER = "user"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One way in: the key of the registry, wrapped by AES-256-GCM under what one passphrase derives.

    The label is the name by which its user is chosen at opening; it can be read without any key.
    """

    id: str
    label: str
    kind: SlotKind = SlotKind.USER
    cost: KdfCost
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The key slots of one registry; any one of them opens it."""

    registry: str
    slots: tuple[Slot, ...]


class _Malformed(Exception):
    """The content is not what `written` writes."""


def new_key() -> bytes:
    """Return a random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def checked(passphrase: str) -> str:
    """Return the passphrase when it is long enough; a shorter one is refused by an `InputError`."""
    if len(normalised(passphrase)) < LEAST_CHARACTERS:
        raise InputError([problem("passphrase", faults.PASSPHRASE_SHORT, least=LEAST_CHARACTERS)])
    return passphrase


def normalised(passphrase: str) -> str:
    """Return the passphrase in Unicode's normal form C: the same keys give the same bytes on every system."""
    return unicodedata.normalize("NFC", passphrase)


def new_slot_id() -> str:
    """Return the id of a slot that is to be, which is also its user's."""
    return secrets.token_hex(8)


def new_slot(
    registry: str,
    key: bytes,
    passphrase: str,
    *,
    cost: KdfCost,
    label: str = "",
    slot_id: str | None = None,
    kind: SlotKind = SlotKind.USER,
) -> Slot:
    """Return a slot in which ``passphrase`` wraps the key of the registry with that id."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    identifier = slot_id if slot_id is not None else new_slot_id()
    empty = Slot(id=identifier, label=label, kind=kind, cost=cost, salt=salt, nonce=nonce, wrapped=b"")
    wrapped = AESGCM(_derived(passphrase, empty)).encrypt(nonce, key, _bound(registry, empty))
    return replace(empty, wrapped=wrapped)


def unlock(keys: Keys, passphrase: str) -> bytes | None:
    """Return the key of the registry by the first slot that the passphrase opens, or ``None``."""
    for slot in keys.slots:
        key = unlock_slot(keys.registry, slot, passphrase)
        if key is not None:
            return key
    return None


def unlock_slot(registry: str, slot: Slot, passphrase: str) -> bytes | None:
    """Return the key of the registry when the passphrase opens this slot; it costs one Argon2id."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_derived(passphrase, slot)).decrypt(slot.nonce, slot.wrapped, _bound(registry, slot))
    except InvalidTag:
        return None


def same_name(name: str) -> str:
    """Return a user's name as it is compared: without regard to case, width and spaces around it."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def read(file: Path) -> Keys:
    """Read the key slots; damage and a newer format are told apart from a wrong passphrase by their check sum."""
    with faults.system_faults(file), file.open("rb") as stream:
        content = stream.read(_MAX_BYTES)
    return parsed(content, file)


def parsed(content: bytes, file: Path) -> Keys:
    """Return the key slots that the bytes of ``file`` hold."""
    try:
        return _understood(content, file)
    except _Malformed:
        raise EnvironmentFault(faults.KEYS_DAMAGED, path=str(file)) from None


def write(keys: Keys, file: Path) -> None:
    """Write a new key file, readable by its owner only, and see it onto the disk."""
    with faults.system_faults(file):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(written(keys))
            stream.flush()
            os.fsync(stream.fileno())


def replace_file(keys: Keys, file: Path) -> None:
    """Replace the key file as a whole: after a crash there is the old one or the new one."""
    disk.replace(file, written(keys))


def written(keys: Keys) -> bytes:
    """Return the content of the key file: JSON with a check sum over all the rest."""
    body = {"format": FORMAT, "registry": keys.registry, "slots": [_slot_json(slot) for slot in keys.slots]}
    return (json.dumps({**body, "check": _check_sum(body)}, ensure_ascii=False, indent=2) + "\n").encode()


def _slot_json(slot: Slot) -> dict[str, Any]:
    kind = {} if slot.kind is SlotKind.USER else {"kind": slot.kind.value}
    return {
        "id": slot.id,
        "label": slot.label,
        **kind,
        "kdf": {"name": "argon2id", **asdict(slot.cost), "salt": slot.salt.hex()},
        "wrap": {"name": "aes-256-gcm", "nonce": slot.nonce.hex(), "key": slot.wrapped.hex()},
    }


def _understood(content: bytes, file: Path) -> Keys:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise _Malformed from None
    if not isinstance(value, dict) or not isinstance(value.get("format"), str):
        raise _Malformed
    found = value["format"]
    if found != FORMAT and found.startswith("crlm.keys/"):
        raise EnvironmentFault(faults.KEYS_NEWER, path=str(file), found=found, known=FORMAT)
    check = value.pop("check", None)
    if found != FORMAT or check != _check_sum(value):
        raise _Malformed
    try:
        slots = tuple(_slot(one) for one in value["slots"])
        return Keys(registry=str(value["registry"]), slots=slots)
    except (KeyError, TypeError, ValueError):
        raise _Malformed from None


def _slot(value: Mapping[str, Any]) -> Slot:
    kdf, wrap = value["kdf"], value["wrap"]
    cost = KdfCost(memory_kib=int(kdf["memory_kib"]), iterations=int(kdf["iterations"]), lanes=int(kdf["lanes"]))
    is_sane = (
        kdf["name"] == "argon2id"
        and wrap["name"] == "aes-256-gcm"
        and 1 <= cost.lanes <= _MAX_LANES
        and 8 * cost.lanes <= cost.memory_kib <= _MAX_MEMORY_KIB
        and 1 <= cost.iterations <= _MAX_ITERATIONS
    )
    if not is_sane:
        raise ValueError
    salt, nonce, wrapped = (bytes.fromhex(text) for text in (kdf["salt"], wrap["nonce"], wrap["key"]))
    kind = SlotKind(value.get("kind", SlotKind.USER.value))
    made = Slot(id=str(value["id"]), label=str(value["label"]), cost=cost, salt=salt, nonce=nonce, wrapped=wrapped)
    return replace(made, kind=kind)


def _derived(passphrase: str, slot: Slot) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        normalised(passphrase).encode("utf-8", "surrogatepass"),
        slot.salt,
        time_cost=slot.cost.iterations,
        memory_cost=slot.cost.memory_kib,
        parallelism=slot.cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _bound(registry: str, slot: Slot) -> bytes:
    """Return what the wrapping authenticates besides the key: the slot belongs to this registry, with this cost."""
    return _canonical([FORMAT, registry, slot.id, asdict(slot.cost), slot.salt.hex()])


def _check_sum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
