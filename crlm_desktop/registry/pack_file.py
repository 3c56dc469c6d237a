"""The file of a pack: its content compressed and encrypted under a passphrase of its own; a flipped bit is found.

The first line names the format, the second tells the sizes of what follows: the key slot (as in ``keys.json``), and
the content by AES-256-GCM, which authenticates all that stands before it too. None of it says what the pack is about.
"""

from __future__ import annotations

import secrets
import zlib
from pathlib import Path

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults, keys, pack_faults
from crlm_desktop.registry.keys import KdfCost, Keys

_NUMBER = 1
FORMAT = f"crlm.pack/{_NUMBER}"
MAX_BYTES = 256 * 1024 * 1024
_MAX_CONTENT_BYTES = 4 * MAX_BYTES
_FAMILY = b"crlm.pack/"
_NONCE_BYTES = 12
_MAX_LINE_BYTES = 100


def sealed(content: bytes, pack_id: str, passphrase: str, *, cost: KdfCost) -> bytes:
    """Return the content as the bytes of a file; a short passphrase is refused by an `InputError`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    keys.checked(passphrase)
    key, nonce = keys.new_key(), secrets.token_bytes(_NONCE_BYTES)
    slot = keys.new_slot(pack_id, key, passphrase, cost=cost)
    header = keys.written(Keys(registry=pack_id, slots=(slot,)))
    packed = zlib.compress(content)
    size = _NONCE_BYTES + len(packed) + _tag_bytes()
    head = f"{FORMAT}\n{len(header)} {size}\n".encode() + header
    return head + nonce + AESGCM(key).encrypt(nonce, packed, head)


def opened(data: bytes, passphrase: str, *, file: Path) -> bytes:
    """Return the content of the bytes of ``file``; it costs one Argon2id. An `EnvironmentFault` says what is wrong."""
    from argon2.exceptions import HashingError
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    path = str(file)
    if len(data) > MAX_BYTES:
        raise EnvironmentFault(pack_faults.TOO_LARGE, path=path, most=MAX_BYTES // 1024 // 1024)
    start, header, wanted = _sizes(data, path)
    if len(data) != wanted:
        code = pack_faults.CUT_OFF if len(data) < wanted else pack_faults.ALTERED
        raise EnvironmentFault(code, path=path, found=len(data), wanted=wanted)
    head, body = data[: start + header], data[start + header :]
    try:
        slots = keys.parsed(data[start : start + header], file)
    except EnvironmentFault as fault:
        code = pack_faults.NEWER if fault.code is faults.KEYS_NEWER else pack_faults.ALTERED
        raise EnvironmentFault(code, **fault.params) from None
    try:
        key = keys.unlock(slots, passphrase)
    except HashingError:
        # No machine of ours has written a cost that Argon2 cannot pay.
        raise EnvironmentFault(pack_faults.ALTERED, path=path) from None
    if key is None:
        raise EnvironmentFault(pack_faults.WRONG_PASSPHRASE, path=path)
    try:
        packed = AESGCM(key).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], head)
    except InvalidTag:
        raise EnvironmentFault(pack_faults.ALTERED, path=path) from None
    return _unpacked(packed, path)


def _sizes(data: bytes, path: str) -> tuple[int, int, int]:
    """Return where the header begins, how long it is, and how long the file must be."""
    first, _, rest = data[: 2 * _MAX_LINE_BYTES].partition(b"\n")
    if not first.startswith(_FAMILY):
        raise EnvironmentFault(pack_faults.NOT_A_PACK, path=path)
    found = first.decode("ascii", "replace")
    if found != FORMAT:
        number = found.removeprefix(_FAMILY.decode())
        is_newer = number.isdecimal() and int(number) > _NUMBER
        code = pack_faults.NEWER if is_newer else pack_faults.ALTERED
        raise EnvironmentFault(code, path=path, found=found, known=FORMAT)
    second, line_end, _ = rest.partition(b"\n")
    sizes = second.split(b" ")
    if not line_end or len(sizes) != 2 or not all(one.isdigit() for one in sizes):
        raise EnvironmentFault(pack_faults.ALTERED, path=path)
    header, body = (int(one) for one in sizes)
    start = len(first) + len(second) + 2
    return start, header, start + header + body


def _unpacked(packed: bytes, path: str) -> bytes:
    machine = zlib.decompressobj()
    try:
        content = machine.decompress(packed, _MAX_CONTENT_BYTES)
    except zlib.error:
        raise EnvironmentFault(pack_faults.UNREADABLE, path=path) from None
    if not machine.eof:
        raise EnvironmentFault(pack_faults.UNREADABLE, path=path)
    return content


def _tag_bytes() -> int:
    # AES-GCM adds its tag to what it encrypts.
    return 16
