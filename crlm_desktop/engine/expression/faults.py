"""What can be wrong with a condition: the sentences, and a collector that gives each fault its place."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from crlm_desktop.engine.facts.declaration import Fact
from crlm_desktop.errors import N_, Code, InputError, Param, Problem, problem

SHOWN = 80

TOO_LONG = Code("expression.too_long", N_("The condition has {length} characters; at most {limit} are allowed."))
TOO_DEEP = Code("expression.too_deep", N_("The condition is nested too deeply; write it as several arguments."))
EMPTY = Code("expression.empty", N_("There is no condition here."))
UNPRINTABLE = Code("expression.unprintable", N_("The condition holds a character that cannot be shown."))
NOT_READ = Code("expression.not_read", N_("This is not a condition: {reason}."))
NOT_ALLOWED = Code(
    "expression.not_allowed",
    N_(
        "“{found}” is not part of the language of conditions. Allowed are facts, numbers, texts, threshold.<name>, "
        "and, or, not, comparisons, in, any(), all(), count(), is_applicable()."
    ),
)
UNKNOWN_FACT = Code(
    "expression.unknown_fact", N_("There is no fact “{found}”. `crlm-desktop knowledge facts` lists them all.")
)
UNKNOWN_FACT_NEAR = Code("expression.unknown_fact_near", N_("There is no fact “{found}”. Did you mean “{nearest}”?"))
UNKNOWN_ATTRIBUTE = Code("expression.unknown_attribute", N_("A lesion has no “{found}”. Allowed are: {allowed}."))
UNKNOWN_ATTRIBUTE_NEAR = Code(
    "expression.unknown_attribute_near", N_("A lesion has no “{found}”. Did you mean “{nearest}”?")
)
UNKNOWN_THRESHOLD = Code("expression.unknown_threshold", N_("There is no threshold “{found}”."))
UNKNOWN_THRESHOLD_NEAR = Code(
    "expression.unknown_threshold_near", N_("There is no threshold “{found}”. Did you mean “{nearest}”?")
)
OTHER_UNIT = Code(
    "expression.other_unit",
    N_("The unit of {fact} is {unit}, that of {threshold} is {found}; the two cannot be compared."),
)
NOT_A_STATEMENT = Code(
    "expression.not_a_statement", N_("{fact} is neither true nor false by itself; compare it with a value.")
)
NUMBER_WANTED = Code("expression.number_wanted", N_("{fact} is a number; it cannot be compared with {found}."))
CODE_WANTED = Code("expression.code_wanted", N_("{fact} is compared with a text in quotes, not with {found}."))
SIGN_NOT_ALLOWED = Code(
    "expression.sign_not_allowed", N_("{fact} cannot be compared by “{found}”. Allowed are: {allowed}.")
)
UNKNOWN_CODE = Code("expression.unknown_code", N_("{fact} is never “{found}”. Allowed are: {allowed}."))
UNKNOWN_CODE_NEAR = Code(
    "expression.unknown_code_near", N_("{fact} is never “{found}”. Did you mean “{nearest}”? Allowed are: {allowed}.")
)
NEVER_TRUE = Code("expression.never_true", N_("“{found}” can never be true: {fact} lies between {low} and {high}."))
NEVER_FALSE = Code("expression.never_false", N_("“{found}” can never be false: {fact} lies between {low} and {high}."))
ALL_CODES = Code("expression.all_codes", N_("“{found}” can never be false: it names every value that {fact} can have."))
NO_CONSTANT = Code(
    "expression.no_constant",
    N_(
        "“{found}” compares nothing with a constant; one side must be a fact, "
        "the other a number, a text or a threshold."
    ),
)
WHOLE_NUMBER = Code("expression.whole_number", N_("“{found}” can never be true: {fact} is a whole number."))
STATEMENT_COMPARED = Code(
    "expression.statement_compared", N_("{fact} is true or false by itself; write it alone, or not {fact}.")
)
BAD_LOOP = Code(
    "expression.bad_loop",
    N_(
        "“{found}” does not go over the lesions. "
        "Write for example: any(l.size_mm > 30 for l in lesions if l.depth == 'deep')."
    ),
)
LOOP_INSIDE = Code("expression.loop_inside", N_("“{found}” stands inside another any(), all() or count()."))
COUNT_ALONE = Code("expression.count_alone", N_("“{found}” is a number; compare it, as in count(…) >= 2."))
LOOP_NAME = Code("expression.loop_name", N_("“{found}” is the name of a fact and cannot stand for a lesion here."))
LESION_ALONE = Code(
    "expression.lesion_alone", N_("“{found}” is a lesion; ask something of it, as in {found}.size_mm > 30.")
)
ONE_FACT = Code("expression.one_fact", N_("{function}() takes the name of one fact, not “{found}”."))
ALWAYS_APPLIES = Code("expression.always_applies", N_("{fact} always has a value; is_applicable() says nothing here."))
KNOWN_NOT_HERE = Code(
    "expression.known_not_here",
    N_(
        "is_known() is not allowed here: an answer would turn round when the fact is told. Leave it out; "
        "what is unknown makes the condition unknown by itself."
    ),
)
UNGUARDED = Code(
    "expression.unguarded",
    N_(
        "{fact} can be not applicable, and “{found}” denies something of it. Write is_applicable({fact}) and … if the "
        "condition is then false, not is_applicable({fact}) or … if it is then true."
    ),
)


class ExpressionError(InputError):
    """A condition is at fault: every problem found in it, each with file, line and column."""


class Faults:
    """Collects the problems of one condition; positions in its text become ``file:line:column``."""

    def __init__(self, text: str, file: str, line: int) -> None:
        self._text = text
        self._file = file
        self._line = line
        self._found: list[Problem] = []

    def add(self, code: Code, node: ast.AST | None = None, **params: Param) -> None:
        """Add a problem at the node; the text of the node fills ``{found}`` unless that is given."""
        if node is not None and "{found}" in code.sentence:
            params.setdefault("found", self.text_of(node))
        line = getattr(node, "lineno", 1)
        # The condition was put in brackets to be read, which moves the first line by one column.
        column = getattr(node, "col_offset", 0) + (0 if line == 1 else 1)
        self.add_at(code, line, max(column, 1), **params)

    def add_at(self, code: Code, line: int, column: int, **params: Param) -> None:
        """Add a problem at a line and column of the condition, both counted from one."""
        self._found.append(problem(f"{self._file}:{self._line + line - 1}:{column}", code, **params))

    def text_of(self, node: ast.AST) -> str:
        """Return what the node was written as, on one line, cut when it is long."""
        try:
            text = " ".join(ast.unparse(node).split())
        except ValueError:
            # A number that Python reads, written in another base than ten, but does not write.
            text = " ".join(self._text.split())
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found so far."""
        return tuple(self._found)


def shown(names: Iterable[str]) -> str:
    """Return names as a list for a sentence."""
    return ", ".join(sorted(names))


def name_of(fact: Fact) -> str:
    """Return how a condition calls the fact."""
    return fact.attribute
