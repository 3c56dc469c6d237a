"""The knowledge in use: read from its folder, checked, compiled once, and rendered as documents for its editors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from crlm_desktop import paths
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import FACTS
from crlm_desktop.engine.knowledge import loading
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.errors import N_, Code, EnvironmentFault, InputError, Problem, problem
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.knowledge_document import document
from crlm_desktop.services.knowledge_document import facts_document as facts_as_markdown

__all__ = ["check", "document", "facts_document", "load_edition", "load_engine"]

NO_FOLDER = Code("knowledge.no_folder", N_("{folder} is not a folder with knowledge files."))
NOT_READABLE = Code("knowledge.not_readable", N_("{file} cannot be read: {reason}."))
NOT_UTF8 = Code("knowledge.not_utf8", N_("The file is not UTF-8 text (byte {at})."))
TOO_LARGE = Code("knowledge.too_large", N_("The file has {size} bytes; at most {limit} are allowed."))
MAX_BYTES = 2_000_000


def check(folder: Path | None = None) -> tuple[Problem, ...]:
    """Return every fault of the edition in ``folder`` (default: the shipped one); paths are ``file:line``."""
    try:
        return loading.check(_texts(folder))
    except InputError as error:
        return error.problems


def load_edition(folder: Path | None = None) -> Edition:
    """Return the edition in ``folder`` (default: the shipped one); an `InputError` tells every fault of its files."""
    return _loaded(tuple(_texts(folder).items()))


def load_engine(folder: Path | None = None) -> Engine:
    """Return the engine of the edition in ``folder`` (default: the shipped one), made once while no file changes."""
    return _engine(tuple(_texts(folder).items()))


def facts_document(catalogue: Catalogue) -> str:
    """Return the list of all facts that rules and assumptions may name, as Markdown."""
    return facts_as_markdown(FACTS, catalogue)


@lru_cache(maxsize=4)
def _loaded(texts: tuple[tuple[str, str], ...]) -> Edition:
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
    if len(data) > MAX_BYTES:
        raise InputError([problem(name, TOO_LARGE, size=len(data), limit=MAX_BYTES)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([problem(name, NOT_UTF8, at=error.start)]) from None


@lru_cache(maxsize=4)
def _engine(texts: tuple[tuple[str, str], ...]) -> Engine:
    return Engine(_loaded(texts))
