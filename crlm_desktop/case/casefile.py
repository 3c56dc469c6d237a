"""The case file as bytes: read with every problem at once, written canonically, hashed, described by its schema."""

from __future__ import annotations

import codecs
import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from crlm_desktop.case.fields import FIELDS, Field, Kind, field_of
from crlm_desktop.case.record import PARTS, SCHEMA_ID, Case, Extrahepatic
from crlm_desktop.case.units import unit_name
from crlm_desktop.errors import N_, Code, InputError, Problem, problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 16
SHOWN = 60

NOT_UTF8 = Code("case.not_utf8", N_("The file is not UTF-8 text (byte {at})."))
UTF16 = Code("case.utf16", N_("The file is UTF-16 text; save it as UTF-8 (in Windows: “Save as”, encoding UTF-8)."))
TOO_LARGE = Code("case.too_large", N_("The file has {size} bytes; at most {limit} are allowed."))
TOO_DEEP = Code("case.too_deep", N_("The file is nested more than {limit} levels deep."))
NOT_JSON = Code("case.not_json", N_("The file is not JSON: line {line}, column {column}."))
NO_VALUE = Code(
    "case.not_json_value",
    N_("The file is not JSON: at line {line}, column {column} a value is expected, such as null."),
)
NO_NAME = Code(
    "case.not_json_name",
    N_("The file is not JSON: at line {line}, column {column} the name of a field is expected, in double quotes."),
)
NO_COLON = Code("case.not_json_colon", N_("The file is not JSON: at line {line}, column {column} a colon is expected."))
NO_COMMA = Code(
    "case.not_json_comma",
    N_("The file is not JSON: at line {line}, column {column} a comma is expected, or a closing bracket."),
)
TRAILING_COMMA = Code(
    "case.not_json_trailing_comma",
    N_("The file is not JSON: the comma at line {line}, column {column} has nothing after it."),
)
OPEN_TEXT = Code(
    "case.not_json_open_text",
    N_("The file is not JSON: the text that begins at line {line}, column {column} has no closing quotation mark."),
)
BAD_ESCAPE = Code(
    "case.not_json_escape",
    N_(
        "The file is not JSON: the backslash at line {line}, column {column} begins nothing that JSON knows; "
        "a backslash itself is written twice."
    ),
)
BAD_CONTROL = Code(
    "case.not_json_control",
    N_(
        "The file is not JSON: the text at line {line}, column {column} holds a line break or another control "
        "character; a line break is written \\n."
    ),
)
MORE_AFTER_END = Code(
    "case.not_json_more", N_("The file is not JSON: at line {line}, column {column} more follows after its end.")
)
NOT_OBJECT = Code("case.not_object", N_("A case file is a JSON object, not {found}."))
REPEATED_KEY = Code("case.repeated_key", N_("The key “{key}” stands here more than once."))
UNKNOWN_KEY = Code("case.unknown_key", N_("The key “{key}” is not known here. Allowed are: {allowed}."))
UNKNOWN_KEY_NEAR = Code("case.unknown_key_near", N_("The key “{key}” is not known here. Did you mean “{nearest}”?"))
MISSING = Code("case.missing", N_("The schema is missing; it must be {allowed}."))
WRONG_SCHEMA = Code("case.wrong_schema", N_("{value} is not a schema this program reads; it must be {allowed}."))
NOT_ALLOWED = Code("case.not_allowed", N_("{value} is not allowed. Allowed are: {allowed}."))
OUT_OF_RANGE = Code("case.out_of_range", N_("{value} is out of range; allowed is {low} to {high}."))
OUT_OF_RANGE_UNIT = Code("case.out_of_range_unit", N_("{value} is out of range; allowed is {low} to {high} {unit}."))
NOT_FINITE = Code("case.not_finite", N_("{value} is not a finite number."))
NOT_INTEGER = Code("case.not_integer", N_("{value} is not a whole number."))
NOT_NUMBER = Code("case.not_number", N_("{value} is not a number."))
NOT_UNIT = Code("case.not_unit", N_("{value} is not a number with a unit of this field; allowed are: {allowed}."))
NOT_BOOLEAN = Code("case.not_boolean", N_("{value} is neither true nor false."))
NOT_TEXT = Code("case.not_text", N_("{value} is not a text."))
NOT_LIST = Code("case.not_list", N_("{value} is not a list."))
NOT_PART = Code("case.not_part", N_("{value} is not a JSON object with named fields."))
NOT_DATE = Code(
    "case.not_date", N_("{value} is not a date; allowed is YYYY-MM-DD, YYYY-MM or YYYY, from 1900 to 2100.")
)
EMPTY = Code("case.empty", N_("An empty value says nothing; leave the field out (or null) when it is not known."))
TOO_LONG = Code("case.too_long", N_("This is too long: at most {limit} are allowed."))
DUPLICATE_LESION = Code(
    "case.duplicate_lesion", N_("The lesion id {value} stands here twice; each lesion has its own.")
)
BAD_LESION_ID = Code(
    "case.bad_lesion_id",
    N_("{value} is not a lesion id; allowed are a letter and up to 15 letters, digits, “-” or “_”, such as L1."),
)
BAD_TEXT = Code("case.bad_text", N_("This text holds a character that cannot be stored."))
REFUSED = Code("case.refused", N_("{value} is refused: {reason}."))

