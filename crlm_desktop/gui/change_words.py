"""A change of the record in words: what its field is called, and what it says before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crlm_desktop.case.fields import Kind, field_of, name_of
from crlm_desktop.case.record import PART_LABELS
from crlm_desktop.gui import wording
from crlm_desktop.i18n import Catalogue

_ENTRY = re.compile(r"(\w+)\[(\w[\w-]*)\]")
_LESIONS = "lesions"
_NAME = "id"


def field_name(path: str, catalogue: Catalogue) -> str:
    """Return what the field at ``path`` is called; one of an entry with the entry's own name before it."""
    _ = catalogue.gettext
    field, entry = field_of(path), _ENTRY.match(path)
    if field is None or entry is None:
        return catalogue.pick(name_of(path))
    if path != entry[0]:
        if entry[1] != _LESIONS:
            return catalogue.pick(name_of(path))
        return _("{entry}: {field}").format(entry=entry[2], field=catalogue.pick(field.label))
    if entry[1] == _LESIONS:
        return _("Lesion {name}").format(name=entry[2])
    part = catalogue.pick(PART_LABELS[entry[1]])
    return _("{part} {number}").format(part=part, number=int(entry[2]) + 1)


def value_words(path: str, value: Any, catalogue: Catalogue) -> str:
    """Return a JSON value in words with its unit; an entry by its fields, a list of entries by its entries."""
    _ = catalogue.gettext
    field = field_of(path)
    assert field is not None, path
    if field.kind is not Kind.ENTRIES:
        unit = wording.unit_text(field.unit, catalogue) if value is not None else ""
        return f"{wording.value_text(field, value, catalogue)} {unit}".strip()
    if isinstance(value, Mapping):
        return _entry_words(field.path, value, catalogue)
    if value is None:
        return _("no entry") if path.endswith("]") else wording.unknown(catalogue)
    if not value:
        return wording.none(catalogue)
    told = (_entry_words(field.path, entry, catalogue, names=True) for entry in value)
    return "\n".join(f"{number}. {words}" for number, words in enumerate(told, start=1))


def _entry_words(part: str, entry: Mapping[str, Any], catalogue: Catalogue, *, names: bool = False) -> str:
    _ = catalogue.gettext
    told = [str(entry[_NAME])] if names and _NAME in entry else []
    for key, value in entry.items():
        inner = f"{part}[].{key}"
        field = field_of(inner)
        if key != _NAME and field is not None:
            name = catalogue.pick(field.label)
            told.append(_("{field} {value}").format(field=name, value=value_words(inner, value, catalogue)))
    return wording.listed(told, catalogue) or _("nothing known of it")
