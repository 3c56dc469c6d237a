"""What can be wrong in a knowledge text: the codes of its problems, and the list in which they are collected."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crlm_desktop.engine.knowledge.positions import Way, lines_of
from crlm_desktop.engine.reasons import reason
from crlm_desktop.errors import N_, Code, Param, Problem, problem

NOT_TOML = Code("knowledge.not_toml", N_("This is not TOML: {reason}."))
TOO_DEEP = Code("knowledge.too_deep", N_("What stands here is nested more than {limit} levels deep."))
NUMBER_TOO_LONG = Code(
    "knowledge.number_too_long",
    N_("The number that stands here has more digits than can be read; write a shorter one."),
)
NO_FILE = Code("knowledge.no_file", N_("The file is missing; an edition needs {needed} and at least one strategy."))
UNKNOWN_FILE = Code(
    "knowledge.unknown_file",
    N_("An edition has no file of this name; it has {known}, strategies/<id>.toml and shared/<id>.toml."),
)
UNKNOWN_KEY = Code("knowledge.unknown_key", N_("The key “{key}” is not known here. Allowed are: {allowed}."))
UNKNOWN_KEY_NEAR = Code(
    "knowledge.unknown_key_near", N_("The key “{key}” is not known here. Did you mean “{nearest}”?")
)
NO_KEY = Code("knowledge.no_key", N_("The key “{key}” is missing."))
NOT_TEXT = Code("knowledge.not_text", N_("“{key}” must be a text between quotation marks."))
EMPTY_TEXT = Code("knowledge.empty_text", N_("“{key}” is empty."))
NOT_NUMBER = Code("knowledge.not_number", N_("“{key}” must be a number."))
NOT_FLAG = Code("knowledge.not_flag", N_("“{key}” must be true or false."))
NOT_WHOLE = Code("knowledge.not_whole", N_("“{key}” must be a whole number from {low} to {high}."))
NOT_LIST = Code("knowledge.not_list", N_("“{key}” must be a list of texts."))
EMPTY_LIST = Code("knowledge.empty_list", N_("“{key}” is an empty list; name something in it, or leave it out."))
NOT_TABLES = Code("knowledge.not_tables", N_("“{key}” must be written as [[{key}]]."))
NOT_BILINGUAL = Code("knowledge.not_bilingual", N_('“{key}” must be a text in both languages: {{en = "…", zh = "…"}}.'))
NO_ENGLISH = Code("knowledge.no_language", N_("“{key}” has no English text."))
NO_CHINESE = Code("knowledge.no_language", N_("“{key}” has no Chinese text."))
NOT_ALLOWED = Code("knowledge.not_allowed", N_("“{value}” is not allowed for “{key}”. Allowed are: {allowed}."))
NOT_AN_ID = Code(
    "knowledge.not_an_id",
    N_("“{value}” is no id: an id is made of small letters, digits and the marks - _ and ., and begins with a letter."),
)
TWICE = Code("knowledge.twice", N_("“{id}” stands in this edition twice; the first is at {first}."))
WRONG_NAME = Code("knowledge.wrong_name", N_("The strategy “{id}” must stand in a file of its own name, {expected}."))
WRONG_SHARED_NAME = Code(
    "knowledge.wrong_shared_name", N_("The shared rules “{id}” must stand in a file of their own name, {expected}.")
)
NOTHING_SHARED = Code("knowledge.nothing_shared", N_("A file of shared rules needs at least one rule or step."))
UNKNOWN_SHARED = Code("knowledge.unknown_shared", N_("There is no file of shared rules “{id}”."))
UNKNOWN_SHARED_NEAR = Code(
    "knowledge.unknown_shared", N_("There is no file of shared rules “{id}”. Did you mean “{nearest}”?")
)
SHARED_NEEDS_PLAN = Code(
    "knowledge.shared_needs_plan",
    N_("The shared rules “{id}” speak of plans, which only a strategy with “modalities” has."),
)
UNUSED_SHARED = Code("knowledge.unused_shared", N_("No strategy shares the rules “{id}”; use them or leave them out."))
NO_ARGUMENT = Code("knowledge.no_argument", N_("A strategy needs at least one argument, [[for]] or [[against]]."))
NO_PLAN_REQUIRED = Code(
    "knowledge.no_plan_required",
    N_("A strategy with “modalities” needs a [[requires]] that asks for plan.exists: without a plan it is no option."),
)
MUST_USE_MORE = Code("knowledge.must_use_more", N_("“{value}” must be used but does not stand in “modalities”."))
ONLY_WITH_PLAN = Code("knowledge.only_with_plan", N_("“{key}” has a meaning only for a strategy with “modalities”."))
ONLY_WITHOUT_PLAN = Code(
    "knowledge.only_without_plan",
    N_("“{key}” has no meaning for a strategy whose plans are made lesion by lesion (intent ned with “modalities”)."),
)
NO_STEPS = Code(
    "knowledge.no_steps",
    N_("A strategy whose plans are not made lesion by lesion (intent ned with “modalities”) needs its own [[step]]."),
)
BAD_QUOTE = Code(
    "knowledge.bad_quote", N_("The text quotes {{{name}}}, which is neither a fact of the case nor a threshold.")
)
BAD_QUOTE_NEAR = Code("knowledge.bad_quote_near", N_("The text quotes {{{name}}}. Did you mean {{{nearest}}}?"))
BAD_BRACES = Code(
    "knowledge.bad_braces", N_("A brace in this text is not closed; a quoted fact is written {{flr.percent}}.")
)
OTHER_QUOTES = Code(
    "knowledge.other_quotes", N_("The two languages of this text quote different facts: {en} and {zh}.")
)
UNKNOWN_SOURCE = Code("knowledge.unknown_source", N_("There is no source “{id}” in sources.toml."))
UNKNOWN_SOURCE_NEAR = Code(
    "knowledge.unknown_source_near", N_("There is no source “{id}” in sources.toml. Did you mean “{nearest}”?")
)
NO_SCORE_SOURCE = Code(
    "knowledge.no_score_source", N_("The score “{score}” rests on the source “{id}”, which is missing.")
)
NO_SOURCE = Code("knowledge.no_source", N_("“{id}” names no source."))
UNUSED_SOURCE = Code("knowledge.unused_source", N_("Nothing rests on the source “{id}”; use it or leave it out."))
UNUSED_THRESHOLD = Code(
    "knowledge.unused_threshold", N_("Nothing uses the threshold “{name}”; use it or leave it out.")
)
NO_THRESHOLD = Code("knowledge.no_threshold", N_("The planner needs the threshold “{name}”, which is missing."))
BAD_RANGE = Code("knowledge.bad_range", N_("“range” must be two numbers, the smaller one first."))
OUTSIDE_RANGE = Code(
    "knowledge.outside_range",
    N_("{value} is outside the range that the sources of “{name}” support: {low} to {high} {unit}. {why}"),
)
UNKNOWN_THRESHOLD = Code("knowledge.unknown_threshold", N_("There is no threshold “{name}”."))
UNKNOWN_THRESHOLD_NEAR = Code(
    "knowledge.unknown_threshold_near", N_("There is no threshold “{name}”. Did you mean “{nearest}”?")
)
UNKNOWN_ARGUMENT = Code(
    "knowledge.unknown_argument", N_("This strategy has no argument “{id}” on the other side that it could contradict.")
)
UNKNOWN_TEXT = Code(
    "knowledge.unknown_text", N_('“text_unknown” and when_unknown = "tell" belong together: one of them is missing.')
)
BAD_TRIAL = Code("knowledge.bad_trial", N_("“{value}” is not a trial number such as NCT03088150."))
BAD_DOI = Code("knowledge.bad_doi", N_("“{value}” is not a DOI such as 10.1016/j.annonc.2022.10.003."))

_PLACE_IN_MESSAGE = re.compile(r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)


class Faults:
    """The problems of an edition, collected so that all of them are told at once; each names its file and line."""

    def __init__(self) -> None:
        self._found: list[tuple[str, int, Problem]] = []

    def __len__(self) -> int:
        """Count the problems found so far."""
        return len(self._found)

    def add(self, file: str, line: int, code: Code, **params: Param) -> None:
        """Add a problem; line 0 means the file as a whole."""
        path = f"{file}:{line}" if line else file
        self._found.append((file, line, problem(path, code, **params)))

    def add_told(self, file: str, line: int, told: Iterable[Problem]) -> None:
        """Add problems that name their own place, which lies at or after ``line``."""
        self._found.extend((file, line, one) for one in told)

    def add_syntax(self, file: str, text: str, message: str) -> None:
        """Add what the TOML parser said, its place taken out of its message."""
        match = _PLACE_IN_MESSAGE.fullmatch(message)
        line = int(match["line"]) if match and match["line"] else text.count("\n") + 1
        self.add(file, line, NOT_TOML, reason=reason(match["reason"] if match else message))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems by file and line."""
        return tuple(one for _, _, one in sorted(self._found, key=lambda found: found[:2]))


class Document:
    """One TOML text of an edition with the lines of its parts, which are looked up only when something is wrong."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._text = text
        self._lines: dict[Way, int] | None = None

    def line(self, way: Way) -> int:
        """Return the line of what stands at ``way``, or of the nearest part around it."""
        if self._lines is None:
            self._lines = dict(lines_of(self._text))
        while way and way not in self._lines:
            way = way[:-1]
        return self._lines.get(way, 1)

    def line_of_text(self, way: Way) -> int:
        """Return the line on which the text at ``way`` begins, which for one in three quotes can be the next one."""
        line = self.line(way)
        opening = self._text.splitlines()[line - 1].rstrip()
        return line + 1 if opening.endswith(('"""', "'''")) and opening.count(opening[-3:]) == 1 else line

    def place(self, way: Way) -> str:
        """Return file and line as a message names them."""
        return f"{self.name}:{self.line(way)}"
