"""In which language a page of families is drawn: the one they chose, else the one the school has on file.

Before somebody has signed in, the cookie of an earlier choice and the browser are asked. Pages for staff are English,
whatever the browser says. A language is offered where it is complete and a school has switched it on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from registers.families import Child
from registers.family_languages import ENGLISH, LANGUAGES, Language, language_code, tag_of
from registers.models import LanguageCheck, LanguageSwitch, Post
from registers.roles import Role
from registers.translations import complete_languages, completeness

CHOSEN = "language"
"""Where the session keeps the choice; the cookie is called the same."""
COOKIE_AGE = 365 * 24 * 60 * 60
ONCE = "language"
"""`?language=en` shows one page in that language and changes nothing."""
FAMILY_PATHS = "/family/"
OPEN_PATHS = ("/accessibility/", "/privacy/")
"""Pages that everybody may read before signing in, and that the families' pages lead to."""


@dataclass(frozen=True)
class Reading:
    """The language of one page. `offered`: what can be chosen."""

    language: Language
    offered: tuple[Language, ...]
    unchecked: bool = False
    """Nobody who speaks it has read these words yet."""
    once: bool = False
    """The reader looks at this one page in it."""

    @property
    def tag(self) -> str:
        """The language as Django and HTML know it."""
        return tag_of(self.language.code)


def languages_offered(schools: Iterable[int] | None = None) -> tuple[Language, ...]:
    """English, and what is complete and one of these schools (None: any school) has switched on. One statement."""
    complete = complete_languages()
    switched = LanguageSwitch.objects.on().filter(language__in=complete)
    if schools is not None:
        switched = switched.filter(school__in=list(schools))
    on = set(switched.values_list("language", flat=True)) if complete else set()
    return tuple(LANGUAGES[code] for code in (ENGLISH, *complete) if code == ENGLISH or code in on)


def is_unchecked(language: str, schools: Iterable[int] | None = None) -> bool:
    """Whether nobody who speaks it has read the words as they are now. One statement; none for English."""
    if language == ENGLISH:
        return False
    checks = LanguageCheck.objects.filter(language=language, words=completeness(language).words)
    if schools is not None:
        checks = checks.filter(school__in=list(schools))
    return not checks.exists()


def language_for(request: HttpRequest, children: Sequence[Child]) -> str:
    """The tag of the language of a family's page; `request.reading` says more, for the head of the page.

    Without children, before somebody has signed in, it is what any school of the site offers.
    """
    schools = {child.school.pk for child in children} or None
    on_file = [child.contact.language for child in children if child.contact.language.strip()]
    return _read(request, schools, [language_code(words) for words in on_file]).tag


def _read(request: HttpRequest, schools: Iterable[int] | None, on_file: Sequence[str] = ()) -> Reading:
    offered = languages_offered(schools)
    codes = {each.code for each in offered}
    once = request.GET.get(ONCE, "") if request.method == "GET" else ""
    code = next((each for each in (once, *_wishes(request, on_file)) if each in codes), ENGLISH)
    reading = Reading(LANGUAGES[code], offered, is_unchecked(code, schools), once=once == code)
    request.reading = reading  # type: ignore[attr-defined]
    return reading


def _wishes(request: HttpRequest, on_file: Sequence[str]) -> list[str]:
    """What the reader is known to want: what they chose, what is on file, else what browser and cookie say."""
    chosen = str(request.session.get(CHOSEN, ""))
    if chosen or on_file:
        return [chosen, *on_file]
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return [request.COOKIES.get(CHOSEN, ""), *(tag.partition("-")[0] for tag, _ in accepted)]


class FamilyLanguageMiddleware:
    """Draws what families see in their language, refusals and errors included.

    A page behind the families' door finds its language there, with the children; this puts back what was before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_of_families(request):
            return self.get_response(request)
        with translation.override(_first_guess(request)):
            response = self.get_response(request)
        reading: Reading | None = getattr(request, "reading", None)
        response.headers.setdefault("Content-Language", reading.tag if reading else tag_of(ENGLISH))
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def is_of_families(request: HttpRequest) -> bool:
    """Whether a family reads this page: somebody who looks after a child, or a page for those who come to sign in."""
    post: Post | None = getattr(request, "post", None)
    if post is not None:
        return post.role == Role.PARENT
    return request.path.startswith((FAMILY_PATHS, *OPEN_PATHS))


def _first_guess(request: HttpRequest) -> str:
    """What the page begins in. Behind the door the children's schools are asked, which this need not."""
    post: Post | None = getattr(request, "post", None)
    if post is None:
        return _read(request, None).tag
    if request.path.startswith(FAMILY_PATHS):
        chosen = str(request.session.get(CHOSEN, ""))
        return tag_of(chosen if chosen in complete_languages() else ENGLISH)
    schools = Post.objects.filter(user=post.user_id, role=Role.PARENT).values_list("school", flat=True)
    adults = post.adults.values_list("contact__language", flat=True)
    on_file = [language_code(words) for words in adults if words.strip()]
    return _read(request, [school for school in schools if school], on_file).tag