_JSON_FAULTS = (
    ("Expecting value", NO_VALUE),
    ("Expecting property name", NO_NAME),
    ("Expecting ':'", NO_COLON),
    ("Expecting ','", NO_COMMA),
    ("Illegal trailing comma", TRAILING_COMMA),
    ("Unterminated string", OPEN_TEXT),
    ("Invalid \\", BAD_ESCAPE),
    ("Invalid control character", BAD_CONTROL),
    ("Extra data", MORE_AFTER_END),
)
"""What `json` says is wrong, by how it begins, with the sentence that says it in the language of the person."""

_JSON_NAMES = {dict: "object", list: "list", str: "text", bool: "true/false", int: "number", float: "number"}
_TYPE_CODES = {
    Kind.INTEGER: NOT_INTEGER,
    Kind.NUMBER: NOT_NUMBER,
    Kind.BOOLEAN: NOT_BOOLEAN,
    Kind.CHOICE: NOT_TEXT,
    Kind.CHOICES: NOT_LIST,
    Kind.DATE: NOT_DATE,
    Kind.TEXT: NOT_TEXT,
    Kind.TEXTS: NOT_LIST,
    Kind.ENTRIES: NOT_LIST,
}


class _Object(dict[str, Any]):
    """A JSON object that remembers the keys it was given more than once."""

    repeated: tuple[str, ...] = ()


class _NotFinite:
    """A number that JSON text spelled as NaN or as an infinity."""

    def __init__(self, text: str) -> None:
        self.text = text


def parse(data: bytes) -> Case:
    """Read a case file; every problem found is raised together as an :class:`InputError`, with its path.

    A lesion without an id gets the first free one of L1, L2 …; a part given as ``null`` is an absent part.
    """
    return from_json(_load(data))


def reread(content: bytes) -> Case:
    """Return the case of which `canonical` made ``content``, without looking for what it never writes.

    What is no such content is read as any file is.
    """
    try:
        value = json.loads(content, parse_constant=_no_number)
        value["extrahepatic"] = _in_full(value.get("extrahepatic", {}))
        return Case.model_validate_json(json.dumps(value))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return parse(content)


def from_json(value: object) -> Case:
    """Make a case of JSON values as ``json`` reads them; problems are raised together as an :class:`InputError`."""
    if not isinstance(value, dict):
        raise InputError([problem("", NOT_OBJECT, found=_JSON_NAMES.get(type(value), "null"))])
    found = list(_walk_problems(value, "", 1))
    if any(one.code in (TOO_DEEP, NOT_FINITE, BAD_TEXT) for one in found):
        raise InputError(found)
    normal = _normal(value)
    found.extend(_duplicate_lesions(normal))
    try:
        case = Case.model_validate_json(json.dumps(normal))
    except ValidationError as error:
        found.extend(_told(error))
    if found:
        raise InputError(_in_order(found))
    return case


def to_json(case: Case) -> dict[str, Any]:
    """Return the case as JSON values: what is unknown is absent, whole numbers have no fraction."""
    plain = _pruned(_whole(json.loads(case.model_dump_json(exclude_none=True))))
    return {"schema": SCHEMA_ID, **{key: value for key, value in plain.items() if key != "schema"}}


def canonical(case: Case) -> bytes:
    """Return the canonical JSON of the case: keys sorted, no spaces, UTF-8; equal cases give equal bytes."""
    return canonical_json(to_json(case))


def canonical_json(value: object) -> bytes:
    """Return JSON values as canonical bytes: keys sorted, no spaces, UTF-8, no NaN."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256(case: Case) -> str:
    """Return the SHA-256 of the canonical case as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(case)).hexdigest()


