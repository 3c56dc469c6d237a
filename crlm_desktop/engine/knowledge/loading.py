"""Loading an edition: every text read, every reference checked, every fault told at once; nothing loads in part."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.knowledge import faults as f
from crlm_desktop.engine.knowledge.edition import Edition, Threshold
from crlm_desktop.engine.knowledge.ground import check_centre, read_centre, read_head, read_sources, read_thresholds
from crlm_desktop.engine.knowledge.references import References
from crlm_desktop.engine.knowledge.rules import read_shared
from crlm_desktop.engine.knowledge.strategies import read_alerts, read_strategy
from crlm_desktop.engine.knowledge.tables import Table
from crlm_desktop.engine.planner.thresholds import NAMES as PLANNER_THRESHOLDS
from crlm_desktop.engine.proposal import Source, SourceId
from crlm_desktop.engine.scores import SCORES
from crlm_desktop.errors import InputError, Problem

HEAD, SOURCES, ALERTS, CENTRE = "edition.toml", "sources.toml", "alerts.toml", "centre.toml"
THRESHOLDS = "thresholds.toml"
NEEDED = (HEAD, SOURCES, THRESHOLDS, ALERTS)
STRATEGIES, SHARED = "strategies/", "shared/"
MAX_DEPTH = 16
_DIGIT, _OPENING = re.compile(r"\d"), re.compile(r"[\[{.]")


def load(texts: Mapping[str, str]) -> Edition:
    """Return the edition that the texts, by file name in its folder, hold; `InputError` tells every fault of them."""
    edition, problems = _read(texts)
    if problems or edition is None:
        raise InputError(problems)
    return edition


def check(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return every fault of an edition's texts, by file and line."""
    return _read(texts)[1]


def sha256_of(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 over the names and texts of all files, whatever ends their lines."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name].replace("\r\n", "\n")):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _read(texts: Mapping[str, str]) -> tuple[Edition | None, tuple[Problem, ...]]:
    faults = f.Faults()
    is_complete = _check_files(texts, faults)
    tables = {name: table for name in sorted(texts) if (table := _table(name, texts[name], faults)) is not None}
    edition = _edition(tables, sha256_of(texts), is_whole=is_complete and len(tables) == len(texts))
    return (None, faults.problems) if faults else (edition, ())


def _check_files(texts: Mapping[str, str], faults: f.Faults) -> bool:
    """Report files that are missing and files that do not belong here, and tell whether none is missing."""
    missing = [name for name in NEEDED if name not in texts]
    if not any(_is_strategy(name) for name in texts):
        missing.append(STRATEGIES)
    for name in missing:
        faults.add(name, 0, f.NO_FILE, needed=", ".join(NEEDED))
    for name in texts:
        if name not in (*NEEDED, CENTRE) and not _is_strategy(name) and not _is_in(SHARED, name):
            faults.add(name, 0, f.UNKNOWN_FILE, known=", ".join((*NEEDED, CENTRE)))
    return not missing


def _is_strategy(name: str) -> bool:
    return _is_in(STRATEGIES, name)


def _is_in(folder: str, name: str) -> bool:
    return name.startswith(folder) and name.endswith(".toml") and name.count("/") == 1


def _table(name: str, text: str, faults: f.Faults) -> Table | None:
    values = _parsed(name, text, faults)
    return None if values is None else Table(f.Document(name, text), values, (), faults)


def _parsed(name: str, text: str, faults: f.Faults) -> dict[str, Any] | None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add_syntax(name, text, str(error))
    except ValueError:
        # Python reads no whole number of so many digits.
        faults.add(name, _line_with_most(_DIGIT, text), f.NUMBER_TOO_LONG)
    except RecursionError:
        faults.add(name, _line_with_most(_OPENING, text), f.TOO_DEEP, limit=MAX_DEPTH)
    else:
        if not _is_too_deep(values):
            return values
        faults.add(name, _line_with_most(_OPENING, text), f.TOO_DEEP, limit=MAX_DEPTH)
    return None


def _is_too_deep(values: object) -> bool:
    """Tell whether the values are nested deeper than anything in an edition; nothing here recurses into them."""
    level = [values]
    for _ in range(MAX_DEPTH):
        inner = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list)))
        level = [value for values in inner for value in values]
    return bool(level)


