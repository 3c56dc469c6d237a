"""The content of the minutes as plain lines, for tests that read what is said."""

from __future__ import annotations

from collections.abc import Iterator

from crlm_desktop.minutes.content import (
    Block,
    Facts,
    Flag,
    Items,
    LiverPicture,
    MinutesContent,
    Prose,
    Section,
    Sign,
    Table,
    text_of,
)


def texts(content: MinutesContent) -> Iterator[str]:
    """Yield every text of the document in the order in which it is read."""
    yield from (content.title, content.state, content.demonstration)
    for section in content.opening:
        yield from _section_texts(section)
    for case in content.cases:
        yield from (case.heading, text_of(case.particulars), text_of(case.outcome))
        for section in case.sections:
            yield from _section_texts(section)
    yield from (text_of(source.words) for source in content.sources)


def _section_texts(section: Section) -> Iterator[str]:
    yield section.title
    for block in section.blocks:
        yield from _block_texts(block)


def _block_texts(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            yield f"{block.label} {text_of(block.words)}".strip()
        case Facts():
            yield from (f"{fact.label} {text_of(fact.value)}" for fact in block.facts)
        case Table():
            yield " | ".join(block.head)
            yield from (" | ".join(text_of(cell) for cell in row) for row in block.rows)
        case Items():
            yield from (f"{_sign(item.sign)} {text_of(item.words)}" for item in block.items)
        case Flag():
            yield " ".join(part for part in (f"[{block.word}]", text_of(block.words), block.aside) if part)
        case LiverPicture():
            yield block.title
            yield from (line.text for line in block.legend)
            yield from (text_of(caption) for caption in block.captions)
            yield from (f"{fact.label} {text_of(fact.value)}" for fact in block.facts)
            yield from (f"{fact.label} {text_of(fact.value)}" for fact in (block.remnant,) if fact)


def _sign(sign: Sign | int) -> str:
    return f"{sign}." if isinstance(sign, int) else sign.value
