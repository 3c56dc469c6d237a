"""The Chinese texts are complete, agree with one another, and keep every placeholder."""

from __future__ import annotations

from pathlib import Path

from translations import faults

ROOT = Path(__file__).resolve().parent.parent


def test_that_every_text_is_translated() -> None:
    assert faults(ROOT) == []