def _line_with_most(sign: re.Pattern[str], text: str) -> int:
    """Return the first of the lines on which the sign stands most often."""
    counts = [len(sign.findall(line)) for line in text.split("\n")]
    return counts.index(max(counts)) + 1


def _edition(tables: Mapping[str, Table], sha256: str, *, is_whole: bool) -> Edition:
    version, notes = read_head(tables[HEAD]) if HEAD in tables else ("", Text("", ""))
    sources = _sources(tables[SOURCES]) if SOURCES in tables else None
    thresholds = _thresholds(tables)
    values = None if thresholds is None else {name: threshold for name, (_, threshold) in thresholds.items()}
    references = References(sources, values)
    alerts = read_alerts(tables[ALERTS], references) if ALERTS in tables else ()
    shared = {
        name: read_shared(tables[name], file=name, references=references) for name in tables if _is_in(SHARED, name)
    }
    by_id = {bundle.id: bundle for bundle in shared.values()}
    strategies = [
        read_strategy(tables[name], file=name, references=references, shared=by_id)
        for name in tables
        if _is_strategy(name)
    ]
    _check_use(sources, thresholds or {}, references, is_whole=is_whole)
    if is_whole:
        _check_shared({name: (tables[name], bundle.id) for name, bundle in shared.items()}, tables)
    return Edition(
        version=version,
        notes=notes,
        sha256=sha256,
        sources=MappingProxyType({name: source for name, (_, source) in (sources or {}).items()}),
        thresholds=MappingProxyType(values or {}),
        alerts=alerts,
        strategies=tuple(one for one in strategies if one is not None),
    )


def _check_shared(shared: Mapping[str, tuple[Table, str]], tables: Mapping[str, Table]) -> None:
    """Report shared rules that no strategy names."""
    used = {one for name in tables if _is_strategy(name) for one in tables[name].texts("shares")}
    for table, shared_id in shared.values():
        if shared_id and shared_id not in used:
            table.fault("id", f.UNUSED_SHARED, id=shared_id)


def _sources(table: Table) -> dict[SourceId, tuple[Table, Source]]:
    sources = read_sources(table)
    for score in SCORES:
        for name in score.sources:
            if name not in sources:
                table.fault("", f.NO_SCORE_SOURCE, score=score.id, id=name)
    return sources


def _thresholds(tables: Mapping[str, Table]) -> dict[str, tuple[Table, Threshold]] | None:
    """Read the thresholds with the values that a centre sets; ``None`` when one of the two files cannot be read."""
    if THRESHOLDS not in tables:
        return None
    centre = read_centre(tables[CENTRE]) if CENTRE in tables else {}
    thresholds = read_thresholds(tables[THRESHOLDS], centre)
    if CENTRE in tables:
        check_centre(tables[CENTRE], centre, {name: threshold for name, (_, threshold) in thresholds.items()})
    for name in PLANNER_THRESHOLDS:
        if name not in thresholds:
            tables[THRESHOLDS].fault("", f.NO_THRESHOLD, name=name)
    return thresholds


def _check_use(
    sources: Mapping[SourceId, tuple[Table, Source]] | None,
    thresholds: Mapping[str, tuple[Table, Threshold]],
    references: References,
    *,
    is_whole: bool,
) -> None:
    """Check the sources of thresholds, and report what nothing uses (where everything could be read)."""
    for table, threshold in thresholds.values():
        references.use_sources(table, threshold.sources)
    references.used_thresholds.update(PLANNER_THRESHOLDS)
    references.used_sources.update(name for score in SCORES for name in score.sources)
    if not is_whole:
        return
    for name, (table, _) in (sources or {}).items():
        if name not in references.used_sources:
            table.fault("id", f.UNUSED_SOURCE, id=name)
    for threshold_name, (table, _) in thresholds.items():
        if threshold_name not in references.used_thresholds and not references.refused_conditions:
            table.fault("name", f.UNUSED_THRESHOLD, name=threshold_name)
