"""The hazard log: made from docs/safety/hazards.toml, and held to naming only tests that exist.

python3 packaging/hazards.py write    make docs/safety/hazard-log.md anew
python3 packaging/hazards.py check    say what is wrong; exit code 1 when anything is
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAFETY = ROOT / "docs" / "safety"
LOG = SAFETY / "hazard-log.md"
_NODE = re.compile(r"tests/[\w/]+\.py::test_\w+")
_NEEDED = ("id", "group", "title", "cause", "harm", "severity", "likelihood")
_KNOWN = {*_NEEDED, "control", "residual", "uncontrolled"}
_HEAD = """# Hazard log

Made from `hazards.toml` by `packaging/hazards.py`; change it there. What the classes mean, and how to read it, stands
in [README.md](README.md).
"""


def load(folder: Path = SAFETY) -> dict[str, Any]:
    """Return the hazards with the classes of severity and likelihood."""
    return tomllib.loads((folder / "hazards.toml").read_text(encoding="utf-8"))


def page(told: dict[str, Any]) -> str:
    """Return the hazard log as a page."""
    lines, group = [_HEAD], ""
    for number, one in enumerate(told["hazard"], start=1):
        if one["group"] != group:
            group = one["group"]
            lines.append(f"## {group}\n")
        lines += _paragraphs(number, one)
    return "\n".join(lines)


def faults(told: dict[str, Any], root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with the hazards: what lacks, classes that are none, controls that no test proves."""
    seen: set[str] = set()
    for one in told["hazard"]:
        name = str(one.get("id", one.get("title", "a hazard without an id")))
        if name in seen:
            yield f"{name}: the id is there twice"
        seen.add(name)
        yield from (f"{name}: {key} is missing" for key in _NEEDED if not one.get(key))
        yield from (f"{name}: {key} is not known" for key in one.keys() - _KNOWN)
        for scale in ("severity", "likelihood"):
            if one.get(scale) not in told[scale]:
                yield f"{name}: {scale} is one of {', '.join(told[scale])}, not {one.get(scale)}"
        yield from _control_faults(name, one, root)


def node_faults(text: str, root: Path = ROOT) -> Iterator[str]:
    """Yield the tests that a text names and that do not exist."""
    yield from (f"there is no test {node}" for node in _NODE.findall(text) if not _exists(node, root))


def _control_faults(name: str, one: dict[str, Any], root: Path) -> Iterator[str]:
    controls = one.get("control", [])
    if bool(controls) == bool(one.get("uncontrolled")):
        yield f"{name}: either it has a control, or it says `uncontrolled = true`"
    if one.get("uncontrolled") and not one.get("residual"):
        yield f"{name}: what is not controlled must be told in `residual`"
    for control in controls:
        if not control.get("text") or not control.get("tests"):
            yield f"{name}: a control has a text and the tests that prove it"
        for node in control.get("tests", []):
            if not _exists(str(node), root):
                yield f"{name}: there is no test {node}"


def _exists(node: str, root: Path) -> bool:
    path, _, function = node.partition("::")
    file = root / path
    if not file.is_file():
        return False
    parsed = ast.parse(file.read_text(encoding="utf-8"))
    return any(isinstance(one, ast.FunctionDef) and one.name == function for one in parsed.body)


def _paragraphs(number: int, one: dict[str, Any]) -> Iterator[str]:
    yield f"### {number}. {one['title']}\n"
    yield f"`{one['id']}` · severity {one['severity']} · likelihood without controls {one['likelihood']}\n"
    yield f"**Cause:** {one['cause']}.\n"
    yield f"**Harm:** {one['harm']}.\n"
    if one.get("uncontrolled"):
        yield "**Not controlled.**\n"
    for control in one.get("control", []):
        yield f"- {control['text']}"
        yield from (f"  - `{node}`" for node in control["tests"])
    if one.get("control"):
        yield ""
    if one.get("residual"):
        yield f"**What remains:** {one['residual']}\n"


def main(words: list[str]) -> int:
    """Write the page, or say what is wrong."""
    told = load()
    found = [*faults(told), *node_faults((SAFETY / "threat-model.md").read_text(encoding="utf-8"))]
    if words == ["write"]:
        LOG.write_text(page(told), encoding="utf-8")
    elif words != ["check"]:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    elif LOG.read_text(encoding="utf-8") != page(told):
        found.append("docs/safety/hazard-log.md is not what hazards.toml says: run python3 packaging/hazards.py write")
    sys.stderr.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
