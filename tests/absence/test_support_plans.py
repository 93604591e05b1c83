"""Support plans: what they say in versions, actions done or not, reviews, how they end, what waits."""

import datetime as dt
import uuid

import pytest

from absence.actions import support_plans as actions
from absence.actions.contracts import ContractHappened, ContractSays, note_contract, write_contract
from absence.actions.support_plans import PlanEnded, PlanRefused, PlanSays
from absence.models import SupportPlan, SupportPlanVersion
from absence.support_barriers import barriers_of
from absence.support_due import plans_due
from absence.support_duties import SOMEBODY, WHOM, whom_to_ask
from absence.support_story import story_of
from registers.models import PupilStatus, SensitiveRead
from tests.absence.support import action_of, at_home, day, part_time_of, plan_of
from tests.cast import sign_in
from tests.factories import THE_DAY, at


def who(by, clock="10:00", on=THE_DAY):
    return {"operation": uuid.uuid4(), "by": by, "at": at(clock, on)}


def ended(plan, by, **more):
    said = {"on": THE_DAY, "outcome": "helped", "words": "She comes in by herself.", **who(by), **more}
    return actions.end_plan(plan=plan, **said)


def contract_of(plan, by):
    says = ContractSays("School and Fatima Khan", "Meets her", "Brings her", "", THE_DAY, day(28), day(14))
    return write_contract(plan=plan, says=says, **who(by))


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (PlanSays([]), "Choose at least one thing that makes coming to school hard"),
        (PlanSays(["lazy"]), "Choose at least one thing that makes coming to school hard"),
        (PlanSays(["other"]), "Say what the something else is"),
        (PlanSays(["sen"], provision="partly"), "Say what of the provision is not delivered"),
    ],
)
def test_a_plan_names_barriers_of_the_list_and_says_what_is_not_delivered(pupils, champion, says, why):
    plan = plan_of(pupils[0], champion)
    with pytest.raises(PlanRefused, match=why):
        actions.change_plan(plan=plan, says=says, **who(champion))


def test_the_newest_version_holds_and_the_earlier_stays(pupils, champion):
    plan = plan_of(pupils[0], champion)
    actions.change_plan(plan=plan, says=PlanSays(["uniform"], child_view="The collar."), **who(champion))
    story = story_of(plan, on=THE_DAY)
    assert [version.child_view for version in story.versions] == ["The collar.", "The hall is loud."]
    assert story.barriers == ["Uniform"]


def test_one_plan_runs_at_a_time_and_one_press_begins_one(pupils, champion):
    plan = plan_of(pupils[0], champion)
    with pytest.raises(PlanRefused, match="has a support plan that runs"):
        plan_of(pupils[0], champion)
    ended(plan, champion)
    plan_of(pupils[0], champion)
    assert (SupportPlan.objects.count(), SupportPlanVersion.objects.count()) == (2, 2)


def test_an_action_is_done_or_not_with_when_and_why(pupils, champion):
    plan = plan_of(pupils[0], champion)
    action = action_of(plan, champion)
    with pytest.raises(PlanRefused, match="Say why it was not done"):
        actions.note_action(action=action, done=False, on=THE_DAY, words=" ", **who(champion))
    actions.note_action(action=action, done=False, on=THE_DAY, words="No room free", **who(champion))
    actions.note_action(action=action, done=True, on=THE_DAY, words="", **who(champion, "11:00"))
    shown = story_of(plan, on=THE_DAY).actions[0]
    assert (shown.note.done, [note.words for note in shown.earlier]) == (True, ["No room free"])


def test_the_newest_review_says_when_the_next_is(pupils, champion):
    plan = plan_of(pupils[0], champion, first_day=day(-20))
    assert story_of(plan, on=THE_DAY).review_is_due
    said = {"with_whom": "Aisha and her mother", "words": "Lunch is easier."}
    actions.review_plan(plan=plan, on=THE_DAY, review_on=day(28), **said, **who(champion))
    story = story_of(plan, on=THE_DAY)
    assert (story.review_on, story.review_is_due) == (day(28), False)


def test_nothing_is_written_into_a_plan_that_has_ended(pupils, champion):
    plan = plan_of(pupils[0], champion)
    ended(plan, champion)
    with pytest.raises(PlanEnded):
        action_of(plan, champion)


