"""The translations: one .po file a room, extracted from its code, checked, and compiled together to one catalogue."""

from __future__ import annotations

import os
import string
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from locale_files import LOCALE, PACKAGE, ROOMS, mo_file, po_file

KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}

# The few lines that editors of .po files need, and none that changes at each run.
HEADER = f"""\
msgid ""
msgstr ""
"Project-Id-Version: crlm-desktop\\n"
"Language: {LOCALE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

# One text, or the singular and the plural.
MessageId = str | tuple[str, str]


class TranslationFault(Exception):
    """A .po file that cannot be read; the text says which and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What an update has done to the .po file of one room."""

    room: str
    texts: int
    untranslated: int
    obsolete: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One text in the code: its id, the files that show it and what they tell the translator."""

    id: MessageId
    files: tuple[str, ...]
    comments: tuple[str, ...]


def texts_of(root: Path, room: str) -> dict[MessageId, Found]:
    """Return the texts that the code of a room shows, in the order in which they are found."""
    found: dict[MessageId, Found] = {}
    for file in _modules(root, room):
        name = file.relative_to(root).as_posix()
        for id_, comments in _texts_in(file):
            known = found.get(id_, Found(id=id_, files=(), comments=()))
            found[id_] = Found(
                id=id_,
                files=known.files if name in known.files else (*known.files, name),
                comments=(*known.comments, *(line for line in comments if line not in known.comments)),
            )
    return found


def update(root: Path, room: str, *, prune: bool = False) -> Updated:
    """Bring the .po file of a room up to its code; translations stay, also of texts that went, unless pruned."""
    old = _read(root, room)
    kept = {_id(message): message for message in (*old.obsolete.values(), *_messages(old))}
    borrowed = _translations_elsewhere(root, room)
    new = Catalog(locale=LOCALE)
    for text in texts_of(root, room).values():
        message = kept.pop(text.id, None)
        known = _forms(message) if message is not None and _has_translation(message) else borrowed.get(text.id, ("",))
        added = new.add(
            text.id,
            known[0] if isinstance(text.id, str) else known,
            locations=[(name, 0) for name in text.files],
            auto_comments=text.comments,
            user_comments=message.user_comments if message else (),
            flags={"fuzzy"} if message is not None and message.fuzzy else (),
        )
        # Babel takes every per cent sign for a placeholder; ours are named and in braces.
        added.flags -= {"python-format", "python-brace-format"}
    if not prune:
        new.obsolete = {id_: message for id_, message in kept.items() if _has_translation(message)}
    _write_if_changed(_as_po(new), po_file(root, room))
    return Updated(
        room=room,
        texts=len(new),
        untranslated=sum(not _has_translation(message) for message in _messages(new)),
        obsolete=len(new.obsolete),
    )


def faults(root: Path, rooms: tuple[str, ...] = ROOMS) -> list[str]:
    """Return everything that is wrong with the translations of ``rooms``, a line each."""
    return [*(fault for room in rooms for fault in _faults_of(root, room)), *_disagreements(root, rooms)]


