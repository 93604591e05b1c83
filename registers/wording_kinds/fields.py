"""All that a wording may name, with an example of each for whoever writes one."""

from datetime import date

from registers.wording_kinds.shape import Field

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
