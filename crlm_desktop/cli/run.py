"""Running one command: from its words to its exit code."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

from crlm_desktop.cli import (
    casefiles,
    console,
    demo,
    evaluate,
    evaluating,
    knowledge,
    log,
    packs,
    registries,
    safekeeping,
    servers,
    users,
    verify,
)
from crlm_desktop.cli.arguments import assumptions, parser
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import CrlmError, EnvironmentFault
from crlm_desktop.i18n import Catalogue, Language, catalogue_for, system_language
from crlm_desktop.services import fault_reports, workplace

INTERRUPTED = 130
OUR_FAULT = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowWanted:
    """The words ask for the window, on the demonstration registry or on one that is chosen there."""

    demonstration: bool
    language: Language | None


def run(words: list[str], *, take_pictures: demo.TakePictures) -> int | WindowWanted:
    """Run the command that ``words`` name and return its exit code, or say that they ask for the window.

    Wrong words raise `SystemExit` with code 2. A fault of ours is kept as a report and ends with code 70.
    """
    made = parser()
    asked = made.parse_args(words)
    language = Language(asked.lang) if getattr(asked, "lang", None) else None
    if asked.command is None or (asked.command == "demo" and asked.output is None):
        return WindowWanted(demonstration=asked.command == "demo", language=language)
    catalogue = catalogue_for(language or system_language())
    try:
        done = _run(made, asked, catalogue, take_pictures)
        console.finish_output()
        return done
    except BrokenPipeError:
        # Whoever reads our output has seen enough; closing quietly is what they expect.
        console.drop_output()
        return console.DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    except OSError as error:
        console.drop_output()
        fault = EnvironmentFault(console.NO_OUTPUT, reason=error.strerror or str(error))
        console.tell(fault, catalogue)
        return console.INPUT_AT_FAULT
    except Exception as error:  # noqa: BLE001 - the outer ring: no trace reaches a person
        return _our_fault(error)


def _our_fault(error: Exception) -> int:
    report = fault_reports.report_of(error)
    path = fault_reports.keep(report, at=SystemClock().now())
    told = f"A report without patient data is in {path}." if path else report
    print(f"CRLM Desktop has failed; this is a fault of the program. {told}", file=sys.stderr)
    return OUR_FAULT


def _run(
    made: argparse.ArgumentParser, asked: argparse.Namespace, catalogue: Catalogue, take_pictures: demo.TakePictures
) -> int:
    match asked.command:
        case "demo":
            return demo.demo(asked.output, take_pictures=take_pictures, catalogue=catalogue)
        case "evaluate":
            return _evaluate(made, asked, catalogue)
        case "validate":
            return casefiles.validate(asked.files, catalogue)
        case "schema":
            return casefiles.schema()
        case "knowledge":
            return _knowledge(asked, catalogue)
        case "registry" if asked.registry_command == "pack":
            return packs.pack_command(asked, catalogue)
        case "registry":
            return _registry(made, asked, catalogue)
        case "minutes":
            return registries.minutes(asked, catalogue)
        case "verify":
            return verify.verify(asked, catalogue)
        case other:
            raise AssertionError(other)


def _evaluate(made: argparse.ArgumentParser, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    try:
        assume = assumptions(asked.assume)
    except ValueError as error:
        made.error(f"argument --assume: {error}")
    if asked.since is not None and (len(asked.files) > 1 or asked.format == "sealed"):
        made.error("argument --since: goes with one case file, as text or as JSON")
    return evaluate.evaluate(
        asked.files,
        form=asked.format,
        since=asked.since,
        assume=assume,
        edition=asked.edition,
        centre=asked.centre,
        catalogue=catalogue,
    )


def _knowledge(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    if asked.knowledge_command == "facts":
        return knowledge.facts(catalogue)
    if asked.knowledge_command == "diff":
        return knowledge.diff(asked.first, asked.second, as_json=asked.format == "json", catalogue=catalogue)
    command = knowledge.check if asked.knowledge_command == "check" else knowledge.show
    return command(asked.edition, catalogue, centre=asked.centre)


def _evaluate_registry(made: argparse.ArgumentParser, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    if asked.centre is not None and asked.against is None:
        made.error("argument --centre: goes with --against")
    return evaluating.evaluate(asked, catalogue)


def _registry(made: argparse.ArgumentParser, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    try:
        asked.path = workplace.place_of(asked.path)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    if asked.registry_command in ("upgrade", "password"):
        command = servers.upgrade if asked.registry_command == "upgrade" else servers.password
        return command(asked.path, asked, catalogue)
    return _registry_anywhere(made, asked, catalogue)


def _registry_anywhere(made: argparse.ArgumentParser, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    match asked.registry_command:
        case "create":
            return registries.create(asked, catalogue)
        case "info":
            return registries.info(asked, catalogue)
        case "evaluate":
            return _evaluate_registry(made, asked, catalogue)
        case "users":
            return users.users_command(asked, catalogue)
        case "backup":
            return safekeeping.backup(asked, catalogue)
        case "restore":
            return safekeeping.restore(asked, catalogue)
        case "verify":
            return safekeeping.verify(asked, catalogue)
        case "log":
            return log.log_command(asked, catalogue)
        case "rebuild":
            return safekeeping.rebuild(asked, catalogue)
        case other:
            raise AssertionError(other)