def pretty(case: Case) -> str:
    """Return the case file as a person reads it: indented, in the order of the record."""
    return json.dumps(to_json(case), ensure_ascii=False, indent=2) + "\n"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a case file."""
    schema = Case.model_json_schema(mode="validation")
    for part in PARTS:
        schema["properties"][part] = {"anyOf": [schema["properties"][part], {"type": "null"}]}
    lesion = schema["$defs"]["Lesion"]
    lesion["required"] = [name for name in lesion.get("required", []) if name != "id"]
    lesion["properties"]["id"] = {"anyOf": [lesion["properties"]["id"], {"type": "null"}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema, "title": "CRLM case"}


def _load(data: bytes) -> object:
    if len(data) > MAX_BYTES:
        raise InputError([problem("", TOO_LARGE, size=len(data), limit=MAX_BYTES)])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or data[:2] in (b"{\0", b"\0{"):
        raise InputError([problem("", UTF16)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([problem("", NOT_UTF8, at=error.start)]) from None
    try:
        return json.loads(
            text,
            object_pairs_hook=_remember_repeated,
            parse_constant=_NotFinite,
            parse_int=_integer,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        code = next((code for begins, code in _JSON_FAULTS if error.msg.startswith(begins)), NOT_JSON)
        raise InputError([problem("", code, line=error.lineno, column=error.colno)]) from None
    except RecursionError:
        raise InputError([problem("", TOO_DEEP, limit=MAX_DEPTH)]) from None


def _integer(text: str) -> object:
    return int(text) if len(text) < SHOWN else _number(text)


def _number(text: str) -> object:
    number = float(text)
    return number if abs(number) < float("inf") else _NotFinite(shown(text))


def _no_number(text: str) -> object:
    raise ValueError(text)


def _remember_repeated(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        made.repeated = tuple(sorted(key for key, count in counts.items() if count > 1))
    return made


def _walk_problems(value: object, path: str, depth: int) -> Iterator[Problem]:
    if depth > MAX_DEPTH:
        yield problem(path, TOO_DEEP, limit=MAX_DEPTH)
    elif isinstance(value, dict):
        yield from _object_problems(value, path, depth)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk_problems(inner, f"{path}[{index}]", depth + 1)
    elif isinstance(value, _NotFinite):
        yield problem(path, NOT_FINITE, value=value.text)
    elif isinstance(value, float) and not abs(value) < float("inf"):
        yield problem(path, NOT_FINITE, value=str(value))
    elif isinstance(value, str) and _is_unstorable(value):
        yield problem(path, BAD_TEXT)


def _object_problems(value: dict[str, Any], path: str, depth: int) -> Iterator[Problem]:
    for key in value.repeated if isinstance(value, _Object) else ():
        if not _is_unstorable(key):
            yield problem(path, REPEATED_KEY, key=key[:SHOWN])
    for key, inner in value.items():
        if _is_unstorable(key):
            yield problem(path, BAD_TEXT)
        else:
            yield from _walk_problems(inner, f"{path}.{key}" if path else str(key), depth + 1)


def _is_unstorable(text: str) -> bool:
    """Whether the text holds half of a surrogate pair, which no UTF-8 can write."""
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _normal(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one form of what a file may write in two: null parts, site states alone, lesions without id."""
    made = {key: _whole(inner) for key, inner in value.items() if inner is not None or key not in PARTS}
    sites = made.get("extrahepatic")
    if isinstance(sites, dict):
        made["extrahepatic"] = _in_full(sites)
    if isinstance(made.get("lesions"), list):
        made["lesions"] = _numbered(made["lesions"])
    return made


def _in_full(sites: Mapping[str, Any]) -> dict[str, Any]:
    """Return sites of which some are told by their state alone, each as an object."""
    return {key: {"state": one} if key in _SITES and isinstance(one, str) else one for key, one in sites.items()}


_SITES = frozenset(Extrahepatic.model_fields) - {"staged_on"}


def _numbered(lesions: list[Any]) -> list[Any]:
    given = (lesion.get("id") for lesion in lesions if isinstance(lesion, dict))
    taken = frozenset(one for one in given if isinstance(one, str))
    free = (f"L{number}" for number in range(1, 2 * len(lesions) + 2) if f"L{number}" not in taken)
    return [
        {**lesion, "id": next(free)} if isinstance(lesion, dict) and lesion.get("id") is None else lesion
        for lesion in lesions
    ]


