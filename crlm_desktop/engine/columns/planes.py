"""Planes: one bit a row, eight rows a byte, so that one step of numpy answers many rows at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Plane = NDArray[np.uint8]
"""The first row is the lowest bit of the first byte; bits after the last row mean nothing."""

ROWS_A_BYTE = 8


def packed(flags: Flags) -> Plane:
    """Return a flag a row as a plane."""
    return np.packbits(flags, bitorder="little")


def unpacked(plane: Plane, size: int) -> Flags:
    """Return a plane as a flag for each of so many rows."""
    return np.unpackbits(plane, count=size, bitorder="little").view(np.bool_)


def bytes_for(rows: int) -> int:
    """Count the bytes of a plane of so many rows."""
    return -(-rows // ROWS_A_BYTE)
