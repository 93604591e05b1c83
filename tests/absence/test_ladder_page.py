from absence.ladder import DEFAULTS, Ladder, StepKind
from absence.models import FirstDayTexts, LadderStep
from registers.models import SendingSettings
from tests.cast import sign_in

ADDRESS = "/settings/ladder/"


def posted(ladder="school", **changed):
    """The form as it stands, changed."""
    said = {"do": ladder}
    for kind in StepKind:
        step = next((each for each in DEFAULTS[Ladder(ladder)] if each.kind is kind), None)
        how = "no" if step is None else "at" if step.at else "decided"
        said |= {
            f"{ladder}-{kind}_how": how,
            f"{ladder}-{kind}_time": f"{step.at:%H:%M}" if step and step.at else "",
            f"{ladder}-{kind}_minutes": "",
            f"{ladder}-{kind}_day": str(step.from_day if step else 1),
            f"{ladder}-{kind}_who": step.who if step else "",
        }
    return said | {f"{ladder}-{name}": value for name, value in changed.items()}


def test_a_school_sets_its_own_steps_and_the_earlier_ones_are_kept(client, school, head, on_the_day):
    browser = sign_in(client, head)
    assert browser.post(ADDRESS, posted()).status_code == 302
    assert LadderStep.objects.of(school) == DEFAULTS
    browser.post(ADDRESS, posted(visit_how="after", visit_minutes="45", text_how="no"))
    steps = LadderStep.objects.of(school)
    assert [step.kind for step in steps[Ladder.SCHOOL]] == [
        "call",
        "second_contact",
        "visit",
        "safe_and_well",
    ]
    assert steps[Ladder.SCHOOL][2].when == "45 minutes after the step before"
    assert steps[Ladder.NURSERY] == DEFAULTS[Ladder.NURSERY]
    assert (LadderStep.objects.count(), LadderStep.objects.standing().count()) == (9, 4)


def test_steps_that_are_no_ladder_are_refused_with_why(client, head, on_the_day):
    browser = sign_in(client, head)
    for changed, words in (
        ({"call_time": "12:00"}, "is due before the step above it"),
        ({"call_time": ""}, "enter the time of day"),
        ({"visit_how": "after"}, "enter how many minutes"),
        ({"visit_day": "99"}, "Enter 10 or less"),
    ):
        assert words in browser.post(ADDRESS, posted(**changed)).content.decode()
    assert LadderStep.objects.count() == 0


def test_texts_are_switched_on_once_something_carries_them(client, school, head, on_the_day):
    browser = sign_in(client, head)
    page = browser.post(ADDRESS, {"do": "texts_on"}, follow=True).content.decode()
    assert "Nothing carries texts yet" in page
    SendingSettings.objects.create(school=school, text="notify")
    for do, is_on in (("texts_on", True), ("texts_off", False)):
        browser.post(ADDRESS, {"do": do})
        assert FirstDayTexts.objects.of(school).is_on is is_on


def test_the_office_may_not_set_it(client, office, on_the_day):
    assert sign_in(client, office).get(ADDRESS).status_code == 403
