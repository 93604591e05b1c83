"""What a school says to families and to the people beside them: each kind, when it is used, what it may name."""

from dataclasses import dataclass
from datetime import date

TEXT, EMAIL, LETTER = "text", "email", "letter"
CHANNEL_WORDS = {TEXT: "Text", EMAIL: "E-mail", LETTER: "Letter"}


@dataclass(frozen=True)
class Field:
    """Something that a wording may name in double braces. `lines`: it is a list, and stands on a line of its own."""

    name: str
    words: str
    example: str = ""
    example_lines: tuple[str, ...] = ()
    example_on: date | None = None
    """The day that the example is, to be said in another language."""

    @property
    def lines(self) -> bool:
        """Whether it is a list of lines."""
        return bool(self.example_lines)

    @property
    def typed(self) -> str:
        """As it is typed."""
        return f"{{{{{self.name}}}}}"


FIELDS = {
    field.name: field
    for field in (
        Field("pupil", "what the child is called", "Mia"),
        Field("pupil full name", "the child’s name in the register", "Mia Rose Thornbury"),
        Field("class", "the child’s class", "3B"),
        Field("contact", "the name of the person it goes to", "Mrs Thornbury"),
        Field("school", "the school’s name (from the settings)"),
        Field("school phone", "the school’s telephone (from the settings)"),
        Field("signed by", "name and position of who writes", "Joan Wright, Attendance officer"),
        Field("day", "the day it is about", "Tuesday 24 November", example_on=date(2026, 11, 24)),
        Field("session", "the half of the day", "this morning"),
        Field(
            "first day", "the first day of the absence", "Friday 20 November", example_on=date(2026, 11, 20)
        ),
        Field("days missed", "how many school days", "3 school days"),
        Field(
            "attempts",
            "each time the school tried to reach the family",
            example_lines=(
                "Monday 23 November, 9:42: telephone, no answer",
                "Tuesday 24 November, 9:20: text message",
                "Tuesday 24 November, 11:10: visit, nobody at home",
            ),
        ),
        Field(
            "reply by",
            "the day by which an answer is needed",
            "Thursday 26 November",
            example_on=date(2026, 11, 26),
        ),
        Field(
            "since",
            "the day from which lateness is counted",
            "Tuesday 1 September",
            example_on=date(2026, 9, 1),
        ),
        Field("times late", "how often the child came late", "6 times"),
        Field("minutes late", "how many minutes that is together", "74 minutes"),
        Field(
            "late days",
            "each day and time of arrival",
            example_lines=(
                "Monday 9 November, 9:04",
                "Wednesday 11 November, 9:01",
                "Tuesday 17 November, 9:12",
            ),
        ),
        Field("half days missed", "how many half days", "9 half days"),
        Field(
            "days away",
            "each day that was missed",
            example_lines=("Monday 9 November", "Tuesday 10 November, morning", "Thursday 19 November"),
        ),
        Field("register time", "when the register is taken", "8:45"),
        Field("meeting day", "the day of the meeting", "Wednesday 2 December", example_on=date(2026, 12, 2)),
        Field("meeting time", "its time", "3:30 pm"),
        Field("meeting place", "where it is", "the school office"),
        Field("meeting with", "who will be there", "Joan Wright, Attendance officer"),
        Field("who is closed", "closed, or closed for whom", "closed for Year 3 and Year 4"),
        Field("when", "from when and until when", "morning of Tuesday 24 November 2026"),
        Field("open from", "the first session after the closing", "afternoon of Tuesday 24 November 2026"),
        Field("why", "why the school is closed", "The heating does not work"),
        Field("children", "the names of the children", "Mia and Noah"),
        Field("what is known", "what the school knows so far", "No reason has been given."),
        Field("reference", "how the request is called", "LR-0412"),
        Field(
            "asked days",
            "the days that leave was asked for",
            "Monday 11 January 2027 to Friday 15 January 2027",
        ),
        Field(
            "agreed days",
            "the days that are agreed",
            "Monday 11 January 2027 to Wednesday 13 January 2027",
        ),
        Field(
            "days not agreed",
            "the days that are not agreed",
            example_lines=("Thursday 14 January 2027 to Friday 15 January 2027",),
        ),
        Field("back on", "the day on which school goes on", "Monday 18 January 2027"),
        Field(
            "reason",
            "the reasons, as the head gives them",
            "The funeral is on Monday, and travel takes a day.",
        ),
        Field(
            "what follows",
            "what the law says about days away without leave",
            example_lines=(
                "The register would show these days as unauthorised absence.",
                "Each parent could get a penalty notice for each child.",
            ),
        ),
        Field("question", "what the school asks", "Which day is the funeral?"),
        Field("ill days", "the days of the illness", "Thursday 19 November 2026 to Friday 20 November 2026"),
        Field("what to show", "what the school asks to see", "The card of the appointment at the surgery"),
        Field("page", "the address of the family pages", "attendance.school.example/family/"),
        Field("email held", "the e-mail address that we hold for the adult", "f.khan@family.example"),
        Field("last seen", "when the school last saw the child", "Thursday 19 November, in class"),
        Field("question", "what the school asks", "Which doctor did you see?"),
        Field("why not", "why the school cannot count it as authorised", "The register has Mia in school."),
        Field(
            "support given",
            "what the school has done to help",
            example_lines=("Meeting on 14 October", "Breakfast club each morning since 2 November"),
        ),
        Field(
            "more support",
            "what more there is, and how to take it up",
            example_lines=("Early help: ask Joan Wright, and she comes to you",),
        ),
        Field(
            "improvement days", "the time of a notice", "Monday 30 November 2026 to Friday 18 December 2026"
        ),
        Field(
            "improvement means",
            "what is enough improvement",
            example_lines=("Mia misses at most 2 half-days without the school’s agreement.",),
        ),
        Field(
            "early grounds",
            "when a penalty notice can come before the time is over",
            example_lines=("Mia is away for a holiday that was not agreed.",),
        ),
        Field(
            "from day",
            "the first day of the time that it is about",
            "Wednesday 2 September",
            example_on=date(2026, 9, 2),
        ),
        Field("to day", "its last day", "Friday 23 October", example_on=date(2026, 10, 23)),
        Field(
            "how it went",
            "half days in school, away and why, and late",
            example_lines=(
                "In school: 70 of 74 half days",
                "Ill: 4 half days",
                "In school, came late: 1 time",
            ),
        ),
        Field("target", "the school’s own target", "95 %"),
    )
}
FROM_THE_SETTINGS = ("school", "school phone")
"""What is known of the school itself; whoever writes need not say it."""


