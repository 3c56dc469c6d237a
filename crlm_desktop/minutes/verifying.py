"""Whether a PDF file is what this program makes of the content that is attached to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from crlm_desktop import __version__
from crlm_desktop.errors import N_, Code, Problem, problem
from crlm_desktop.meeting import sealed_json
from crlm_desktop.meeting.plain_json import MalformedError
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.minutes import reading
from crlm_desktop.minutes.compose import CHECK_CODE_LENGTH
from crlm_desktop.minutes.page import PROGRAM
from crlm_desktop.minutes.reading import Printed, UnreadableError
from crlm_desktop.minutes.style import Paper

NOT_A_PDF = Code("minutes.not-a-pdf", N_("The file is no PDF that can be read ({reason})."))
NOT_MINUTES = Code(
    "minutes.not-minutes", N_("The PDF is no minutes of this program: no content of a meeting is attached to it.")
)
ATTACHMENT_REMOVED = Code(
    "minutes.attachment-removed",
    N_(
        "The pages are those of minutes, but the content that this program attaches to them was removed: nothing can "
        "be held against them. Print the minutes again from the registry."
    ),
)
CONTENT_UNREADABLE = Code(
    "minutes.content-unreadable", N_("The attached content is not as this program writes it: it was altered.")
)
CODE_DIFFERS = Code(
    "minutes.code-differs",
    N_("The check code {check} of the attached content does not stand on these pages: {pages}."),
)
WORDS_DIFFER = Code("minutes.words-differ", N_("These pages say something else than the attached content: {pages}."))
DRAWING_DIFFERS = Code(
    "minutes.drawing-differs",
    N_("These pages have the words of the attached content, but are drawn otherwise, or covered: {pages}."),
)
PAGES_MORE_OR_LESS = Code(
    "minutes.pages-more-or-less", N_("The file has {found} pages; the attached content makes {expected}.")
)
AROUND_DIFFERS = Code(
    "minutes.around-differs",
    N_("Something beside the pages was altered: title, bookmarks, forms, scripts or attachments."),
)
OTHER_VERSION = Code(
    "minutes.other-version",
    N_(
        "The minutes were made by {creator}, this is {program}: whether the pages show the attached content cannot be "
        "told. The content itself and the check codes were looked at."
    ),
)
DRAFT = Code("minutes.draft", N_("These are minutes of a draft: nothing was sealed when they were made."))

CONTENT_WHOLE = Code(
    "minutes.content-whole",
    N_("Meeting: {title}, {day}; registry: {registry}. SHA-256 of the attached content: {sha256}, check code {check}."),
)
SAME_BYTES = Code(
    "minutes.same-bytes", N_("Every byte of the file is what this program makes of the attached content.")
)
SAME_PAGES = Code(
    "minutes.same-pages",
    N_(
        "All {count} pages show what this program makes of the attached content; the file itself was written anew, "
        "by another program or another version."
    ),
)

# Makes the minutes of sealed content in the language of a tag; ``None`` for a language that is not spoken.
Print = Callable[[SealedMeeting, bytes, str, Paper], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a file is found to be: ``told`` is what holds, ``faults`` what does not; nothing of it if it is empty."""

    told: tuple[Problem, ...] = ()
    faults: tuple[Problem, ...] = ()
    sealed: SealedMeeting | None = None
    sha256: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the file is wholly what this program makes of its content."""
        return not self.faults


def check(pdf: bytes, *, print_: Print) -> Checked:
    """Hold a file against what is attached to it, without any registry."""
    try:
        found = reading.read(pdf)
    except UnreadableError as fault:
        return Checked(faults=(problem("", NOT_A_PDF, reason=" ".join(str(fault).split())[:200] or "PDF"),))
    if found.attached is None:
        return Checked(faults=(problem("", ATTACHMENT_REMOVED if _has_footer(found) else NOT_MINUTES),))
    try:
        sealed = sealed_json.decode(found.attached)
    except MalformedError:
        return Checked(faults=(problem("", CONTENT_UNREADABLE),))
    if sealed_json.encode(sealed) != found.attached:
        return Checked(faults=(problem("", CONTENT_UNREADABLE),))
    sha256 = hashlib.sha256(found.attached).hexdigest()
    whole = problem(
        "",
        CONTENT_WHOLE,
        title=sealed.meeting.title,
        day=sealed.meeting.held_on.isoformat(),
        registry=sealed.registry,
        sha256=sha256,
        check=sha256[:CHECK_CODE_LENGTH],
    )
    told, faults = _pages(pdf, found, sealed, sha256, print_)
    if sealed.is_draft:
        faults += (problem("", DRAFT),)
    return Checked(told=(whole, *told), faults=faults, sealed=sealed, sha256=sha256)


def _pages(
    pdf: bytes, found: Printed, sealed: SealedMeeting, sha256: str, print_: Print
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what holds of the pages, and what does not."""
    assert found.attached is not None
    made = print_(sealed, found.attached, found.language, _paper(found))
    if made == pdf:
        return (problem("", SAME_BYTES),), ()
    if made is not None:
        differing = tuple(_differences(found, reading.read(made)))
        if not differing:
            return (problem("", SAME_PAGES, count=len(found.pages)),), ()
        if found.creator == PROGRAM.format(version=__version__):
            return (), (*_codes(found, sha256), *differing)
    creator = found.creator or "?"
    other = problem("", OTHER_VERSION, creator=creator, program=PROGRAM.format(version=__version__))
    return (), (*_codes(found, sha256), other)


def _differences(found: Printed, made: Printed) -> list[Problem]:
    told = []
    if len(found.pages) != len(made.pages):
        told.append(problem("", PAGES_MORE_OR_LESS, found=len(found.pages), expected=len(made.pages)))
    pairs = list(enumerate(zip(found.pages, made.pages, strict=False), 1))
    words = [number for number, (one, other) in pairs if one.letters != other.letters]
    drawn = [number for number, (one, other) in pairs if one.sha256 != other.sha256 and number not in words]
    if words:
        told.append(problem("", WORDS_DIFFER, pages=_listed(words)))
    if drawn:
        told.append(problem("", DRAWING_DIFFERS, pages=_listed(drawn)))
    if found.around != made.around:
        told.append(problem("", AROUND_DIFFERS))
    return told


def _codes(found: Printed, sha256: str) -> list[Problem]:
    code = sha256[:CHECK_CODE_LENGTH]
    without = [number for number, page in enumerate(found.pages, 1) if code not in page.letters]
    return [problem("", CODE_DIFFERS, check=code, pages=_listed(without))] if without else []


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _has_footer(found: Printed) -> bool:
    """Whether each page names the program, as only minutes do."""
    return bool(found.pages) and all("CRLMDesktop" in page.letters for page in found.pages)


def _paper(found: Printed) -> Paper:
    width = found.pages[0].size[0] if found.pages else 0.0
    return min(Paper, key=lambda paper: abs(paper.size[0] - width))
