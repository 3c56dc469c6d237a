"""The pages of the help, kept with the program in both languages: which there are, and what stands on each."""

from __future__ import annotations

from dataclasses import dataclass

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.gui.place_names import CASES, MEETINGS, REGISTRY
from crlm_desktop.i18n import Language

HELP_KEY = "F1"
START = "start"
RECORD = "case_record"
TIMELINE = "case_timeline"
OPTIONS = "case_options"
ON_TABLE = "meeting"
CLOSING = "meeting_closing"
PAGES = (START, CASES, RECORD, TIMELINE, OPTIONS, MEETINGS, ON_TABLE, CLOSING, REGISTRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the help: its title, and its text as Markdown."""

    title: str
    text: str


def read_page(name: str, language: Language) -> Page:
    """Return a page of the help; one that is not with the program is an `EnvironmentFault`."""
    file = paths.resource("help", language.value, f"{name}.md")
    try:
        written = file.read_text(encoding="utf-8")
    except OSError as fault:
        raise EnvironmentFault(paths.MISSING_FILE, path=str(file)) from fault
    title, _separator, text = written.partition("\n")
    return Page(title=title.removeprefix("# ").strip(), text=text.strip())
