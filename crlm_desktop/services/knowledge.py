"""The knowledge in use: read from its folder, checked, compiled once, and rendered as documents for its editors."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from crlm_desktop import paths
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import FACTS
from crlm_desktop.engine.knowledge import loading
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.errors import N_, Code, EnvironmentFault, InputError, Problem, problem
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import compiled_knowledge
from crlm_desktop.services.knowledge_document import document, source_page, strategy_page
from crlm_desktop.services.knowledge_document import facts_document as facts_as_markdown

__all__ = [
    "check",
    "decoded",
    "document",
    "facts_document",
    "load_both",
    "load_edition",
    "load_engine",
    "source_page",
    "strategy_page",
]

NO_FOLDER = Code("knowledge.no_folder", N_("{folder} is not a folder with knowledge files."))
NOT_READABLE = Code("knowledge.not_readable", N_("{file} cannot be read: {reason}."))
NOT_UTF8 = Code("knowledge.not_utf8", N_("The file is not UTF-8 text (byte {at})."))
TOO_LARGE = Code("knowledge.too_large", N_("The file has {size} bytes; at most {limit} are allowed."))
MAX_BYTES = 2_000_000

Texts = tuple[tuple[str, str], ...]
Made = TypeVar("Made")


def check(folder: Path | None = None, *, centre: Path | None = None) -> tuple[Problem, ...]:
    """Return every fault of the edition in ``folder`` (default: the shipped one); paths are ``file:line``.

    ``centre`` as for `load_edition`.
    """
    try:
        load_edition(folder, centre=centre)
    except InputError as error:
        return error.problems
    return ()


def load_edition(folder: Path | None = None, *, centre: Path | None = None) -> Edition:
    """Return the edition in ``folder`` (default: the shipped one); an `InputError` tells every fault of its files.

    ``centre`` is a file with the centre's own thresholds, which stands for the ``centre.toml`` of the folder. Without
    it the shipped edition is taken with the centre's file beside the settings (`paths.centre_file`), if there is one.
    """
    return _made(_loaded, folder, centre)


def load_engine(folder: Path | None = None, *, centre: Path | None = None) -> Engine:
    """Return the engine of an edition, found as by `load_edition`, made once while no file changes.

    Between two starts of the program the checked edition is kept in the user's cache (`compiled_knowledge`).
    """
    return _made(_engine, folder, centre)


def load_both(first: Path, second: Path | None = None) -> tuple[Edition, Edition]:
    """Return two editions to compare: those in two folders, or one of them with the thresholds of a centre's file.

    With one path only, the shipped edition, as it is shipped, is what that is compared with.
    """
    folder, other = (paths.resource("knowledge"), first) if second is None else (first, second)
    before = load_edition(folder)
    return before, load_edition(other) if other.is_dir() else load_edition(folder, centre=other)


def facts_document(catalogue: Catalogue) -> str:
    """Return the list of all facts that rules and assumptions may name, as Markdown."""
    return facts_as_markdown(FACTS, catalogue)


def _made(make: Callable[[Texts], Made], folder: Path | None, centre: Path | None) -> Made:
    """Make something of the texts of an edition; faults in a centre's file are told by the place where that is."""
    texts = dict(_texts(folder))
    own = centre
    if own is None and folder is None and paths.centre_file().is_file():
        own = paths.centre_file()
    try:
        if own is not None:
            texts[loading.CENTRE] = _text(own, loading.CENTRE)
        return make(tuple(sorted(texts.items())))
    except InputError as error:
        if own is None:
            raise
        raise InputError(_placed(one, own) for one in error.problems) from None


def _placed(one: Problem, centre: Path) -> Problem:
    file, sign, line = one.path.partition(":")
    return replace(one, path=f"{centre}{sign}{line}") if file == loading.CENTRE else one


@lru_cache(maxsize=4)
def _loaded(texts: Texts) -> Edition:
    return loading.load(dict(texts))


def _texts(folder: Path | None) -> Mapping[str, str]:
    """Read every TOML file of the folder, of its ``strategies`` and of what they have in common (``shared``).

    All that cannot be decoded are told together.
    """
    root = paths.resource("knowledge") if folder is None else folder
    if not root.is_dir():
        raise EnvironmentFault(NO_FOLDER, folder=str(root))
    texts: dict[str, str] = {}
    found: list[Problem] = []
    for path in sorted((*root.glob("*.toml"), *root.glob("strategies/*.toml"), *root.glob("shared/*.toml"))):
        name = path.relative_to(root).as_posix()
        try:
            texts[name] = _text(path, name)
        except InputError as error:
            found.extend(error.problems)
    if found:
        raise InputError(found)
    return texts


def _text(path: Path, name: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise EnvironmentFault(NOT_READABLE, file=str(path), reason=fault.strerror or str(fault)) from fault
    return decoded(data, name)


def decoded(data: bytes, name: str) -> str:
    """Return the text of a knowledge file that its bytes hold; `InputError` names the file and the line."""
    if len(data) > MAX_BYTES:
        raise InputError([problem(name, TOO_LARGE, size=len(data), limit=MAX_BYTES)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError([problem(f"{name}:{line}", NOT_UTF8, at=error.start)]) from None


@lru_cache(maxsize=4)
def _engine(texts: Texts) -> Engine:
    with _uncollected():
        return Engine(compiled_knowledge.edition_of(dict(texts)))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the collector of garbage back: what loading makes stays, and looking for it takes as long as loading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
