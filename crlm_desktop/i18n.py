"""The languages of the program: one catalogue a language for the window, the command line and the minutes."""

from __future__ import annotations

import gettext
import locale
import os
import struct
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import assert_never

from crlm_desktop import paths
from crlm_desktop.errors import N_, Bilingual, Code, CrlmError, EnvironmentFault, InputError, Param, Tellable

DOMAIN = "crlm_desktop"

NO_CATALOGUE = Code(
    "i18n.no-catalogue",
    N_(
        "The texts in {language} cannot be read from {path}. "
        "Install CRLM Desktop again; in a source checkout run: python3 packaging/catalogue.py compile"
    ),
)

MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


class Language(Enum):
    """A language that the whole program speaks; the value is its short code in commands, settings and files."""

    EN = "en"
    ZH = "zh"

    @property
    def own_name(self) -> str:
        """The language's name in the language itself, so that its reader recognises it."""
        match self:
            case Language.EN:
                return "English"
            case Language.ZH:
                return "简体中文"
            case _:
                assert_never(self)

    @property
    def tag(self) -> str:
        """The language's tag for Qt, PDF and file metadata (BCP 47)."""
        match self:
            case Language.EN:
                return "en"
            case Language.ZH:
                return "zh-CN"
            case _:
                assert_never(self)


class Catalogue:
    """The texts of one language; made by `catalogue_for` and handed to whoever shows something."""

    def __init__(self, language: Language, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    def gettext(self, message: str) -> str:
        """Return ``message`` in this language."""
        # The empty message is the header of a gettext file, not a text.
        return self._translations.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of ``one`` or ``many`` that ``count`` asks for in this language, placeholders unfilled."""
        return self._translations.ngettext(one, many, count)

    def sentence(self, told: Tellable) -> str:
        """Return the sentence of a problem or an error in this language, placeholders filled."""
        params = {name: self._in_words(value) for name, value in told.params.items()}
        return self.gettext(told.code.sentence).format(**params)

    def sentences(self, error: CrlmError) -> str:
        """Return what an error tells in this language: of a faulty input a line for each problem, with its place."""
        problems = error.problems if isinstance(error, InputError) else ()
        lines = [": ".join(part for part in (one.path, self.sentence(one)) if part) for one in problems]
        return "\n".join(lines) or self.sentence(error)

    def day(self, day: date) -> str:
        """Return a day as it is read in this language."""
        _ = self.gettext
        # Translators: the order of day, month and year.
        return _("{day} {month} {year}").format(day=day.day, month=_(MONTHS[day.month - 1]), year=day.year)

    def moment(self, moment: datetime) -> str:
        """Return a moment in the time zone of this machine; one without a zone is in UTC."""
        local = (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone()
        return f"{self.day(local.date())} {local:%H:%M}"

    def pick(self, text: Bilingual) -> str:
        """Return the side of ``text`` that is in this language."""
        match self.language:
            case Language.EN:
                return text.en
            case Language.ZH:
                return text.zh
            case _:
                assert_never(self.language)

    def _in_words(self, param: Param) -> str | int | float:
        match param:
            case str() | int() | float():
                return param
            case datetime():
                return self.moment(param)
            case _:
                return self.pick(param)


@cache
def catalogue_for(language: Language) -> Catalogue:
    """Return the catalogue of ``language``; one that cannot be read is an `EnvironmentFault`, never silent English."""
    match language:
        case Language.EN:
            return Catalogue(language, gettext.NullTranslations())
        case Language.ZH:
            return Catalogue(language, _compiled("zh_CN", language))
        case _:
            assert_never(language)


def _compiled(folder: str, language: Language) -> gettext.GNUTranslations:
    path = paths.resource("locale").joinpath(folder, "LC_MESSAGES", f"{DOMAIN}.mo")
    try:
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, ValueError, struct.error) as fault:
        raise EnvironmentFault(NO_CATALOGUE, language=language.own_name, path=str(path)) from fault


def language_of(tag: str) -> Language:
    """Return the language that suits a locale tag such as ``zh_CN.UTF-8`` or ``de_DE``: Chinese, else English."""
    return Language.ZH if tag.lower().startswith(("zh", "chinese")) else Language.EN


def system_language() -> Language:
    """Return the language that the surroundings ask for: its variables first, then its own setting."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if tag := os.environ.get(variable):
            return language_of(tag)
    return language_of(locale.getlocale()[0] or "")
