"""Finding for the palette, in a worker: what matches in the given entries, and the cases that the registry finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import matching, wording
from crlm_desktop.gui.command_palette.entries import Entry, Kind
from crlm_desktop.gui.matching import Searched
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from crlm_desktop.services import meetings, review
from crlm_desktop.services.meetings import MeetingRow
from crlm_desktop.services.review import CaseRow
from crlm_desktop.services.workplace import Workplace

SHOWN = 40
_CASES = 20
# A case whose notes or question hold the words comes after what bears them in its name.
_IN_NOTES = 35.0
# At the same match what is used most comes first.
_ORDER = tuple(Kind)
_LESS_IF_REFUSED = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to a query, best first."""

    query: str
    entries: tuple[Entry, ...]


class Finder:
    """Holds what was read when the palette opened; the cases are asked for at each query."""

    def __init__(
        self, workplace: Workplace, actions: Sequence[Entry], recent: Sequence[str], *, catalogue: Catalogue
    ) -> None:
        self._workplace = workplace
        self._catalogue = catalogue
        self._actions = tuple(actions)
        self._recent = tuple(recent)
        self._known: tuple[tuple[Entry, tuple[Searched, ...]], ...] | None = None

    def find(self, query: str) -> Found:
        """Return what answers the query; of an empty one what was chosen lately, then every action."""
        known = self._read()
        if not query.strip():
            return Found(query=query, entries=self._chosen_lately())
        ranked = [
            (found - (_LESS_IF_REFUSED if entry.refused else 0.0), entry)
            for entry, texts in known
            if (found := matching.score(query, texts)) is not None
        ]
        ranked += self._cases(query)
        ranked.sort(key=lambda one: (-one[0], _ORDER.index(one[1].kind)))
        return Found(query=query, entries=tuple(entry for _score, entry in ranked[:SHOWN]))

    def _read(self) -> tuple[tuple[Entry, tuple[Searched, ...]], ...]:
        if self._known is None:
            held = (meeting_entry(row, self._catalogue) for row in meetings.list_meetings(self._workplace))
            every = (*self._actions, *held, *knowledge_entries(self._workplace, self._catalogue))
            self._known = tuple((entry, _texts(entry)) for entry in every)
        return self._known

    def _cases(self, query: str) -> Iterable[tuple[float, Entry]]:
        for row in review.list_cases(self._workplace, query, limit=_CASES):
            entry = case_entry(row, self._catalogue)
            found = matching.score(query, _texts(entry))
            yield (_IN_NOTES if found is None else found), entry

    def _chosen_lately(self) -> tuple[Entry, ...]:
        known = {entry.key: entry for entry, _texts in self._read()}
        lately = [entry for key in self._recent if (entry := known.get(key) or self._case_again(key)) is not None]
        return tuple(dict.fromkeys((*lately, *self._actions)))

    def _case_again(self, key: str) -> Entry | None:
        kind, _colon, case_id = key.partition(":")
        if kind != Kind.CASE.value:
            return None
        try:
            stored = review.open_case(self._workplace, CaseId(case_id))
        except CrlmError:
            # It is gone: what one has chosen lately is an offer, and this one is not offered any more.
            return None
        identity = stored.identity
        return Entry(kind=Kind.CASE, id=case_id, title=_named(identity.number, identity.name))


def case_entry(row: CaseRow, catalogue: Catalogue) -> Entry:
    """Return the entry of a case."""
    _ = catalogue.gettext
    known = [
        _("{years} years").format(years=row.age_years) if row.age_years is not None else "",
        wording.choice_text(row.presentation, catalogue) if row.presentation is not None else "",
    ]
    detail = wording.listed([one for one in known if one], catalogue)
    return Entry(kind=Kind.CASE, id=row.id, title=_named(row.number, row.name), detail=detail, also=(row.name,))


def meeting_entry(row: MeetingRow, catalogue: Catalogue) -> Entry:
    """Return the entry of a meeting, found by its title, its site and its day as it is read and as it is written."""
    day = wording.day_text(row.held_on, catalogue)
    detail = wording.listed([one for one in (day, row.site) if one], catalogue)
    return Entry(
        kind=Kind.MEETING, id=row.id, title=row.title, detail=detail, also=(day, row.held_on.isoformat(), row.site)
    )


def knowledge_entries(workplace: Workplace, catalogue: Catalogue) -> Iterable[Entry]:
    """Yield the strategies and the sources of the knowledge in use, found by their names in both languages."""
    edition = workplace.engine.edition
    others = [catalogue_for(language) for language in Language if language is not catalogue.language]
    for strategy in edition.strategies:
        also = (strategy.id, *(other.pick(strategy.name) for other in others))
        title, essence = catalogue.pick(strategy.name), catalogue.pick(strategy.essence)
        yield Entry(kind=Kind.STRATEGY, id=strategy.id, title=title, detail=essence, also=also)
    for source in edition.sources.values():
        also = (source.id, *(one for one in (source.doi, source.trial) if one))
        yield Entry(
            kind=Kind.SOURCE, id=source.id, title=source.citation, detail=catalogue.pick(source.finding), also=also
        )


def _texts(entry: Entry) -> tuple[Searched, ...]:
    return tuple(matching.searched(text) for text in (entry.title, *entry.also))


def _named(number: str, name: str) -> str:
    return f"{number} {name}".strip()
