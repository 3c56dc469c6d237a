"""The Chinese texts are complete, agree with one another, and keep every placeholder."""

from __future__ import annotations

import re
from pathlib import Path

from translations import faults

ROOT = Path(__file__).resolve().parent.parent


def test_that_every_text_is_translated() -> None:
    assert faults(ROOT) == []


def test_that_chinese_texts_set_no_space_before_a_percent_sign() -> None:
    spaced = re.compile('[\u4e00-\u9fff][^"]*[0-9}] %')
    sources = [*ROOT.glob("crlm_desktop/**/*.py"), *ROOT.glob("resources/knowledge/**/*.toml")]
    told = [(path, line) for path in sources for line in path.read_text(encoding="utf-8").splitlines()]
    for path in ROOT.glob("resources/locale/zh_CN/*.po"):
        told += [(path, line) for line in path.read_text(encoding="utf-8").splitlines() if "msgstr" in line]
    assert [(path.name, line) for path, line in told if spaced.search(line)] == []
