"""The Chinese texts are complete, agree with one another, and keep every placeholder."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

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


def test_that_chinese_texts_are_punctuated_in_full_width() -> None:
    han = "[\u4e00-\u9fff]"
    halved = re.compile(f"{han}[,;!?]|{han}:(?!分)|{han}\\.(?!\\w)|\\({han}|{han}\\)")
    told = []
    for path in ROOT.glob("resources/locale/zh_CN/*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
                told += [(path.name, text) for text in texts if message.id]
    for path in ROOT.glob("resources/knowledge/**/*.toml"):
        written = re.findall(r'zh = "((?:[^"\\\\]|\\\\.)*)"', path.read_text(encoding="utf-8"))
        told += [(path.name, text) for text in written]
    for path in ROOT.glob("crlm_desktop/case/*.py"):
        told += [(path.name, text) for text in re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8"))]
    assert [one for one in told if "(?" not in one[1] and halved.search(one[1])] == []
    assert all(halved.search(text) for text in ("肝,肺", "肝:肺", "肝.", "(肝", "肝)"))
