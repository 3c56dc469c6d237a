"""The catalogue of record fields: every field of the case file by its path, read off the models that define it."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.record import PART_LABELS, Case, SiteStatus
from crlm_desktop.case.wording import Choice, Text


class Kind(Enum):
    """What a field holds."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TEXT = "text"
    TEXTS = "texts"
    ENTRIES = "entries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: ``path`` names it (``lesions[].size_mm`` for a field of each entry of a list), ``item`` is its key."""

    path: str
    item: str
    kind: Kind
    label: Text
    unit: str = ""
    help: Text | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None

    @property
    def part(self) -> str:
        """The path of the part of the case file that holds the field; empty for the case itself."""
        return self.path.rpartition(".")[0]


def _walk(model: type[BaseModel], prefix: str) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        key = info.alias or name
        if key == "schema":
            continue
        path = f"{prefix}.{key}" if prefix else key
        inner, entry = _unwrap(info.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            if entry:
                yield _field(path, key, Kind.ENTRIES, info)
            within = _walk(inner, f"{path}[]" if entry else path)
            yield from _named_after_site(within, _label(info)) if inner is SiteStatus else within
        else:
            yield _field(path, key, _kind(inner, many=entry), info, choices=_choices(inner))


def _named_after_site(fields: Iterator[Field], site: Text) -> Iterator[Field]:
    """Let the state at a site carry the name of the site, and its details the name before their own."""
    for field in fields:
        own = Text(f"{site.en}: {field.label.en.lower()}", f"{site.zh}：{field.label.zh}")
        yield replace(field, label=site if field.item == "state" else own)


def _label(info: FieldInfo) -> Text:
    return Text(**typing.cast(dict[str, typing.Any], info.json_schema_extra)["x-label"])


def _unwrap(annotation: object) -> tuple[object, bool]:
    """Return the type without ``None``, ``Annotated`` and ``tuple``, and whether it was a tuple of many."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _unwrap(typing.get_args(annotation)[0])
    if origin in (types.UnionType, typing.Union):
        (inner,) = (part for part in typing.get_args(annotation) if part is not type(None))
        return _unwrap(inner)
    if origin is tuple:
        return _unwrap(typing.get_args(annotation)[0])[0], True
    return annotation, False


def _kind(inner: object, *, many: bool) -> Kind:
    if isinstance(inner, type) and issubclass(inner, Choice):
        return Kind.CHOICES if many else Kind.CHOICE
    if many:
        return Kind.TEXTS
    kinds = {int: Kind.INTEGER, float: Kind.NUMBER, bool: Kind.BOOLEAN, PartialDate: Kind.DATE, str: Kind.TEXT}
    return kinds[typing.cast(type, inner)]


def _choices(inner: object) -> tuple[Choice, ...]:
    return tuple(inner) if isinstance(inner, type) and issubclass(inner, Choice) else ()


def _field(path: str, key: str, kind: Kind, info: FieldInfo, *, choices: tuple[Choice, ...] = ()) -> Field:
    extra = typing.cast(dict[str, typing.Any], info.json_schema_extra or {})
    bounds = list(_constraints(info))
    return Field(
        path=path,
        item=key,
        kind=kind,
        label=_label(info),
        unit=extra.get("x-unit", ""),
        help=Text(**extra["x-help"]) if "x-help" in extra else None,
        low=next((float(str(bound.ge)) for bound in bounds if isinstance(bound, Ge)), None),
        high=next((float(str(bound.le)) for bound in bounds if isinstance(bound, Le)), None),
        choices=choices,
        max_length=next((bound.max_length for bound in bounds if isinstance(bound, (MaxLen, StringConstraints))), None),
    )


def _constraints(info: FieldInfo) -> Iterator[object]:
    """Yield the constraints of the field itself and those inside its ``Annotated`` type, flattened."""
    pending: list[object] = list(info.metadata)
    annotation = info.annotation
    for part in typing.get_args(annotation) or ():
        if typing.get_origin(part) is typing.Annotated:
            pending.extend(typing.get_args(part)[1:])
    for one in pending:
        yield from one.metadata if isinstance(one, FieldInfo) else (one,)


FIELDS: Mapping[str, Field] = MappingProxyType({field.path: field for field in _walk(Case, "")})


def field_of(path: str) -> Field | None:
    """Return the field that ``path`` leads to; positions in lists do not matter (``lesions[2].size_mm``)."""
    plain = re.sub(r"\[[^\]]*\]", "[]", path)
    return FIELDS.get(plain) or FIELDS.get(plain.removesuffix("[]"))


def name_of(path: str) -> Text:
    """Return the name of the field at ``path`` as a sentence uses it: ``Systemic treatment 2: started on``."""
    field, entry = field_of(path), re.search(r"^([^\[]+)\[(\d+)\]", path)
    if field is None:
        return PART_LABELS.get(path, Text(path, path))
    if entry is None:
        return field.label
    part, number = PART_LABELS[entry[1]], int(entry[2]) + 1
    return Text(f"{part.en} {number}: {field.label.en.lower()}", f"{part.zh} {number}：{field.label.zh}")


def fields_of(part: str) -> tuple[Field, ...]:
    """Return the fields that stand directly in ``part``, in the order of the record."""
    return tuple(field for field in FIELDS.values() if field.part == part)
