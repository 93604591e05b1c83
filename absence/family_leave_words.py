"""What families read about leave: the kinds, why a file was turned away, and where a request stands."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from absence.leave_kinds import Kind
from absence.leave_states import State
from attendance_site.parts.papers import Fault

KINDS: dict[Kind, Promise] = {
    Kind.EXCEPTIONAL: _("A family event, such as a wedding"),
    Kind.RELIGIOUS: _("A religious day or festival"),
    Kind.BEREAVEMENT: _("A funeral, or a crisis in the family"),
    Kind.MEDICAL: _("A medical appointment or treatment"),
    Kind.PERFORMANCE: _("A performance, competition or sport"),
    Kind.STUDY: _("An exam or an interview, or time to study"),
    Kind.TRAVELLER: _("Our family travels for work"),
    Kind.HOLIDAY: _("A holiday"),
    Kind.OTHER: _("Something else"),
}
"""In the order in which they are offered."""

STATES: dict[State, Promise] = {
    State.SENT: _("Sent"),
    State.LOOKED_AT: _("Being looked at"),
    State.QUESTION: _("The school has a question for you"),
    State.DECIDED: _("Decided"),
    State.WITHDRAWN: _("Withdrawn"),
}

FAULTS: dict[Fault, Promise] = {
    Fault.EMPTY: _("This file is empty. Choose another one."),
    Fault.TOO_LARGE: _("This file is too large. A photo can have up to 8 MB, a PDF up to 5 MB."),
    Fault.TOO_MANY_PIXELS: _("This photo is too large. Take it again with a smaller picture size."),
    Fault.TOO_MANY_PAGES: _("This PDF has too many pages. Send only the pages that matter, up to 20."),
    Fault.APPLE: _("We cannot read this kind of photo (HEIC). Save it as JPEG, or take a photo of it again."),
    Fault.LOCKED: _("This PDF is locked with a password. Send it without one, or send a photo of it."),
    Fault.ACTIVE: _(
        "This PDF can run programs or carries other files, so we cannot take it. Send a photo of it."
    ),
    Fault.BROKEN_PDF: _("We cannot read this PDF. Save it again, or send a photo of it."),
    Fault.NOT_READ: _("We cannot read this file. Send a photo (JPEG or PNG) or a PDF."),
}

EXTRA: dict[str, Promise] = {
    "licence": _("Licence"),
    "licence_number": _("Licence number"),
    "licence_authority": _("Who gave the licence"),
    "exam_place": _("Where the exam or interview is"),
    "contact_away": _("How to reach you while you travel"),
    "school_away": _("School while you travel"),
}
"""The names of answers that only some kinds of leave ask for, as the check page and the school list them."""
LICENCES: dict[str, Promise] = {
    "has": _("Yes, we have a licence"),
    "asked": _("We have asked for one"),
    "not_needed": _("No, we were told that we do not need one"),
    "unsure": _("I do not know"),
}
OTHER_PARENT: dict[str, Promise] = {
    "yes": _("Yes"),
    "no": _("No"),
    "none": _("There is no other parent"),
}
