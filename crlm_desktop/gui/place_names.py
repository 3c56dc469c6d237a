"""The names of the places of the window, by which one goes to them."""

from __future__ import annotations

CASES = "cases"
CASE = "case"
MEETINGS = "meetings"
REGISTRY = "registry"