@dataclass(frozen=True)
class WordingKind:
    """One kind of message: `channels` are the forms that it has words for, the usual one first."""

    key: str
    label: str
    when: str
    channels: tuple[str, ...]
    fields: tuple[str, ...]
    may_be_off: bool = True
    also_text: bool = False
    """The words of its e-mail go out as a text too."""
    for_families: bool = True
    """It goes to families, so the site brings it in their languages, too."""
    statutory: bool = False
    """It goes out in English, with the translation beneath."""

    @property
    def facts(self) -> tuple[str, ...]:
        """What whoever writes must say."""
        return tuple(name for name in self.fields if name not in FROM_THE_SETTINGS)


ALWAYS = ("pupil", "contact", "school", "school phone")
KINDS = {
    kind.key: kind
    for kind in (
        WordingKind(
            "first_day_text",
            "First day",
            "A pupil has no mark that explains the absence on its first day. It waits for two minutes, and a pupil"
            " who comes to the late desk meanwhile stops it.",
            (TEXT, EMAIL),
            (*ALWAYS, "class", "day", "session"),
        ),
        WordingKind(
            "absence_continues",
            "Still absent",
            "An absence goes on and the school does not know how the child is.",
            (TEXT, EMAIL),
            (*ALWAYS, "class", "day", "first day", "days missed"),
        ),
        WordingKind(
            "second_contact",
            "Second contact",
            "The first contact did not answer, and another of the child’s contacts is asked.",
            (TEXT, EMAIL),
            (*ALWAYS, "class", "day"),
        ),
        WordingKind(
            "no_contact_letter",
            "No contact so far",
            "Nobody has been reached by telephone, text or visit.",
            (LETTER,),
            (*ALWAYS, "pupil full name", "class", "first day", "days missed", "attempts", "reply by", "signed by"),
            may_be_off=False,
        ),
        WordingKind(
            "punctuality_letter",
            "Arriving on time",
            "The school’s first stage of lateness is reached, and a person has decided to write.",
            (LETTER,),
            (
                *ALWAYS, "pupil full name", "class", "since", "times late", "minutes late", "late days",
                "register time", "signed by",
            ),
        ),
        WordingKind(
            "punctuality_meeting",
            "Meeting about arriving on time",
            "Lateness goes on after the letter, and a person invites the family.",
            (LETTER,),
            (
                *ALWAYS, "pupil full name", "class", "since", "times late", "minutes late", "meeting day",
                "meeting time", "meeting place", "meeting with", "signed by",
            ),
        ),
        WordingKind(
            "attendance_concern",
            "How we can help with attendance",
            "The school’s stage of a letter about absence is reached, and a person has decided to write.",
            (LETTER,),
            (
                *ALWAYS, "pupil full name", "class", "since", "half days missed", "days away", "signed by",
            ),
        ),
        WordingKind(
            "attendance_concern_medical",
            "How we can help: absence that is mostly medical",
            "The same stage, where most of what was missed was illness or appointments.",
            (LETTER,),
            (*ALWAYS, "pupil full name", "class", "since", "half days missed", "signed by"),
        ),
        WordingKind(
            "attendance_meeting",
            "Meeting about attendance",
            "A person invites the family to talk about what would help, alone or with others who help the family.",
            (LETTER,),
            (
                *ALWAYS, "pupil full name", "class", "since", "half days missed", "meeting day", "meeting time",
                "meeting place", "meeting with", "signed by",
            ),
        ),
        WordingKind(
            "formal_conversation",
            "Formal conversation about attendance",
            "Support was offered, absence without leave goes on, and a person invites to speak about legal steps.",
            (LETTER,),
            (
                *ALWAYS, "pupil full name", "class", "since", "half days missed", "days away", "meeting day",
                "meeting time", "meeting place", "meeting with", "signed by",
            ),
        ),
        WordingKind(
            "closure",
            "School closed",
            "The school closes unexpectedly. The head can change the words before they go.",
            (EMAIL,),
            ("school", "school phone", "who is closed", "when", "why"),
            may_be_off=False,
            also_text=True,
        ),
        WordingKind(
            "reopening",
            "School open again",
            "The school opens again after it closed. The head can change the words before they go.",
            (EMAIL,),
            ("school", "school phone", "open from"),
            may_be_off=False,
            also_text=True,
        ),
        WordingKind(
            "details_check",
            "Check your details",
            "A family has not said this term whether the details on file are right, and the office reminds it.",
            (EMAIL,),
            ("contact", "school", "school phone", "children"),
        ),
        WordingKind(
            "report_question",
            "Question about a report",
            "The school asks something about an absence that a family reported on its pages.",
            (EMAIL, TEXT),
            (*ALWAYS, "day", "question"),
        ),
        WordingKind(
            "report_not_accepted",
            "Report not counted as authorised",
            "The school has not accepted what a family reported on its pages, and says why.",
            (EMAIL, TEXT),
            (*ALWAYS, "day", "why not"),
        ),
        WordingKind(
            "note_to_social_worker",
            "Note to a child’s social worker",
            "A pupil who has a social worker or youth offending worker is absent without a reason.",
            (EMAIL, LETTER),
            (
                *ALWAYS, "pupil full name", "class", "day", "days missed", "last seen", "what is known", "signed by",
            ),
            may_be_off=False,
            for_families=False,
        ),
        WordingKind(
            "leave_agreed",
            "Leave agreed",
            "The head has agreed to all the days that a parent asked for.",
            (LETTER, EMAIL),
            (
                "contact", "school", "school phone", "reference", "children", "agreed days", "back on", "reason",
                "signed by",
            ),
            may_be_off=False,
            statutory=True,
        ),
        WordingKind(
            "leave_part_agreed",
            "Leave agreed in part",
            "The head has agreed to some of the days, and not to the others.",
            (LETTER, EMAIL),
            (
                "contact", "school", "school phone", "reference", "children", "asked days", "agreed days", "back on",
                "days not agreed", "reason", "what follows", "signed by",
            ),
            may_be_off=False,
            statutory=True,
        ),
        WordingKind(
            "leave_not_agreed",
            "Leave not agreed",
            "The head has not agreed to leave. It is the warning that goes before any penalty notice.",
            (LETTER, EMAIL),
            (
                "contact", "school", "school phone", "reference", "children", "asked days", "reason", "what follows",
                "signed by",
            ),
            may_be_off=False,
            statutory=True,
        ),
        WordingKind(
            "leave_not_agreed_other",
            "Leave not agreed: to another parent",
            "The same warning to another parent, where a person has chosen so. It does not say who asked or why.",
            (LETTER, EMAIL),
            (
                "contact", "school", "school phone", "children", "days not agreed", "what follows", "signed by",
            ),
            may_be_off=False,
            statutory=True,
        ),
        WordingKind(
            "notice_to_improve",
            "Notice to improve",
            "Support was offered, absence without leave went on, and a person has decided on a last chance.",
            (LETTER,),
            (
                *ALWAYS, "pupil full name", "class", "since", "half days missed", "days away", "support given",
                "more support", "improvement days", "improvement means", "what follows", "early grounds", "signed by",
            ),
            may_be_off=False,
            statutory=True,
        ),
        WordingKind(
            "notice_to_improve_withdrawn",
            "Notice to improve: withdrawn",
            "A notice to improve was withdrawn after its letter had gone, and a person tells the parent so.",
            (LETTER,),
            (*ALWAYS, "pupil full name", "day", "improvement days", "signed by"),
            may_be_off=False,
            statutory=True,
        ),
        WordingKind(
            "portal_invitation",
            "Invitation to the family pages",
            "The office invites an adult who may sign in for a child to do so.",
            (EMAIL, TEXT, LETTER),
            ("contact", "school", "school phone", "page", "email held"),
            may_be_off=False,
        ),
        WordingKind(
            "leave_question",
            "A question about leave",
            "The head asks the parent something before deciding.",
            (LETTER, EMAIL),
            ("contact", "school", "school phone", "reference", "children", "asked days", "question", "signed by"),
            may_be_off=False,
        ),
        WordingKind(
            "evidence_asked",
            "Something to show about an illness",
            "There is genuine doubt about an illness, and a person has written down why and asks to see something.",
            (LETTER, EMAIL),
            (*ALWAYS, "ill days", "what to show", "signed by"),
            may_be_off=False,
        ),
        WordingKind(
            "half_term_update",
            "How the half term went",
            "Each half term a person writes to the families of a class how their child’s attendance was.",
            (EMAIL, LETTER),
            (*ALWAYS, "pupil full name", "class", "from day", "to day", "how it went", "signed by"),
        ),
        WordingKind(
            "below_target",
            "Less than the school hopes for",
            "A child’s attendance has fallen below the school’s own target, and a person has decided to write.",
            (LETTER,),
            (*ALWAYS, "pupil full name", "class", "since", "target", "how it went", "signed by"),
        ),
        WordingKind(
            "below_target_medical",
            "Less than the school hopes for: mostly illness, or agreed",
            "The same, where most of what was missed was illness, appointments or other days that were agreed.",
            (LETTER,),
            (*ALWAYS, "pupil full name", "class", "since", "how it went", "signed by"),
        ),
    )
}  # fmt: skip


def kind_called(key: str) -> WordingKind:
    """The kind of that key; raises KeyError."""
    return KINDS[key]
