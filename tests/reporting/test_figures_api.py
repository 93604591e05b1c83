"""The tables behind the figures, for other programs: read only, paged, with the numbers of the pages."""

import datetime as dt

import pytest
from django.utils import timezone

from registers import codes
from registers.actions.tokens import make_token
from registers.models import Admission
from registers.roles import Scope
from tests.factories import StatusFactory, mark

SUMS = {"possible": 1, "attended": 1, "authorised": 0, "unauthorised": 0, "late": 0, "absence_rate": "0/1"}
AWAY = {"possible": 1, "attended": 0, "authorised": 1, "unauthorised": 0, "late": 0, "absence_rate": "1/1"}
BOTH = {"possible": 2, "attended": 1, "authorised": 1, "unauthorised": 0, "late": 0, "absence_rate": "1/2"}


@pytest.fixture
def ask(client, school, head, on_the_day):
    """A program that may read figures and nothing else asks for an address."""
    soon = timezone.now() + dt.timedelta(days=1)
    token = make_token(
        school=school,
        label="Analysis",
        scopes=[Scope.FIGURES_READ],
        expires_at=soon,
        by=head,
        at=timezone.now(),
    )

    def get(address):
        answer = client.get(f"/api/{address}", headers={"Authorization": f"Bearer {token.secret}"})
        return answer.status_code, answer.json()

    return get


def test_a_program_reads_the_tables_page_by_page(ask, pupils, office, django_assert_max_num_queries):
    first, second = sorted(pupils, key=lambda pupil: pupil.admissions.get().pk)[:2]
    mark(first, "/", by=office)
    mark(second, codes.ILLNESS, by=office)
    StatusFactory(school=first.school, pupil=first, kind="fsm", value="1")
    group = f"class:{first.memberships.get().group_id}"
    stays = dict(Admission.objects.values_list("pupil", "starting_day"))
    asked = f"from=2026-11-23&to=2026-11-24&group={group}"
    above = {"from": "2026-11-23", "to": "2026-11-24"}
    with django_assert_max_num_queries(14):
        status, page = ask(f"figures/enrolments/?{asked}&page_size=2")
    assert (status, page) == (
        200,
        above
        | {
            "count": 6,
            "next_page": 2,
            "results": [
                sums
                | {
                    "pupil": pupil.pk,
                    "upn": pupil.upn,
                    "admitted": stays[pupil.pk].isoformat(),
                    "left": None,
                    "persistent": absent,
                    "severe": absent,
                    "groups": sorted([group, "sex:F", "year:3", *more]),
                }
                for pupil, sums, absent, more in ((first, SUMS, False, ["fsm"]), (second, AWAY, True, []))
            ],
        },
    )
    whole = {"pupils": 2, "persistent_pupils": 1, "severe_pupils": 1}
    groups = ask(f"figures/groups/?{asked}&group=fsm")[1]["results"]
    assert [each["group"] for each in groups] == ["all", "year:3", group, "sex:F", "fsm"]
    assert ask("figures/groups/?from=2026-11-23")[1]["results"][0] == BOTH | whole | {
        "group": "all",
        "name": "All pupils",
    }
    assert ask("figures/weeks/")[1]["results"] == [BOTH | {"monday": "2026-11-23"}]
    assert ask("figures/sessions/")[1]["results"] == [
        {"weekday": 1, "session": "AM", "code": "/", "number": 1},
        {"weekday": 1, "session": "AM", "code": "I", "number": 1},
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-25", "from"),
        ("to=yesterday", "to"),
        ("group=year:99", "group"),
        ("group=sw", "group"),
        ("page=0", "page"),
        ("page_size=100000", "page_size"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(ask, school, query, field):
    status, said = ask(f"figures/weeks/?{query}")
    assert (status, list(said)) == (400, [field])


def test_a_token_for_figures_reads_nothing_else(ask, school):
    assert ask("pupils/")[0] == 403