def _duplicate_lesions(value: Mapping[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    lesions = value.get("lesions")
    for index, lesion in enumerate(lesions if isinstance(lesions, list) else ()):
        lesion_id = lesion.get("id") if isinstance(lesion, dict) else None
        if not isinstance(lesion_id, str):
            continue
        if lesion_id in seen:
            yield problem(f"lesions[{index}].id", DUPLICATE_LESION, value=lesion_id)
        seen.add(lesion_id)


def _told(error: ValidationError) -> Iterator[Problem]:
    details = [one for one in error.errors(include_url=False) if one["type"] != "duplicate_lesion"]
    around = {one["loc"][:length] for one in details for length in range(len(one["loc"]))}
    for one in details:
        if not (one["type"] == "too_short" and one["loc"] in around):
            yield _problem_of(one)


def _problem_of(detail: ErrorDetails) -> Problem:
    path, kind, value = _path(detail["loc"]), detail["type"], detail["input"]
    field = field_of(path)
    if kind == "extra_forbidden":
        return _unknown_key(detail["loc"])
    if kind == "missing":
        return problem(path, MISSING, allowed=f"“{SCHEMA_ID}”")
    if kind == "literal_error":
        return problem(path, WRONG_SCHEMA, value=shown(value), allowed=f"“{SCHEMA_ID}”")
    if kind in ("greater_than_equal", "less_than_equal") and field is not None:
        return out_of_range(path, field, shown(value))
    if kind == "enum" and field is not None:
        return problem(path, NOT_ALLOWED, value=shown(value), allowed=", ".join(field.choices))
    if kind == "partial_date":
        return problem(path, NOT_DATE, value=shown(value))
    if kind in ("too_short", "string_too_short"):
        return problem(path, EMPTY)
    if kind in ("too_long", "string_too_long"):
        return problem(path, TOO_LONG, limit=int(detail["ctx"]["max_length"]))
    if kind == "string_pattern_mismatch":
        return problem(path, BAD_LESION_ID, value=shown(value))
    return _wrong_type(path, field, value, detail["msg"])


def _wrong_type(path: str, field: Field | None, value: object, reason: str) -> Problem:
    if field is not None and path.endswith("]"):
        return problem(path, NOT_PART if field.kind is Kind.ENTRIES else NOT_TEXT, value=shown(value))
    if field is not None:
        return problem(path, _TYPE_CODES[field.kind], value=shown(value))
    if any(known.startswith(f"{path}.") for known in FIELDS):
        return problem(path, NOT_PART, value=shown(value))
    return problem(path, REFUSED, value=shown(value), reason=reason)


def out_of_range(path: str, field: Field, value: str) -> Problem:
    """Return the problem that ``value`` is outside the range of ``field``, which has one."""
    low, high = plain_number(field.low or 0), plain_number(field.high if field.high is not None else 0)
    if field.unit:
        return problem(path, OUT_OF_RANGE_UNIT, value=value, low=low, high=high, unit=unit_name(field.unit))
    return problem(path, OUT_OF_RANGE, value=value, low=low, high=high)


def _unknown_key(loc: tuple[int | str, ...]) -> Problem:
    path, key = _path(loc), str(loc[-1])
    part = _path(tuple("[]" if isinstance(step, int) else step for step in loc[:-1])).replace(".[]", "[]")
    known = sorted({_next_step(known, part) for known in FIELDS if known.startswith(f"{part}." if part else "")})
    if not part:
        known.append("schema")
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    if nearest:
        return problem(path, UNKNOWN_KEY_NEAR, key=key[:SHOWN], nearest=nearest[0])
    return problem(path, UNKNOWN_KEY, key=key[:SHOWN], allowed=", ".join(known))


def _next_step(path: str, part: str) -> str:
    rest = path[len(part) + 1 :] if part else path
    return rest.split(".")[0].removesuffix("[]")


def _path(loc: tuple[int | str, ...]) -> str:
    path = ""
    for step in loc:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: one.path)


def _pruned(value: Mapping[str, Any]) -> dict[str, Any]:
    """Drop empty parts, at any depth outside lists, so that equal cases have equal text."""
    inner = {key: _pruned(part) if isinstance(part, dict) else part for key, part in value.items()}
    return {key: part for key, part in inner.items() if part != {}}


def _whole(value: Any) -> Any:
    """Write every whole number without a fraction: 30.0 and 30 are the same number."""
    if isinstance(value, dict):
        return {key: _whole(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_whole(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def shown(value: object) -> str:
    """Return a refused value as a message shows it: quoted when it is text, shortened when it is long."""
    text = f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def plain_number(value: float) -> str:
    """Return a number without a needless fraction: 30 for 30.0, 0.5 for 0.5."""
    return str(int(value)) if float(value).is_integer() else str(value)
