"""The command ``demo`` without a screen: a meeting on the invented cases, run to its end, on paper and in pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from crlm_desktop.cli import console
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.services import demonstration, knowledge, meetings, printing
from crlm_desktop.services.workplace import Workplace

TakePictures = Callable[[Workplace, Path], tuple[Path, ...]]
AUTHOR = "Demonstration"


def demo(output: Path, *, take_pictures: TakePictures, catalogue: Catalogue) -> int:
    """Build the demonstration registry, close its meeting, and leave minutes in both languages and pictures."""
    _ = catalogue.gettext
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="crlm-desktop-demo-") as folder:
            written = _run(Path(folder) / "demonstration", output, take_pictures)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    except OSError as error:
        fault = console.not_writable(output, error)
        console.tell(fault, catalogue)
        return console.INPUT_AT_FAULT
    print(_("A meeting on the invented cases was run to its end. Written:"))
    for path in written:
        print(f"  {path}")
    return console.DONE


def _run(registry: Path, output: Path, take_pictures: TakePictures) -> tuple[Path, ...]:
    engine = knowledge.load_engine()
    with demonstration.build(registry, author=AUTHOR, clock=SystemClock(), engine=engine) as place:
        (meeting,) = meetings.list_meetings(place)
        pictures = take_pictures(place, output)
        meetings.close(place, meeting.id)
        papers = tuple(
            printing.minutes(
                place, meeting.id, language=language, to=output / f"minutes-{language.value}.pdf", overwrite=True
            )
            for language in Language
        )
    return (*papers, *pictures)
