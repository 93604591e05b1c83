"""Celebrating without an ill child losing it for the class; figures for reports, slips, progress, the next school."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registers.models import GroupMembership, LanguageSwitch
from reporting.celebrating import children_with_more, class_weeks, first_of, in_school, on_time
from reporting.measures import measure, total
from reporting.models import Certificate, LeaverSummary, ProgressColumn, PupilProgress
from reporting.pupil_figures import PupilFigures
from tests.absence.absent import days_before, mother_of
from tests.cast import sign_in
from tests.factories import GroupFactory, at
from tests.history import write_past

MONDAY = dt.date(2026, 11, 16)
HALVES = ("AM", "PM")


def week(here=10, **codes):
    return measure({"/": here, **codes})


def classes_of(children, of_week=MONDAY):
    """The classes of these children in that week, against all weeks before."""

    def by_class(wanted):
        return {
            ord(name): total(
                m for each in children if each.group == name for day, m in each.weeks if wanted(day)
            ).measures
            for name in sorted({each.group for each in children})
        }

    names = {each.group_id: each.group for each in children}
    return class_weeks(by_class(lambda day: day == of_week), by_class(lambda day: day < of_week), names)


def child(group, *weeks):
    """A child of that class with these weeks, the last of them that of MONDAY."""
    first = MONDAY - dt.timedelta(weeks=len(weeks) - 1)
    numbered = tuple((first + dt.timedelta(weeks=n), each) for n, each in enumerate(weeks))
    return PupilFigures(None, ord(group), group, "3", numbered)


def is_tagged(pdf):
    return pdf.startswith(b"%PDF-") and b"/StructTreeRoot" in pdf and b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_illness_appointments_religion_travel_part_time_and_suspension_are_in_no_comparison():
    away = dict.fromkeys(("I", "M", "R", "T", "C2", "E"), 1)
    assert in_school(week(4, **away)) == in_school(week(4))
    assert (in_school(week(8, O=2)).words, in_school(measure({})).words) == (
        "8 of 10 sessions (80.0 %)",
        "no sessions",
    )
    assert on_time(week(7, L=2, U=1)).words == "7 of 10 arrivals (70.0 %)"


def test_the_class_with_the_ill_child_can_lead_and_classes_that_are_level_lead_together():
    ill, well, absent = child("A", week(0, I=10)), child("A", week()), child("B", week(9, O=1))
    classes = classes_of([ill, well, absent, child("C", week())])
    assert [each.name for each in first_of(classes, lambda each: each.in_school.exact)] == ["A", "C"]
    better = classes_of([child("A", week(5, O=5), week(8, O=2)), child("B", week(), week())])
    assert [(each.name, each.improved_words) for each in better] == [
        ("A", "+30.0 points"),
        ("B", "±0.0 points"),
    ]
    assert [each.name for each in first_of(better, lambda each: each.improved)] == ["A"]
    assert first_of(better[1:], lambda each: each.improved) == []


def test_children_for_whom_more_goes_well_are_told_from_four_weeks_against_four():
    more = child("A", *[week(7, O=3)] * 4, *[week()] * 4)
    ill = child("A", *[week(2, I=8)] * 4, *[week()] * 4)  # too few sessions are left to say anything
    late = child("B", *[week(8, L=2)] * 4, *[week()] * 4)
    children = [more, ill, late, child("C", *[week()] * 8)]
    found = children_with_more(
        (each, *(total(m for _, m in some).measures for some in (each.weeks[:4], each.weeks[4:])))
        for each in children
    )
    assert [(each.figures.group, each.what) for each in found] == [
        ("A", "In school more"),
        ("B", "On time more"),
    ]


@pytest.fixture
def marked(school, pupils, office, set_clock):
    """Nine weeks of marks of two children of 3B: one came more in the last four."""
    set_clock("10:00:00")
    days = days_before(school, 42)
    for pupil, away in zip(pupils[:2], ("O", "I"), strict=True):
        codes = {(day, half): "/" if half == "AM" else "\\" for day in days for half in HALVES}
        early = {(day, "PM"): away for day in days[:20]}
        write_past(pupil, codes | early, by=office)
    return days


def test_a_certificate_is_given_once_printed_tagged_and_listed(
    marked, school, pupils, champion, teacher, client
):
    browser = sign_in(client, champion)
    page = browser.get("/celebrating/").context
    assert [each.figures.pupil for each in page["week"].children] == [pupils[0]]
    said = {"op": str(uuid.uuid4()), "pupil": [pupils[0].pk], "words": "being here every morning"}
    made = browser.post("/celebrating/", said)
    assert browser.post("/celebrating/", said).url == made.url
    assert is_tagged(browser.get(made.url).content)
    assert Certificate.objects.get().words == "being here every morning"
    assert "being here every morning" in browser.get("/celebrating/").content.decode()
    settings = "/settings/celebrating/"
    assert browser.post(settings, {}).status_code == 302
    assert "The school compares no classes." in browser.get("/celebrating/").content.decode()
    assert sign_in(client, teacher).get("/celebrating/").status_code == 403


def test_each_share_opens_to_the_list_that_it_was_counted_of(
    marked, school, pupils, office, champion, client
):
    late = {(marked[-4], "AM"): "L", (marked[-2], "AM"): "U", (marked[-3], "AM"): "M"}
    write_past(pupils[2], late, by=office)
    browser = sign_in(client, champion)
    page = browser.get("/celebrating/").context

    def opened(url):
        share = browser.get(url).context["figure"].share
        return share.part, share.whole

    [row], [child] = page["rows"], page["children"]
    each = row["figures"]
    assert opened(row["on_time_url"]) == (each.on_time.part, each.on_time.whole)
    assert opened(row["in_school_url"]) == (each.in_school.part, each.in_school.whole)
    earlier = in_school(each.before)
    assert opened(row["before_url"]) == (earlier.part, earlier.whole)
    assert (each.on_time.words, each.in_school.words) == (
        "20 of 22 arrivals (90.9 %)",
        "21 of 22 sessions (95.5 %)",
    )
    left_out = browser.get(row["in_school_url"]).context["figure"].not_counted
    assert [(code.code, code.number) for code in left_out] == [("M", 1)]
    for url, share in ((child["before_url"], child["child"].before), (child["now_url"], child["child"].now)):
        assert opened(url) == (share.part, share.whole)


def test_report_figures_slips_and_the_column_of_progress(
    marked, school, pupils, group_3b, office, teacher, client
):
    who = {"by": office, "name": office.user.name, "position": office.position, "at": at("08:00")}
    LanguageSwitch.objects.create(school=school, language="ur", is_on=True, **who)
    mother = mother_of(pupils[0], name="Anna Archer", lives_with=True)
    mother.language = "Urdu"
    mother.save()
    other = GroupFactory(school=school, name="4A", pupils=["Elif Stone"])
    browser = sign_in(client, office)
    rows = f"Name;UPN;Reading\nBen;{pupils[0].upn};=Above\nNobody;X1;Below\n".encode()
    sent = {"op": str(uuid.uuid4()), "column": "reading", "measured_on": "2026-11-20"}
    url = "/report-figures/progress/"
    missing = browser.post(url, {**sent, "column": "Maths", "file": SimpleUploadedFile("a.csv", rows)})
    assert "names no column UPN and “Maths”" in missing.content.decode()
    for _ in range(2):
        assert browser.post(url, {**sent, "file": SimpleUploadedFile("a.csv", rows)}).status_code == 302
    assert list(PupilProgress.objects.values_list("pupil", "value")) == [(pupils[0].pk, "=Above")]
    found = browser.get("/report-figures/").context["found"]
    assert [row.progress for row in found.rows] == ["=Above", *[""] * 6]
    lines = b"".join(browser.get("/report-figures/file/").streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].endswith("Unauthorised %,Late,reading")
    assert lines[1].endswith(f"{pupils[0].upn},3B,84,64,76.2,0,20,23.8,0,'=Above")
    assert is_tagged(browser.get(f"/report-figures/slips/?group={group_3b.pk}").content)
    column = ProgressColumn.objects.get()
    assert browser.post(f"/report-figures/progress/{column.pk}/removed/").status_code == 302
    assert (PupilProgress.objects.count(), ProgressColumn.objects.of(school).count()) == (0, 0)
    theirs = sign_in(client, teacher).get("/report-figures/").context["found"]
    assert {row.figures.group for row in theirs.rows} == {"3B"}
    assert GroupMembership.objects.filter(group=other).count() == 1


def test_a_summary_for_the_next_school_is_made_once_tagged_and_stands_among_the_documents(
    marked, school, pupils, office, teacher, client
):
    browser, ben = sign_in(client, office), pupils[0]
    url = f"/pupils/{ben.pk}/leaver-summary/"
    figures = browser.get(url).context["figures"]
    assert [year.row for year in figures.years] == [["2026/27", "84", "64", "0", "20", "0"]]
    assert {each.code for each in figures.counting} == {"O"}
    said = {"op": str(uuid.uuid4()), "to_school": "Oakmere Primary", "words": "A quiet start."}
    assert [browser.post(url, said).status_code for _ in range(2)] == [302, 302]
    made = LeaverSummary.objects.get()
    assert is_tagged(browser.get(f"/leaver-summaries/{made.pk}/").content)
    assert "For Oakmere Primary" in browser.get(f"/pupils/{ben.pk}/documents/").content.decode()
    assert "This field is required." not in browser.post(url, {}).content.decode()
    assert sign_in(client, teacher).get(url).status_code == 403
