"""Languages: switched on and off by the school, noted as checked, and chosen by who reads."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from registers.family_languages import LANGUAGES, language_code
from registers.models import Contact, LanguageCheck, LanguageSwitch, Post, School
from registers.refusals import Refusal
from registers.translations import TRANSLATED, completeness


class LanguageRefused(Refusal):
    """A language cannot be switched or noted so. `place`: the field where that is to be seen."""

    who_can_fix = "You can, on this page."

    def __init__(self, words: str, *, place: str = "checker", who_can_fix: str = "") -> None:
        self.place = place
        super().__init__(words, who_can_fix=who_can_fix)


@transaction.atomic
def switch_language(*, school: School, language: str, is_on: bool, by: Post, at: datetime) -> LanguageSwitch:
    """Offer families a language, or no longer. Raises `LanguageRefused`.

    Only a language that is complete can be offered; what families have chosen stays on file either way.
    """
    name = _name_of(language)
    if is_on and not completeness(language).is_complete:
        raise LanguageRefused(
            f"{name} is not complete.", who_can_fix="A newer release of the site may have it."
        )
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if LanguageSwitch.objects.is_on(school, language) == is_on:
        raise LanguageRefused(f"{name} is {'on' if is_on else 'off'} already.", who_can_fix="")
    return LanguageSwitch.objects.create(
        school=school, language=language, is_on=is_on,
        by=by, name=by.user.name, position=by.position, at=at,
    )  # fmt: skip


@transaction.atomic
def note_language_checked(
    *, school: School, language: str, checker: str, checked_on: date, by: Post, at: datetime
) -> LanguageCheck:
    """Note that somebody who speaks it has read the words as they are now. Raises `LanguageRefused`."""
    _name_of(language)
    if not checker.strip():
        raise LanguageRefused("Say who read the words.")
    if checked_on > at.date():
        raise LanguageRefused("That day is still to come.", place="checked_on")
    return LanguageCheck.objects.create(
        school=school, language=language, checker=" ".join(checker.split()), checked_on=checked_on,
        words=completeness(language).words, by=by, name=by.user.name, position=by.position, at=at,
    )  # fmt: skip


@transaction.atomic
def choose_language(*, contacts: Collection[Contact], language: str, by: Post, at: datetime) -> list[Contact]:
    """Keep with an adult, at each of their schools, the language they chose: messages follow it. Those that changed.

    What somebody likes to read is no entry of the admission register, so there is no record of who changed it when.
    """
    name = LANGUAGES[language].name
    held = Contact.objects.select_for_update().filter(pk__in=[contact.pk for contact in contacts])
    changed = [each for each in held.order_by("pk") if _differs(each.language, language)]
    for contact in changed:
        contact.language = name
        contact.save(update_fields=["language"])
    return changed


def _differs(on_file: str, language: str) -> bool:
    return not on_file.strip() or language_code(on_file) != language


def _name_of(language: str) -> str:
    if language not in TRANSLATED:
        raise LanguageRefused("The site does not bring this language.", who_can_fix="")
    return LANGUAGES[language].name
