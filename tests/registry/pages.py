"""What each page of an encrypted file is for: decrypted as SQLCipher encrypts pages, and read as SQLite writes them."""

from __future__ import annotations

from enum import Enum

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
SALT = 16
# At the end of each page: the initialisation vector, then the HMAC-SHA512 of what is before it.
VECTOR, CHECK = PAGE - 80, PAGE - 64
_FIRST_TRUNK, _POINTER = 32, 4


class Use(Enum):
    """What a page is for; the value is the first byte of such a page where SQLite marks it by one."""

    INNER_OF_TABLE = 5
    LEAF_OF_TABLE = 13
    LEAF_OF_INDEX = 10
    OVERFLOW = -1
    TRUNK_OF_FREE = -2
    FREE = -3


def uses(content: bytes, key: bytes) -> dict[int, Use]:
    """Return the pages of a closed file, counted from one, with their uses."""
    plain = {number: _plain(content, number, key) for number in range(1, len(content) // PAGE + 1)}
    free = dict(_free(plain))
    found = {}
    for number, page in plain.items():
        mark = page[100] if number == 1 else page[0]
        known = {use.value: use for use in Use if use.value > 0}
        found[number] = free.get(number) or known.get(mark, Use.OVERFLOW)
    return found


def _plain(content: bytes, number: int, key: bytes) -> bytes:
    page = content[(number - 1) * PAGE : number * PAGE]
    start = SALT if number == 1 else 0
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[VECTOR:CHECK])).decryptor()
    return bytes(start) + decryptor.update(page[start:VECTOR]) + decryptor.finalize()


def _free(plain: dict[int, bytes]) -> list[tuple[int, Use]]:
    found, trunk = [], _number(plain[1], _FIRST_TRUNK)
    while trunk:
        found.append((trunk, Use.TRUNK_OF_FREE))
        count = _number(plain[trunk], _POINTER)
        found += [(_number(plain[trunk], _POINTER * (2 + place)), Use.FREE) for place in range(count)]
        trunk = _number(plain[trunk], 0)
    return found


def _number(page: bytes, at: int) -> int:
    return int.from_bytes(page[at : at + _POINTER], "big")
