"""Reading the vignettes: patients in TOML, each with what the engine is expected to say of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.edits import with_values
from crlm_desktop.case.record import SCHEMA_ID, Case

FOLDER = Path(__file__).parent
BASES = FOLDER / "bases.toml"
OF_A_VIGNETTE = {"name", "base", "with", "without", "case", "expect"}
OF_A_BASE = {"what", "like", "with", "without", "case", "lists"}
OF_THE_WHOLE = {"recommended", "intent", "alerts", "no_alerts", "missing", "asked_first", "order"}
OF_AN_OPTION = {"status", "missing", "holds", "fails", "open", "disputed", "actions", "sequence", "says", "silent_on"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vignette:
    """One patient and what is expected: ``told`` of the proposal as a whole, ``options`` of each option."""

    name: str
    file: str
    case: Case
    told: Mapping[str, Any]
    options: Mapping[str, Mapping[str, Any]]

    @property
    def id(self) -> str:
        """The file and the sentence, by which a failing test names it."""
        return f"{self.file}: {self.name}"


def vignettes() -> tuple[Vignette, ...]:
    """Return the vignettes of all files; a key that no vignette has is a ValueError."""
    bases = _bases()
    files = sorted(path for path in FOLDER.glob("*.toml") if path != BASES)
    return tuple(one for path in files for one in _of_file(path, bases))


def _bases() -> Mapping[str, Case]:
    cases: dict[str, Case] = {}
    for name, table in _loaded(BASES).items():
        _check_keys(table, OF_A_BASE, name)
        if "like" in table:
            cases[name] = with_values(cases[table["like"]], _changes(table))
        else:
            cases[name] = from_json({"schema": SCHEMA_ID, **table["case"], **table.get("lists", {})})
    return cases


def _of_file(path: Path, bases: Mapping[str, Case]) -> Iterator[Vignette]:
    for table in _loaded(path)["vignette"]:
        _check_keys(table, OF_A_VIGNETTE, table["name"])
        told = {key: value for key, value in table["expect"].items() if not isinstance(value, dict)}
        options = {key: value for key, value in table["expect"].items() if isinstance(value, dict)}
        _check_keys(told, OF_THE_WHOLE, table["name"])
        for option in options.values():
            _check_keys(option, OF_AN_OPTION, table["name"])
        yield Vignette(name=table["name"], file=path.stem, case=_case(table, bases), told=told, options=options)


def _case(table: Mapping[str, Any], bases: Mapping[str, Case]) -> Case:
    if "case" in table:
        return from_json({"schema": SCHEMA_ID, **table["case"]})
    return with_values(bases[table["base"]], _changes(table))


def _changes(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table.get("with", {}), **dict.fromkeys(table.get("without", ()))}


def _check_keys(table: Mapping[str, Any], allowed: set[str], name: str) -> None:
    unknown = set(table) - allowed
    if unknown:
        raise ValueError(f"{name}: {sorted(unknown)} is none of {sorted(allowed)}")


def _loaded(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
