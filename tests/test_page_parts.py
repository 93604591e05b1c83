"""The parts that every page is made of: codes and dates in words, fields, the frame."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from attendance_site.parts.form_rendering import DateBoxes, DayInput, InlineRadios
from attendance_site.templatetags import attendance as tags
from registers.codes import CODES


def drawn(source: str, **context: object) -> str:
    return Template("{% load attendance %}" + source).render(Context(context))


def test_a_day_is_said_as_people_say_it() -> None:
    day = date(2026, 11, 4)
    assert [
        tags.long_date(day),
        tags.long_date_with_year(day),
        tags.short_date(day),
        tags.long_date(None),
    ] == [
        "Wednesday 4 November",
        "Wednesday 4 November 2026",
        "Wed 4 Nov",
        "",
    ]


def test_times_are_those_of_the_school() -> None:
    summer_morning = datetime(2026, 7, 1, 7, 47, tzinfo=UTC)
    assert [tags.clock_time(summer_morning), tags.clock_time(time(13, 5)), tags.clock_time(None)] == [
        "8:47",
        "13:05",
        "",
    ]


def test_the_day_of_a_late_evening_is_the_schools_day() -> None:
    assert tags.long_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July"


def test_counting_uses_the_right_word() -> None:
    said = [tags.count_of(number, "pupil,pupils") for number in (0, 1, 2, 1204)]
    assert said == ["0 pupils", "1 pupil", "2 pupils", "1,204 pupils"]


def test_a_telephone_link_dials_digits_only() -> None:
    assert [tags.phone_address("01632 960 123"), tags.phone_address(" +44 (1632) 960-123")] == [
        "01632960123",
        "+441632960123",
    ]


@pytest.mark.parametrize("colour", ["#ffffff", "#ffd54a", "#7f7f7f", "#1f5c4d", "#000000", "#c0392b"])
def test_the_letter_on_a_schools_colour_can_be_read(colour: str) -> None:
    def luminance(value: str) -> float:
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(colour), luminance(tags.text_colour_on(colour))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("letter", sorted(CODES))
def test_every_code_is_drawn_with_its_letter_and_its_words(letter: str) -> None:
    page = drawn("{% code_tag letter %}", letter=letter)
    assert (f">{letter}</b>" in page, CODES[letter].words in page.replace("&#x27;", "'")) == (True, True)


def test_an_empty_mark_is_said_in_words() -> None:
    assert "No mark" in drawn("{% code_tag '' %}")


def test_a_query_keeps_what_was_chosen_and_changes_the_rest() -> None:
    request = RequestFactory().get("/", {"q": "an & co", "page": "3"})
    assert drawn("{% query_with page=4 %}", request=request) == "?q=an+%26+co&amp;page=4"


class LeaveForm(forms.Form):
    """One field of each kind that differs."""

    reason = forms.CharField(help_text="Goes into the history.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    last_day = forms.DateField(widget=DateBoxes)
    told = forms.ChoiceField(choices=[("a", "By telephone"), ("b", "In person")], widget=InlineRadios)
    sure = forms.BooleanField(label="I am sure")
    pupil = forms.IntegerField(widget=forms.HiddenInput)


def test_labels_hints_and_errors_are_joined_to_their_control() -> None:
    page = re.sub(r"\s+(?=[<>])", "", str(LeaveForm({"pupil": "1"})))
    assert '<label class="govuk-label" for="id_reason">Reason</label>' in page
    assert 'aria-describedby="id_reason_helptext id_reason_error"' in page
    assert '<div class="govuk-hint" id="id_reason_helptext">Goes into the history.</div>' in page
    assert '<div id="id_reason_error"><p class="govuk-error-message">' in page
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_told_error">' in page
    assert '<input type="hidden" name="pupil" value="1" id="id_pupil">' in page


def test_the_error_summary_leads_to_each_control_and_names_its_field() -> None:
    form = LeaveForm({"pupil": ""})
    summary, fields = render_to_string("parts/error_summary.html", {"form": form}), str(form)
    targets = ["id_reason", "id_last_day_0", "id_told_0", "id_sure"]
    assert [f'href="#{target}"' in summary for target in targets] == [True] * 4
    assert [f'id="{target}"' in fields for target in targets] == [True] * 4
    assert "Last day: " in summary
    assert "pupil: " in summary


def test_only_fields_that_may_stay_empty_say_so() -> None:
    assert str(LeaveForm()).count("(optional)") == 1


@pytest.mark.parametrize(
    ("day", "month", "year", "read"),
    [
        ("5", "1", "2027", date(2027, 1, 5)),
        ("31", "2", "2027", None),
        ("", "", "", None),
        ("5", "", "2027", None),
    ],
)
def test_three_boxes_are_read_as_one_date(day: str, month: str, year: str, read: date | None) -> None:
    field = forms.DateField(widget=DateBoxes, required=False)
    typed = field.widget.value_from_datadict({"d_day": day, "d_month": month, "d_year": year}, {}, "d")
    if read is None and typed:
        with pytest.raises(forms.ValidationError):
            field.clean(typed)
    else:
        assert field.clean(typed) == read


def test_three_boxes_show_again_what_was_typed_wrongly() -> None:
    page = str(LeaveForm({"last_day_day": "31", "last_day_month": "2", "last_day_year": "2027"})["last_day"])
    assert [f'value="{typed}"' in page for typed in ("31", "2", "2027")] == [True, True, True]


def test_a_day_is_given_to_the_browser_as_it_expects_it() -> None:
    assert 'value="2026-11-24"' in DayInput().render("day", date(2026, 11, 24))


def test_the_frame_stands_without_anything_to_show() -> None:
    page = render_to_string("base.html", {})
    assert ('<main id="main" tabindex="-1">' in page, "<nav" in page, 'lang="en-gb"' in page) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_refusal_pages_need_no_context_and_lead_home(name: str) -> None:
    page = render_to_string(f"{name}.html", {})
    assert (page.count("<h1"), 'href="/"' in page) == (1, True)