def test_a_contract_is_signed_freely_reviewed_and_ended_before_its_plan(pupils, champion):
    plan = plan_of(pupils[0], champion)
    contract = contract_of(plan, champion)
    with pytest.raises(PlanRefused, match="The attendance contract of this plan has not ended"):
        ended(plan, champion)
    for kind, words in (("not_signed", ""), ("ended", "They would rather go on without.")):
        said = ContractHappened(kind, THE_DAY, "Fatima Khan", words)
        note_contract(contract=contract, said=said, **who(champion))
    with pytest.raises(PlanEnded, match="This contract has ended"):
        note_contract(contract=contract, said=ContractHappened("signed", THE_DAY, "x"), **who(champion))
    assert ended(plan, champion).outcome == "helped"


def test_what_waits_is_reviews_actions_and_what_ends_soon(pupils, head, champion):
    aisha = pupils[2]
    plan = plan_of(aisha, champion, first_day=day(-20))
    action_of(plan, champion, due_on=day(-1))
    made = part_time_of(plan, at_home(aisha), head, champion)
    contract_of(plan_of(pupils[0], champion), champion)
    due = plans_due(champion, on=THE_DAY)
    assert [(row.pupil, row.words) for row in due.rows] == [
        ("Aisha Khan", "Review of the support plan"),
        ("Aisha Khan", "A quiet place at lunch (Miss Patel)"),
    ]
    assert due.overdue == 2
    soon = plans_due(champion, on=made.last_day - dt.timedelta(days=3))
    assert "The part-time timetable ends on Friday 11 December 2026; then it is full time" in [
        row.words for row in soon.rows
    ]


def test_who_may_not_see_social_care_is_sent_to_the_safeguarding_lead(pupils, office, champion):
    for kind in ("social_worker", "ehcp"):
        PupilStatus.objects.create(
            school=pupils[0].school, pupil=pupils[0], kind=kind, value="1", first_day=day(-1)
        )
    assert whom_to_ask(pupils[0], post=champion, on=THE_DAY) == [WHOM["ehcp"], WHOM["social_worker"]]
    assert whom_to_ask(pupils[0], post=office, on=THE_DAY) == [WHOM["ehcp"], SOMEBODY]
    assert whom_to_ask(pupils[1], post=office, on=THE_DAY) == []


def test_a_plan_is_begun_on_its_page_and_who_reads_it_is_noted(client, on_the_day, pupils, champion):
    sign_in(client, champion)
    said = {
        "operation": uuid.uuid4(), "first_day": THE_DAY, "lead": "Tom Hale", "review_on": day(14),
        "barriers": ["anxiety"], "child_view": "The hall is loud.", "healthcare": "in_place",
        "provision": "no_plan",
    }  # fmt: skip
    shown = client.post(f"/pupils/{pupils[0].pk}/support/begin/", said, follow=True)
    assert "The hall is loud." in shown.text
    read = SensitiveRead.objects.get(pupil=pupils[0])
    assert (read.what, read.name) == ("health", "Tom Hale")
    assert client.get(f"/support/plans/{SupportPlan.objects.get().pk + 1}/").status_code == 404


@pytest.mark.parametrize("page", ["plan", "tab", "list"])
def test_the_statements_of_a_page_do_not_grow(
    client, on_the_day, pupils, champion, django_assert_max_num_queries, page
):
    plan = plan_of(pupils[0], champion, first_day=day(-20))
    action_of(plan, champion)
    address = {
        "plan": f"/support/plans/{plan.pk}/",
        "tab": f"/pupils/{pupils[0].pk}/support/",
        "list": "/support/plans/",
    }[page]
    sign_in(client, champion)
    client.get(address)
    with django_assert_max_num_queries(60) as first:
        client.get(address)
    for number in range(50):
        action_of(plan, champion, what=f"Something {number}")
    for pupil in pupils[1:]:
        action_of(plan_of(pupil, champion, first_day=day(-20)), champion)
    with django_assert_max_num_queries(len(first)):
        client.get(address)


def test_barriers_are_counted_without_names_and_few_are_not_counted_out(client, on_the_day, pupils, champion):
    plans = [plan_of(pupil, champion, first_day=day(-20), barriers=["anxiety"]) for pupil in pupils[:5]]
    plan_of(pupils[5], champion, first_day=day(-20), barriers=["lunch"])
    ended(plans[0], champion, outcome="partly")
    rows = barriers_of(champion, on=THE_DAY).rows
    assert [(row.words, row.plans, row.running, row.ended, row.helped, row.is_few) for row in rows] == [
        ("Anxiety or low mood", 5, 4, 1, 1, False),
        ("Lunch times", 1, 1, 0, 0, True),
    ]
    page = sign_in(client, champion).get("/support/barriers/").text
    assert ("1 to 4" in page, [pupil.called for pupil in pupils if pupil.called in page]) == (True, [])