def compile_all(root: Path) -> Path:
    """Compile the .po files of all rooms into the one catalogue, replaced in one step."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    merged = Catalog(locale=LOCALE, project=PACKAGE, creation_date=epoch, revision_date=epoch)
    for room in ROOMS:
        for message in _messages(_read(root, room)):
            if _has_translation(message) and not message.fuzzy:
                merged.add(message.id, message.string)
    content = BytesIO()
    write_mo(content, merged)
    _write(content.getvalue(), mo_file(root))
    return mo_file(root)


def _modules(root: Path, room: str) -> list[Path]:
    package = root / PACKAGE
    return sorted(package.glob("*.py") if room == "main" else (package / room).rglob("*.py"))


def _texts_in(file: Path) -> Iterator[tuple[MessageId, list[str]]]:
    with file.open("rb") as stream:
        for _line, found, comments, _context in extract("python", stream, KEYWORDS, ["Translators:"]):
            if isinstance(found, str):
                yield found, comments
            else:
                one, many = found
                yield (one, many), comments


def _read(root: Path, room: str) -> Catalog:
    path = po_file(root, room)
    if not path.exists():
        return Catalog(locale=LOCALE)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=LOCALE, abort_invalid=True)
    except (PoFileError, ValueError) as fault:
        raise TranslationFault(f"{path.relative_to(root).as_posix()}: {fault}") from fault


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _id(message: Message) -> MessageId:
    if isinstance(message.id, str):
        return message.id
    one, many = message.id
    return one, many


def _forms(message: Message) -> tuple[str, ...]:
    # Chinese has one form for all counts.
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _has_translation(message: Message) -> bool:
    return bool(_forms(message)) and all(_forms(message))


def _translations_elsewhere(root: Path, room: str) -> dict[MessageId, tuple[str, ...]]:
    # The same text has the same translation everywhere, so another room's is as good as an own one.
    return {
        _id(message): _forms(message)
        for other in ROOMS
        if other != room
        for message in _messages(_read(root, other))
        if _has_translation(message) and not message.fuzzy
    }


def _as_po(catalog: Catalog) -> bytes:
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, include_lineno=False)
    return HEADER.encode() + body.getvalue().strip() + b"\n"


def _write_if_changed(content: bytes, path: Path) -> None:
    if not path.exists() or path.read_bytes() != content:
        _write(content, path)


def _write(content: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp keeps others out; these files are everyone's.
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _faults_of(root: Path, room: str) -> Iterator[str]:
    name = f"{room}.po"
    wanted = texts_of(root, room)
    catalog = _read(root, room)
    messages = {_id(message): message for message in _messages(catalog)}
    for id_, text in wanted.items():
        if id_ not in messages:
            yield f"{name}: missing: “{_shown(id_)}” of {text.files[0]}; run: packaging/catalogue.py update {room}"
    for id_, message in messages.items():
        if id_ not in wanted:
            yield f"{name}: no longer in the code: “{_shown(id_)}”; run: packaging/catalogue.py update --prune {room}"
            continue
        yield from (f"{name}: {fault}: “{_shown(id_)}”" for fault in _faults_in(message))
    for message in catalog.obsolete.values():
        yield f"{name}: obsolete: “{_shown(_id(message))}”; run: packaging/catalogue.py update --prune {room}"


def _faults_in(message: Message) -> Iterator[str]:
    # The translation is of the plural: it is the one that names all placeholders.
    original = message.id if isinstance(message.id, str) else message.id[1]
    if message.fuzzy:
        yield "fuzzy"
    if not _has_translation(message):
        yield "not translated"
        return
    for translation in _forms(message):
        try:
            yield from _placeholder_faults(_placeholders(original), _placeholders(translation))
        except ValueError as fault:
            yield f"placeholders cannot be read ({fault})"
        if _edges(translation) != _edges(original):
            yield "spaces differ at the beginning or the end"


def _placeholder_faults(wanted: frozenset[str], given: frozenset[str]) -> Iterator[str]:
    if "" in wanted or any(name.isdigit() for name in wanted):
        yield "placeholders without names"
    for name in sorted(wanted - given):
        yield f"placeholder {{{name}}} is lost"
    for name in sorted(given - wanted):
        yield f"placeholder {{{name}}} is not in the original"


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _disagreements(root: Path, rooms: tuple[str, ...]) -> Iterator[str]:
    # gettext looks a text up by its singular alone.
    first: dict[str, tuple[str, Message]] = {}
    for room in ROOMS:
        for message in _messages(_read(root, room)):
            if not _has_translation(message):
                continue
            id_ = _id(message)
            key = id_ if isinstance(id_, str) else id_[0]
            other_room, other = first.setdefault(key, (room, message))
            if {room, other_room}.intersection(rooms) and (_id(other), _forms(other)) != (id_, _forms(message)):
                yield (
                    f"{other_room}.po and {room}.po: “{key}” is “{_shown(_forms(other))}” in the one "
                    f"and “{_shown(_forms(message))}” in the other"
                )


def _shown(texts: str | tuple[str, ...]) -> str:
    return texts if isinstance(texts, str) else " / ".join(texts)
